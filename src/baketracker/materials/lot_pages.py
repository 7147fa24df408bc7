"""The page of one lot of a material: what there was, what left it, and correcting what is left."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.accounts import service as accounts
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_
from baketracker.faces.format import quantity
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    Submission,
    Toast,
    done,
    form_of,
    page,
    reader_of,
)
from baketracker.faces.words import _
from baketracker.measures.conversion import ConversionError
from baketracker.stock.words import REASONS

from . import adjusting, lots
from .choices import reason_options, unit_options
from .given import MaterialAdjustment

router = PageRouter(prefix="/material-lots")

posted = form_of(MaterialAdjustment)
LABELS = {
    "how": N_("What happened"),
    "amount": N_("How much"),
    "unit": N_("Unit"),
    "reason": N_("Why"),
    "notes": N_("Notes"),
}


@router.get("/{material_lot_id}")
def show(request: Request, db: PageDb, material_lot_id: UUID) -> Response:
    return _page(request, db, material_lot_id)


@router.post("/{material_lot_id}/adjustments")
def adjust(
    request: Request,
    db: PageDb,
    material_lot_id: UUID,
    form: Submission[MaterialAdjustment] = posted,
) -> Response:
    """Correct what is left of it."""
    was = lots.get_lot(db, material_lot_id)
    made = attempt(
        form,
        lambda change: adjusting.adjust(db, material_lot_id, change, form.version or 0, form.op_id),
        {ConversionError: "unit"},
        stored=Stored(was.version, {}, {}, f"/material-lots/{material_lot_id}"),
    )
    if made is None:
        return _page(request, db, material_lot_id, form)
    lot = made.lot
    amount = quantity(lot.quantity, lot.unit, reader_of(request))
    said = _("%(amount)s of %(name)s is left.")
    words = said % {"amount": amount, "name": lot.product.label}
    undo = f"/activity/{made.operation_id}/undo" if made.operation_id else None
    return done(request, f"/material-lots/{material_lot_id}", Toast(words, undo))


def _page(
    request: Request,
    db: TenantSession,
    lot_id: UUID,
    form: Submission[MaterialAdjustment] | None = None,
) -> Response:
    item = lots.get_lot(db, lot_id)
    return page(
        request,
        "materials/lot.html",
        here="materials",
        mode="catalog",
        status=form.status if form else 200,
        item=item,
        form=form,
        units=unit_options(item.material.base_unit),
        reasons=reason_options(),
        words={reason: _(said) for reason, said in REASONS.items()},
        labels={name: _(said) for name, said in LABELS.items()},
        people={one.account_id: one.display_name for one in accounts.list_members(db)},
    )
