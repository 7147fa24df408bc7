"""The pages of the products."""

from functools import partial
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict, RuleBroken
from baketracker.faces.catalogue import Catalogue
from baketracker.faces.lists import Asked
from baketracker.faces.web import PageDb
from baketracker.faces.words import N_, _
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.choices import Options, unit_options
from baketracker.ingredients.schemas import IngredientRef
from baketracker.pantry import service as pantry
from baketracker.suppliers import service as suppliers
from baketracker.suppliers.schemas import SupplierRef

from . import service
from .schemas import ProductForm, ProductView


def of_ingredient(ingredient: UUID | None = None) -> dict[str, Any]:
    return {"ingredient_id": str(ingredient or "")}


def choices(db: TenantSession, item: ProductView | None) -> dict[str, Any]:
    known = [(str(one.id), one.name) for one in ingredients.leaves(db)]
    shops = [(str(one.id), one.label) for one in suppliers.choices(db)]
    shops.insert(0, ("", _("no usual shop")))
    return {
        "ingredients": _with(known, item.ingredient if item else None),
        "shops": _with(shops, item.preferred_supplier if item else None),
        "units": unit_options(),
    }


def _with(options: Options, current: IngredientRef | SupplierRef | None) -> Options:
    """The choices, with what is stored even when it is no longer offered to others."""
    if current is None or str(current.id) in dict(options):
        return options
    return [*options, (str(current.id), current.name)]


catalogue = Catalogue[ProductForm, ProductView](
    name="products",
    form=ProductForm,
    verbs=service,
    called=lambda view: view.label,
    places={RuleBroken: "ingredient_id", Conflict: ""},
    labels={
        "ingredient_id": N_("Ingredient"),
        "brand": N_("Brand"),
        "name": N_("Name on the package"),
        "package_quantity": N_("One package holds"),
        "package_unit": N_("Unit of the package"),
        "package_type": N_("Kind of package"),
        "package_size": N_("Size as the label says it"),
        "upc": N_("Barcode"),
        "preferred": N_("This is the one we usually buy"),
        "preferred_supplier_id": N_("Usual shop"),
        "is_hidden": N_("Leave it out of lists"),
        "notes": N_("Notes"),
    },
    hints={
        "package_quantity": N_("A 5 lb bag holds 5 pounds."),
        "package_type": N_("bag, jar, box, stick"),
        "upc": N_("The 8, 12, 13 or 14 digits under the bars."),
    },
    known=of_ingredient,
    choices=choices,
)
router = catalogue.router()


@router.get("")
def index(request: Request, db: PageDb, asked: Asked) -> Response:
    found = service.search(db, asked.q, cursor=asked.cursor, archived=asked.archived)
    on_hand = pantry.on_hand_by_product(db, [view.id for view in found.items])
    return catalogue.listed(request, asked, found, partial(service.count, db), on_hand=on_hand)


@router.get("/{product_id}")
def show(request: Request, db: PageDb, product_id: UUID) -> Response:
    view = service.get(db, product_id)
    lots = pantry.lots(db, product_id=view.id).items
    return catalogue.page(request, "show.html", item=view, lots=lots)
