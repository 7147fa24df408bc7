"""The pages of what was lost, of years beside each other, and of who got what."""

from collections.abc import Mapping

from fastapi import Request, Response

from baketracker.faces.lists import address, more_of
from baketracker.faces.sheets import download
from baketracker.faces.web import PageDb, PageRouter, page, reader_of
from baketracker.faces.words import N_, _
from baketracker.giving.states import NAMES
from baketracker.production.words import CATEGORIES

from . import service
from .choices import Back, InYear
from .event_pages import year_links
from .looking_drawing import loss_drawing, years_drawing
from .looking_sheets import given_sheet, losses_sheet, years_sheet
from .losses import YEAR

LOST, GIVEN = "/observe/losses", "/observe/given"
PERIODS: Mapping[str, str] = {"90": N_("90 days"), "365": N_("A year"), "1825": N_("5 years")}
router = PageRouter(prefix="/observe")


@router.get("/losses")
def losses(request: Request, db: PageDb, days: Back = YEAR, cursor: str | None = None) -> Response:
    """What was lost when baking: why, of what, when."""
    report = service.losses(db, days, cursor)
    return page(
        request,
        "reports/losses.html",
        here="losses",
        mode="observe",
        report=report,
        days=days,
        drawing=loss_drawing(report, reader_of(request)),
        more=more_of(LOST, report.next, days=str(days)),
        file=address(f"{LOST}/csv", days=str(days)),
        periods=[
            (address(LOST, days=back), _(word), back == str(days)) for back, word in PERIODS.items()
        ],
        categories=CATEGORIES,
    )


@router.get("/losses/csv")
def losses_file(db: PageDb, days: Back = YEAR) -> Response:
    return download(losses_sheet(service.all_losses(db, days), _), "losses")


@router.get("/years")
def years(request: Request, db: PageDb) -> Response:
    """Years beside each other."""
    report = service.years(db)
    return page(
        request,
        "reports/years.html",
        here="years",
        mode="observe",
        report=report,
        drawing=years_drawing(report, reader_of(request)),
    )


@router.get("/years/csv")
def years_file(db: PageDb) -> Response:
    return download(years_sheet(service.years(db), _), "years")


@router.get("/given")
def given(request: Request, db: PageDb, year: InYear = None) -> Response:
    """Who got what in a year."""
    report = service.given(db, year)
    return page(
        request,
        "reports/given.html",
        here="given",
        mode="observe",
        report=report,
        years=year_links(GIVEN, report.years, report.year),
        file=address(f"{GIVEN}/csv", year=str(report.year or "")),
        statuses=NAMES,
    )


@router.get("/given/csv")
def given_file(db: PageDb, year: InYear = None) -> Response:
    return download(given_sheet(service.given(db, year).rows, _), "who-got-what")
