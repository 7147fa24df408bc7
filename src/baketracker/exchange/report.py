"""What an import did, row by row: nothing is left out without a word."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, Field


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
    """The reconciliation of one import. `not_taken` are tables that later pieces will take."""

    dry_run: bool = False
    tables: list[TableLine] = Field(default_factory=list)
    not_taken: dict[str, int] = Field(default_factory=dict)
    remarks: list[str] = Field(default_factory=list)
    lots_compared: int = 0

    @property
    def read(self) -> int:
        return sum(line.read for line in self.tables)

    @property
    def written(self) -> int:
        return sum(line.written for line in self.tables)

    @property
    def unchanged(self) -> int:
        return sum(line.unchanged for line in self.tables)

    @property
    def left_behind(self) -> int:
        return sum(line.left_behind for line in self.tables)


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
    """The report as a table for a terminal."""
    lines = [_row("", "read", "written", "unchanged", "left behind")]
    for table in report.tables:
        figures = (table.read, table.written, table.unchanged, table.left_behind)
        lines.append(_row(table.table, *figures))
        lines += [f"    {remark}" for remark in table.remarks]
    totals = (report.read, report.written, report.unchanged, report.left_behind)
    lines.append(_row("all", *totals))
    if report.not_taken:
        named = ", ".join(f"{name} ({rows})" for name, rows in report.not_taken.items())
        lines.append(f"Tables that are not taken yet: {named}.")
    lines += report.remarks
    if report.dry_run:
        lines.append("This was a trial: nothing was saved.")
    return "\n".join(lines)


def _row(name: str, *figures: Any) -> str:
    return f"{name:28}" + "".join(f"{figure:>13}" for figure in figures)
