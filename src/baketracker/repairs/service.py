"""The verbs of repairs: what may be done about a short run, and doing it."""

from collections.abc import Sequence
from math import ceil
from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, NotFound, RuleBroken
from baketracker.events import service as events
from baketracker.events.models import Event
from baketracker.events.states import Action, refuse_unless
from baketracker.plan_life import amending, taking
from baketracker.plan_life.schemas import AmendBatches, AmendGood, Done, Dropping
from baketracker.plan_life.service import held
from baketracker.plan_life.targets import baked_unit, decisions_of
from baketracker.planning import service as planning
from baketracker.planning.schemas import PlanView
from baketracker.planning.supposing import MOST_BATCHES
from baketracker.planning.unit_schemas import UnitPlan
from baketracker.recipes.models import FinishedUnit

from .mending import Repair, Step, Way, cheapest, quickest, repairs
from .reading import Means, means_for
from .schemas import Chosen, RepairsView, RepairView, StepView

REASON = N_("A run came out short")


class NotOffered(RuleBroken):
    """What was chosen is not possible any more."""

    code = "not_offered"

    def __init__(self) -> None:
        super().__init__(N_("That is not possible any more. Look at what is offered now."))


@verb("read")
def propose(db: TenantSession, event_id: UUID, unit_id: UUID) -> RepairsView:
    """What may be done about a finished unit that the plan of an event is short of, the smallest
    first; nothing where nothing is missing. Raises NotFound, NotInThisState before baking began."""
    plan, unit, means = _means(db, event_id, unit_id)
    missing = unit.short
    found = repairs(missing, means.ways)
    keeping = [way for way in means.ways if way.keeps]
    least, fastest = cheapest(missing, keeping), quickest(missing, keeping)
    return RepairsView(
        event_id=event_id,
        event=plan.event.name,
        unit_id=unit_id,
        unit=unit.name,
        wanted=unit.to_make,
        missing=missing,
        repairs=[
            RepairView(
                steps=[_told(step, means) for step in one.steps],
                units=one.units,
                cost=one.cost,
                minutes=one.minutes,
                given_up=one.given_up,
                best=[
                    *(["smallest"] if place == 0 else []),
                    *(["cheapest"] if least and one.steps == least.steps else []),
                    *(["quickest"] if fastest and one.steps == fastest.steps else []),
                ],
            )
            for place, one in enumerate(found)
        ],
    )


@verb("write")
def take(
    db: TenantSession, event_id: UUID, unit_id: UUID, chosen: Chosen, op_id: UUID | None = None
) -> Done:
    """Do what was chosen: amendments of the plan that go back together.

    Raises NotFound, NotInThisState, NotOffered when it is not possible any more or not enough, and
    what the amendments raise."""
    # One shelf: whoever takes of it waits here, and finds what the others left.
    made_as = [
        baked_unit(row).id for row in decisions_of(db, event_id) if row.finished_unit_id == unit_id
    ]
    FinishedUnit.locked(db, {unit_id, *made_as})
    held(db, event_id)
    _plan, unit, means = _means(db, event_id, unit_id)
    by_token: dict[tuple[str, str], Way] = {(way.kind, str(way.key)): way for way in means.ways}
    steps = [_chosen(token, by_token) for token in chosen.steps]
    is_twice = len({(step.way.kind, step.way.key) for step in steps}) < len(steps)
    if is_twice or Repair(tuple(steps)).units < unit.short or not unit.short:
        raise NotOffered
    with doing(db, "repairs.take", N_("Made up for %(missing)s missing %(name)s"), op_id,
               missing=unit.short, name=unit.name) as operation_id:  # fmt: skip
        for step in steps:
            _do(db, event_id, unit, means, step)
    return Done(event=events.get(db, event_id), operation_id=operation_id)


def _means(db: TenantSession, event_id: UUID, unit_id: UUID) -> tuple[PlanView, UnitPlan, Means]:
    event = live(db, Event, event_id, events.KIND)
    refuse_unless(Action.AMEND, event.plan_state, event.name)
    plan = planning.plan_for(db, event_id)
    unit = next((one for one in plan.units if one.id == unit_id), None)
    if unit is None:
        raise NotFound("finished unit")
    made_as = unit.decided.made_as.id if unit.decided and unit.decided.made_as else unit.id
    row = db.find(FinishedUnit, made_as)
    assert row is not None  # the plan was made of it
    return plan, unit, means_for(db, plan, unit, row)


def _told(step: Step, means: Means) -> StepView:
    way = step.way
    keys = [UUID(key) for key in str(way.key).split(":") if len(key) == 36]
    return StepView(
        kind=way.kind,
        times=step.times,
        units=step.times * way.units,
        what=means.names.get(keys[0], "") if keys else "",
        instead=means.names.get(keys[1]) if len(keys) > 1 else None,
        token=f"{way.kind}:{way.key}:{step.times}",
    )


def _chosen(token: str, by_token: dict[tuple[str, str], Way]) -> Step:
    kind, _colon, rest = token.partition(":")
    key, _colon, times = rest.rpartition(":")
    way, count = by_token.get((kind, key)), int(times)
    most = MOST_BATCHES if way is None or way.most is None else way.most
    if way is None or not 0 < count <= most:
        raise NotOffered
    return Step(way, count)


def _do(db: TenantSession, event_id: UUID, unit: UnitPlan, means: Means, step: Step) -> None:
    keys = [UUID(key) for key in str(step.way.key).split(":") if len(key) == 36]
    if step.way.kind == "top_up":
        # More may be baked than was decided.
        planned = max(unit.decided.batches if unit.decided else 0, ceil(means.baked))
        batches = min(planned + step.times, MOST_BATCHES)
        more = AmendBatches(batches=batches, reason=str(REASON), confirm_shortfall=True)
        amending.amend_batches(db, event_id, unit.id, more)
    elif step.way.kind in ("shelf", "move"):
        source = keys[0] if keys else None
        taking.take_units(db, event_id, unit.id, step.times, source, str(REASON))
    else:
        _change_goods(db, event_id, keys, step.times)


def _change_goods(db: TenantSession, event_id: UUID, keys: Sequence[UUID], fewer: int) -> None:
    """So many fewer of the first good, and as many more of the second where there is one."""
    quantities = {wish.good.id: wish.quantity for wish in planning.plan_for(db, event_id).goods}
    left = quantities[keys[0]] - fewer
    if left > 0:
        less = AmendGood(quantity=left, reason=str(REASON))
        amending.amend_good(db, event_id, keys[0], less)
    else:
        amending.drop_good(db, event_id, keys[0], Dropping(reason=str(REASON)))
    for other in keys[1:]:
        more = AmendGood(quantity=quantities.get(other, 0) + fewer, reason=str(REASON))
        amending.amend_good(db, event_id, other, more, from_shelf=fewer)
