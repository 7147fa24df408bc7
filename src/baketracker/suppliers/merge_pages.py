"""The pages that make two suppliers one: which it is, what would move, and doing it."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from baketracker.errors import InvalidInput
from baketracker.faces.links import uses_in_words
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import _
from baketracker.fields import SearchText

from . import service
from .merging import Merge

MergeSent = Annotated[Submission[Merge], form_of(Merge)]
router = PageRouter(prefix="/suppliers")


@router.get("/{supplier_id}/merge")
def choose(
    request: Request, db: PageDb, supplier_id: UUID, q: SearchText = "", into: UUID | None = None
) -> Response:
    """Which supplier it is: those nearly called so, or what was searched for. With `into`: what
    would move there."""
    if into is not None:
        told = service.preview_merge(db, supplier_id, into)
        moving = uses_in_words(told.uses)
        return page(
            request, "suppliers/merging.html", here="suppliers", mode="catalog", told=told,
            moving=moving,
        )  # fmt: skip
    return page(
        request,
        "suppliers/merge.html",
        fragment="results",
        here="suppliers",
        mode="catalog",
        item=service.get(db, supplier_id),
        alike=service.alike(db, supplier_id, q),
        q=q,
    )


@router.post("/{supplier_id}/merge")
def merge(request: Request, db: PageDb, supplier_id: UUID, form: MergeSent) -> Response:
    if form.model is None:
        words = "Choose one from the list."
        raise InvalidInput(words, fields={"into_id": words})
    made = service.merge(db, supplier_id, form.model.into_id, form.op_id)
    sentence = _("It is one with %(name)s now.") % {"name": made.supplier.label}
    undo = f"/activity/{made.operation_id}/undo"
    return done(request, f"/suppliers/{made.supplier.id}", Toast(sentence, undo))
