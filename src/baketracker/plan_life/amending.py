"""The verbs that change a plan while it is baked: each with a reason, kept for ever, taken back as
any operation is."""

from collections import Counter
from collections.abc import Callable, Iterable
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.db.journal import doing
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, NotFound
from baketracker.events import selecting
from baketracker.events import service as events
from baketracker.events.models import BatchDecision, Event, EventFinishedGood
from baketracker.events.states import Action, refuse_unless
from baketracker.finished_goods.models import FinishedGood
from baketracker.planning.deciding import TooFew
from baketracker.plans.models import PlanAmendment
from baketracker.plans.taken import Taken, taken_of_shelf
from baketracker.progress.reading import made_for
from baketracker.recipes.contents import yield_of
from baketracker.recipes.models import FinishedUnit

from .demanded import demand_of, follow_demand
from .refusing import AlreadyMade, refuse_batches, refuse_dropping, refuse_leaving_out
from .schemas import AmendBatches, AmendGood, AmendmentView, Done, Dropping
from .service import held
from .targets import baked_unit, decisions_of, follow

# Whatever writes amendments: an operation of these takes them back.
KINDS_OF_OPERATION = ("plan_life.amend", "plan_life.take_units", "repairs.take")


@verb("read")
def amendments(db: TenantSession, event_id: UUID) -> list[AmendmentView]:
    """What was changed since baking began, the oldest first; what was taken back too. Raises
    NotFound."""
    events.get(db, event_id)
    own = select(PlanAmendment).where(PlanAmendment.event_id == event_id)
    rows = db.scalars(own.order_by(PlanAmendment.happened_at, PlanAmendment.id)).all()
    back = {row.reverses_id for row in rows}
    standing = [row.id for row in rows if row.id not in back and row.reverses_id is None]
    behind = activity.behind(db, PlanAmendment.__tablename__, standing, *KINDS_OF_OPERATION)
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
            operation_id=behind.get(row.id),
        )
        for row in rows
    ]


@verb("write")
def amend_good(
    db: TenantSession,
    event_id: UUID,
    good_id: UUID,
    given: AmendGood,
    op_id: UUID | None = None,
    *,
    from_shelf: int = 0,
) -> Done:
    """A finished good becomes so many: it is changed, or added with its recipes. The batches stay;
    where they are too few now the plan says so. `from_shelf` more of it are taken of what lies
    packed.

    Raises NotFound, NotInThisState, RuleBroken for an archived good, and AlreadyMade below what is
    packed."""
    event = baking(db, event_id)
    good, wish = _wished(db, event_id, good_id)
    packed = made_for(db, [event_id])[event_id].packed.of_list(good_id)
    if packed > given.quantity:
        raise AlreadyMade(
            N_("%(made)s %(name)s are packed already. Keep at least as many."),
            made=packed, name=good.name,
        )  # fmt: skip
    before = wish.quantity if wish is not None else None

    def change() -> None:
        wanted = demand_of(db, event_id)
        row = wish or selecting.add_while_baking(db, event, good, given.quantity)
        row.quantity, row.per_guest = given.quantity, None
        row.from_shelf = min((row.from_shelf or 0) + from_shelf, given.quantity)
        db.flush()
        follow_demand(db, event_id, wanted, demand_of(db, event_id))

    kind = "add_good" if wish is None else "change_good"
    content = {"what": good.name, "finished_good_id": str(good_id)}
    return _amend(db, event, kind, content, before, given.quantity, given.reason, change, op_id)


@verb("write")
def drop_good(
    db: TenantSession, event_id: UUID, good_id: UUID, given: Dropping, op_id: UUID | None = None
) -> Done:
    """A finished good is not on the list any more; the batches stay.

    Raises NotFound, NotInThisState, and AlreadyMade when something of it was baked or packed
    already."""
    event = baking(db, event_id)
    good, wish = _wished(db, event_id, good_id)
    if wish is None:
        raise NotFound("finished good")
    refuse_dropping(db, good, made_for(db, [event_id])[event_id])

    def change() -> None:
        wanted = demand_of(db, event_id)
        db.delete(wish)
        db.flush()
        follow_demand(db, event_id, wanted, demand_of(db, event_id))

    content = {"what": good.name, "finished_good_id": str(good_id)}
    return _amend(db, event, "drop_good", content, wish.quantity, None, given.reason, change, op_id)


