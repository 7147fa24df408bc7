"""The pages of what waits for a person's look."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict, RuleBroken
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import N_, _
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.choices import unit_options

from . import service
from .checking import PackageCounted
from .merging import Merge
from .reviewing import Review
from .schemas import ProductChange, ReviewForm
from .settling_pages import merge_as_said, merged

ReviewFormSent = Annotated[Submission[ReviewForm], form_of(ReviewForm)]
MergeSent = Annotated[Submission[Merge], form_of(Merge)]
router = PageRouter(prefix="/review")
LABELS = {
    "ingredient_id": N_("Ingredient"),
    "brand": N_("Brand"),
    "name": N_("Name on the package"),
    "package_quantity": N_("One package holds"),
    "package_unit": N_("Unit of the package"),
}
PLACES = {PackageCounted: "package_quantity", RuleBroken: "ingredient_id", Conflict: ""}


@router.get("/products/{product_id}")
def show(request: Request, db: PageDb, product_id: UUID) -> Response:
    return _drawn(request, db, service.review(db, product_id))


@router.post("/products/{product_id}")
def accept(
    request: Request,
    db: PageDb,
    product_id: UUID,
    form: ReviewFormSent,
) -> Response:
    """It is what the form says, and waits no more; on to the next one."""
    found = service.review(db, product_id)

    def save(seen: ReviewForm) -> object:
        change = ProductChange(**seen.model_dump())
        return service.accept(db, product_id, change, form.version or 0)

    was = found.product
    at = f"/review/products/{product_id}"
    stored = Stored(was.version, was.typed(), LABELS, at)
    if attempt(form, save, PLACES, stored=stored) is None:
        return _drawn(request, db, found, form)
    sentence = _("%(name)s is reviewed.") % {"name": service.get(db, product_id).label}
    return done(request, _next(found), Toast(sentence))


@router.post("/products/{product_id}/merge")
def merge(request: Request, db: PageDb, product_id: UUID, form: MergeSent) -> Response:
    """It is another one; on to the next."""
    found = service.review(db, product_id)
    made = merge_as_said(db, product_id, form)
    return done(request, _next(found), merged(made))


def _next(found: Review) -> str:
    one = found.after or found.before
    return f"/review/products/{one}" if one else "/review"


def _drawn(
    request: Request,
    db: TenantSession,
    found: Review,
    form: Submission[ReviewForm] | None = None,
) -> Response:
    return page(
        request,
        "products/review.html",
        status=form.status if form else 200,
        here="review",
        mode="purchase",
        review=found,
        item=found.product,
        was=found.product.typed(),
        total=service.count_to_review(db),
        ingredients=[(str(one.id), one.name) for one in ingredients.leaves(db)],
        units=unit_options(),
        labels={name: _(text) for name, text in LABELS.items()},
        form=form,
    )
