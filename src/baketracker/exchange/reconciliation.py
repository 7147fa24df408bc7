"""After an import: do the figures here say what the file says?

The file's side is read again, by hand, not through the code that took the rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from baketracker.assembly.models import AssemblyRun
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.errors import RuleBroken
from baketracker.finished_goods.models import FinishedGood
from baketracker.pantry.models import Depletion, Lot
from baketracker.production.models import ProductionRun
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit

from .desktop_file import DesktopFile
from .taking import Links

# What is stored is rounded to 10 places; a thousand such rows differ by less than this.
TOLERANCE = Decimal("1e-6")

# Table → what it adds up there, and here.
MAKING: dict[str, tuple[str, Any]] = {
    "finished_units": ("inventory_count", FinishedUnit.on_hand),
    "finished_goods": ("inventory_count", FinishedGood.on_hand),
    "production_runs": ("total_ingredient_cost", ProductionRun.total_cost),
    "production_records": ("actual_cost", ProductionRun.total_cost),
    "assembly_runs": ("total_component_cost", AssemblyRun.total_cost),
}

Sums = Mapping[UUID, tuple[Decimal, Decimal]]


class Imbalance(RuleBroken):
    """What was written is not what the file holds."""

    code = "imbalance"

    def __init__(self, what: str) -> None:
        super().__init__(
            "The figures of %(what)s do not agree with the file, so nothing was taken in. "
            "Please send us the file.",
            what=what.replace("_", " "),
        )


def compare_lots(
    db: TenantSession, file: DesktopFile, links: Links, written: Iterable[UUID]
) -> int:
    """Quantity and value of the lots just written, per ingredient, beside the file's.

    Returns how many ingredients were compared. Raises Imbalance."""
    lots = frozenset(written)
    there, here = _in_file(file, links, lots), _in_bakery(db, lots)
    _agree(there, here, "lots")
    return len(here)


def compare_depletions(db: TenantSession, file: DesktopFile, written: Iterable[UUID]) -> None:
    """Quantity and cost of what went out, as just written, per lot, beside the file's. Raises
    Imbalance."""
    uses = frozenset(written)
    lot_of = {row["id"]: _id_of(row) for row in file.rows("inventory_items")}
    there: defaultdict[UUID, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in file.rows("inventory_depletions"):
        lot = lot_of.get(row["inventory_item_id"])
        if lot is not None and _id_of(row) in uses:
            there[lot][0] += Decimal(str(row["quantity_depleted"]))
            there[lot][1] += Decimal(str(row.get("cost") or 0))
    _agree({lot: (total, cost) for lot, (total, cost) in there.items()}, _gone(db, uses), "uses")


def compare_making(
    db: TenantSession, file: DesktopFile, written: Mapping[str, Collection[UUID]]
) -> None:
    """Counts of what is finished and costs of runs, as just written, beside the file's. Raises
    Imbalance."""
    for table, (told, column) in MAKING.items():
        new = frozenset(written[table])
        there = {
            key: (round(Decimal(str(row.get(told) or 0)), 4), Decimal(0))
            for row in file.rows(table)
            if (key := _id_of(row)) in new
        }
        ids = column.class_.id
        rows = db.execute(select(ids, column).where(among(ids, new))) if new else ()
        _agree(there, {key: (Decimal(value), Decimal(0)) for key, value in rows}, table)


def _agree(there: Sums, here: Sums, what: str) -> None:
    if there.keys() != here.keys():
        raise Imbalance(what)
    for key, sums in there.items():
        if any(abs(a - b) > TOLERANCE for a, b in zip(sums, here[key], strict=True)):
            raise Imbalance(what)


def _in_file(file: DesktopFile, links: Links, lots: frozenset[UUID]) -> Sums:
    sums: defaultdict[UUID, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    ingredient_of = {row["id"]: row["ingredient_id"] for row in file.rows("products")}
    for row in file.rows("inventory_items"):
        if _id_of(row) not in lots:
            continue
        ingredient = links.ids["ingredients", ingredient_of[row["product_id"]]]
        quantity, cost = Decimal(str(row["quantity"])), Decimal(str(row.get("unit_cost") or 0))
        sums[ingredient][0] += quantity
        sums[ingredient][1] += quantity * cost
    return {ingredient: (total, value) for ingredient, (total, value) in sums.items()}


def _in_bakery(db: TenantSession, lots: frozenset[UUID]) -> Sums:
    if not lots:
        return {}
    value = func.coalesce(func.sum(Lot.quantity * Lot.unit_cost), 0)
    rows = db.execute(
        select(Product.ingredient_id, func.sum(Lot.quantity), value)
        .join(Lot.product)
        .where(among(Lot.id, lots))
        .group_by(Product.ingredient_id)
    )
    return {ingredient: (Decimal(total), Decimal(worth)) for ingredient, total, worth in rows}


def _gone(db: TenantSession, uses: frozenset[UUID]) -> Sums:
    # What cost nobody knows is 0 in the file.
    sums: list[Any] = [func.sum(Depletion.quantity), func.coalesce(func.sum(Depletion.cost), 0)]
    rows = select(Depletion.lot_id, *sums).where(among(Depletion.id, uses))
    found = db.execute(rows.group_by(Depletion.lot_id))
    return {lot: (Decimal(total), Decimal(cost)) for lot, total, cost in found}


def _id_of(row: Mapping[str, object]) -> UUID | None:
    try:
        return UUID(str(row["uuid"]))
    except ValueError:
        return None
