"""The verbs that change a plan while it is baked: each with a reason, kept for ever, taken back as
any operation is."""

from collections import Counter
from collections.abc import Callable
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.db.journal import doing
from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, Conflict, NotFound, RuleBroken
from baketracker.events import selecting
from baketracker.events import service as events
from baketracker.events.models import BatchDecision, Event, EventFinishedGood
from baketracker.events.states import Action, refuse_unless
from baketracker.finished_goods.contents import contents_of, unit_of
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.packing import required_recipes, tally
from baketracker.planning.deciding import TooFew
from baketracker.plans.models import PlanAmendment
from baketracker.progress.reading import Doings, made_for
from baketracker.progress.standing import Made
from baketracker.recipes.contents import yield_of
from baketracker.recipes.models import FinishedUnit

from .schemas import AmendBatches, AmendGood, AmendmentView, Done, DropBatches
from .service import held
from .targets import baked_unit, decisions_of, follow


class AlreadyMade(Conflict):
    """What was made already stands in the way."""

    code = "already_made"


@verb("read")
def amendments(db: TenantSession, event_id: UUID) -> list[AmendmentView]:
    """What was changed since baking began, the oldest first; what was taken back too. Raises
    NotFound."""
    events.get(db, event_id)
    own = select(PlanAmendment).where(PlanAmendment.event_id == event_id)
    rows = db.scalars(own.order_by(PlanAmendment.happened_at, PlanAmendment.id)).all()
    back = {row.reverses_id for row in rows}
    return [
        AmendmentView(
            id=row.id,
            kind=row.kind,
            what=str(row.content.get("what", "")),
            before=row.content.get("before"),
            after=row.content.get("after"),
            reason=row.reason,
            happened_at=row.happened_at,
            by=row.created_by,
            undone=row.id in back,
            reverses=row.reverses_id,
            operation_id=None
            if row.id in back or row.reverses_id
            else activity.behind(db, PlanAmendment.__tablename__, row.id, "plan_life.amend"),
        )
        for row in rows
    ]


@verb("write")
def amend_good(
    db: TenantSession, event_id: UUID, good_id: UUID, given: AmendGood, op_id: UUID | None = None
) -> Done:
    """A finished good becomes so many: it is added (with its recipes), changed or, with 0, dropped.
    The batches stay; where they are too few now the plan says so.

    Raises NotFound, NotInThisState, RuleBroken for an archived good, and AlreadyMade when something
    of what would be dropped was baked or packed already."""
    event = _baking(db, event_id)
    good = db.find(FinishedGood, good_id)
    if good is None:
        raise NotFound("finished good")
    own = select(EventFinishedGood).where(
        EventFinishedGood.event_id == event_id, EventFinishedGood.finished_good_id == good_id
    )
    wish = db.scalars(own.with_for_update()).one_or_none()
    before = wish.quantity if wish is not None else None
    after = given.quantity or None
    if before is None and after is None:
        raise NotFound("finished good")
    doings = made_for(db, [event_id])[event_id]
    if after is None:
        _refuse_dropping(db, good, doings)
    elif doings.packed[good_id] > after:
        raise AlreadyMade(
            N_("%(made)s %(name)s are packed already. Keep at least as many."),
            made=doings.packed[good_id], name=good.name,
        )  # fmt: skip
    kind = "drop_good" if after is None else "add_good" if before is None else "change_good"

    def change() -> None:
        wanted = _demand(db, event_id)
        if after is None:
            db.delete(wish)
        elif wish is None:
            selecting.add_while_baking(db, event, good, after)
        else:
            wish.quantity, wish.per_guest = after, None
        db.flush()
        _follow_demand(db, event_id, wanted, _demand(db, event_id))

    content = {"what": good.name, "finished_good_id": str(good_id)}
    return _amend(db, event, kind, content, before, after, given.reason, change, op_id)


