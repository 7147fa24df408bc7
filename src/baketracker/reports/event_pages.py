"""The pages of what events cost: all of them, and one with how far it came."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.faces.lists import address, more_of
from baketracker.faces.sheets import download
from baketracker.faces.web import PageDb, PageRouter, page, reader_of
from baketracker.faces.words import _

from . import service
from .choices import InYear
from .looking_drawing import at_least, cost_drawing, outputs_drawing
from .looking_sheets import event_sheet, events_sheet
from .looking_words import KIND_WORDS

HOME = "/observe/events"
router = PageRouter(prefix=HOME)


@router.get("")
def index(
    request: Request,
    db: PageDb,
    year: InYear = None,
    cursor: str | None = None,
) -> Response:
    """The events, the newest first, each with what was planned and spent."""
    found = service.event_costs(db, year, cursor)
    kept = {"year": str(year)} if year else {}
    return page(
        request,
        "reports/events.html",
        fragment="results",
        here="event_costs",
        mode="observe",
        found=found,
        more=more_of(HOME, found.next, **kept),
        file=address(f"{HOME}/csv", **kept),
        years=year_links(HOME, found.years, year, everything=True),
        at_least=at_least,
    )


@router.get("/csv")
def index_file(db: PageDb, year: InYear = None) -> Response:
    """The same list, whole, as a file."""
    return download(events_sheet(service.all_event_costs(db, year), _), "event-costs")


@router.get("/{event_id}")
def show(request: Request, db: PageDb, event_id: UUID) -> Response:
    """One event: planned beside spent, and how far it came."""
    told, reader = service.get_event_costs(db, event_id), reader_of(request)
    return page(
        request,
        "reports/event.html",
        here="event_costs",
        mode="observe",
        told=told,
        costs=cost_drawing(told, reader),
        outputs=outputs_drawing(told, reader),
        came_out=service.outcome(db, event_id),
        kinds=KIND_WORDS,
        at_least=at_least,
    )


@router.get("/{event_id}/csv")
def show_file(db: PageDb, event_id: UUID) -> Response:
    told = service.get_event_costs(db, event_id)
    return download(event_sheet(told, _), f"costs-{told.event.event_date}")


def year_links(
    path: str, years: list[int], chosen: int | None, *, everything: bool = False
) -> list[tuple[str, str, bool]]:
    """The years there are, as `ui.filters` takes them."""
    links = [(address(path, year=str(year)), str(year), year == chosen) for year in years]
    return [(path, _("All"), chosen is None), *links] if everything else links
