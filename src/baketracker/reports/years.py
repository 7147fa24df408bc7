"""The verb of years beside each other: what was made, what it cost, how it came out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.events.schemas import EventRef
from baketracker.plans.models import EventOutcome

from .event_costs import told_events
from .series import series_of, without_year
from .spent import NOTHING, Spent, spent_on, spent_without_event
from .year_schemas import EventYear, SeriesView, YearsReport, YearTotal

CameOut = tuple[int, int]


@verb("read")
def years(db: TenantSession) -> YearsReport:
    """Every year with events that were baked for or are over, and the events that come again. The
    same number of statements for one event as for many."""
    rows = db.scalars(told_events(db).order_by(Event.event_date.desc(), Event.id)).all()
    spent, came_out = spent_on(db, [row.id for row in rows]), _came_out(db)
    told = [_event(row, spent[row.id], came_out.get(row.id)) for row in rows]
    beside = spent_without_event(db)
    found = sorted({one.year for one in told} | beside.keys(), reverse=True)
    return YearsReport(
        years=[
            _year(year, [one for one in told if one.year == year], beside.get(year, Spent()))
            for year in found
        ],
        series=_series(told),
    )


def _event(row: Event, spent: Spent, came_out: CameOut | None) -> EventYear:
    return EventYear(
        event=EventRef.of(row),
        year=row.event_date.year,
        guests=row.expected_guests,
        goods=spent.packed,
        spent=spent.known,
        unknown=spent.unknown,
        left_over=came_out[0] if came_out else None,
        ran_short=came_out[1] if came_out else None,
    )


def _year(year: int, events: Sequence[EventYear], beside: Spent) -> YearTotal:
    return YearTotal(
        year=year,
        events=len(events),
        guests=sum(one.guests or 0 for one in events),
        goods=sum(one.goods for one in events) + beside.packed,
        spent=sum((one.spent for one in events), NOTHING),
        unknown=sum(one.unknown for one in events) + beside.unknown,
        left_over=_added(one.left_over for one in events),
        ran_short=_added(one.ran_short for one in events),
        beside=beside.known,
    )


def _series(told: Sequence[EventYear]) -> list[SeriesView]:
    by: defaultdict[str, list[EventYear]] = defaultdict(list)
    for one in told:
        by[series_of(one.event.name)].append(one)
    return [
        SeriesView(name=without_year(some[0].event.name), years=some)
        for some in by.values()
        if len(some) > 1
    ]


def _added(numbers: Iterable[int | None]) -> int | None:
    """The sum of those that are known; None where none is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _came_out(db: TenantSession) -> dict[UUID, CameOut]:
    outcome = EventOutcome
    sums = (
        select(outcome.event_id, func.sum(outcome.left_over), func.sum(outcome.ran_short))
        .where(outcome.deleted_at.is_(None))
        .group_by(outcome.event_id)
    )
    return {key: (int(left), int(short)) for key, left, short in db.execute(sums)}
