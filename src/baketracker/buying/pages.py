"""The pages of what was bought: the history, one receipt, one line."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Form, Request, Response

from baketracker.accounts import service as accounts
from baketracker.activity import service as activity
from baketracker.db.tenancy import TenantSession
from baketracker.faces.format import money
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.lists import address, more_of
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
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText
from baketracker.suppliers import service as suppliers
from baketracker.suppliers.schemas import SupplierRef

from . import service
from .drawing import LABELS, PLACE
from .form_pages import said, undo_of
from .forms import LineEdit, ReceiptEdit
from .grouping import grouped
from .listing import Period
from .schemas import EditedLine, PurchaseView, ReceiptView

router = PageRouter(prefix="/purchases")
LINE, RECEIPT = form_of(LineEdit), form_of(ReceiptEdit)
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
PERIODS: list[tuple[Period, str]] = [
    ("all", N_("All")),
    ("last_30_days", N_("30 days")),
    ("last_90_days", N_("90 days")),
    ("last_year", N_("A year")),
]
LINE_LABELS = {
    "packages": N_("Packages"),
    "package_price": N_("Price of one package"),
    "purchased_on": N_("Bought on"),
    "supplier_id": N_("Store"),
    "notes": N_("Notes"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the history was asked for."""

    q: SearchText = ""
    period: Period = "all"
    store: UUID | None = None
    cursor: str | None = None


@router.get("")
def index(request: Request, db: PageDb, asked: Annotated[Asked, Depends()]) -> Response:
    """What was bought, by day and store."""
    found = service.search(db, asked.q, asked.period, asked.store, asked.cursor)
    period = "" if asked.period == "all" else asked.period
    store = str(asked.store) if asked.store else ""
    kept = {"q": asked.q, "period": period, "store": store}
    shops = suppliers.choices(db)
    return page(
        request,
        "purchases/index.html",
        fragment="results",
        groups=grouped(found.items, begun=bool(asked.cursor), goes_on=bool(found.next)),
        usual=service.against_usual(db, found.items),
        more=more_of("/purchases", found.next, **kept),
        periods=_links("period", [(name, _(word)) for name, word in PERIODS], kept),
        stores=_links(
            "store", [("", _("Every store")), *((str(s.id), s.label) for s in shops)], kept
        ),
        recents=service.recent(db) if not any(kept.values()) else [],
        q=asked.q,
        kept=kept,
        **PLACE,
    )


def _links(name: str, words: list[tuple[str, str]], kept: dict[str, str]) -> list[Any]:
    """(address, word, chosen) of each value of one filter, the others kept."""
    chosen = kept[name] or words[0][0]
    return [
        (address("/purchases", **kept | {name: "" if value == "all" else value}), word,
         value == chosen)
        for value, word in words
    ]  # fmt: skip


@router.get("/lines/{purchase_id}")
def line(request: Request, db: PageDb, purchase_id: UUID) -> Response:
    """One line, what became of it, and the form to correct it."""
    return _line(request, db, service.get_line(db, purchase_id))


@router.post("/lines/{purchase_id}")
def edit_line(
    request: Request, db: PageDb, purchase_id: UUID, form: Submission[LineEdit] = LINE
) -> Response:
    was = service.get_line(db, purchase_id)
    made = attempt(
        form,
        lambda typed: service.edit_line(
            db, purchase_id, typed.change(), form.version or 0, form.op_id
        ),
        stored=Stored(was.version, was.typed(), LINE_LABELS, f"/purchases/lines/{purchase_id}"),
    )
    if made is None:
        return _line(request, db, was, form)
    words = Toast(_corrected(request, made), undo_of(made.operation_id))
    return done(request, _home(made.line), words)


@router.post("/lines/{purchase_id}/repeat")
def repeat(
    request: Request, db: PageDb, purchase_id: UUID, op_id: Annotated[UUID | None, Form()] = None
) -> Response:
    """The same once more, today."""
    made = service.repeat(db, purchase_id, op_id)
    return done(request, f"/purchases/{made.id}", Toast(said(made), undo_of(made.operation_id)))


