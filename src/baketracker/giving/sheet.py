"""The packing grid as a CSV file."""

from collections.abc import Iterator

from baketracker.sheets import Cell, sheet

from .schemas import GridRow, PackingGrid


def csv_of(grid: PackingGrid) -> str:
    """A row for each person, a column for each finished good, the totals last."""
    heads = ["Recipient", "Household", "Packages", "Must not eat"]
    heads += [*(good.name for good in grid.goods), "Total"]
    last: list[Cell] = ["Total", "", "", "", *grid.totals, grid.total]
    return sheet(heads, [*([*_cells(row)] for row in grid.rows), last])


def _cells(row: GridRow) -> Iterator[Cell]:
    yield row.recipient.name
    yield row.recipient.household
    yield ", ".join(row.packages)
    yield ", ".join(row.allergens)
    yield from row.numbers
    yield row.total
