"""The history of a recipe, and its variants."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from baketracker.accounts import service as accounts
from baketracker.faces.catalogue import Version
from baketracker.faces.forms import attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of
from baketracker.faces.words import _

from . import history, service
from .catalogue import catalogue
from .given import NewVariant

router = PageRouter(prefix="/recipes")
posted = form_of(NewVariant)

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/{recipe_id}/history")
def versions(request: Request, db: PageDb, recipe_id: UUID) -> Response:
    return catalogue.page(
        request,
        "history.html",
        item=service.get(db, recipe_id),
        versions=history.versions(db, recipe_id),
        people={member.account_id: member.display_name for member in accounts.list_members(db)},
        labels={name: _(label) for name, label in catalogue.labels.items()},
    )


@router.post("/{recipe_id}/history/{number}/restore")
def restore(
    request: Request, db: PageDb, recipe_id: UUID, number: Number, version: Version
) -> Response:
    item = history.restore_version(db, recipe_id, number, version)
    said = _("%(name)s is as it was in version %(number)s.")
    return done(request, f"/recipes/{item.id}", Toast(said % {"name": item.name, "number": number}))


@router.get("/{recipe_id}/variants/new")
def new_variant(request: Request, db: PageDb, recipe_id: UUID) -> Response:
    return catalogue.page(request, "variant.html", base=service.get(db, recipe_id))


@router.post("/{recipe_id}/variants")
def create_variant(
    request: Request,
    db: PageDb,
    recipe_id: UUID,
    form: Submission[NewVariant] = posted,
) -> Response:
    base = service.get(db, recipe_id)
    made = attempt(form, lambda new: service.create_variant(db, base.id, new, form.op_id))
    if made is None:
        return catalogue.page(request, "variant.html", status=422, base=base, form=form)
    return done(
        request, f"/recipes/{made.id}", Toast(_("%(name)s is there.") % {"name": made.name})
    )


@router.post("/{recipe_id}/review")
def reviewed(request: Request, db: PageDb, recipe_id: UUID, version: Version) -> Response:
    item = service.mark_reviewed(db, recipe_id, version)
    return done(request, f"/recipes/{item.id}", Toast(_("%(name)s is fine.") % {"name": item.name}))