@router.post("/lines/{purchase_id}/void")
def void_line(
    request: Request, db: PageDb, purchase_id: UUID, version: Version,
    op_id: Annotated[UUID | None, Form()] = None,
) -> Response:  # fmt: skip
    was = service.get_line(db, purchase_id)
    operation = service.void_line(db, purchase_id, version, op_id)
    words = _("%(name)s is off the purchases.") % {"name": was.product.label}
    return done(request, "/purchases", Toast(words, undo_of(operation)))


@router.get("/{receipt_id}")
def receipt(request: Request, db: PageDb, receipt_id: UUID) -> Response:
    return _receipt(request, db, service.get_receipt(db, receipt_id))


@router.post("/{receipt_id}")
def edit_receipt(
    request: Request, db: PageDb, receipt_id: UUID, form: Submission[ReceiptEdit] = RECEIPT
) -> Response:
    was = service.get_receipt(db, receipt_id)
    made = attempt(
        form,
        lambda typed: service.edit_receipt(
            db, receipt_id, typed.change(), form.version or 0, form.op_id
        ),
        stored=Stored(was.version, was.typed(), LABELS, f"/purchases/{receipt_id}"),
    )
    if made is None:
        return _receipt(request, db, was, form)
    words = Toast(_("The receipt is corrected."), undo_of(made.operation_id))
    return done(request, f"/purchases/{receipt_id}", words)


@router.post("/{receipt_id}/void")
def void_receipt(
    request: Request, db: PageDb, receipt_id: UUID, version: Version,
    op_id: Annotated[UUID | None, Form()] = None,
) -> Response:  # fmt: skip
    operation = service.void_receipt(db, receipt_id, version, op_id)
    words = Toast(_("The receipt is off the purchases."), undo_of(operation))
    return done(request, "/purchases", words)


def _line(
    request: Request,
    db: TenantSession,
    item: PurchaseView,
    form: Submission[LineEdit] | None = None,
) -> Response:
    return page(
        request,
        "purchases/line.html",
        status=form.status if form else 200,
        item=item,
        usual=service.against_usual(db, [item]).get(item.id),
        back=_home(item),
        form=form,
        shops=_shops(db, item.supplier),
        labels={name: _(word) for name, word in LINE_LABELS.items()},
        **PLACE,
    )


def _receipt(
    request: Request,
    db: TenantSession,
    item: ReceiptView,
    form: Submission[ReceiptEdit] | None = None,
) -> Response:
    people = {one.account_id: one.display_name for one in accounts.list_members(db)}
    recording = activity.get(db, item.operation_id) if item.operation_id else None
    return page(
        request,
        "purchases/show.html",
        status=form.status if form else 200,
        item=item,
        usual=service.against_usual(db, item.lines),
        undo=undo_of(item.operation_id) if recording and recording.can_undo else None,
        pictures=service.pictures_of(db, item.id),
        recorded_by=people.get(item.recorded_by) if item.recorded_by else None,
        form=form,
        shops=_shops(db, item.supplier),
        labels={name: _(word) for name, word in LABELS.items()},
        **PLACE,
    )


def _shops(db: TenantSession, current: SupplierRef | None) -> list[tuple[str, str]]:
    """The stores to choose from, with the one that is stored even when nobody shops there now."""
    shops = [("", _("No store")), *((str(one.id), one.label) for one in suppliers.choices(db))]
    if current and str(current.id) not in dict(shops):
        shops.append((str(current.id), current.name))
    return shops


def _home(line: PurchaseView) -> str:
    return f"/purchases/{line.receipt_id}" if line.receipt_id else "/purchases"


def _corrected(request: Request, made: EditedLine) -> str:
    """What a correction changed beside itself."""
    changed, reader = made.cost_changed, reader_of(request)
    if not changed:
        return _("%(name)s is corrected.") % {"name": made.line.product.label}
    amount = money(abs(changed), reader)
    if changed > 0:
        return _("Corrected. What was used of it costs %(money)s more.") % {"money": amount}
    return _("Corrected. What was used of it costs %(money)s less.") % {"money": amount}
