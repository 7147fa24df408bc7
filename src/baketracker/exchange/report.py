"""What an import did, row by row: nothing is left out without a word."""

from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from pydantic import BaseModel, Field

from baketracker.errors import N_, NN_

from .sentences import Sentence, about, sentence

NOT_HERE_YET = N_(
    "Not here yet: baking history, recipients and packages. "
    "Keep your file: bring it again when they are."
)
# What a baker calls the tables that later pieces will take; the first that fits counts.
GROUPS = {
    N_("plans’ history"): ("plan_*", "*_snapshots", "snapshot_*", "event_*_targets"),
    N_("baking runs"): ("production_*",),
    N_("assembly runs"): ("assembly_*", "material_consumptions", "composition_assignments"),
    N_("recipients and packages"): ("recipients", "package*", "event_recipient_packages"),
    N_("adjustments"): ("*_adjustments",),
}
OTHER = N_("other things")
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
    """The reconciliation of one import. `not_taken` are tables that later pieces will take,
    `details` what hardly anybody asks about."""

    dry_run: bool = False
    tables: list[TableLine] = Field(default_factory=list)
    not_taken: dict[str, int] = Field(default_factory=dict)
    remarks: list[Sentence] = Field(default_factory=list)
    details: list[Sentence] = Field(default_factory=list)
    lots_compared: int = 0

    @property
    def read(self) -> int:
        """Every row of the file, those of tables not taken yet too."""
        return sum(line.read for line in self.tables) + sum(self.not_taken.values())

    @property
    def written(self) -> int:
        return sum(line.written for line in self.tables)

    @property
    def unchanged(self) -> int:
        return sum(line.unchanged for line in self.tables)

    @property
    def left_in_file(self) -> int:
        """Rows that stayed behind for a reason, and tables not taken yet."""
        return sum(line.left_behind for line in self.tables) + sum(self.not_taken.values())

    @property
    def not_here_yet(self) -> str:
        """What to tell whoever has rows in tables that are not taken yet, a msgid."""
        return NOT_HERE_YET if self.not_taken else ""

    @property
    def later(self) -> list[tuple[str, int]]:
        """Those rows by what a baker calls them, a msgid, the most first."""
        counts: Counter[str] = Counter()
        for table, rows in self.not_taken.items():
            counts[_group(table)] += rows
        return counts.most_common()


def _group(table: str) -> str:
    fitting = (name for name, patterns in GROUPS.items()
               if any(fnmatchcase(table, pattern) for pattern in patterns))  # fmt: skip
    return next(fitting, OTHER)


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
