"""The page of one lot: where it came from, what left it, and the forms that change it."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import Request, Response

from baketracker.accounts import service as accounts
from baketracker.db.tenancy import TenantSession
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.lists import more_of
from baketracker.faces.web import PageDb, PageRouter, Submission, done, form_of
from baketracker.faces.words import N_, _
from baketracker.stock.ledger import MANUAL
from baketracker.stock.words import REASONS
from baketracker.suppliers import service as suppliers

from . import adjusting, changing, history, service
from .drawing import draw, toast, units_like
from .forms import AdjustForm, LotForm, lot_typed
from .schemas import BoughtView, LotView

router = PageRouter(prefix="/pantry/lots")
ADJUST, CHANGE = form_of(AdjustForm), form_of(LotForm)
LABELS = {
    "new_quantity": N_("Left now"),
    "remaining_percentage": N_("Or left, as a share of what is there now"),
    "amount_used": N_("Or gone"),
    "unit": N_("Unit of what is gone"),
    "reason": N_("Why"),
    "notes": N_("Notes"),
    "location": N_("Where it stands"),
    "expires_on": N_("Good until"),
    "opened_on": N_("Opened on"),
    "lot_code": N_("Lot number on the package"),
    "supplier_id": N_("Bought at"),
}


@router.get("/{lot_id}")
def show(request: Request, db: PageDb, lot_id: UUID, cursor: str | None = None) -> Response:
    """All about one lot, used up or not."""
    return _lot(request, db, lot_id, cursor=cursor)


@router.post("/{lot_id}/adjust")
def adjust(
    request: Request, db: PageDb, lot_id: UUID, form: Submission[AdjustForm] = ADJUST
) -> Response:
    """Part of it is gone."""
    was = service.get(db, lot_id)
    change = attempt(
        form,
        lambda given: adjusting.adjust(
            db, lot_id, given.adjustment(was), form.op_id, version=form.version or 0
        ),
        stored=_stored(was, None, ["new_quantity"]),
    )
    if change is None:
        return _lot(request, db, lot_id, adjust_form=form)
    return done(request, f"/pantry/lots/{lot_id}", toast(_("That is taken off."), change))


@router.post("/{lot_id}")
def save(
    request: Request, db: PageDb, lot_id: UUID, form: Submission[LotForm] = CHANGE
) -> Response:
    """What is known of it beside its amount."""
    was, bought = service.get(db, lot_id), history.bought(db, lot_id)
    change = attempt(
        form,
        lambda given: changing.change(
            db, lot_id, given.change(bought), form.op_id, version=form.version or 0
        ),
        stored=_stored(was, bought, list(LotForm.model_fields)),
    )
    if change is None:
        return _lot(request, db, lot_id, change_form=form)
    return done(request, f"/pantry/lots/{lot_id}", toast(_("That is saved."), change))


def _lot(
    request: Request,
    db: TenantSession,
    lot_id: UUID,
    *,
    adjust_form: Submission[AdjustForm] | None = None,
    change_form: Submission[LotForm] | None = None,
    cursor: str | None = None,
) -> Response:
    lot, bought = service.get(db, lot_id), history.bought(db, lot_id)
    left = history.history(db, lot_id, cursor)
    form = adjust_form or change_form
    return draw(
        request,
        "lot.html",
        status=form.status if form else 200,
        lot=lot,
        bought=bought,
        history=left,
        more=more_of(f"/pantry/lots/{lot_id}", left.next),
        people={one.account_id: one.display_name for one in accounts.list_members(db)},
        was=lot_typed(lot, bought),
        adjust_form=adjust_form,
        change_form=change_form,
        units=units_like(lot.unit),
        reasons=[(reason, _(REASONS[reason])) for reason in MANUAL],
        said_of={reason: _(words) for reason, words in REASONS.items()},
        shops=[("", _("nobody knows")), *((s.id, s.label) for s in suppliers.choices(db))],
        labels={name: _(text) for name, text in LABELS.items()},
        today=db.scope.today(),
    )


def _stored(was: LotView, bought: BoughtView | None, names: Sequence[str]) -> Stored:
    labels = {name: LABELS[name] for name in names}
    return Stored(was.version, lot_typed(was, bought), labels, f"/pantry/lots/{was.id}")
