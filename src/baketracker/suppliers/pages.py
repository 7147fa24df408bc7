"""The pages of the suppliers."""

from functools import partial
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.journal import doing
from baketracker.errors import Conflict
from baketracker.faces.catalogue import Catalogue, Version
from baketracker.faces.links import uses_in_words
from baketracker.faces.lists import Asked
from baketracker.faces.web import PageDb, Toast, done
from baketracker.faces.words import N_, _
from baketracker.products import service as products

from . import service
from .schemas import SupplierChange, SupplierForm, SupplierView

catalogue = Catalogue[SupplierForm, SupplierView](
    name="suppliers",
    form=SupplierForm,
    verbs=service,
    called=lambda view: view.label,
    places={Conflict: "name"},
    labels={
        "name": N_("Name"),
        "kind": N_("Where you buy there"),
        "street_address": N_("Address"),
        "city": N_("City"),
        "state": N_("State or region"),
        "postal_code": N_("Postal code"),
        "country": N_("Country"),
        "website_url": N_("Web address"),
        "is_active": N_("We still shop there"),
        "notes": N_("Notes"),
    },
    hints={
        "street_address": N_("As it is written there: street, number, building."),
        "state": N_("Only where addresses have one."),
        "is_active": N_("Otherwise it is no product's usual shop, and no form offers it."),
    },
    defaults={"kind": "physical", "is_active": True},
    choices=lambda db, _item: {"countries": service.countries(db)},
)
router = catalogue.router()


@router.get("")
def index(request: Request, db: PageDb, asked: Asked) -> Response:
    found = service.search(db, asked.q, asked.cursor, archived=asked.archived)
    return catalogue.listed(request, asked, found, partial(service.count, db))


@router.get("/{supplier_id}")
def show(request: Request, db: PageDb, supplier_id: UUID) -> Response:
    view = service.get(db, supplier_id)
    return catalogue.page(
        request,
        "show.html",
        item=view,
        products=products.of_supplier(db, view.id),
        bought=uses_in_words(service.bought(db, view.id)),
    )


@router.post("/{supplier_id}/leaving")
def leave(request: Request, db: PageDb, supplier_id: UUID, version: Version) -> Response:
    """Nobody shops there any more."""
    return _changed(request, db, supplier_id, version, goes_there=False)


@router.post("/{supplier_id}/return")
def go_again(request: Request, db: PageDb, supplier_id: UUID, version: Version) -> Response:
    """They shop there again."""
    return _changed(request, db, supplier_id, version, goes_there=True)


def _changed(
    request: Request, db: PageDb, supplier_id: UUID, version: int, *, goes_there: bool
) -> Response:
    name = service.get(db, supplier_id).label
    words = N_("Back at %(name)s") if goes_there else N_("Stopped shopping at %(name)s")
    with doing(db, "suppliers.update", words, name=name) as operation:
        service.update(db, supplier_id, SupplierChange(is_active=goes_there), version)
    undo = f"/activity/{operation}/undo"
    return done(request, f"/suppliers/{supplier_id}", Toast(_(words) % {"name": name}, undo))
