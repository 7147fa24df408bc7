"""How much a bakery may ask of a model: readings in its own day, dollars in its own month.

A reading is counted from the moment it is admitted, so two that come at once cannot both be the
last one. Money is counted when it was spent: readings under way may exceed the limit by what they
cost, a fraction of a cent each."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, func, select

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession

from .errors import NoModel, QuotaReached, SpendLimitReached
from .limits import SOFT_PART, Ceiling, Spans
from .models import AssistantSettings, ModelCall
from .preferences import locked
from .schemas import Spent, Standing

# The mark an admitted reading leaves before anybody is asked: no call, no tokens, no cost.
ADMISSION = "admission"


@verb("read")
def standing(db: TenantSession, ceiling: Ceiling) -> Standing:
    """What was used and what is left; `ceiling` is the operator's."""
    row = db.scalars(select(AssistantSettings)).one_or_none()
    return _standing(db, row, ceiling, _spans(db))


@verb("propose")
def admit(db: TenantSession, reading_id: UUID, ceiling: Ceiling) -> Standing:
    """Count a reading before it is paid for, and say how things stand with it. Admitting the same
    reading again on the same day counts nothing.

    Commit before asking the model: until then others of the bakery wait at its row. Raises
    QuotaReached, SpendLimitReached, and NoModel when the bakery has switched its assistant off."""
    row, spans = locked(db), _spans(db)
    if not row.is_on:
        raise NoModel
    now_at = _standing(db, row, ceiling, spans)
    if now_at.dollars >= now_at.hard_limit:
        spent, limit = f"{now_at.dollars:.2f}", f"{now_at.hard_limit:.2f}"
        raise SpendLimitReached(spent, limit, spans.next_month)
    if _is_admitted(db, reading_id, spans):
        return now_at
    if now_at.readings >= now_at.limit:
        raise QuotaReached(now_at.readings, now_at.limit, spans.tomorrow)
    db.add(ModelCall(reading_id=reading_id, purpose=ADMISSION, model="", outcome="answered"))
    db.flush()
    return now_at.model_copy(update={"readings": now_at.readings + 1})


def _spans(db: TenantSession) -> Spans:
    return Spans.at(db.scope.today(), db.scope.timezone)


def _standing(
    db: TenantSession, row: AssistantSettings | None, ceiling: Ceiling, spans: Spans
) -> Standing:
    readings, dollars, unpriced = _used(db, spans)
    if row is not None:
        ceiling = ceiling.lowered(row.readings_per_day, row.spend_limit_dollars)
    return Standing(
        readings=readings,
        limit=ceiling.readings,
        resets_at=spans.tomorrow,
        dollars=dollars,
        soft_limit=ceiling.dollars * SOFT_PART,
        hard_limit=ceiling.dollars,
        month_ends_at=spans.next_month,
        unpriced=unpriced,
    )


def _used(db: TenantSession, spans: Spans) -> tuple[int, Decimal, int]:
    """Readings of the day, dollars of the month, and its calls without a price. One statement."""
    is_unpriced = and_(ModelCall.tokens_in + ModelCall.tokens_out > 0, ModelCall.dollars == 0)
    statement = select(
        func.count(ModelCall.reading_id.distinct()).filter(ModelCall.created_at >= spans.today),
        func.coalesce(func.sum(ModelCall.dollars), 0),
        func.count(ModelCall.id).filter(is_unpriced),
    ).where(ModelCall.created_at >= spans.month, ModelCall.created_at < spans.next_month)
    readings, dollars, unpriced = db.execute(statement).one()
    return readings, Decimal(dollars), unpriced


def _is_admitted(db: TenantSession, reading_id: UUID, spans: Spans) -> bool:
    of_it = select(ModelCall.id).where(
        ModelCall.reading_id == reading_id, ModelCall.created_at >= spans.today
    )
    return db.scalar(of_it.limit(1)) is not None


@verb("read")
def spent_on(db: TenantSession) -> list[Spent]:
    """What this calendar month was asked for, and what it cost, the dearest first. One
    statement."""
    dollars = func.sum(ModelCall.dollars)
    found = (
        select(
            ModelCall.purpose,
            func.count(ModelCall.reading_id.distinct()),
            dollars,
        )
        .where(ModelCall.created_at >= _spans(db).month, ModelCall.purpose != ADMISSION)
        .group_by(ModelCall.purpose)
        .order_by(dollars.desc(), ModelCall.purpose)
    )
    return [Spent(purpose=row[0], readings=row[1], dollars=row[2]) for row in db.execute(found)]
