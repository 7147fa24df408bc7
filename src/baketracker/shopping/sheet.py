"""A list as a CSV file."""

from collections.abc import Iterator

from baketracker.sheets import Cell, sheet

from .schemas import ItemView, ListView

HEADS = (
    "Store", "Section", "Aisle", "Item", "Needed", "Unit", "Packages", "Product", "Package size",
    "Package unit", "Package price", "Total", "Left over", "In cart",
)  # fmt: skip


def csv_of(shown: ListView) -> str:
    """The lines in the order of the stores, one a row. Money and amounts keep their digits."""
    return sheet(HEADS, ([*_cells(item)] for item in shown.items))


def _cells(item: ItemView) -> Iterator[Cell]:
    product = item.product
    yield item.supplier.name if item.supplier else ""
    yield item.kind
    yield item.aisle
    yield item.name
    yield item.needed
    yield item.unit_said
    yield item.packages
    yield product.name if product else ""
    yield product.quantity if product else None
    yield product.unit if product else ""
    yield item.package_price
    yield item.total
    yield item.leftover
    yield "yes" if item.in_cart else "no"
