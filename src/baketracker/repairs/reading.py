"""What there is to make up for missing finished units with: the shelf, other events, the goods."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods.contents import contents_of, unit_of
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.packing import Tally, required_recipes, tally
from baketracker.giving.allergens import against
from baketracker.giving.models import Gift, Recipient
from baketracker.giving.package_reading import allergens_of_goods
from baketracker.planning import service as planning
from baketracker.planning.schemas import PlanView, WishView
from baketracker.planning.unit_schemas import UnitPlan
from baketracker.progress.keeping import goods_kept, units_kept
from baketracker.progress.reading import Doings, made_for
from baketracker.recipes.models import FinishedUnit

from .mending import Way

# So many goods that lie there packed are looked at.
MOST_GOODS = 50


@dataclass(frozen=True)
class Means:
    """What may be done for one finished unit of an event, of which `baked` batches were baked;
    `names` of the events and goods in it."""

    ways: tuple[Way, ...]
    names: dict[UUID, str]
    baked: Decimal


def means_for(db: TenantSession, plan: PlanView, unit: UnitPlan, row: FinishedUnit) -> Means:
    """The ways for a unit of a plan; `row` is what is baked for it. About thirty statements,
    however much there is."""
    reserved = {key: kept[row.id] for key, kept in units_kept(db, [row.id]).items()}
    names: dict[UUID, str] = {}
    ways = [*_shelf(row, reserved), *_top_up(unit)]
    ways += _moves(db, plan, row, unit, reserved, names)
    doings = made_for(db, [plan.event.id])[plan.event.id]
    ways += _goods_ways(db, plan, unit, doings, names)
    return Means(tuple(ways), names, doings.made[row.recipe_id, row.id].batches)


def _shelf(row: FinishedUnit, reserved: dict[UUID, int]) -> Iterator[Way]:
    """What lies there for no event in particular."""
    free = row.on_hand - sum(reserved.values())
    if free > 0:
        yield Way("shelf", "", 1, Decimal(0), 0, most=free)


def _top_up(unit: UnitPlan) -> Iterator[Way]:
    """A batch more of what is baked for it."""
    sized = [one for one in unit.options if one.batches]
    own = next((one for one in sized if one.is_chosen), sized[0] if sized else None)
    if own is None:
        return
    units = own.makes // own.batches
    if units > 0:
        cost = None if own.cost is None else own.cost / own.batches
        minutes = None if own.minutes is None else own.minutes // own.batches
        yield Way("top_up", "", units, cost, minutes)


def _moves(
    db: TenantSession,
    plan: PlanView,
    row: FinishedUnit,
    unit: UnitPlan,
    reserved: dict[UUID, int],
    names: dict[UUID, str],
) -> Iterator[Way]:
    """What other events have more than they want, for nothing; what later ones have beside that,
    for what baking it again costs."""
    others = [key for key, count in reserved.items() if count and key != plan.event.id]
    again = _per_unit(unit)
    for other in planning.plans_for(db, others):
        there = reserved[other.event.id]
        theirs = next((one for one in other.units if one.id in (unit.id, row.id)), None)
        # Who lends needs as many more: a demand must be known that can grow.
        if theirs is None or theirs.decided is None or theirs.decided.needed_then is None:
            continue
        extra = theirs.chosen.extra if theirs.chosen else there
        spare = min(there, max(0, extra or 0))
        names[other.event.id] = other.event.name
        if spare:
            yield Way("move", other.event.id, 1, Decimal(0), 0, most=spare)
        if there > spare and other.event.event_date > plan.event.event_date:
            yield Way("move", f"{other.event.id}:later", 1, again, 0, most=there - spare)


def _per_unit(unit: UnitPlan) -> Decimal | None:
    own = next((one for one in unit.options if one.cost is not None and one.makes), None)
    return own.cost / own.makes if own and own.cost is not None else None


def _goods_ways(
    db: TenantSession,
    plan: PlanView,
    unit: UnitPlan,
    doings: Doings,
    names: dict[UUID, str],
) -> Iterator[Way]:
    """Fewer of a good that holds the unit, or another good in its place that lies there packed."""
    contents = contents_of(db, [wish.good.id for wish in plan.goods])
    units: Any = {key: unit_of(line) for key, line in contents.units.items()}
    baked = {recipe for (recipe, _), made in doings.made.items() if made.runs}
    holding: list[tuple[WishView, int, int]] = []
    for wish in plan.goods:
        if wish.issue is None:
            found: Tally = tally(wish.good.id, contents.goods)
            each, packed = found.units.get(unit.id, 0), doings.packed.of_list(wish.good.id)
            # What something was baked for stays on the list: one of it at least.
            stays = bool(required_recipes(wish.good.id, contents.goods, units) & baked)
            left = wish.quantity - max(packed, int(stays or len(plan.goods) == 1))
            if each and left > 0:
                holding.append((wish, each, left))
    for wish, each, left in holding:
        names[wish.good.id] = wish.good.name
        yield Way("fewer", wish.good.id, each, Decimal(0), 0, most=left)
    yield from _substitutes(db, plan, unit, holding, names)


def _substitutes(
    db: TenantSession,
    plan: PlanView,
    unit: UnitPlan,
    holding: Collection[tuple[WishView, int, int]],
    names: dict[UUID, str],
) -> Iterator[Way]:
    """Goods that lie there packed for nobody, without what is missing, and without anything that
    somebody at the event must not eat and did not get before."""
    if not holding:
        return
    there = _free_goods(db)
    inside = contents_of(db, list(there))
    bring = allergens_of_goods(db, [*there, *(wish.good.id for wish, _, _ in holding)])
    must_not = _must_not_eat(db, plan.event.id)
    for key, (row, free) in there.items():
        units: dict[Any, int] = tally(key, inside.goods).units
        if unit.id in units:
            continue
        for wish, each, left in holding:
            new = bring.get(key, set()) - bring.get(wish.good.id, set())
            if key != wish.good.id and not against(must_not, new):
                names[key] = row.name
                names[wish.good.id] = wish.good.name
                # It is made already: what it cost is spent.
                pair = f"{wish.good.id}:{key}"
                yield Way("substitute", pair, each, Decimal(0), 0, most=min(left, free))


def _free_goods(db: TenantSession) -> dict[UUID, tuple[FinishedGood, int]]:
    """Goods on hand that were packed for no event that is being baked, taken by none, and are kept
    for nobody."""
    own = select(FinishedGood).where(FinishedGood.on_hand > 0, FinishedGood.deleted_at.is_(None))
    rows = db.scalars(own.order_by(FinishedGood.name, FinishedGood.id).limit(MOST_GOODS)).all()
    kept: Counter[UUID] = Counter()
    for theirs in goods_kept(db, [row.id for row in rows]).values():
        kept.update(theirs)
    free = {row.id: row.on_hand - kept[row.id] for row in rows}
    return {row.id: (row, free[row.id]) for row in rows if free[row.id] > 0}


def _must_not_eat(db: TenantSession, event_id: UUID) -> list[str]:
    """What anybody who gets something at the event must not eat."""
    own = (
        select(Recipient.allergens)
        .join(Gift, and_(Gift.tenant_id == Recipient.tenant_id, Gift.recipient_id == Recipient.id))
        .where(Gift.event_id == event_id, Gift.deleted_at.is_(None))
    )
    return sorted({name for names in db.scalars(own) for name in names})
