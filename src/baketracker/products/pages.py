"""The pages of the products."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict, RuleBroken
from baketracker.faces.catalogue import Catalogue, Version
from baketracker.faces.lists import more_of, shelf_links
from baketracker.faces.web import PageDb, Toast, done
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.choices import Options, span_options, unit_options
from baketracker.ingredients.schemas import IngredientRef
from baketracker.measures.durations import Span
from baketracker.pantry import service as pantry
from baketracker.proposals import service as proposals
from baketracker.suppliers import service as suppliers
from baketracker.suppliers.schemas import SupplierRef

from . import service
from .checking import PackageCounted, Twin
from .choices import level_options
from .coding import BarcodeTaken
from .schemas import ProductChange, ProductDetail, ProductForm, Shelf

# What a product like another one has in common with it.
IN_COMMON = (
    "ingredient_id", "brand", "name", "package_type", "preferred_supplier_id",
    "shelf_life_days", "shelf_life_span",
)  # fmt: skip


def begun(
    db: PageDb,
    ingredient: UUID | None = None,
    ingredient_id: UUID | None = None,
    package_quantity: SearchText = "",
    name: SearchText = "",
    upc: SearchText = "",
    like: UUID | None = None,
) -> dict[str, Any]:
    """A new product may come with its ingredient (as a link or the form itself says it), its name
    or its barcode, or be one `like` another, in another package."""
    told: dict[str, Any] = {
        "ingredient_id": str(ingredient or ingredient_id or ""),
        "package_quantity": package_quantity,
        "name": name,
        "upc": upc,
    }
    if like is not None:
        other = service.get(db, like).typed()
        told |= {field: other[field] for field in IN_COMMON}
    return told


def preset(db: TenantSession, was: dict[str, Any]) -> dict[str, Any]:
    """With the unit in which packages of its ingredient are usually measured."""
    if was["package_unit"]:
        return was
    chosen = was["ingredient_id"]
    return was | {"package_unit": service.usual_unit(db, UUID(chosen) if chosen else None)}


def choices(db: TenantSession, item: ProductDetail | None) -> dict[str, Any]:
    known = [(str(one.id), one.name) for one in ingredients.leaves(db)]
    if item is None and known:
        known.insert(0, ("", _("choose one")))
    shops = [(str(one.id), one.label) for one in suppliers.choices(db)]
    shops.insert(0, ("", _("no usual shop")))
    return {
        "ingredients": _with(known, item.ingredient if item else None),
        "shops": _with(shops, item.preferred_supplier if item else None),
        "units": unit_options(),
        "spans": span_options(),
        "levels": level_options(),
    }


def _with(options: Options, current: IngredientRef | SupplierRef | None) -> Options:
    """The choices, with what is stored even when it is no longer offered to others."""
    if current is None or str(current.id) in dict(options):
        return options
    return [*options, (str(current.id), current.name)]


catalogue = Catalogue[ProductForm, ProductDetail](
    name="products",
    form=ProductForm,
    verbs=service,
    called=lambda view: view.label,
    places={
        PackageCounted: "package_quantity",
        RuleBroken: "ingredient_id",
        BarcodeTaken: "upc",
        Twin: "",
        Conflict: "",
    },
    rules={"upc": service.refuse_barcode},
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
        "shelf_life_days": N_("Keeps for"),
        "is_hidden": N_("Leave it out of lists"),
        "notes": N_("Notes"),
        "supplier_sku": N_("The shop’s number for it"),
        "brand_owner": N_("Who owns the brand"),
        "gtin": N_("Trade number (GTIN)"),
        "gpc_brick_code": N_("Class of goods (GPC)"),
        "net_content_value": N_("Net content"),
        "net_content_unit": N_("Unit of the net content"),
        "country_of_sale": N_("Country of sale"),
        "off_id": N_("Open Food Facts number"),
        "packaging": N_("How the trade packs it"),
        "packaging.level": N_("Level"),
        "packaging.holds": N_("Holds"),
        "packaging.type_code": N_("Kind of packing"),
        "packaging.material_code": N_("Made of"),
    },
    hints={
        "package_quantity": N_("A 5 lb bag holds 5 pounds."),
        "package_type": N_("bag, jar, box, stick"),
        "upc": N_("The 8, 12, 13 or 14 digits under the bars."),
        "shelf_life_days": N_("Only where it differs from its ingredient."),
        "gtin": N_("Only where it is not the barcode’s."),
        "packaging": N_("How many of the next smaller packing each one holds."),
    },
    known=begun,
    defaults={"shelf_life_span": Span.MONTHS.value, "packaging": []},
    choices=choices,
    preset=preset,
)
router = catalogue.router()


@router.get("")
def index(
    request: Request, db: PageDb, q: SearchText = "", show: Shelf = "", cursor: str | None = None
) -> Response:
    wanted = show or "listed"
    found = service.search(db, q, cursor=cursor, show=wanted)
    kept = {"q": q, "show": show}
    return catalogue.page(
        request,
        "index.html",
        fragment="results",
        found=found,
        more=more_of(catalogue.path, found.next, **kept),
        total=service.count(db, q, show=wanted),
        filters=_filters(db, **kept),
        on_hand=pantry.on_hand_by_product(db, [view.id for view in found.items]),
        **kept,
    )


def _filters(db: TenantSession, q: str, show: str) -> list[tuple[str, str, bool]]:
    """All, what waits for a look, then what is kept apart, as far as there is any."""
    apart = service.count_apart(db)
    words = {"hidden": _("Hidden"), "archived": _("Archived")}
    shelves = [("", _("All"))]
    shelves += [(name, word) for name, word in words.items() if apart[name] or show == name]
    everything, *others = shelf_links(catalogue.path, shelves, show, q=q)
    if service.count_to_review(db):
        others.insert(0, ("/review", _("To review"), False))
    return [everything, *others]


@router.get("/{product_id}")
def show(request: Request, db: PageDb, product_id: UUID, scanned: bool = False) -> Response:
    view = service.get(db, product_id)
    return catalogue.page(
        request,
        "show.html",
        item=view,
        lots=pantry.lots(db, product_id=view.id).items,
        doubts=service.doubts(db, view.id),
        uses=service.uses(db, view.id),
        learnt=proposals.learnt(db, view.id),
        scanned=scanned,
    )


@router.post("/{product_id}/usual")
def make_usual(request: Request, db: PageDb, product_id: UUID, version: Version) -> Response:
    """From now on this is the one we usually buy."""
    view = service.update(db, product_id, ProductChange(preferred=True), version)
    return _said(request, view, _("%(name)s is the usual one now."))


@router.post("/{product_id}/hiding")
def hide(request: Request, db: PageDb, product_id: UUID, version: Version) -> Response:
    """Out of the lists; all that was bought of it stays."""
    view = service.update(db, product_id, ProductChange(is_hidden=True), version)
    return _said(request, view, _("%(name)s is left out of lists."))


def _said(request: Request, view: ProductDetail, sentence: str) -> Response:
    return done(request, f"{catalogue.path}/{view.id}", Toast(sentence % {"name": view.label}))
