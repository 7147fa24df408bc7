"""What was planned and what was made, of any number of events: a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from baketracker.assembly.packed import Packed, packed_for
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods.models import FinishedGood
from baketracker.giving.models import Gift
from baketracker.plans.models import AssemblyTarget, ProductionTarget
from baketracker.production.models import ProductionRun

from .standing import Made

Unit = UUID | None


@dataclass
class Doings:
    """Of one event: its targets, what runs gave by recipe and finished unit, what was packed,
    the goods that go into others, packages by status."""

    baking: list[ProductionTarget] = field(default_factory=list)
    packing: list[AssemblyTarget] = field(default_factory=list)
    made: defaultdict[tuple[UUID, Unit], Made] = field(default_factory=lambda: defaultdict(Made))
    packed: Packed = field(default_factory=Packed)
    inner: dict[UUID, FinishedGood] = field(default_factory=dict)
    gifts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def made_of(self, recipe_id: UUID, unit_id: Unit) -> Made:
        """What runs gave of a unit; of all of the recipe where the target names no unit."""
        if unit_id is not None:
            return self.made[recipe_id, unit_id]
        return sum((made for (recipe, _), made in self.made.items() if recipe == recipe_id), Made())


def doings_of(db: TenantSession, event_ids: Collection[UUID]) -> dict[UUID, Doings]:
    """What each of these events planned and did. Twelve statements, one more where goods went into
    others."""
    found: dict[UUID, Doings] = {key: Doings() for key in event_ids}
    for target in _targets(db, event_ids):
        found[target.event_id].baking.append(target)
    packing = select(AssemblyTarget).where(among(AssemblyTarget.event_id, event_ids))
    good = joinedload(AssemblyTarget.finished_good, innerjoin=True)
    for goal in db.scalars(packing.options(good).order_by(AssemblyTarget.id)):
        found[goal.event_id].packing.append(goal)
    _runs(db, found)
    _inner(db, found)
    return found


def made_for(db: TenantSession, event_ids: Collection[UUID]) -> dict[UUID, Doings]:
    """As `doings_of`, without targets and gifts. Six statements."""
    found: dict[UUID, Doings] = {key: Doings() for key in event_ids}
    _baked(db, found)
    _packed(db, found)
    return found


def _targets(db: TenantSession, event_ids: Collection[UUID]) -> Sequence[ProductionTarget]:
    own = select(ProductionTarget).where(among(ProductionTarget.event_id, event_ids))
    # Many targets are of few recipes: joined, each of those would be read for every target.
    shown = selectinload(ProductionTarget.recipe), selectinload(ProductionTarget.finished_unit)
    return db.scalars(own.options(*shown).order_by(ProductionTarget.id)).all()


def _runs(db: TenantSession, found: dict[UUID, Doings]) -> None:
    _baked(db, found)
    _packed(db, found)
    gifts = (
        select(Gift.event_id, Gift.status, func.sum(Gift.quantity))
        .where(among(Gift.event_id, found), Gift.deleted_at.is_(None))
        .group_by(Gift.event_id, Gift.status)
    )
    for event_id, status, count in db.execute(gifts):
        found[event_id].gifts[status] += int(count)


def _baked(db: TenantSession, found: dict[UUID, Doings]) -> None:
    run = ProductionRun
    made = (
        select(
            run.event_id,
            run.recipe_id,
            run.finished_unit_id,
            func.sum(run.good),
            func.sum(run.batches * run.scale),
            func.sum(run.batches * run.scale * run.good / func.nullif(run.expected, 0)),
            func.sum(run.lost),
            func.count(),
        )
        .where(among(run.event_id, found), run.deleted_at.is_(None))
        .group_by(run.event_id, run.recipe_id, run.finished_unit_id)
    )
    for event_id, recipe_id, unit_id, good, batches, came_out, lost, runs in db.execute(made):
        if event_id is not None:
            found[event_id].made[recipe_id, unit_id] = Made(
                int(good), Decimal(batches), Decimal(came_out or 0), int(lost), runs
            )


def _packed(db: TenantSession, found: dict[UUID, Doings]) -> None:
    for event_id, packed in packed_for(db, found).items():
        found[event_id].packed = packed


def _inner(db: TenantSession, found: dict[UUID, Doings]) -> None:
    wanted = {good for doings in found.values() for good in doings.packed.wanted.inside}
    goods = {row.id: row for row in db.scalars(
        select(FinishedGood).where(among(FinishedGood.id, wanted))
    )}  # fmt: skip
    for doings in found.values():
        doings.inner = {key: goods[key] for key in doings.packed.wanted.inside}