@verb("write")
def amend_batches(
    db: TenantSession, event_id: UUID, unit_id: UUID, given: AmendBatches, op_id: UUID | None = None
) -> Done:
    """So many batches of a finished unit of the plan, those that are baked among them.

    Raises NotFound, NotInThisState, AlreadyMade below what is baked or once all that is wanted is
    there, and TooFew unless that is confirmed."""
    event = baking(db, event_id)
    demand = demand_of(db, event_id)
    decided = {row.finished_unit_id: row for row in decisions_of(db, event_id)}
    row = decided.get(unit_id)
    if row is None and unit_id not in demand:
        raise NotFound("finished unit")
    unit = baked_unit(row) if row is not None else db.find(FinishedUnit, unit_id)
    if unit is None:
        raise NotFound("finished unit")
    made = made_for(db, [event_id])[event_id].made[unit.recipe_id, unit.id]
    needed = row.quantity_needed if row is not None else _unanswered(db, event_id, unit_id, demand)
    before = row.batches if row is not None else None
    # One size may answer several demands: what is baked of it is for all of them.
    beside = [one for key, one in decided.items() if key != unit_id and baked_unit(one) is unit]
    more = sum(one.batches for one in beside)
    wanted = _together([needed, *(one.quantity_needed for one in beside)])
    was = None if before is None else before + more
    refuse_batches(unit, made, was, given.batches + more, wanted)
    ahead = max(0, ceil(given.batches + more - made.batches))
    makes = made.good + yield_of(unit).items(ahead)
    short = wanted is not None and makes < wanted
    if short and not given.confirm_shortfall:
        raise TooFew(unit.name, makes, wanted or 0)

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
    db: TenantSession, event_id: UUID, unit_id: UUID, given: Dropping, op_id: UUID | None = None
) -> Done:
    """A finished unit is not baked any more. Raises NotFound, NotInThisState, AlreadyMade."""
    event = baking(db, event_id)
    row = {one.finished_unit_id: one for one in decisions_of(db, event_id)}.get(unit_id)
    if row is None:
        raise NotFound("batch decision")
    unit = baked_unit(row)
    made = made_for(db, [event_id])[event_id].made[unit.recipe_id, unit.id]
    refuse_leaving_out(unit, made)

    def change() -> None:
        db.delete(row)
        db.flush()

    content = {"what": unit.name, "finished_unit_id": str(unit_id)}
    return _amend(
        db, event, "drop_batches", content, row.batches, None, given.reason, change, op_id
    )


def baking(db: TenantSession, event_id: UUID) -> Event:
    """The event, locked. Raises NotFound, and NotInThisState unless it is being baked."""
    event = held(db, event_id)
    refuse_unless(Action.AMEND, event.plan_state, event.name)
    return event


def _unanswered(db: TenantSession, event_id: UUID, unit_id: UUID, demand: Counter[UUID]) -> int:
    """What of a demand nobody decided on was not there when baking began, pieces."""
    there = taken_of_shelf(db, [event_id]).get(event_id, Taken())
    return max(0, demand[unit_id] - there.units[unit_id])


def _together(numbers: Iterable[int | None]) -> int | None:
    """Their sum; None as soon as one is not known."""
    known = list(numbers)
    return None if None in known else sum(number or 0 for number in known)


def _wished(
    db: TenantSession, event_id: UUID, good_id: UUID
) -> tuple[FinishedGood, EventFinishedGood | None]:
    """The good, and its line of the list, locked. Raises NotFound."""
    good = db.find(FinishedGood, good_id)
    if good is None:
        raise NotFound("finished good")
    own = select(EventFinishedGood).where(
        EventFinishedGood.event_id == event_id, EventFinishedGood.finished_good_id == good_id
    )
    return good, db.scalars(own.with_for_update()).one_or_none()


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
