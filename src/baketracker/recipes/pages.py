"""The pages of the recipes: the list and one recipe."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.accounts import service as accounts
from baketracker.db.tenancy import TenantSession
from baketracker.faces.lists import address, filter_links, more_of
from baketracker.faces.web import PageDb
from baketracker.faces.words import _
from baketracker.fields import SearchText
from baketracker.finished_goods import service as goods

from . import categories, service
from .catalogue import catalogue
from .scaling import CHIPS, scaled
from .scaling_page import wanted
from .schemas import RecipeGroup, RecipeRow
from .stocked import costs_and_stock

router = catalogue.router()

Shelf = Literal["", "ready", "archived"]
Typed = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class Listed:
    """A recipe in its place of the list."""

    recipe: RecipeRow
    is_beneath: bool = False
    is_orphan: bool = False


@router.get("")
def index(
    request: Request,
    db: PageDb,
    q: SearchText = "",
    category: SearchText = "",
    show: Shelf = "",
    cursor: str | None = None,
) -> Response:
    archived, ready = show == "archived", True if show == "ready" else None
    kept = {"q": q, "category": category, "show": show}
    found = service.grouped(db, q, category, archived, cursor, ready=ready)
    return catalogue.page(
        request,
        "index.html",
        fragment="results",
        rows=_rows(found.items),
        more=more_of(catalogue.path, found.next, **kept),
        total=service.count(db, q, category, archived, ready=ready),
        filters=_filters(db, q, category, show),
        **kept,
    )


def _rows(groups: list[RecipeGroup]) -> list[Listed]:
    """Each recipe with its variants beneath it."""
    rows: list[Listed] = []
    for group in groups:
        rows.append(Listed(group.recipe, is_orphan=group.is_orphan))
        rows += [Listed(variant, is_beneath=True) for variant in group.variants]
    return rows


def _filters(db: TenantSession, q: str, category: str, show: Shelf) -> list[tuple[str, str, bool]]:
    """All, what is ready for production, each category, and what is archived."""
    path = catalogue.path
    (href, word, chosen), *own = filter_links(
        path, "category", categories.categories(db), category, q=q
    )
    shelves = [("ready", _("Ready"))]
    if show == "archived" or service.count(db, archived=True):
        shelves.append(("archived", _("Archived")))
    ready, *rest = [(address(path, q=q, show=name), said, show == name) for name, said in shelves]
    return [(href, word, chosen and not show), ready, *own, *rest]


@router.get("/{recipe_id}")
def show(
    request: Request,
    db: PageDb,
    recipe_id: UUID,
    scale: Typed = "",
    make: Typed = "",
    unit: Typed = "",
) -> Response:
    item = service.get(db, recipe_id)
    asked = wanted(item, scale, make, unit)
    variants = [variant.id for variant in item.variants]
    costs, stock = costs_and_stock(db, item.id, asked.factor, variants)
    return catalogue.page(
        request,
        "show.html",
        fragment="batch",
        item=item,
        asked=asked,
        chips=CHIPS,
        make=make,
        lines=[(line, scaled(line.quantity, line.unit, asked.factor)) for line in item.lines],
        cost=costs[item.id],
        costs=costs,
        stock=stock,
        goods=goods.holding(db, [unit.id for unit in item.yields]),
        fahrenheit=accounts.get_bakery(db).units == "us",
    )
