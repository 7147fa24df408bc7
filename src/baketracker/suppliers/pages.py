"""The pages of the suppliers."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Form, Request, Response

from baketracker.db.paging import PAGE
from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict, Stale
from baketracker.faces.forms import Places, attempt, differences
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
from baketracker.products import service as products

from . import service
from .schemas import SupplierForm, SupplierView

router = PageRouter(prefix="/suppliers")

HERE: dict[str, Any] = {"here": "suppliers", "mode": "catalog"}
PLACES: Places = {Conflict: "name"}
BLANK: dict[str, Any] = dict.fromkeys(SupplierForm.model_fields, "") | {
    "kind": "physical",
    "is_active": True,
}

FormIn = Annotated[Submission[SupplierForm], form_of(SupplierForm)]
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
    found = service.search(db, q, cursor, PAGE, archived=archived)
    return page(
        request,
        "suppliers/index.html",
        fragment="results",
        **HERE,
        found=found,
        more=more_of("/suppliers", found.next, q=q, show=show),
        q=q,
        show=show,
        total=service.count(db, q, archived=archived),
        filters=_filters(db, q, show),
    )


def _filters(db: TenantSession, q: str, show: str) -> list[tuple[str, str, bool]]:
    """All and Archived, once something is archived."""
    if not show and not service.count(db, archived=True):
        return []
    shelves = [("", _("All")), ("archived", _("Archived"))]
    return shelf_links("/suppliers", shelves, show, q=q)


@router.get("/new")
def new(request: Request, _db: PageDb, name: SearchText = "") -> Response:
    return _form(request, BLANK | {"name": name})


@router.post("")
def create(request: Request, db: PageDb, form: FormIn) -> Response:
    made = attempt(form, lambda model: service.create(db, model, form.op_id), PLACES)
    if made is None:
        return _form(request, BLANK, form, status=422)
    return done(request, f"/suppliers/{made.id}", Toast(_said(_("%(name)s is there."), made)))


@router.post("/check/{field}")
def check(request: Request, _scope: PageScope, field: str, form: FormIn) -> Response:
    """The note under one field, when the baker leaves it."""
    error = form.errors.get(field, "")
    return page(request, "forms/checked.html", field=field, error=error, hint="")


@router.get("/{supplier_id}")
def show(request: Request, db: PageDb, supplier_id: UUID) -> Response:
    view = service.get(db, supplier_id)
    usual_here = products.of_supplier(db, view.id)
    return page(request, "suppliers/show.html", **HERE, item=view, products=usual_here)


@router.get("/{supplier_id}/edit")
def edit(request: Request, db: PageDb, supplier_id: UUID) -> Response:
    view = service.get(db, supplier_id)
    return _form(request, view.typed(), item=view)


@router.post("/{supplier_id}")
def update(request: Request, db: PageDb, supplier_id: UUID, form: FormIn) -> Response:
    version = form.version or 0
    view = service.get(db, supplier_id)
    try:
        made = attempt(form, lambda model: service.update(db, supplier_id, model, version), PLACES)
    except Stale:
        form.version = view.version
        unlike = differences(form, view.typed(), _labels())
        return _form(request, BLANK, form, view, unlike, status=412)
    if made is None:
        return _form(request, BLANK, form, view, status=422)
    return done(request, f"/suppliers/{made.id}", Toast(_said(_("%(name)s is saved."), made)))


@router.post("/{supplier_id}/archive")
def archive(request: Request, db: PageDb, supplier_id: UUID, version: Version) -> Response:
    view = service.get(db, supplier_id)
    service.archive(db, supplier_id, version)
    toast = Toast(_said(_("%(name)s is archived."), view), f"/suppliers/{view.id}/restore")
    return done(request, "/suppliers", toast)


@router.post("/{supplier_id}/restore")
def restore(request: Request, db: PageDb, supplier_id: UUID) -> Response:
    view = service.restore(db, supplier_id)
    return done(request, f"/suppliers/{view.id}", Toast(_said(_("%(name)s is back."), view)))


def _form(
    request: Request,
    was: dict[str, Any],
    form: Submission[SupplierForm] | None = None,
    item: SupplierView | None = None,
    unlike: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> Response:
    """The page of a new (`item` is None) or known supplier."""
    shown: dict[str, Any] = {
        "was": was,
        "form": form,
        "item": item,
        "unlike": unlike,
        "labels": _labels(),
    }
    return page(request, "suppliers/edit.html", status=status, **HERE, **shown)


def _said(words: str, view: SupplierView) -> str:
    return words % {"name": view.label}


def _labels() -> dict[str, str]:
    return {
        "name": _("Name"),
        "kind": _("Where you buy there"),
        "street_address": _("Street"),
        "city": _("City"),
        "state": _("State or region"),
        "postal_code": _("Postal code"),
        "country": _("Country"),
        "website_url": _("Web address"),
        "is_active": _("We still shop there"),
        "notes": _("Notes"),
    }
