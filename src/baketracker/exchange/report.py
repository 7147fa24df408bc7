"""What an import did, row by row: nothing is left out without a word."""

from collections import Counter
from dataclasses import dataclass, field

from pydantic import BaseModel, Field

from baketracker.errors import N_, NN_

from .sentences import Sentence, about, sentence

NOT_KNOWN = N_(
    "The file holds tables that were not known when it was brought in. Keep it, and bring it again "
    "after an update."
)
LOST = N_("columns that are not known here: %(columns)s")
LEFT_BEHIND = NN_("%(count)s left behind", "%(count)s left behind")


class LeftBehind(BaseModel):
    """So many rows of a table stayed in the file, and why."""

    count: int
    why: Sentence


class TableLine(BaseModel):
    """One table: every row read is written, was there already, or stayed behind for a reason."""

    table: str
    read: int
    written: int
    unchanged: int
    left: list[LeftBehind] = Field(default_factory=list)
    lost_columns: list[str] = Field(default_factory=list)

    @property
    def left_behind(self) -> int:
        return self.read - self.written - self.unchanged

    @property
    def remarks(self) -> list[tuple[Sentence, ...]]:
        """What to tell for each reason a row stayed behind: how many, and why; and the columns
        nobody knows."""
        found: list[tuple[Sentence, ...]] = [
            (about(LEFT_BEHIND, it.count), it.why) for it in self.left
        ]
        if self.lost_columns:
            found.append((sentence(LOST, columns=", ".join(self.lost_columns)),))
        return found


class Report(BaseModel):
    """The reconciliation of one import. `not_taken` are the rows of tables that nobody takes,
    `details` what hardly anybody asks about."""

    dry_run: bool = False
    tables: list[TableLine] = Field(default_factory=list)
    not_taken: dict[str, int] = Field(default_factory=dict)
    remarks: list[Sentence] = Field(default_factory=list)
    details: list[Sentence] = Field(default_factory=list)
    lots_compared: int = 0

    @property
    def read(self) -> int:
        """Every row of the file, those of tables nobody takes too."""
        return sum(line.read for line in self.tables) + sum(self.not_taken.values())

    @property
    def written(self) -> int:
        return sum(line.written for line in self.tables)

    @property
    def unchanged(self) -> int:
        return sum(line.unchanged for line in self.tables)

    @property
    def left_in_file(self) -> int:
        """Rows that stayed behind for a reason, and those of tables nobody takes."""
        return sum(line.left_behind for line in self.tables) + sum(self.not_taken.values())

    @property
    def not_known(self) -> str:
        """What to tell whoever has rows in tables that nobody takes, a msgid."""
        return NOT_KNOWN if self.not_taken else ""

    @property
    def tables_not_known(self) -> list[tuple[str, int]]:
        """Those tables by the names the file gives them, the most rows first."""
        counted = sorted(self.not_taken.items(), key=lambda table: -table[1])
        return [(name.replace("_", " "), rows) for name, rows in counted]


@dataclass
class Tally:
    """Counts one table while its rows are read."""

    table: str
    read: int = 0
    unchanged: int = 0
    written: int = 0
    skipped: Counter[Sentence] = field(default_factory=Counter)
    lost_columns: list[str] = field(default_factory=list)

    def line(self) -> TableLine:
        return TableLine(
            table=self.table,
            read=self.read,
            written=self.written,
            unchanged=self.unchanged,
            left=[LeftBehind(count=count, why=why) for why, count in self.skipped.items()],
            lost_columns=self.lost_columns,
        )
