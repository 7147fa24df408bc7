"""What finished goods are packed of, read from the tables in one go however deep they go."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, and_, select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.recipes.models import FinishedUnit

from . import packing
from .models import Composition, FinishedGood


@dataclass(frozen=True)
class Contents:
    """Finished goods as the rules of packing read them, and the rows of what is baked for them: the
    lines with the finished unit, the finished units with the recipe loaded."""

    goods: packing.Goods
    units: dict[Any, FinishedUnit]
    lines: Sequence[Composition]


def contents_of(db: TenantSession, good_ids: Collection[UUID]) -> Contents:
    """The goods and everything inside them: two statements."""
    inside = _inside(good_ids)
    names = db.execute(
        select(FinishedGood.id, FinishedGood.name).join(
            inside,
            and_(FinishedGood.tenant_id == inside.c.tenant_id, FinishedGood.id == inside.c.id),
        )
    ).all()
    parts: defaultdict[UUID, list[packing.Part]] = defaultdict(list)
    units: dict[UUID, FinishedUnit] = {}
    lines = _lines(db, inside)
    for line in lines:
        part = packing.Part(line.quantity, line.finished_unit_id, line.component_good_id)
        parts[line.finished_good_id].append(part)
        if line.finished_unit is not None:
            units[line.finished_unit.id] = line.finished_unit
    goods: dict[Any, packing.FinishedGood] = {
        key: packing.FinishedGood(key, name, tuple(parts[key])) for key, name in names
    }
    return Contents(goods, units, lines)


def unit_of(row: FinishedUnit) -> packing.FinishedUnit:
    """The finished unit, its recipe loaded, as the rules of packing read it."""
    return packing.FinishedUnit(row.id, row.name, row.recipe_id, row.recipe.name)


def _inside(good_ids: Collection[UUID]) -> CTE:
    """Ids of the goods and of all goods within them. UNION ends even where one holds itself."""
    chosen = select(FinishedGood.tenant_id, FinishedGood.id).where(among(FinishedGood.id, good_ids))
    tree = chosen.cte("inside", recursive=True)
    deeper = select(Composition.tenant_id, Composition.component_good_id).join(
        tree,
        and_(Composition.tenant_id == tree.c.tenant_id, Composition.finished_good_id == tree.c.id),
    )
    return tree.union(deeper.where(Composition.component_good_id.is_not(None)))


def _lines(db: TenantSession, inside: CTE) -> Sequence[Composition]:
    """What is baked, in packing order; packaging and materials are no part of it."""
    own = select(Composition).join(
        inside,
        and_(
            Composition.tenant_id == inside.c.tenant_id,
            Composition.finished_good_id == inside.c.id,
        ),
    )
    return db.scalars(
        own.where(
            Composition.packaging_product_id.is_(None), Composition.material_unit_id.is_(None)
        )
        .options(joinedload(Composition.finished_unit).joinedload(FinishedUnit.recipe))
        .order_by(Composition.sort_order, Composition.id)
    ).all()
