"""The verbs of how an event came out, good by good."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from baketracker.db.journal import doing
from baketracker.db.many import among
from baketracker.db.rows import live, lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput, RuleBroken
from baketracker.events.models import Event
from baketracker.events.schemas import EventRef
from baketracker.events.service import KIND
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.schemas import GoodRef
from baketracker.plans.models import EventOutcome

from .had import Counts, counts_of
from .outcome_schemas import GoodOutcome, NewOutcome, OutcomeLine, OutcomeView
from .proposals import CameOut

NOT_ITS_OWN = N_("That good was not on the list of %(event)s.")
NOT_BOTH = N_("Some were left over, or some were missing: not both.")
TOO_MANY = N_("There were not that many of it.")
TWICE = N_("Each good once.")
AHEAD = N_("%(event)s is still to come. Look back when it is over.")
SAVED = N_("Wrote down how %(event)s came out")


@verb("read")
def outcome(db: TenantSession, event_id: UUID) -> OutcomeView:
    """How an event came out, good by good in the order of its list. Ten statements. Raises
    NotFound."""
    return _view(db, live(db, Event, event_id, KIND))


@verb("write")
def save_outcome(
    db: TenantSession, event_id: UUID, new: NewOutcome, op_id: UUID | None = None
) -> OutcomeView:
    """Write down how an event came out; a second time changes what stands there.

    Raises NotFound, RuleBroken before its day, and InvalidInput for a good that was not on its list
    or is named twice, for both at once and for more left over than there were."""
    live(db, Event, event_id, KIND)
    (row,) = lock_rows(db, Event, [event_id])
    if not _is_over(db, row):
        raise RuleBroken(
            N_("%(event)s is still to come. Look back when it is over."), event=row.name
        )
    counts = counts_of(db, [row.id])
    stored = {one.finished_good_id: one for one in _outcomes(db, row.id)}
    _refuse_wrong(row, new.goods, counts, stored)
    with doing(db, "reports.save_outcome", SAVED, op_id, event=row.name) as operation_id:
        for given in new.goods:
            kept = stored.get(given.good_id) or EventOutcome(
                event_id=row.id, finished_good_id=given.good_id
            )
            kept.left_over, kept.ran_short = given.left_over, given.ran_short
            if given.notes is not None:
                kept.notes = given.notes
            db.add(kept)
    return _view(db, row).model_copy(update={"operation_id": operation_id})


def _is_over(db: TenantSession, row: Event) -> bool:
    """The evening of the day itself is when people know."""
    return not row.is_template and (
        row.plan_state == "completed" or row.event_date <= db.scope.today()
    )


def _view(db: TenantSession, row: Event) -> OutcomeView:
    counts = counts_of(db, [row.id])
    told = {one.finished_good_id: one for one in _outcomes(db, row.id)}
    keys = list(dict.fromkeys([*(good for _, good in (*counts.planned, *counts.packed)), *told]))
    rows = db.scalars(select(FinishedGood).where(among(FinishedGood.id, keys)))
    goods = {one.id: one for one in rows}
    return OutcomeView(
        event=EventRef.of(row),
        guests=row.expected_guests,
        is_told=bool(told),
        may_tell=_is_over(db, row),
        lines=[_line(row, goods[key], counts, told.get(key)) for key in keys],
    )


def _line(row: Event, good: FinishedGood, counts: Counts, told: EventOutcome | None) -> OutcomeLine:
    pair = (row.id, good.id)
    return OutcomeLine(
        good=GoodRef.of(good),
        planned=counts.planned.get(pair),
        packed=counts.packed.get(pair, 0),
        had=counts.had(pair),
        left_over=told.left_over if told else None,
        ran_short=told.ran_short if told else None,
        enough=CameOut(counts.had(pair), told.left_over, told.ran_short).enough if told else None,
        notes=told.notes if told else "",
    )


def _refuse_wrong(
    row: Event, given: Sequence[GoodOutcome], counts: Counts, stored: Collection[UUID]
) -> None:
    known = {good for _, good in (*counts.planned, *counts.packed)} | set(stored)
    wrong: dict[str, str] = {}
    met: set[UUID] = set()
    for place, one in enumerate(given):
        if one.good_id not in known:
            wrong[f"goods.{place}.good_id"] = NOT_ITS_OWN
        elif one.good_id in met:
            wrong[f"goods.{place}.good_id"] = TWICE
        elif one.left_over and one.ran_short:
            wrong[f"goods.{place}.ran_short"] = NOT_BOTH
        elif one.left_over > counts.most((row.id, one.good_id)):
            wrong[f"goods.{place}.left_over"] = TOO_MANY
        met.add(one.good_id)
    if wrong:
        raise InvalidInput(next(iter(wrong.values())), wrong, event=row.name)


def _outcomes(db: TenantSession, event_id: UUID) -> Sequence[EventOutcome]:
    own = select(EventOutcome).where(
        EventOutcome.event_id == event_id, EventOutcome.deleted_at.is_(None)
    )
    return db.scalars(own.order_by(EventOutcome.id)).all()
