"""What stands there now, one line for each ingredient and material, ready to be frozen."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.service import density_of_row
from baketracker.materials.models import Material, MaterialCategory, MaterialSubcategory
from baketracker.pantry.shelf import amounts_of
from baketracker.stock.ledger import exact

from .differences import NOTHING, Standing
from .kinds import FOOD, MATERIAL, Kind, KindName


def standing_now(db: TenantSession) -> list[Standing]:
    """All that is on hand: food before materials, by category and name. Four statements."""
    return sorted([*_food(db), *_materials(db)], key=lambda one: one.place)


def _food(db: TenantSession) -> Iterator[Standing]:
    """In one unit where all of it can be said in one, else a line for each unit."""
    sums: defaultdict[UUID, dict[str, tuple[Decimal, Decimal, int]]] = defaultdict(dict)
    for ingredient_id, unit, *numbers in _summed(db, FOOD):
        sums[ingredient_id][unit] = (numbers[0], numbers[1], numbers[2])
    found = select(Ingredient).where(among(Ingredient.id, sums))
    for row in db.scalars(found):
        by_unit = sums[row.id]
        amounts = {unit: one[0] for unit, one in by_unit.items()}
        said = amounts_of(amounts, density_of_row(row), row.default_unit)
        for one in said:
            merged = list(by_unit.values()) if len(said) == 1 else [by_unit[one.unit]]
            yield _standing("food", row, row.category, one.amount, one.unit, merged)


def _materials(db: TenantSession) -> Iterator[Standing]:
    sums = {row[0]: row for row in _summed(db, MATERIAL)}
    found = (
        select(Material, MaterialCategory.name)
        .join(Material.subcategory)
        .join(MaterialSubcategory.category)
        .where(among(Material.id, sums))
    )
    for row, category in db.execute(found):
        _, unit, quantity, value, unpriced = sums[row.id]
        yield _standing("material", row, category, quantity, unit, [(quantity, value, unpriced)])


def _summed(db: TenantSession, kind: Kind) -> Sequence[Any]:
    """Thing, unit, quantity, worth and lots without a cost, of all that is in use."""
    lot = kind.lot
    worth = func.coalesce(func.sum(lot.quantity * lot.unit_cost), 0)
    unpriced = func.count(lot.id).filter(lot.unit_cost.is_(None))
    found = (
        select(kind.thing_id, kind.unit, func.sum(lot.quantity), worth, unpriced)
        .select_from(lot)
        .join(kind.product)
        .join(kind.thing_of)
        .where(lot.in_use())
        .group_by(kind.thing_id, kind.unit)
    )
    return db.execute(found).all()


def _standing(
    kind: KindName,
    row: Any,
    category: str,
    quantity: Decimal,
    unit: str,
    sums: Sequence[tuple[Decimal, Decimal, int]],
) -> Standing:
    return Standing(
        kind=kind,
        thing_id=row.id,
        name=row.name,
        category=category,
        quantity=exact(quantity),
        unit=unit,
        value=exact(sum((one[1] for one in sums), NOTHING)),
        unpriced_lots=sum(one[2] for one in sums),
    )
