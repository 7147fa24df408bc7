"""The pages of the packages people get."""

from functools import partial
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.faces.catalogue import Catalogue, Values
from baketracker.faces.lists import Asked
from baketracker.faces.web import PageDb, Toast, done
from baketracker.faces.words import N_, _
from baketracker.finished_goods.choices import wraps

from . import packages
from .package_given import PackageForm
from .package_schemas import PackageView


def choices(db: TenantSession, _item: PackageView | None) -> Values:
    """What a package may hold: finished goods, and what wraps them."""
    nothing = [("", "–")]
    return {
        "contents": [*nothing, *((str(one.id), one.name) for one in packages.fillings(db))],
        "packaging": [*nothing, *((str(key), name) for key, name in wraps(db))],
    }


catalogue = Catalogue[PackageForm, PackageView](
    name="packages",
    mode="plan",
    form=PackageForm,
    verbs=packages,
    called=lambda view: view.name,
    choices=choices,
    defaults={"contents": [], "packaging": [], "is_template": False},
    labels={
        "name": N_("Name"),
        "contents.what": N_("What"),
        "contents.quantity": N_("How many"),
        "packaging.what": N_("Packaging"),
        "packaging.quantity": N_("How much"),
        "packaging.is_generic": N_("Any of that kind will do"),
        "description": N_("Description"),
        "is_template": N_("A template: it is copied, never given"),
        "notes": N_("Notes"),
    },
)
router = catalogue.router()


@router.get("")
def index(request: Request, db: PageDb, asked: Asked) -> Response:
    found = packages.search(db, asked.q, asked.cursor, archived=asked.archived)
    return catalogue.listed(request, asked, found, partial(packages.count, db))


@router.get("/{package_id}")
def show(request: Request, db: PageDb, package_id: UUID) -> Response:
    view = packages.get(db, package_id)
    cost = packages.costs_of(db, [view.id])[view.id]
    return catalogue.page(request, "show.html", item=view, cost=cost)


@router.post("/{package_id}/copies")
def copy(request: Request, db: PageDb, package_id: UUID) -> Response:
    """One like it; a template's copy takes its name."""
    view = packages.get(db, package_id)
    name = view.name if view.is_template else (_("%(name)s, copy") % {"name": view.name})[:200]
    made = packages.copy(db, package_id, name)
    toast = Toast(_("%(name)s is there. Change what is different.") % {"name": made.name})
    return done(request, f"/packages/{made.id}/edit", toast)
