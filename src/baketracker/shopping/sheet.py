"""A list as a CSV file that any spreadsheet opens: UTF-8 with its mark, cells that compute
nothing."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from baketracker.fields import plain

from .schemas import ItemView, ListView

HEADS = (
    "Store", "Section", "Aisle", "Item", "Needed", "Unit", "Packages", "Product", "Package size",
    "Package unit", "Package price", "Total", "Left over", "In cart",
)  # fmt: skip
# A spreadsheet would take what begins with one of these as a formula.
COMPUTES = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"


def csv_of(shown: ListView) -> str:
    """The lines in the order of the stores, one a row. Money and amounts keep their digits."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    writer.writerows([_safe(cell) for cell in _cells(item)] for item in shown.items)
    return MARK + out.getvalue()


def _cells(item: ItemView) -> Iterator[str]:
    product = item.product
    yield item.supplier.name if item.supplier else ""
    yield item.kind
    yield item.aisle
    yield item.name
    yield _number(item.needed)
    yield item.unit_said
    yield "" if item.packages is None else str(item.packages)
    yield product.name if product else ""
    yield _number(product.quantity if product else None)
    yield product.unit if product else ""
    yield _number(item.package_price)
    yield _number(item.total)
    yield _number(item.leftover)
    yield "yes" if item.in_cart else "no"


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(COMPUTES) else cell
