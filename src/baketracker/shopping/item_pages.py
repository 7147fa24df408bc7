"""The pages of the lines of a list: ticking, adding, changing, leaving out."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Form, Query, Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    Submission,
    Toast,
    done,
    form_of,
    wants_fragment,
)
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText
from baketracker.products import service as products
from baketracker.suppliers import service as suppliers

from . import items, service
from .drawing import draw
from .given import ItemChange, ItemForm, NewItem, Packages, TickForm
from .schemas import ItemView
from .subjects import ONE_THING

router = PageRouter(prefix="/shop/{shopping_list_id}")
TICK, CHANGE, ADD = form_of(TickForm), form_of(ItemForm), form_of(NewItem)
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
LABELS = {
    "text": N_("What to buy"),
    "packages": N_("Packages"),
    "package_id": N_("Which package"),
    "package_price": N_("Price of one package"),
    "supplier_id": N_("Store"),
    "aisle": N_("Aisle"),
}
FOUND = 8


@router.get("/add")
def adding(request: Request, db: PageDb, shopping_list_id: UUID, q: SearchText = "") -> Response:
    return _adding(request, db, shopping_list_id, q)


@router.post("/items")
def add(
    request: Request, db: PageDb, shopping_list_id: UUID, form: Submission[NewItem] = ADD
) -> Response:
    made = attempt(form, lambda given: items.add_item(db, shopping_list_id, given, form.op_id))
    if made is None:
        return _adding(request, db, shopping_list_id, str(form.typed.get("text", "")), form)
    said = _("%(name)s is on the list.") % {"name": made.name}
    undo = f"/shop/{shopping_list_id}/items/{made.id}/remove?version={made.version}"
    return done(request, f"/shop/{shopping_list_id}", Toast(said, undo))


@router.get("/items/{shopping_item_id}")
def show(request: Request, db: PageDb, shopping_list_id: UUID, shopping_item_id: UUID) -> Response:
    """The line, why it is there, and the form to change it."""
    return _line(request, db, shopping_list_id, shopping_item_id)


@router.post("/items/{shopping_item_id}")
def change(
    request: Request, db: PageDb, shopping_list_id: UUID, shopping_item_id: UUID,
    form: Submission[ItemForm] = CHANGE,
) -> Response:  # fmt: skip
    was = items.item(db, shopping_list_id, shopping_item_id)
    at = f"/shop/{shopping_list_id}/items/{shopping_item_id}"
    made = attempt(
        form,
        lambda typed: items.change_item(
            db, shopping_list_id, shopping_item_id, _changed(was, typed), form.version or 0
        ),
        stored=Stored(was.version, was.typed(), LABELS, at),
    )
    if made is None:
        return _line(request, db, shopping_list_id, shopping_item_id, form)
    said = _("%(name)s is changed.") % {"name": made.name}
    return done(request, f"/shop/{shopping_list_id}", Toast(said))


@router.post("/items/{shopping_item_id}/tick")
def tick(
    request: Request, db: PageDb, shopping_list_id: UUID, shopping_item_id: UUID,
    form: Submission[TickForm] = TICK,
) -> Response:  # fmt: skip
    """The row has changed already when this is sent; the answer brings the sums."""
    if form.model is None:
        raise InvalidInput(next(iter(form.errors.values())))
    items.set_in_cart(db, shopping_list_id, shopping_item_id, in_cart=form.model.in_cart)
    if not wants_fragment(request):
        return done(request, f"/shop/{shopping_list_id}")
    return draw(request, "ticked.html", shown=service.get(db, shopping_list_id))


@router.post("/items/{shopping_item_id}/remove")
def remove(
    request: Request, db: PageDb, shopping_list_id: UUID, shopping_item_id: UUID,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    posted: Annotated[int | None, Form(alias="version", ge=1, le=2**31 - 1)] = None,
) -> Response:  # fmt: skip
    """Leaves the line out; the way back brings it as it was."""
    was = items.item(db, shopping_list_id, shopping_item_id)
    items.leave_out(db, shopping_list_id, shopping_item_id, posted or version or 0)
    kept: dict[str, Any] = {"edited": str(was.edited).lower()}
    if was.packages is not None:
        kept["packages"] = was.packages
    undo = f"/shop/{shopping_list_id}/items/{shopping_item_id}/restore?{urlencode(kept)}"
    said = _("%(name)s is off the list.") % {"name": was.name}
    return done(request, f"/shop/{shopping_list_id}", Toast(said, undo))


@router.post("/items/{shopping_item_id}/restore")
def restore(
    request: Request, db: PageDb, shopping_list_id: UUID, shopping_item_id: UUID,
    packages: Annotated[Packages | None, Query()] = None, edited: bool = True,
) -> Response:  # fmt: skip
    back = items.put_back(db, shopping_list_id, shopping_item_id, packages, edited=edited)
    said = _("%(name)s is back on the list.") % {"name": back.name}
    return done(request, f"/shop/{shopping_list_id}", Toast(said))


def _changed(was: ItemView, typed: ItemForm) -> ItemChange:
    """What the form says of this kind of line. Another package comes with its own price, unless
    the price was typed anew too. Raises InvalidInput for a line in words without any."""
    values = typed.model_dump(exclude={"text", "package_id"})
    if was.kind == "other":
        if typed.text is None:
            raise InvalidInput(ONE_THING, {"text": ONE_THING})
        values["text"] = typed.text
    stored = was.product.id if was.product else None
    if typed.package_id and typed.package_id != stored:
        column = "material_product_id" if was.kind == "material" else "product_id"
        values[column] = typed.package_id
        if typed.package_price == was.package_price:
            del values["package_price"]
        if typed.supplier_id == (was.supplier.id if was.supplier else None):
            del values["supplier_id"]
    return ItemChange(**values)


def _adding(
    request: Request,
    db: TenantSession,
    shopping_list_id: UUID,
    q: str,
    form: Submission[NewItem] | None = None,
) -> Response:
    return draw(
        request,
        "add.html",
        fragment="results",
        status=422 if form else 200,
        shown=service.get(db, shopping_list_id),
        found=products.search(db, q, limit=FOUND).items if q else [],
        q=q,
        form=form,
    )


def _line(
    request: Request,
    db: TenantSession,
    shopping_list_id: UUID,
    shopping_item_id: UUID,
    form: Submission[ItemForm] | None = None,
) -> Response:
    told = items.why(db, shopping_list_id, shopping_item_id)
    return draw(
        request,
        "item.html",
        status=form.status if form else 200,
        shown=service.get(db, shopping_list_id),
        item=told.item,
        why=told.why,
        packages=items.choices(db, shopping_list_id, shopping_item_id),
        shops=suppliers.choices(db),
        form=form,
        labels={name: _(label) for name, label in LABELS.items()},
    )
