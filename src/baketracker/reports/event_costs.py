"""The verbs of what events cost: planned beside spent, for one event and for all."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, cast, exists, func, or_, select

from baketracker.assembly.models import AssemblyRun
from baketracker.db.paging import LARGEST_PAGE, slice_of
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.events.schemas import EventRef
from baketracker.events.service import KIND
from baketracker.plan_life.planned_costs import costs_of, kept_costs
from baketracker.planning import service as planning
from baketracker.planning.schemas import CostView
from baketracker.production.models import ProductionRun
from baketracker.progress import service as progress
from baketracker.progress.schemas import ProgressView

from .breakdown import baked_at, good_costs, made_of, packed_at, recipe_costs
from .cost_schemas import EventCostRow, EventCosts, EventCostsPage, KindCost, SpentOn
from .outputs import delivered_of, outputs_of
from .spent import NOTHING, Spent, spent_on

# A plan is computed for each: fewer of them stand on one page.
SHOWN = 25
KINDS: tuple[SpentOn, ...] = ("food", "packaging", "materials")


@verb("read")
def event_costs(
    db: TenantSession, year: int | None = None, cursor: str | None = None, limit: int = SHOWN
) -> EventCostsPage:
    """The events that were baked for or are over, the newest first, each with what was planned and
    what was spent; of one year or all. The same number of statements for one event as for many.
    Raises LostPlace."""
    limit = max(1, min(limit, LARGEST_PAGE))
    found = told_events(db, year)
    rows = slice_of(db, found, Event, Event.event_date, cursor, limit, newest_first=True)
    every = db.scalars(found.with_only_columns(Event.id)).all()
    spent = spent_on(db, every)
    return EventCostsPage(
        items=_rows(db, rows.rows, spent),
        next=rows.next,
        year=year,
        years=_years(db),
        events=len(every),
        spent=sum((one.known for one in spent.values()), NOTHING),
        unknown_runs=sum(one.unknown for one in spent.values()),
    )


@verb("read")
def all_event_costs(db: TenantSession, year: int | None = None) -> list[EventCostRow]:
    """The whole list, for a file."""
    rows: list[EventCostRow] = []
    cursor, more = None, True
    while more:
        found = event_costs(db, year, cursor, LARGEST_PAGE)
        rows += found.items
        cursor, more = found.next, found.next is not None
    return rows


@verb("read")
def get_event_costs(db: TenantSession, event_id: UUID) -> EventCosts:
    """One event: what was planned and spent by kind, recipe and good, and how far it came. Planned
    is what the plan was to cost when baking began here, or else what it costs now. Raises
    NotFound."""
    row = live(db, Event, event_id, KIND)
    plan = planning.plan_for(db, event_id, whole=True)
    planned = kept_costs(db, [event_id]).get(event_id) or costs_of(plan)
    stands = progress.progress(db, event_id)
    spent = spent_on(db, [event_id])[event_id]
    baked, packed = baked_at(db, event_id), packed_at(db, event_id)
    short = _row(EventRef.of(row), row.plan_state, planned.whole, stands, spent)
    made = made_of(baked)
    return EventCosts(
        **short.model_dump(exclude={"difference", "percent"}),
        planned_at=planned.at,
        unknown=planned.whole.unknown,
        kinds=_kinds(planned.whole, spent),
        recipes=recipe_costs(planned, baked),
        goods=good_costs(planned, packed),
        outputs=outputs_of(
            plan,
            stands,
            made,
            {key: one.quantity for key, one in packed.items()},
            delivered_of(db, event_id),
        ),
    )


def _rows(
    db: TenantSession, rows: Sequence[Event], spent: Mapping[UUID, Spent]
) -> list[EventCostRow]:
    ids = [row.id for row in rows]
    planned = {key: one.whole for key, one in kept_costs(db, ids).items()}
    others = [key for key in ids if key not in planned]
    plans = planning.plans_for(db, others, whole=True)
    planned |= {key: plan.cost for key, plan in zip(others, plans, strict=True)}
    stands = progress.progress_of(db, ids)
    return [
        _row(EventRef.of(row), row.plan_state, planned[row.id], stands[row.id], spent[row.id])
        for row in rows
    ]


def _row(
    event: EventRef, state: str, planned: CostView, stands: ProgressView, spent: Spent
) -> EventCostRow:
    actual = [one.actual for one in _kinds(planned, spent)]
    return EventCostRow(
        event=event,
        plan_state=state,
        planned=planned.total,
        planned_known=planned.known,
        actual=None if None in actual else sum((one or NOTHING for one in actual), NOTHING),
        actual_known=spent.known,
        unknown_runs=spent.unknown,
        lost_cost=spent.lost,
        percent_made=stands.percent,
    )


def _kinds(planned: CostView, spent: Spent) -> list[KindCost]:
    found = []
    for kind in KINDS:
        goal: Decimal | None = getattr(planned, kind)
        part = spent.part(kind)
        found.append(
            KindCost(
                kind=kind,
                planned=goal,
                actual=spent.total_of(kind, goal),
                actual_known=part.known,
                unknown=part.unknown,
            )
        )
    return found


def told_events(db: TenantSession, year: int | None = None) -> Select[Event]:
    """The events there is something to tell of: baked for, or over."""
    told = select(Event).where(Event.deleted_at.is_(None), Event.is_template.is_(False))
    begun = Event.plan_state.in_(["in_production", "completed"])
    over = Event.event_date < db.scope.today()
    told = told.where(or_(begun, over, _has(ProductionRun), _has(AssemblyRun)))
    if year is not None:
        told = told.where(Event.event_date.between(date(year, 1, 1), date(year, 12, 31)))
    return told


def _has(run: Any) -> Any:
    own = (run.tenant_id == Event.tenant_id, run.event_id == Event.id, run.deleted_at.is_(None))
    return exists().where(*own)


def _years(db: TenantSession) -> list[int]:
    year = cast(func.extract("year", Event.event_date), Integer).label("year")
    found = told_events(db).with_only_columns(year).group_by(year).order_by(year.desc())
    return list(db.scalars(found))
