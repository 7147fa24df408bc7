"""The page of one ingredient's shelf, and what is found at home."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.faces.forms import attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText, plain
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.choices import unit_options
from baketracker.measures.units import Category
from baketracker.products import service as products
from baketracker.stock.ledger import MANUAL
from baketracker.stock.words import REASONS

from . import consuming, finding, service, thresholds
from .drawing import draw, toast, units_like
from .forms import FoundForm, ThresholdForm, UseForm

router = PageRouter(prefix="/pantry")
USE, FOUND, THRESHOLD = form_of(UseForm), form_of(FoundForm), form_of(ThresholdForm)
OFFERED = 12
LABELS = {
    "quantity": N_("How much"),
    "unit": N_("Unit"),
    "reason": N_("Why"),
    "notes": N_("Notes"),
    "package_price": N_("Price of one package"),
    "bought_on": N_("Bought on"),
    "expires_on": N_("Good until"),
    "location": N_("Where it stands"),
    "low_below": N_("Low below"),
    "low_unit": N_("Unit of the threshold"),
}


@router.get("/found")
def finding_it(
    request: Request,
    db: PageDb,
    q: SearchText = "",
    product: UUID | None = None,
    ingredient: UUID | None = None,
) -> Response:
    """Which package is at home; then how much of it."""
    if product is not None:
        return _found(request, db, product)
    of = ingredients.get(db, ingredient) if ingredient else None
    return draw(
        request,
        "find.html",
        fragment="results",
        q=q,
        of=of,
        found=products.search(db, q, ingredient_id=ingredient, limit=OFFERED).items
        if q or ingredient
        else [],
    )


@router.post("/found")
def find(request: Request, db: PageDb, form: Submission[FoundForm] = FOUND) -> Response:
    change = attempt(form, lambda new: finding.found(db, new, form.op_id))
    if change is None:
        return _found(request, db, _uuid(form.typed.get("product_id")), form)
    [lot] = change.lots
    said = _("%(name)s is in the pantry.") % {"name": lot.product.ingredient.name}
    return done(request, f"/pantry/{lot.product.ingredient.id}", toast(said, change))


@router.get("/{ingredient_id}")
def show(request: Request, db: PageDb, ingredient_id: UUID) -> Response:
    """What there is of one ingredient: by product, and lot by lot."""
    return _shelf(request, db, ingredient_id)


@router.post("/{ingredient_id}/use")
def use(
    request: Request, db: PageDb, ingredient_id: UUID, form: Submission[UseForm] = USE
) -> Response:
    """Somebody used some of it."""
    used = attempt(form, lambda given: consuming.use(db, ingredient_id, given, form.op_id))
    if used is None:
        return _shelf(request, db, ingredient_id, use_form=form, status=422)
    undo = f"/activity/{used.operation_id}/undo"
    return done(request, f"/pantry/{ingredient_id}", Toast(_("That is taken off."), undo))


@router.post("/{ingredient_id}/threshold")
def threshold(
    request: Request, db: PageDb, ingredient_id: UUID, form: Submission[ThresholdForm] = THRESHOLD
) -> Response:
    """Below how much it is low."""
    told = attempt(
        form, lambda given: thresholds.set_threshold(db, ingredient_id, given, form.op_id)
    )
    if told is None:
        return _shelf(request, db, ingredient_id, threshold_form=form, status=422)
    undo = f"/activity/{told.operation_id}/undo" if told.operation_id else None
    return done(request, f"/pantry/{ingredient_id}", Toast(_("That is saved."), undo))


def _shelf(
    request: Request,
    db: TenantSession,
    ingredient_id: UUID,
    *,
    use_form: Submission[UseForm] | None = None,
    threshold_form: Submission[ThresholdForm] | None = None,
    status: int = 200,
) -> Response:
    shelf = service.shelf(db, ingredient_id)
    unit = shelf.total.unit if shelf.total else (shelf.lots[0].unit if shelf.lots else "")
    below = shelf.low_below
    return draw(
        request,
        "shelf.html",
        status=status,
        shelf=shelf,
        unit=unit,
        use_form=use_form,
        threshold_form=threshold_form,
        below=(plain(below.amount), below.unit) if below else ("", unit),
        units=units_like(unit) if unit else unit_options(),
        measures=unit_options(Category.WEIGHT, Category.VOLUME, Category.COUNT, empty=True),
        **_words(db),
    )


def _found(
    request: Request,
    db: TenantSession,
    product_id: UUID,
    form: Submission[FoundForm] | None = None,
) -> Response:
    product = products.get(db, product_id)
    return draw(
        request,
        "found.html",
        status=422 if form else 200,
        product=product,
        form=form,
        units=units_like(product.package_unit),
        places=service.places(db),
        **_words(db),
    )


def _words(db: TenantSession) -> dict[str, Any]:
    return {
        "labels": {name: _(text) for name, text in LABELS.items()},
        "reasons": [(reason, _(REASONS[reason])) for reason in MANUAL],
        "today": db.scope.today(),
    }


def _uuid(written: object) -> UUID:
    """The product of a refused form. Raises NotFound."""
    try:
        return UUID(str(written))
    except ValueError as error:
        raise NotFound("product") from error