@verb("write")
def amend_batches(
    db: TenantSession, event_id: UUID, unit_id: UUID, given: AmendBatches, op_id: UUID | None = None
) -> Done:
    """So many batches of a finished unit of the plan, those that are baked among them.

    Raises NotFound, NotInThisState, AlreadyMade below what is baked or once all that is wanted is
    there, and TooFew unless that is confirmed."""
    event = _baking(db, event_id)
    demand = _demand(db, event_id)
    decided = {row.finished_unit_id: row for row in decisions_of(db, event_id)}
    row = decided.get(unit_id)
    if row is None and unit_id not in demand:
        raise NotFound("finished unit")
    unit = baked_unit(row) if row is not None else db.find(FinishedUnit, unit_id)
    if unit is None:
        raise NotFound("finished unit")
    made = made_for(db, [event_id])[event_id].made[unit.recipe_id, unit.id]
    needed = row.quantity_needed if row is not None else demand[unit_id]
    before = row.batches if row is not None else None
    gives = yield_of(unit)
    _refuse_batches(unit, made, before, given.batches, needed)
    ahead = max(0, ceil(given.batches - made.batches))
    makes = made.good + gives.items(ahead)
    short = needed is not None and makes < needed
    if short and not given.confirm_shortfall:
        raise TooFew(unit.name, makes, needed or 0)

    def change() -> None:
        stored = row
        if stored is None:
            stored = BatchDecision(event_id=event_id, finished_unit_id=unit_id)
            stored.quantity_needed = needed
            db.add(stored)
        stored.batches, stored.shortfall_confirmed = given.batches, short
        db.flush()

    content = {"what": unit.name, "finished_unit_id": str(unit_id)}
    return _amend(
        db, event, "change_batches", content, before, given.batches, given.reason, change, op_id
    )


@verb("write")
def drop_batches(
    db: TenantSession, event_id: UUID, unit_id: UUID, given: DropBatches, op_id: UUID | None = None
) -> Done:
    """A finished unit is not baked any more. Raises NotFound, NotInThisState, AlreadyMade."""
    event = _baking(db, event_id)
    row = {one.finished_unit_id: one for one in decisions_of(db, event_id)}.get(unit_id)
    if row is None:
        raise NotFound("batch decision")
    unit = baked_unit(row)
    made = made_for(db, [event_id])[event_id].made[unit.recipe_id, unit.id]
    if made.runs:
        raise AlreadyMade(_BAKED, name=unit.name)

    def change() -> None:
        db.delete(row)
        db.flush()

    content = {"what": unit.name, "finished_unit_id": str(unit_id)}
    return _amend(
        db, event, "drop_batches", content, row.batches, None, given.reason, change, op_id
    )


@verb("write")
def take_units(
    db: TenantSession,
    event_id: UUID,
    unit_id: UUID,
    units: int,
    source_id: UUID | None,
    reason: str,
    op_id: UUID | None = None,
) -> Done:
    """So many finished units come from the shelf, or from what was baked for the event
    `source_id`: fewer are to be baked here, and as many more there.

    Raises NotFound, NotInThisState for either event, and RuleBroken for more than are needed."""
    # Both are locked in one order, whoever gives and takes.
    for key in sorted({event_id, *([source_id] if source_id else [])}):
        _baking(db, key)
    events_of = {key: _baking(db, key) for key in (event_id, source_id) if key}
    taker = events_of[event_id]
    row = {one.finished_unit_id: one for one in decisions_of(db, event_id)}.get(unit_id)
    if row is None:
        raise NotFound("batch decision")
    needed = row.quantity_needed
    if needed is None or not 0 < units <= needed:
        raise RuleBroken(
            N_("%(units)s %(name)s are not needed."), units=units, name=row.finished_unit.name
        )
    message = N_("Took %(units)s %(name)s for %(event)s")
    told = {"units": units, "name": row.finished_unit.name, "event": taker.name}
    with doing(db, "plan_life.take_units", message, op_id, **told) as operation_id:
        _need(db, taker, row, needed - units, reason)
        if source_id is not None:
            _give(db, events_of[source_id], baked_unit(row), units, reason)
    return Done(event=events.get(db, event_id), operation_id=operation_id)


def _give(db: TenantSession, event: Event, unit: FinishedUnit, units: int, reason: str) -> None:
    """An event lends what was baked for it: it needs as many more."""
    lending = next(
        (row for row in decisions_of(db, event.id) if baked_unit(row).id == unit.id), None
    )
    if lending is None or lending.quantity_needed is None:
        raise NotFound("batch decision")
    _need(db, event, lending, lending.quantity_needed + units, reason)


