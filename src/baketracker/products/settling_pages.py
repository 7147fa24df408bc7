"""The pages that settle what a product is: the same as another one, or not wanted any more."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict, RuleBroken
from baketracker.faces.forms import attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import _
from baketracker.fields import SearchText
from baketracker.ingredients.placing import not_listed

from . import service
from .choices import uses_in_words
from .merging import Merge, Merged
from .removing import Removal, Removed

MergeSent = Annotated[Submission[Merge], form_of(Merge)]
RemovalSent = Annotated[Submission[Removal], form_of(Removal)]
router = PageRouter(prefix="/products")


@router.get("/{product_id}/merge")
def choose(request: Request, db: PageDb, product_id: UUID, q: SearchText = "") -> Response:
    """Which product it is: the likest ones, or those that are called so."""
    return page(
        request,
        "products/merge.html",
        fragment="results",
        here="products",
        mode="catalog",
        item=service.get(db, product_id),
        alike=service.alike(db, product_id, q),
        q=q,
    )


@router.post("/{product_id}/merge")
def merge(request: Request, db: PageDb, product_id: UUID, form: MergeSent) -> Response:
    made = merge_as_said(db, product_id, form)
    return done(request, f"/products/{made.product.id}", merged(made))


def merge_as_said(db: TenantSession, product_id: UUID, form: Submission[Merge]) -> Merged:
    """Raises InvalidInput when nothing was chosen, and as `merge` does."""
    if form.model is None:
        raise not_listed("into_id")
    return service.merge(db, product_id, form.model.into_id, form.op_id)


def merged(made: Merged) -> Toast:
    """What was merged, and where to take it back."""
    sentence = _("It is one with %(name)s now.") % {"name": made.product.label}
    return Toast(sentence, f"/activity/{made.operation_id}/undo")


@router.get("/{product_id}/removal")
def ask(request: Request, db: PageDb, product_id: UUID) -> Response:
    """What hangs on it, and the two ways to be rid of it."""
    return _asked(request, db, product_id)


@router.post("/{product_id}/removal")
def remove(request: Request, db: PageDb, product_id: UUID, form: RemovalSent) -> Response:
    name = service.get(db, product_id).label

    def save(wanted: Removal) -> Removed:
        return service.remove(db, product_id, form.version or 0, wanted.confirmed, form.op_id)

    removed = attempt(form, save, {RuleBroken: "", Conflict: ""})
    if removed is None:
        return _asked(request, db, product_id, form)
    sentence = _("%(name)s is put away with all that was bought of it.") % {"name": name}
    return done(request, "/products", Toast(sentence, f"/activity/{removed.operation_id}/undo"))


def _asked(
    request: Request,
    db: TenantSession,
    product_id: UUID,
    form: Submission[Removal] | None = None,
) -> Response:
    return page(
        request,
        "products/removal.html",
        status=422 if form else 200,
        here="products",
        mode="catalog",
        item=service.get(db, product_id),
        hanging=uses_in_words(service.uses(db, product_id)),
        form=form,
    )
