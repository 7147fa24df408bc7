"""What an import did, row by row: nothing is left out without a word."""

from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from pydantic import BaseModel, Field

NOT_HERE_YET = (
    "Not here yet: purchases, baking history, wrapping, recipients and packages. "
    "Keep your file: bring it again when they are."
)
# What a baker calls the tables that later pieces will take; the first that fits counts.
GROUPS = {
    "plans’ history": ("plan_*", "*_snapshots", "snapshot_*", "event_*_targets"),
    "purchases": ("purchases",),
    "baking runs": ("production_*",),
    "assembly runs": ("assembly_*",),
    "materials and wrapping": ("material*", "product_packaging", "composition_assignments"),
    "recipients and packages": ("recipients", "package*", "event_recipient_packages"),
    "adjustments": ("*_adjustments", "inventory_depletions"),
}
OTHER = "other things"


class TableLine(BaseModel):
    """One table: every row read is written, was there already, or stayed behind for a reason."""

    table: str
    read: int
    written: int
    unchanged: int
    skipped: dict[str, int] = Field(default_factory=dict)
    lost_columns: list[str] = Field(default_factory=list)

    @property
    def left_behind(self) -> int:
        return sum(self.skipped.values())

    @property
    def remarks(self) -> list[str]:
        """A sentence for each reason a row stayed behind, and for columns nobody knows."""
        told = [f"{count} left behind: {why}" for why, count in self.skipped.items()]
        if self.lost_columns:
            told.append(f"columns that are not known here: {', '.join(self.lost_columns)}")
        return told


class Report(BaseModel):
    """The reconciliation of one import. `not_taken` are tables that later pieces will take,
    `details` what hardly anybody asks about."""

    dry_run: bool = False
    tables: list[TableLine] = Field(default_factory=list)
    not_taken: dict[str, int] = Field(default_factory=dict)
    remarks: list[str] = Field(default_factory=list)
    details: list[str] = Field(default_factory=list)
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
        """What to tell whoever has rows in tables that are not taken yet."""
        return NOT_HERE_YET if self.not_taken else ""

    @property
    def later(self) -> list[tuple[str, int]]:
        """Those rows in a baker's words, the most first."""
        counted: Counter[str] = Counter()
        for table, rows in self.not_taken.items():
            counted[_group(table)] += rows
        return counted.most_common()


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
    skipped: Counter[str] = field(default_factory=Counter)
    lost_columns: list[str] = field(default_factory=list)

    def line(self) -> TableLine:
        return TableLine(
            table=self.table,
            read=self.read,
            written=self.written,
            unchanged=self.unchanged,
            skipped=dict(self.skipped),
            lost_columns=self.lost_columns,
        )


def as_text(report: Report) -> str:
    """The report for a terminal: what came of the file, then table by table."""
    lines = [
        f"Read {report.read}, came in {report.written}, already here {report.unchanged}, "
        f"left in the file {report.left_in_file}."
    ]
    if report.dry_run:
        lines.append("This was a trial: nothing was saved.")
    if report.not_taken:
        lines += [report.not_here_yet, *(_row(name, rows) for name, rows in report.later)]
    lines += ["", _row("table by table", "read", "came in", "already here", "left in file")]
    for table in report.tables:
        figures = (table.read, table.written, table.unchanged, table.left_behind)
        lines.append(_row(table.table, *figures))
        lines += [f"    {remark}" for remark in table.remarks]
    return "\n".join(lines + report.remarks + report.details)


def _row(name: str, *figures: Any) -> str:
    return f"{name:28}" + "".join(f"{figure:>13}" for figure in figures)
