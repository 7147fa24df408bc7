"""The pages of the materials."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict
from baketracker.faces.catalogue import Catalogue
from baketracker.faces.lists import filter_links, more_of, shelf_links
from baketracker.faces.web import PageDb
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText

from . import service
from .choices import base_units, shelf_names
from .given import MaterialForm
from .schemas import MaterialView


def by_name_or_shelf(
    name: SearchText = "", category: SearchText = "", subcategory: SearchText = ""
) -> dict[str, Any]:
    return {"name": name, "category": category, "subcategory": subcategory}


def choices(db: TenantSession, _item: MaterialView | None) -> dict[str, Any]:
    return {"base_units": base_units(), "shelves": shelf_names(db)}


catalogue = Catalogue[MaterialForm, MaterialView](
    name="materials",
    form=MaterialForm,
    verbs=service,
    called=lambda view: view.name,
    places={Conflict: ""},
    known=by_name_or_shelf,
    choices=choices,
    defaults={"base_unit": "each"},
    labels={
        "name": N_("Name"),
        "category": N_("Category"),
        "subcategory": N_("Kind of it"),
        "base_unit": N_("Counted"),
        "low_below": N_("Low below"),
        "description": N_("Description"),
        "notes": N_("Notes"),
    },
    hints={
        "category": N_("Ribbon, boxes, paper. A new one is made as you write it."),
        "subcategory": N_("Satin ribbon, cake boxes."),
        "base_unit": N_("It stays that way once you have written down how it is sold."),
        "low_below": N_("With less than that it stands under “Running low”."),
    },
)
router = catalogue.router()


@router.get("")
def index(
    request: Request,
    db: PageDb,
    q: SearchText = "",
    category: SearchText = "",
    show: service.Showing = "",
    cursor: str | None = None,
) -> Response:
    found = service.search(db, q, category, cursor, show=show)
    kept = {"q": q, "category": category, "show": show}
    return catalogue.page(
        request,
        "index.html",
        fragment="results",
        found=found,
        more=more_of(catalogue.path, found.next, **kept),
        total=service.count(db, q, category, show),
        filters=_filters(db, **kept),
        **kept,
    )


def _filters(db: TenantSession, q: str, category: str, show: str) -> list[tuple[str, str, bool]]:
    """All, each category, then what is low and what is archived, as far as there is any."""
    shelves = []
    if show == "low" or service.count(db, show="low"):
        shelves.append(("low", _("Running low")))
    if show == "archived" or service.count(db, show="archived"):
        shelves.append(("archived", _("Archived")))
    known, path = service.categories(db), catalogue.path
    (href, word, chosen), *named = filter_links(path, "category", known, category, q=q)
    return [(href, word, chosen and not show), *named, *shelf_links(path, shelves, show, q=q)]


@router.get("/{material_id}")
def show(request: Request, db: PageDb, material_id: UUID) -> Response:
    return catalogue.page(request, "show.html", item=service.get(db, material_id))
