"""How far events are."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import floor
from uuid import UUID

from sqlalchemy import select

from baketracker.assembly.packed import Packed
from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.events import service as events
from baketracker.events.models import Event
from baketracker.events.schemas import EventRef, When
from baketracker.finished_goods.schemas import GoodRef
from baketracker.plans.models import AssemblyTarget, ProductionTarget
from baketracker.recipes.contents import yield_of
from baketracker.recipes.schemas import RecipeRef

from .reading import Doings, doings_of
from .schemas import (
    BakingView,
    GivingView,
    PackingView,
    Phase,
    PhasesView,
    ProgressView,
    StandingView,
)
from .standing import Standing, overall, percent, standing, together


@verb("read")
def progress(db: TenantSession, event_id: UUID) -> ProgressView:
    """How far an event is, archived or not. Thirteen statements. Raises NotFound."""
    found = progress_of(db, [event_id])
    if event_id not in found:
        raise NotFound(events.KIND)
    return found[event_id]


@verb("read")
def progress_of(db: TenantSession, event_ids: Sequence[UUID]) -> dict[UUID, ProgressView]:
    """How far these events are; others than the bakery's are absent. Thirteen statements,
    however many there are."""
    if not event_ids:
        return {}
    rows = db.scalars(select(Event).where(among(Event.id, event_ids))).all()
    doings = doings_of(db, [row.id for row in rows])
    return {row.id: _view(row, doings[row.id]) for row in rows}


@verb("read")
def events_with_progress(
    db: TenantSession, when: When = "upcoming", cursor: str | None = None, limit: int = PAGE
) -> Page[ProgressView]:
    """Events as `events.search` lists them, each with how far it is. Fifteen statements, sixteen
    with a cursor. Raises LostPlace."""
    listed = events.search(db, when, cursor, limit)
    found = progress_of(db, [event.id for event in listed.items])
    return Page(items=[found[event.id] for event in listed.items], next=listed.next)


def _view(row: Event, doings: Doings) -> ProgressView:
    baking = sorted(
        (_baking(target, doings) for target in doings.baking),
        key=lambda one: (one.recipe.name, one.unit_name or "", str(one.unit_id)),
    )
    packing = sorted(
        (
            PackingView(
                good=GoodRef.of(target.finished_good),
                units=_told(Standing(target.quantity, _of_list(target, doings.packed))),
            )
            for target in doings.packing
        ),
        key=lambda one: (one.good.name, str(one.good.id)),
    )
    inner = sorted(_inner(doings), key=lambda one: (one.good.name, str(one.good.id)))
    giving = GivingView(
        pending=doings.gifts["pending"],
        ready=doings.gifts["ready"],
        delivered=doings.gifts["delivered"],
    )
    baked = together(one.units.percent for one in baking)
    packed = together(one.units.percent for one in packing)
    batches = together(one.batches_percent for one in baking)
    phases = PhasesView(
        planning=_planning(row, doings),
        shopping="complete" if row.shopping_done_at else "not_started",
        baking=_phase([one.units for one in baking], any_done=any(one.runs for one in baking)),
        packing=_phase([one.units for one in (*packing, *inner)]),
        giving=_given(giving),
    )
    return ProgressView(
        event=EventRef.of(row),
        plan_state=row.plan_state,
        baking=baking,
        packing=packing,
        inner=inner,
        giving=giving,
        baking_percent=baked,
        packing_percent=packed,
        percent=overall((baked, packed)),
        by_batches=overall((batches, packed)),
        baking_by_batches=batches,
        phases=phases,
        status=_together(phases.baking, phases.packing),
    )


def _inner(doings: Doings) -> Iterator[PackingView]:
    """What goes into other goods; those of the list are packed first."""
    wanted = doings.packed.wanted
    for key, count in wanted.inside.items():
        done = max(0, doings.packed.done[key] - wanted.listed[key])
        good = GoodRef.of(doings.inner[key])
        yield PackingView(good=good, units=_told(Standing(count, min(count, done))))


def _of_list(target: AssemblyTarget, packed: Packed) -> int:
    """What was packed of a target, and what the shelf has of it since others want less; what goes
    into others comes after it."""
    good = target.finished_good_id
    done = packed.done[good] + max(0, target.quantity - packed.wanted.listed[good])
    extra = max(0, done - target.quantity)
    return done - min(packed.wanted.inside[good], extra)


def _baking(target: ProductionTarget, doings: Doings) -> BakingView:
    unit = target.finished_unit
    made = doings.made_of(target.recipe_id, target.finished_unit_id)
    gives = yield_of(unit) if unit is not None else None
    if unit is None:
        # An import told batches of the recipe only: they are what is counted.
        stands = Standing(target.batches, made.good_batches)
        left: int | None = stands.left
    else:
        stands = standing(target.batches, target.needed, gives, made)
        left = stands.batches_left
    return BakingView(
        recipe=RecipeRef.of(target.recipe),
        unit_id=target.finished_unit_id,
        unit_name=unit.name if unit is not None else None,
        batches=target.batches,
        batches_done=made.batches,
        batches_percent=percent(made.batches, Decimal(target.batches)),
        batches_left=left,
        lost=made.lost,
        runs=made.runs,
        units=_told(stands),
    )


def _told(stands: Standing) -> StandingView:
    return StandingView(
        wanted=stands.wanted,
        done=floor(stands.done),
        left=stands.left,
        extra=stands.extra,
        percent=stands.percent,
        is_complete=stands.is_complete,
    )


def _planning(row: Event, doings: Doings) -> Phase:
    if row.plan_state == "draft":
        return "in_progress" if doings.baking or doings.packing else "not_started"
    return "complete"


def _phase(stands: Sequence[StandingView], *, any_done: bool = False) -> Phase:
    if not stands:
        return "nothing_planned"
    if all(one.is_complete for one in stands):
        return "complete"
    return "in_progress" if any_done or any(one.done for one in stands) else "not_started"


def _given(giving: GivingView) -> Phase:
    if not giving.total:
        return "nothing_planned"
    if giving.delivered == giving.total:
        return "complete"
    return "in_progress" if giving.ready or giving.delivered else "not_started"


def _together(*phases: Phase) -> Phase:
    """Of the kinds there are: complete when all are."""
    present = [one for one in phases if one != "nothing_planned"]
    if not present:
        return "nothing_planned"
    if all(one == "complete" for one in present):
        return "complete"
    return "not_started" if all(one == "not_started" for one in present) else "in_progress"
