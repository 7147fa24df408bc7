"""The verb of who got what, year by year."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, and_, cast, func, select

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.events.schemas import EventRef
from baketracker.giving.models import Gift, Package, Recipient

from .cost_schemas import GivenReport, GivenRow


@verb("read")
def given(db: TenantSession, year: int | None = None) -> GivenReport:
    """What everybody got at the events of a year (the newest with any, unless told), by household
    and name, the newest event first; what they are still to get too. Two statements."""
    years = _years(db)
    chosen = year if year is not None else next(iter(years), None)
    rows = _rows(db, chosen) if chosen is not None else []
    return GivenReport(
        year=chosen,
        years=years,
        people=len({row.recipient_id for row in rows}),
        packages=sum(row.quantity for row in rows),
        delivered=sum(row.quantity for row in rows if row.status == "delivered"),
        rows=rows,
    )


def _rows(db: TenantSession, year: int) -> list[GivenRow]:
    zone = ZoneInfo(db.scope.timezone)
    found = (
        _gifts(select(Gift, Event, Recipient, Package))
        .where(Event.event_date.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(
            Recipient.folded, Recipient.id, Event.event_date.desc(), Event.id, Package.name, Gift.id
        )
    )
    return [
        GivenRow(
            recipient_id=person.id,
            recipient=person.name,
            household=person.household,
            is_archived=person.deleted_at is not None,
            event=EventRef.of(event),
            package_id=package.id,
            package=package.name,
            quantity=gift.quantity,
            status=gift.status,
            delivered_on=gift.delivered_at and gift.delivered_at.astimezone(zone).date(),
            notes=gift.notes,
        )
        for gift, event, person, package in db.execute(found)
    ]


def _years(db: TenantSession) -> list[int]:
    year = cast(func.extract("year", Event.event_date), Integer).label("year")
    return list(db.scalars(_gifts(select(year)).group_by(year).order_by(year.desc())))


def _gifts(shown: Any) -> Any:
    """Gifts in use, of events in use or archived, with all they refer to."""
    same: list[tuple[Any, Any]] = [
        (Event, Gift.event_id), (Recipient, Gift.recipient_id), (Package, Gift.package_id),
    ]  # fmt: skip
    found = shown.select_from(Gift)
    for entity, key in same:
        found = found.join(entity, and_(entity.tenant_id == Gift.tenant_id, entity.id == key))
    return found.where(Gift.deleted_at.is_(None))
