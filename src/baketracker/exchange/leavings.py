"""What an import leaves in the file, so that the report can account for all of it."""

from collections.abc import Collection

from baketracker.errors import N_
from baketracker.measures.units import find_unit

from .desktop_file import DesktopFile
from .report import TableLine, Tally
from .sentences import sentence
from .taking import TAKINGS, Taking
from .taking.base import Raw

UNITS = "units"
BASE_COLUMNS = frozenset({"id", "uuid", "created_at", "updated_at"})
UNKNOWN_UNIT = N_("this unit is not known here")


def units_line(file: DesktopFile) -> TableLine:
    """The desktop kept its units in a table; here they are part of the product."""
    tally = Tally(UNITS)
    for row in file.rows(UNITS):
        tally.read += 1
        if find_unit(str(row.get("code"))):
            tally.unchanged += 1
        else:
            tally.skipped[sentence(UNKNOWN_UNIT)] += 1
    return tally.line()


def tables_left(file: DesktopFile) -> dict[str, int]:
    """Rows of the tables nobody takes."""
    taken = {taking.table for taking in TAKINGS} | {UNITS}
    others = (table for table in file.tables.values() if table.name not in taken)
    return {table.name: table.rows for table in others if table.rows}


def columns_left(taking: Taking, rows: Collection[Raw], asked: set[str]) -> list[str]:
    """Columns nobody asked for although they hold something."""
    ignored = asked | taking.left_out | BASE_COLUMNS
    lost = {name: None for row in rows for name, value in row.items()
            if name not in ignored and value is not None}  # fmt: skip
    return sorted(lost)
