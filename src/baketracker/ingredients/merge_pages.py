"""The pages that make two ingredients one: which it is, what would move, and doing it."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import RuleBroken
from baketracker.faces.forms import attempt
from baketracker.faces.links import uses_in_words
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import _
from baketracker.fields import SearchText

from . import service
from .merging import Merge, Merged, WeighsOtherwise
from .placing import not_listed

MergeSent = Annotated[Submission[Merge], form_of(Merge)]
router = PageRouter(prefix="/ingredients")


@router.get("/{ingredient_id}/merge")
def choose(
    request: Request,
    db: PageDb,
    ingredient_id: UUID,
    q: SearchText = "",
    into: UUID | None = None,
) -> Response:
    """Which ingredient it is: those nearly called so, or what was searched for. With `into`: what
    would move there."""
    if into is not None:
        return _asked(request, db, ingredient_id, into)
    return page(
        request,
        "ingredients/merge.html",
        fragment="results",
        here="ingredients",
        mode="catalog",
        item=service.get(db, ingredient_id),
        alike=service.alike(db, ingredient_id, q),
        q=q,
    )


@router.post("/{ingredient_id}/merge")
def merge(request: Request, db: PageDb, ingredient_id: UUID, form: MergeSent) -> Response:
    if form.model is None:
        raise not_listed("into_id")
    into = form.model.into_id

    def save(wanted: Merge) -> Merged:
        return service.merge(
            db, ingredient_id, wanted.into_id, form.op_id, confirmed=wanted.confirmed
        )

    made = attempt(form, save, {WeighsOtherwise: "confirmed", RuleBroken: ""})
    if made is None:
        return _asked(request, db, ingredient_id, into, form)
    sentence = _("It is one with %(name)s now.") % {"name": made.ingredient.name}
    undo = f"/activity/{made.operation_id}/undo"
    return done(request, f"/ingredients/{into}", Toast(sentence, undo))


def _asked(
    request: Request,
    db: TenantSession,
    ingredient_id: UUID,
    into: UUID,
    form: Submission[Merge] | None = None,
) -> Response:
    told = service.preview_merge(db, ingredient_id, into)
    return page(
        request,
        "ingredients/merging.html",
        status=422 if form else 200,
        here="ingredients",
        mode="catalog",
        told=told,
        moving=uses_in_words(told.uses),
        form=form,
    )
