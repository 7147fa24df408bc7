"""The pages of the reports: the doors to all of them, what the stock is worth, what left it."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.accounts import service as accounts
from baketracker.db.tenancy import TenantSession
from baketracker.faces.lists import address, more_of
from baketracker.faces.sheets import download
from baketracker.faces.web import PageDb, PageRouter, page, reader_of
from baketracker.faces.words import N_, _
from baketracker.ingredients import service as ingredients
from baketracker.materials import service as materials
from baketracker.stock.words import REASONS

from . import service
from .choices import AskedHistory, Back, HistoryQuery
from .drawing import category_name, value_drawing
from .sheets import history_sheet, who
from .waste import SEASON
from .words import MARKS

router = PageRouter(prefix="/observe")
PERIODS: Mapping[str, str] = {"30": N_("30 days"), "90": N_("90 days"), "365": N_("A year")}
NOTHING: Mapping[str, str] = {}


@router.get("")
def index(request: Request, db: PageDb, days: Back = SEASON) -> Response:
    """The doors to the reports, and what was wasted of late."""
    return page(
        request,
        "reports/index.html",
        here="observe",
        mode="observe",
        waste=service.waste(db, days),
        days=days,
        periods=_periods("/observe", days, PERIODS),
        reasons=REASONS,
    )


@router.get("/value")
def value(
    request: Request, db: PageDb, months: Annotated[int, Query(ge=1, le=60)] = 12
) -> Response:
    """What the stock is worth, month by month."""
    told = service.inventory_value(db, months)
    return page(
        request,
        "reports/value.html",
        here="value",
        mode="observe",
        told=told,
        drawing=value_drawing(told, reader_of(request)),
        category_name=category_name,
    )


@router.get("/history")
def history(
    request: Request, db: PageDb, asked: AskedHistory, cursor: str | None = None
) -> Response:
    """What left the stock, the newest first."""
    found = service.depletions(db, asked.wanted(), cursor)
    kept = asked.kept()
    return page(
        request,
        "reports/history.html",
        fragment="results",
        here="history",
        mode="observe",
        found=found,
        asked=asked,
        kept=kept,
        of=_thing(db, asked),
        more=more_of("/observe/history", found.next, **kept),
        file=address("/observe/history/csv", **kept),
        periods=_periods("/observe/history", asked.days, {"": N_("All"), **PERIODS}, kept),
        reasons=REASONS,
        marks=MARKS,
        who=who,
        people=_people(db),
    )


@router.get("/history/csv")
def history_file(db: PageDb, asked: AskedHistory) -> Response:
    """The same list, whole, as a file."""
    body = history_sheet(service.all_depletions(db, asked.wanted()), _people(db), _)
    return download(body, "stock-history")


def _periods(
    path: str, days: int | None, words: Mapping[str, str], kept: Mapping[str, str] = NOTHING
) -> list[tuple[str, str, bool]]:
    """How far back, as `ui.filters` takes it."""
    return [
        (address(path, **{**kept, "days": back}), _(word), back == str(days or ""))
        for back, word in words.items()
    ]


def _thing(db: TenantSession, asked: HistoryQuery) -> str:
    """The name of the one thing the list is of. Raises NotFound."""
    if asked.ingredient:
        return ingredients.get(db, asked.ingredient).name
    return materials.get(db, asked.material).name if asked.material else ""


def _people(db: TenantSession) -> dict[UUID, str]:
    return {one.account_id: one.display_name for one in accounts.list_members(db)}
