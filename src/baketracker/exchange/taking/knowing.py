"""Whether a cost of 0 is known: the desktop counted 0 for what nobody knew the price of.

Of something whose every lot has a cost, 0 is what it cost; else nobody knows."""

from collections import defaultdict
from decimal import Decimal

from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import DesktopRow

FREE = "may cost nothing"


def priced(file: DesktopFile) -> frozenset[object]:
    """Numbers of the ingredients all of whose lots have a cost."""
    ingredients = {row["id"]: row.get("ingredient_id") for row in file.rows("products")}
    known: defaultdict[object, bool] = defaultdict(lambda: True)
    for row in file.rows("inventory_items"):
        known[ingredients.get(row.get("product_id"))] &= row.get("unit_cost") is not None
    return frozenset(ingredient for ingredient, all_of_it in known.items() if all_of_it)


def cost(row: DesktopRow, column: str) -> Decimal | None:
    """What something cost, None when nobody knows."""
    recorded, may_be_free = row.money(column), row.flag(FREE)
    return recorded if recorded or may_be_free else None


def unit_cost(row: DesktopRow, column: str) -> Decimal | None:
    """What one of it cost, likewise, with all its digits."""
    recorded, may_be_free = row.number(column), row.flag(FREE)
    return recorded if recorded or may_be_free else None


def is_known(row: dict[str, object], column: str) -> bool:
    """As `cost`, of a row that has not been read."""
    return bool(row.get(column)) or bool(row[FREE])
