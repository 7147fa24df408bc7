"""What finished goods cost at the last prices: an estimate of today, derived from what is in them
and never typed."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, computed_field
from sqlalchemy import or_, select

from baketracker.costs import Cost, together
from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import RuleBroken
from baketracker.materials import service as materials
from baketracker.recipes import costs as recipes

from .contents import Contents, contents_of
from .costing import Dressing, parts_of
from .models import Composition
from .packaging import Packaging, packaging_costs

Dressings = dict[Any, list[Dressing]]


class GoodCost(BaseModel):
    """One finished good with all inside it: the food at the last prices of what is usually bought,
    packaging and materials at the cost of what is left of them, else at their last price."""

    food: Cost
    packaging: Cost
    materials: Cost

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> Cost:
        return together((self.food, self.packaging, self.materials))


@verb("read")
def costs_of(db: TenantSession, good_ids: Collection[UUID]) -> dict[UUID, GoodCost]:
    """What one of each of these finished goods costs; one that is not in this bakery is absent,
    one that cannot be taken apart says so in every part. Sixteen statements, however many goods
    and however deep."""
    contents = contents_of(db, good_ids)
    return priced(db, good_ids, contents, _unit_costs(db, contents))


def priced(
    db: TenantSession, good_ids: Collection[UUID], contents: Contents, units: dict[Any, Cost]
) -> dict[UUID, GoodCost]:
    """The same where one of each finished unit inside costs what `units` say. Six statements."""
    dressings = _dressings(db, contents)
    asked = (good_id for good_id in good_ids if good_id in contents.goods)
    return {good_id: _good_cost(good_id, contents, units, dressings) for good_id in asked}


def _good_cost(
    good_id: UUID, contents: Contents, units: dict[Any, Cost], dressings: Dressings
) -> GoodCost:
    try:
        parts = parts_of(good_id, contents.goods, units, dressings)
    except RuleBroken as trouble:
        why = Cost.because(trouble)
        return GoodCost(food=why, packaging=why, materials=why)
    return GoodCost(food=parts.food, packaging=parts.packaging, materials=parts.materials)


def _unit_costs(db: TenantSession, contents: Contents) -> dict[Any, Cost]:
    costs = recipes.costs_of(db, list({unit.recipe_id for unit in contents.units.values()}))
    return {
        key: costs[unit.recipe_id].per_finished_unit[unit.id]
        for key, unit in contents.units.items()
    }


def _dressings(db: TenantSession, contents: Contents) -> Dressings:
    """What every good inside is dressed in itself."""
    lines = _lines(db, list(contents.goods))
    boxes = packaging_costs(db, {_box(row) for row in lines if row.packaging_product_id})
    ribbons = materials.unit_costs(db, {key for row in lines if (key := row.material_unit_id)})
    grouped: Dressings = defaultdict(list)
    for row in lines:
        ribbon = row.material_unit_id
        cost = boxes[_box(row)] if ribbon is None else ribbons[ribbon]
        grouped[row.finished_good_id].append(Dressing(row.quantity, cost, ribbon is not None))
    return grouped


def _lines(db: TenantSession, good_ids: Collection[Any]) -> Sequence[Composition]:
    dressed = or_(
        Composition.packaging_product_id.is_not(None), Composition.material_unit_id.is_not(None)
    )
    found = select(Composition).where(among(Composition.finished_good_id, good_ids), dressed)
    return db.scalars(found.order_by(Composition.sort_order, Composition.id)).all()


def _box(row: Composition) -> Packaging:
    assert row.packaging_product_id is not None  # a line holds exactly one thing
    return Packaging(row.packaging_product_id, row.is_generic)
