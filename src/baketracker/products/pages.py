"""The pages of the products."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Form, Request, Response

from baketracker.db.paging import PAGE
from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict, RuleBroken, Stale
from baketracker.faces.forms import attempt, differences
from baketracker.faces.lists import more_of, shelf_links
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    PageScope,
    Submission,
    Toast,
    done,
    form_of,
    page,
)
from baketracker.faces.words import _
from baketracker.fields import SearchText
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.choices import Options, unit_options
from baketracker.ingredients.schemas import IngredientRef
from baketracker.pantry import service as pantry
from baketracker.suppliers import service as suppliers

from . import service
from .schemas import ProductForm, ProductView, SupplierRef

router = PageRouter(prefix="/products")

HERE: dict[str, Any] = {"here": "products", "mode": "catalog"}
PLACES = {RuleBroken: "ingredient_id", Conflict: ""}
BLANK: dict[str, Any] = dict.fromkeys(ProductForm.model_fields, "")

FormIn = Annotated[Submission[ProductForm], form_of(ProductForm)]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]


@router.get("")
def index(
    request: Request,
    db: PageDb,
    q: SearchText = "",
    show: Literal["", "archived"] = "",
    cursor: str | None = None,
) -> Response:
    archived = show == "archived"
    found = service.search(db, q, cursor=cursor, limit=PAGE, archived=archived)
    return page(
        request,
        "products/index.html",
        fragment="results",
        **HERE,
        found=found,
        more=more_of("/products", found.next, q=q, show=show),
        q=q,
        show=show,
        total=service.count(db, q, archived=archived),
        filters=_filters(db, q, show),
        on_hand=pantry.on_hand_by_product(db, [view.id for view in found.items]),
    )


def _filters(db: TenantSession, q: str, show: str) -> list[tuple[str, str, bool]]:
    """All and Archived, once something is archived."""
    if not show and not service.count(db, archived=True):
        return []
    shelves = [("", _("All")), ("archived", _("Archived"))]
    return shelf_links("/products", shelves, show, q=q)


@router.get("/new")
def new(request: Request, db: PageDb, ingredient: UUID | None = None) -> Response:
    return _form(request, db, BLANK | {"ingredient_id": str(ingredient or "")})


@router.post("")
def create(request: Request, db: PageDb, form: FormIn) -> Response:
    made = attempt(form, lambda model: service.create(db, model, form.op_id), PLACES)
    if made is None:
        return _form(request, db, BLANK, form, status=422)
    return done(request, f"/products/{made.id}", Toast(_said(_("%(name)s is there."), made)))


@router.post("/check/{field}")
def check(request: Request, _scope: PageScope, field: str, form: FormIn) -> Response:
    """The note under one field, when the baker leaves it."""
    error, hint = form.errors.get(field, ""), _hints().get(field)
    return page(request, "forms/checked.html", field=field, error=error, hint=hint)


@router.get("/{product_id}")
def show(request: Request, db: PageDb, product_id: UUID) -> Response:
    view = service.get(db, product_id)
    lots = pantry.lots(db, product_id=view.id).items
    return page(request, "products/show.html", **HERE, item=view, lots=lots)


@router.get("/{product_id}/edit")
def edit(request: Request, db: PageDb, product_id: UUID) -> Response:
    view = service.get(db, product_id)
    return _form(request, db, view.typed(), item=view)


@router.post("/{product_id}")
def update(request: Request, db: PageDb, product_id: UUID, form: FormIn) -> Response:
    version = form.version or 0
    view = service.get(db, product_id)
    try:
        made = attempt(form, lambda model: service.update(db, product_id, model, version), PLACES)
    except Stale:
        form.version = view.version
        unlike = differences(form, view.typed(), _labels())
        return _form(request, db, BLANK, form, view, unlike, status=412)
    if made is None:
        return _form(request, db, BLANK, form, view, status=422)
    return done(request, f"/products/{made.id}", Toast(_said(_("%(name)s is saved."), made)))


@router.post("/{product_id}/archive")
def archive(request: Request, db: PageDb, product_id: UUID, version: Version) -> Response:
    view = service.get(db, product_id)
    service.archive(db, product_id, version)
    toast = Toast(_said(_("%(name)s is archived."), view), f"/products/{view.id}/restore")
    return done(request, "/products", toast)


@router.post("/{product_id}/restore")
def restore(request: Request, db: PageDb, product_id: UUID) -> Response:
    view = service.restore(db, product_id)
    return done(request, f"/products/{view.id}", Toast(_said(_("%(name)s is back."), view)))


def _form(
    request: Request,
    db: TenantSession,
    was: dict[str, Any],
    form: Submission[ProductForm] | None = None,
    item: ProductView | None = None,
    unlike: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> Response:
    """The page of a new (`item` is None) or known product."""
    return page(
        request,
        "products/edit.html",
        status=status,
        **HERE,
        was=was,
        form=form,
        item=item,
        unlike=unlike,
        labels=_labels(),
        hints=_hints(),
        ingredients=_ingredients(db, item),
        shops=_shops(db, item),
        units=unit_options(),
    )


def _ingredients(db: TenantSession, item: ProductView | None) -> Options:
    options = [(str(one.id), one.name) for one in ingredients.leaves(db)]
    return _with(options, item.ingredient if item else None)


def _shops(db: TenantSession, item: ProductView | None) -> Options:
    options = [(str(one.id), one.label) for one in suppliers.choices(db)]
    options.insert(0, ("", _("no usual shop")))
    return _with(options, item.preferred_supplier if item else None)


def _with(options: Options, current: IngredientRef | SupplierRef | None) -> Options:
    """The choices, with what is stored even when it is no longer offered to others."""
    if current is None or str(current.id) in dict(options):
        return options
    return [*options, (str(current.id), current.name)]


def _said(words: str, view: ProductView) -> str:
    return words % {"name": view.label}


def _labels() -> dict[str, str]:
    return {
        "ingredient_id": _("Ingredient"),
        "brand": _("Brand"),
        "name": _("Name on the package"),
        "package_quantity": _("One package holds"),
        "package_unit": _("Unit of the package"),
        "package_type": _("Kind of package"),
        "package_size": _("Size as the label says it"),
        "upc": _("Barcode"),
        "preferred": _("This is the one we usually buy"),
        "preferred_supplier_id": _("Usual shop"),
        "is_hidden": _("Leave it out of lists"),
        "notes": _("Notes"),
    }


def _hints() -> dict[str, str]:
    return {
        "package_quantity": _("A 5 lb bag holds 5 pounds."),
        "package_type": _("bag, jar, box, stick"),
        "upc": _("The 8, 12, 13 or 14 digits under the bars."),
    }
