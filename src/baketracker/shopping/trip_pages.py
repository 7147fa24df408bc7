"""The page on which a shopping trip ends: what was bought, store by store, on one screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request, Response

from baketracker.buying.concerning import Concern, PleaseConfirm
from baketracker.buying.forms import NEW
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput
from baketracker.faces.forms import attempt, only_known
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    Submission,
    Toast,
    done,
    form_of,
)
from baketracker.faces.words import N_, _, ngettext
from baketracker.fields import plain
from baketracker.ingredients.choices import unit_options
from baketracker.measures.numbers import parse_money
from baketracker.suppliers import service as suppliers

from . import finishing
from .drawing import draw
from .schemas import PackageRef
from .trip_given import LineForm, StoreForm, TripForm
from .trip_schemas import DraftLine, TripDraft, TripView

router = PageRouter(prefix="/shop/{shopping_list_id}")
FINISH = form_of(TripForm)
LABELS = {
    "bought_on": N_("Day"),
    "stores.supplier_id": N_("Store"),
    "stores.total_paid": N_("Total on the receipt"),
    "lines.product": N_("Which package"),
    "lines.packages": N_("Packages"),
    "lines.package_price": N_("Price of one"),
    "lines.quantity": N_("One package holds"),
    "lines.unit": N_("Unit"),
}
Typed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page: its `number` in the form, and what stands in its fields. A question that
    is open (`asks`) shows them at once."""

    number: int
    line: DraftLine
    typed: Typed
    asks: bool = False

    @property
    def package(self) -> PackageRef | None:
        """The package that is chosen, where it is known."""
        key = str(self.typed.get("product", "")).partition(".")[2]
        known = [choice.package for choice in self.line.choices]
        if self.line.item.product:
            known.append(self.line.item.product)
        return next((one for one in known if str(one.id) == key), None)

    @property
    def packages(self) -> int:
        written = str(self.typed.get("packages", ""))
        return int(written) if written.isdecimal() and len(written) < 6 else 1

    @property
    def price(self) -> Decimal | None:
        return _money(self.typed.get("package_price"))

    @property
    def is_bought(self) -> bool:
        return bool(self.typed.get("take") and self.typed.get("product"))


@dataclass(frozen=True, slots=True)
class Till:
    """What the ticked lines of one store come to, and what its receipt says, where that can be
    read."""

    known: Decimal
    unpriced: int
    paid: Decimal | None

    @property
    def off(self) -> Decimal | None:
        """By how much the receipt says more; None while a price or the receipt is not known."""
        return None if self.paid is None or self.unpriced else self.paid - self.known


@router.get("/finish")
def finishing_page(request: Request, db: PageDb, shopping_list_id: UUID) -> Response:
    return _page(request, db, shopping_list_id)


@router.post("/finish")
def finish(
    request: Request, db: PageDb, shopping_list_id: UUID, form: Submission[TripForm] = FINISH
) -> Response:
    """Saves it; asks first about what seems odd."""
    typed_as, odd = form.model, list[Concern]()

    def save(typed: TripForm) -> TripView | None:
        try:
            return finishing.finish(db, shopping_list_id, typed.trip(), form.op_id)
        except PleaseConfirm as why:
            odd.extend(why.concerns)
            return None

    made = attempt(form, save)
    if made is None:
        names = typed_as.field_of if typed_as else str
        concerns = {names(concern.field): concern for concern in reversed(odd)}
        return _page(request, db, shopping_list_id, form, concerns)
    said = _("The trip is over.")
    if made.purchases:
        words = ngettext(
            "%(num)s purchase is in the pantry.", "%(num)s purchases are in the pantry.",
            made.purchases,
        )  # fmt: skip
        said = words % {"num": made.purchases}
    undo = f"/activity/{made.operation_id}/undo"
    return done(request, f"/shop/{shopping_list_id}", Toast(said, undo))


@router.post("/finish/sum")
def total(
    request: Request, db: PageDb, shopping_list_id: UUID, form: Submission[TripForm] = FINISH
) -> Response:
    """What the lines come to as they are typed now."""
    only_known(form, TripForm, lines=LineForm, stores=StoreForm)
    rows = _rows(finishing.draft(db, shopping_list_id), form)
    tills = _tills(rows, _group(form, "stores"))
    return draw(request, "finish_sum.html", rows=rows, tills=tills, oob=True)


