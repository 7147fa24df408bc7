"""The pages of the finished goods."""

from functools import partial
from uuid import UUID

from fastapi import Request, Response

from baketracker.faces.catalogue import Catalogue
from baketracker.faces.lists import Asked, filter_links
from baketracker.faces.web import PageDb
from baketracker.faces.words import N_
from baketracker.fields import SearchText

from . import choices, costs, service
from .given import GoodForm
from .schemas import GoodView

catalogue = Catalogue[GoodForm, GoodView](
    name="finished_goods",
    form=GoodForm,
    verbs=service,
    called=lambda view: view.name,
    labels={
        "name": N_("Name"),
        "contents": N_("What is in it"),
        "contents.what": N_("What"),
        "contents.quantity": N_("How many"),
        "packaging": N_("Packaging"),
        "packaging.what": N_("Packaging"),
        "packaging.quantity": N_("How much"),
        "extras": N_("Ribbon, labels and other extras"),
        "extras.what": N_("Extra"),
        "extras.quantity": N_("How many"),
        "description": N_("Description"),
        "packaging_instructions": N_("How to pack it"),
        "notes": N_("Notes"),
    },
    choices=lambda db, _item: choices.options(db),
    defaults={"contents": [], "packaging": [], "extras": []},
)
router = catalogue.router()


@router.get("")
def index(request: Request, db: PageDb, asked: Asked, label: SearchText = "") -> Response:
    found = service.search(db, asked.q, asked.cursor, label=label, archived=asked.archived)
    count = partial(service.count, db, label=label)
    known = service.labels(db)
    labels = filter_links(catalogue.path, "label", known, label, q=asked.q) if known else []
    return catalogue.listed(request, asked, found, count, label=label, labels=labels)


@router.get("/{good_id}")
def show(request: Request, db: PageDb, good_id: UUID) -> Response:
    view = service.get(db, good_id)
    cost = costs.costs_of(db, [view.id])[view.id]
    packed_in = service.packed_in(db, view.id)
    return catalogue.page(request, "show.html", item=view, cost=cost, packed_in=packed_in)
