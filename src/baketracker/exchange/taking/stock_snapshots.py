"""The pantry as the desktop froze it: so much of each ingredient, without a unit and a worth."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from baketracker.db.types import now
from baketracker.errors import NN_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import DesktopRow
from baketracker.reports.models import StockSnapshot, StockSnapshotLine

from .base import Links, Raw, Taking, Values

UNIT = "unit of the ingredient"
GROUPS = ("parent_l0_name_snapshot", "parent_l1_name_snapshot")
NO_WORTH = NN_(
    "%(count)s amount in an old snapshot has no worth: the desktop did not keep it.",
    "%(count)s amounts in old snapshots have no worth: the desktop did not keep it.",
)


def snapshot(row: DesktopRow, _links: Links) -> Values:
    return {
        "name": row.name("name"),
        "taken_at": row.moment("snapshot_date") or row.moment("created_at") or now(),
        "notes": row.text("description"),
        "deleted_at": None,
    }


def with_units(file: DesktopFile) -> Iterator[Raw]:
    """Each amount with the unit in which all products of its ingredient are counted, if there is
    one."""
    units: defaultdict[object, set[object]] = defaultdict(set)
    for row in file.rows("products"):
        units[row.get("ingredient_id")].add(row.get("package_unit"))
    for row in file.rows("snapshot_ingredients"):
        told = units[row.get("ingredient_id")]
        yield row | {UNIT: next(iter(told)) if len(told) == 1 else None}


def amount(row: DesktopRow, links: Links) -> Values:
    ingredient = links.to(row, "ingredient_id", "ingredients")
    groups = [row.words(column) for column in GROUPS]
    values = {
        "snapshot_id": links.to(row, "snapshot_id", "inventory_snapshots"),
        "ingredient_id": ingredient,
        "material_id": None,
        "name": row.words("ingredient_name_snapshot") or links.facts[ingredient]["name"],
        "category": next(filter(None, groups), ""),
        "quantity": row.amount("quantity"),
        "unit": row.text(UNIT, longest=200),
        "value": Decimal(0),
        "unpriced_lots": 1,
    }
    links.note(NO_WORTH)
    return values


TAKINGS = (
    Taking("inventory_snapshots", StockSnapshot, snapshot),
    Taking("snapshot_ingredients", StockSnapshotLine, amount, source=with_units,
           part_of=("snapshot_id", "inventory_snapshots")),
)  # fmt: skip
