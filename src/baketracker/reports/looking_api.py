"""Looking back over JSON: what events cost and how they came out, what was lost, years, gifts."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.faces.api import ApiDb, ApiRouter, OpId, Paging, reply
from baketracker.faces.sheets import download
from baketracker.faces.words import _
from baketracker.sheets import KIND

from . import service
from .choices import Back, InYear
from .cost_schemas import EventCosts, EventCostsPage, GivenReport
from .event_costs import SHOWN
from .looking_sheets import event_sheet, events_sheet, given_sheet, losses_sheet, years_sheet
from .loss_schemas import LossReport
from .losses import YEAR
from .outcome_schemas import Lessons, NewOutcome, OutcomeView
from .year_schemas import YearsReport

router = ApiRouter(prefix="/api", tags=["reports"])
FILE = {"content": {KIND: {"schema": {"type": "string"}}}}


@router.get("/event-costs", response_model=EventCostsPage)
def event_costs(request: Request, db: ApiDb, paging: Paging, year: InYear = None) -> Response:
    """Events that were baked for or are over, the newest first, planned beside spent. At most 25
    at once: each of them is planned anew."""
    limit = min(paging.limit, SHOWN)
    return reply(request, service.event_costs(db, year, paging.cursor, limit))


@router.get("/event-costs/csv", response_class=Response, responses={200: FILE})
def event_costs_file(db: ApiDb, year: InYear = None) -> Response:
    """The whole list as a CSV file."""
    return download(events_sheet(service.all_event_costs(db, year), _), "event-costs")


@router.get("/events/{event_id}/costs", response_model=EventCosts)
def event(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """What one event was planned to cost and what was spent on it."""
    return reply(request, service.get_event_costs(db, event_id))


@router.get("/events/{event_id}/costs/csv", response_class=Response, responses={200: FILE})
def event_file(db: ApiDb, event_id: UUID) -> Response:
    """The same as a CSV file."""
    told = service.get_event_costs(db, event_id)
    return download(event_sheet(told, _), f"costs-{told.event.event_date}")


@router.get("/losses", response_model=LossReport)
def losses(request: Request, db: ApiDb, paging: Paging, days: Back = YEAR) -> Response:
    """What was lost when baking, added up, and loss by loss."""
    return reply(request, service.losses(db, days, paging.cursor, paging.limit))


@router.get("/losses/csv", response_class=Response, responses={200: FILE})
def losses_file(db: ApiDb, days: Back = YEAR) -> Response:
    """Loss by loss as a CSV file."""
    return download(losses_sheet(service.all_losses(db, days), _), "losses")


@router.get("/years", response_model=YearsReport)
def years(request: Request, db: ApiDb) -> Response:
    """Years beside each other, and events that come again."""
    return reply(request, service.years(db))


@router.get("/years/csv", response_class=Response, responses={200: FILE})
def years_file(db: ApiDb) -> Response:
    """The same as a CSV file."""
    return download(years_sheet(service.years(db), _), "years")


@router.get("/given", response_model=GivenReport)
def given(request: Request, db: ApiDb, year: InYear = None) -> Response:
    """Who got what in a year, the newest with any unless told."""
    return reply(request, service.given(db, year))


@router.get("/given/csv", response_class=Response, responses={200: FILE})
def given_file(db: ApiDb, year: InYear = None) -> Response:
    """The same as a CSV file."""
    return download(given_sheet(service.given(db, year).rows, _), "who-got-what")


@router.get("/events/{event_id}/outcome", response_model=OutcomeView)
def outcome(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """How an event came out, good by good."""
    return reply(request, service.outcome(db, event_id))


@router.put("/events/{event_id}/outcome", response_model=OutcomeView)
def save_outcome(
    request: Request, db: ApiDb, event_id: UUID, told: NewOutcome, op_id: OpId
) -> Response:
    """Write down how it came out; goods that are not named stay as they were."""
    return reply(request, service.save_outcome(db, event_id, told, op_id))


@router.get("/events/{event_id}/lessons", response_model=Lessons)
def lessons(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """What events before say about the goods of this one."""
    return reply(request, Lessons(items=service.lessons(db, event_id)))