def _need(db: TenantSession, event: Event, row: BatchDecision, needed: int, reason: str) -> None:
    """Another number of pieces is to be baked: written down, and the targets follow."""
    unit = baked_unit(row)
    content = {"what": unit.name, "finished_unit_id": str(row.finished_unit_id)}
    before, row.quantity_needed = row.quantity_needed, needed
    db.add(
        PlanAmendment(
            event_id=event.id,
            kind="take_units",
            reason=reason,
            content=content | {"before": before, "after": needed},
        )
    )
    db.flush()
    follow(db, event.id)


_BAKED = N_("%(name)s was baked for this event already, so it stays in the plan.")


def _baking(db: TenantSession, event_id: UUID) -> Event:
    event = held(db, event_id)
    refuse_unless(Action.AMEND, event.plan_state, event.name)
    return event


def _amend(
    db: TenantSession,
    event: Event,
    kind: str,
    content: dict[str, Any],
    before: int | None,
    after: int | None,
    reason: str,
    change: Callable[[], None],
    op_id: UUID | None,
) -> Done:
    """The change and its row, and the targets that follow it, as one operation."""
    message = N_("Changed the plan of %(event)s: %(what)s")
    with doing(db, "plan_life.amend", message, op_id,
               event=event.name, what=content["what"]) as operation_id:  # fmt: skip
        change()
        db.add(
            PlanAmendment(
                event_id=event.id,
                kind=kind,
                reason=reason.strip(),
                content=content | {"before": before, "after": after},
            )
        )
        follow(db, event.id)
    return Done(event=events.get(db, event.id), operation_id=operation_id)


def _refuse_dropping(db: TenantSession, good: FinishedGood, doings: Doings) -> None:
    """Nothing a good needs, at any depth, may have been baked for the event, nor it be packed."""
    if doings.packed[good.id]:
        raise AlreadyMade(
            N_("%(made)s %(name)s are packed already, so they stay in the plan."),
            made=doings.packed[good.id], name=good.name,
        )  # fmt: skip
    contents = contents_of(db, [good.id])
    units: Any = {key: unit_of(row) for key, row in contents.units.items()}
    needed = required_recipes(good.id, contents.goods, units)
    baked = {recipe for (recipe, _), made in doings.made.items() if made.runs}
    names = sorted(
        {row.recipe.name for row in contents.units.values() if row.recipe_id in needed & baked}
    )
    if names:
        raise AlreadyMade(
            N_("%(recipes)s was baked for this event already, and %(name)s needs it: it stays in "
               "the plan. Lower its quantity instead."),
            recipes=", ".join(names), name=good.name,
        )  # fmt: skip


def _refuse_batches(
    unit: FinishedUnit, made: Made, before: int | None, after: int, needed: int | None
) -> None:
    if after < made.batches:
        raise AlreadyMade(
            N_("%(made)s batches of %(name)s are baked already. Keep at least as many."),
            made=ceil(made.batches), name=unit.name,
        )  # fmt: skip
    if made.runs and needed is not None and made.good >= needed and after != ceil(made.batches):
        raise AlreadyMade(
            N_("All %(wanted)s %(name)s are baked already: there is nothing to change."),
            wanted=needed, name=unit.name,
        )  # fmt: skip
    if after == before:
        raise RuleBroken(
            N_("%(name)s is planned with %(batches)s batches already."),
            name=unit.name, batches=after,
        )  # fmt: skip


def _demand(db: TenantSession, event_id: UUID) -> Counter[UUID]:
    """Pieces of each finished unit that the goods of the event come to."""
    own = select(EventFinishedGood).where(EventFinishedGood.event_id == event_id)
    wishes = db.scalars(own).all()
    contents = contents_of(db, [row.finished_good_id for row in wishes])
    found: Counter[UUID] = Counter()
    for row in wishes:
        units: dict[Any, int] = tally(row.finished_good_id, contents.goods).units
        for unit, count in units.items():
            found[unit] += count * row.quantity
    return found


def _follow_demand(
    db: TenantSession, event_id: UUID, before: Counter[UUID], after: Counter[UUID]
) -> None:
    """What was decided for a demand is for the new one, less what lay there when it was decided."""
    changed = {key for key in before | after if before[key] != after[key]}
    own = select(BatchDecision).where(
        BatchDecision.event_id == event_id, among(BatchDecision.finished_unit_id, changed)
    )
    for row in db.scalars(own):
        if row.quantity_needed is not None:
            more = after[row.finished_unit_id] - before[row.finished_unit_id]
            row.quantity_needed = max(0, row.quantity_needed + more)
            row.shortfall_confirmed = False
    db.flush()
