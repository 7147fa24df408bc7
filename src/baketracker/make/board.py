"""The board of an event: what is to do, what is in the oven, what is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any
from uuid import UUID

from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.events.states import PlanState
from baketracker.planning import service as planning
from baketracker.planning.schemas import PlanView
from baketracker.planning.unit_schemas import UnitPlan
from baketracker.plans.freezing import FrozenNeed, needs_in, recipe_contents
from baketracker.plans.models import RecipeSnapshot
from baketracker.production import open_batches
from baketracker.production.expecting import expected_from, planned_as
from baketracker.production.open_schemas import OpenBatchView
from baketracker.production.reading import made_unit
from baketracker.progress import service as progress
from baketracker.progress.schemas import BakingView
from baketracker.recipes.batches import YieldMissing
from baketracker.recipes.models import FinishedUnit

from .bakeable import units_of
from .cooking import oven_of
from .pooled import Wanted, pooled
from .pooling import Share
from .schemas import BoardView, CardView, ClaimView, LackView

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Baking:
    """A target beside what is baked for it: the unit, and the recipe as it was frozen."""

    told: BakingView
    unit: FinishedUnit
    frozen: RecipeSnapshot | None
    content: Mapping[str, Any]
    in_oven: int
    planned: UnitPlan | None

    @property
    def left(self) -> int:
        """Planned batches that nobody has begun: fewer where those baked gave more than was
        expected."""
        planned = Decimal(self.told.batches) - self.told.batches_done
        whole = max(int(planned.to_integral_value(ROUND_CEILING)), 0)
        needed = whole if self.told.batches_left is None else self.told.batches_left
        return max(min(whole, needed) - self.in_oven, 0)

    @property
    def needs(self) -> list[FrozenNeed]:
        """What one batch takes."""
        return needs_in(RecipeSnapshot(content=self.content))


@verb("read")
def board(db: TenantSession, event_id: UUID) -> BoardView:
    """What is baked for an event, card by card, and whether the pantry is enough for all of it
    together. An import's targets of whole recipes stand for the first unit of each.

    Raises NotFound."""
    event = live(db, Event, event_id, "event")
    told = progress.progress(db, event_id)
    everywhere = open_batches.open_batches(db)
    here = [one for one in everywhere if one.event and one.event.id == event_id]
    plan = _plan(db, event)
    baking = _baking(db, event, told.baking, here, plan)
    begun = [_begun(db, one) for one in everywhere]
    shares = pooled(db, [*begun, *((Decimal(one.left), one.needs) for one in baking)])
    ours = [share for one, share in zip(everywhere, shares, strict=False) if one in here]
    return BoardView(
        event=told.event,
        plan_state=told.plan_state,
        cards=[_card(one, share) for one, share in zip(baking, shares[len(begun) :], strict=True)],
        in_oven=here,
        oven_lacks=[lack for share in ours for lack in _lacks(share)],
        claims=_claims(plan),
    )


@verb("read")
def short_of(db: TenantSession, event_id: UUID, unit_id: UUID) -> UUID | None:
    """What the plan calls the demand for a unit that comes out too few even when all that is
    planned is baked; None where it is enough. Raises NotFound."""
    planned = _units(_plan(db, live(db, Event, event_id, "event"))).get(unit_id)
    return planned.id if planned and planned.short else None


def _baking(
    db: TenantSession,
    event: Event,
    told: Sequence[BakingView],
    here: Sequence[OpenBatchView],
    plan: PlanView | None,
) -> list[Baking]:
    """The targets that can be baked, in the order of their days and names."""
    units = units_of(db, [(one.recipe.id, one.unit_id) for one in told])
    known = [(one, units[one.recipe.id, one.unit_id]) for one in told]
    rows = [(one, unit) for one, unit in known if unit is not None]
    frozen = {unit.id: planned_as(db, event.id, unit) for _one, unit in rows}
    now = recipe_contents(db, [unit.recipe_id for _one, unit in rows if not frozen[unit.id]])
    plans = _units(plan)
    found = []
    for one, unit in rows:
        kept = frozen[unit.id]
        own = (batch.factor for batch in here if batch.finished_unit.id == unit.id)
        in_oven = int(sum(own, Decimal(0)).to_integral_value(ROUND_CEILING))
        content = kept.content if kept else now[unit.recipe_id]
        found.append(Baking(one, unit, kept, content, in_oven, plans.get(unit.id)))
    return sorted(found, key=_place)


def _place(one: Baking) -> tuple[bool, Any, str]:
    day = one.planned.decided.bake_on if one.planned and one.planned.decided else None
    return day is None, day or one.told.recipe.name, one.unit.name


def _plan(db: TenantSession, event: Event) -> PlanView | None:
    """Only what is being baked is short of something that can still be mended."""
    if event.plan_state != PlanState.IN_PRODUCTION:
        return None
    return planning.plan_for(db, event.id)


def _units(plan: PlanView | None) -> dict[UUID, UnitPlan]:
    """What the plan says of each unit that is baked; where one answers several demands, of the one
    that is short most."""
    units = sorted(plan.units if plan else [], key=lambda unit: unit.short)
    return {
        (unit.decided.made_as.id if unit.decided and unit.decided.made_as else unit.id): unit
        for unit in units
    }


def _claims(plan: PlanView | None) -> list[ClaimView]:
    """What is there and yet short, because an earlier event is to have it."""
    found: dict[UUID, ClaimView] = {}
    for row in plan.ingredients if plan else []:
        for one in row.promised if row.short > 0 and row.missing <= 0 else []:
            claim = found.setdefault(one.event.id, ClaimView(event=one.event, names=[]))
            claim.names.append(row.ingredient.name)
    return sorted(found.values(), key=lambda one: (one.event.event_date, one.event.name))


def _begun(db: TenantSession, batch: OpenBatchView) -> Wanted:
    """What batches in the oven have taken already, though nobody has written it down."""
    unit = live(db, FinishedUnit, batch.finished_unit.id, "finished unit")
    planned = planned_as(db, batch.event.id if batch.event else None, unit)
    content = (
        planned.content if planned else recipe_contents(db, [batch.recipe.id])[batch.recipe.id]
    )
    return batch.factor, needs_in(RecipeSnapshot(content=content))


def _card(one: Baking, share: Share) -> CardView:
    told, planned = one.told, one.planned
    return CardView(
        recipe=told.recipe,
        finished_unit=made_unit(one.unit),
        batches=told.batches,
        batches_done=told.batches_done,
        in_oven=one.in_oven,
        left=one.left,
        makes=_makes(one),
        wanted=told.units.wanted,
        good=told.units.done,
        in_batches=told.unit_id is None,
        lost=told.lost,
        is_complete=told.units.is_complete,
        bake_on=planned.decided.bake_on if planned and planned.decided else None,
        oven=oven_of(one.content),
        possible=share.possible,
        lacks=_lacks(share),
        short=planned.short if planned else 0,
        repair_unit_id=planned.id if planned and planned.short else None,
    )


def _makes(one: Baking) -> int | None:
    try:
        return expected_from(one.unit, one.frozen, 1, ONE)
    except YieldMissing:
        return None


def _lacks(share: Share) -> list[LackView]:
    return [
        LackView(
            ingredient_id=lack.ingredient if isinstance(lack.ingredient, UUID) else None,
            name=lack.name,
            quantity=lack.quantity,
            unit=lack.unit,
        )
        for lack in share.lacks
    ]
