"""The page of the recipes' categories."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict
from baketracker.faces.catalogue import Version
from baketracker.faces.forms import attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import _

from . import categories
from .given import CategoryIn

router = PageRouter(prefix="/recipes/categories")

posted = form_of(CategoryIn)

HERE: dict[str, Any] = {"here": "recipes", "mode": "catalog"}
HOME = "/recipes/categories"


@router.get("")
def index(request: Request, db: PageDb) -> Response:
    return _page(request, db)


@router.post("")
def create(request: Request, db: PageDb, form: Submission[CategoryIn] = posted) -> Response:
    made = attempt(
        form, lambda new: categories.create_category(db, new, form.op_id), {Conflict: "name"}
    )
    if made is None:
        return _page(request, db, form)
    return done(request, HOME, Toast(_("%(name)s is there.") % {"name": made.name}))


@router.post("/{category_id}")
def change(
    request: Request,
    db: PageDb,
    category_id: UUID,
    version: Version,
    form: Submission[CategoryIn] = posted,
) -> Response:
    made = attempt(
        form,
        lambda given: categories.change_category(db, category_id, given, version),
        {Conflict: "name"},
    )
    if made is None:
        return _page(request, db, form, category_id)
    return done(request, HOME, Toast(_("%(name)s is saved.") % {"name": made.name}))


@router.post("/{category_id}/retire")
def retire(request: Request, db: PageDb, category_id: UUID, version: Version) -> Response:
    categories.retire_category(db, category_id, version)
    back = f"{HOME}/{category_id}/restore"
    return done(request, HOME, Toast(_("It is offered no more. Its recipes keep it."), back))


@router.post("/{category_id}/restore")
def restore(request: Request, db: PageDb, category_id: UUID) -> Response:
    made = categories.restore_category(db, category_id)
    return done(request, HOME, Toast(_("%(name)s is back.") % {"name": made.name}))


def _page(
    request: Request,
    db: TenantSession,
    form: Submission[CategoryIn] | None = None,
    edited: UUID | None = None,
) -> Response:
    """`form` is the refused one: of the category `edited`, or of the new one."""
    known = categories.list_categories(db)
    stored = {view.name for view in known}
    return page(
        request,
        "recipes/categories.html",
        **HERE,
        status=422 if form else 200,
        known=known,
        usual=[name for name in categories.offered_categories(db) if name not in stored],
        form=form,
        edited=edited,
    )