@router.post("/leftovers")
def carry_over(
    request: Request, db: PageDb, shopping_list_id: UUID,
    op_id: Annotated[UUID | None, Form()] = None,
) -> Response:  # fmt: skip
    made = finishing.carry_over(db, shopping_list_id, op_id)
    said = Toast(_("What was left is on this list now."), f"/activity/{made.operation_id}/undo")
    return done(request, f"/shop/{made.list.id}", said)


def _page(
    request: Request,
    db: TenantSession,
    list_id: UUID,
    form: Submission[TripForm] | None = None,
    concerns: Mapping[str, Concern] | None = None,
) -> Response:
    draft = finishing.draft(db, list_id)
    rows = _rows(draft, form, concerns or {})
    stores = _group(form, "stores") or [
        {"place": str(place), "supplier_id": str(store.supplier.id) if store.supplier else ""}
        for place, store in enumerate(draft.stores)
    ]
    shops = [(str(one.id), one.label) for one in suppliers.choices(db)]
    return draw(
        request,
        "finish.html",
        status=422 if form else 200,
        draft=draft,
        rows=rows,
        stores=stores,
        tills=_tills(rows, stores),
        done=_done(draft, form),
        form=form,
        concerns=concerns or {},
        today=db.scope.today(),
        shops=[("", _("No store")), *shops],
        units=unit_options(),
        labels={name: _(label) for name, label in LABELS.items()},
        list_id=list_id,
        oob=False,
    )


def _rows(
    draft: TripDraft,
    form: Submission[TripForm] | None,
    concerns: Mapping[str, Concern] | None = None,
) -> list[list[Row]]:
    """The lines of each store as they were typed, else as the list says."""
    typed = {
        str(line.get("item_id")): (number, line)
        for number, line in enumerate(_group(form, "lines"))
    }
    fresh = count(len(typed))
    asked = {*(form.errors if form else ()), *(concerns or ())}
    found: list[list[Row]] = []
    for place, store in enumerate(draft.stores):
        own = []
        for line in store.lines:
            number, fields = typed.get(str(line.item.id)) or (next(fresh), _standing(line, place))
            unsaid = line.item.product is None
            in_question = any(name.startswith(f"lines.{number}.") for name in asked)
            own.append(Row(number, line, fields, unsaid or in_question))
        found.append(own)
    return found


def _standing(line: DraftLine, place: int) -> Typed:
    """What stands in the fields before anybody types."""
    item, price = line.item, line.package_price
    kind = "material" if item.kind == "material" else "food"
    chosen = item.product or next((choice.package for choice in line.choices), None)
    return {
        "item_id": str(item.id),
        "store": str(place),
        "take": "true",
        "product": f"{kind}.{chosen.id}" if chosen else NEW if item.ingredient else "",
        "packages": str(line.packages),
        "package_price": "" if price is None else plain(price),
    }


def _done(draft: TripDraft, form: Submission[TripForm] | None) -> set[str]:
    """The lines in words that are ticked off."""
    if form is None:
        return {str(item.id) for item in draft.words}
    typed = form.typed.get("done", [])
    return {typed} if isinstance(typed, str) else set(typed)


def _group(form: Submission[TripForm] | None, name: str) -> list[dict[str, Any]]:
    typed = form.typed.get(name, []) if form else []
    return typed if isinstance(typed, list) else []


def _tills(rows: Sequence[Sequence[Row]], stores: Sequence[Typed]) -> list[Till]:
    """What each store's lines come to."""
    tills = []
    for place, own in enumerate(rows):
        bought = [row for row in own if row.is_bought]
        known = [row.price * row.packages for row in bought if row.price is not None]
        paid = _money(stores[place].get("total_paid")) if place < len(stores) else None
        tills.append(Till(sum(known, Decimal(0)), len(bought) - len(known), paid))
    return tills


def _money(text: object) -> Decimal | None:
    try:
        return parse_money(str(text or ""))
    except InvalidInput:
        return None
