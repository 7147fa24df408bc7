"""The pages of the suppliers."""

from functools import partial
from uuid import UUID

from fastapi import Request, Response

from baketracker.errors import Conflict
from baketracker.faces.catalogue import Catalogue
from baketracker.faces.lists import Asked
from baketracker.faces.web import PageDb
from baketracker.faces.words import N_
from baketracker.products import service as products

from . import service
from .schemas import SupplierForm, SupplierView

catalogue = Catalogue[SupplierForm, SupplierView](
    name="suppliers",
    form=SupplierForm,
    verbs=service,
    called=lambda view: view.label,
    places={Conflict: "name"},
    labels={
        "name": N_("Name"),
        "kind": N_("Where you buy there"),
        "street_address": N_("Street"),
        "city": N_("City"),
        "state": N_("State or region"),
        "postal_code": N_("Postal code"),
        "country": N_("Country"),
        "website_url": N_("Web address"),
        "is_active": N_("We still shop there"),
        "notes": N_("Notes"),
    },
    defaults={"kind": "physical", "is_active": True},
)
router = catalogue.router()


@router.get("")
def index(request: Request, db: PageDb, asked: Asked) -> Response:
    found = service.search(db, asked.q, asked.cursor, archived=asked.archived)
    return catalogue.listed(request, asked, found, partial(service.count, db))


@router.get("/{supplier_id}")
def show(request: Request, db: PageDb, supplier_id: UUID) -> Response:
    view = service.get(db, supplier_id)
    usual_here = products.of_supplier(db, view.id)
    return catalogue.page(request, "show.html", item=view, products=usual_here)
