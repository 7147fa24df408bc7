"""The form of a receipt as it is drawn: what was typed, what was found for it, what seems odd."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput
from baketracker.faces.http import unit_of
from baketracker.faces.lines import place_in
from baketracker.faces.web import Submission, page
from baketracker.faces.words import N_, _
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.choices import unit_options
from baketracker.measures.numbers import parse_money
from baketracker.suppliers import service as suppliers

from . import service
from .concerning import Concern
from .days import CHIPS
from .forms import NEW, ReceiptForm, chosen
from .given import MOST_PACKAGES
from .kinds import FOOD, MATERIAL
from .schemas import Buyable

PLACE: dict[str, Any] = {"here": "purchases", "mode": "purchase"}
LABELS = {
    "supplier_id": N_("Store"),
    "day": N_("When"),
    "bought_on": N_("Day"),
    "number": N_("Number on the receipt"),
    "total_paid": N_("Total on the receipt"),
    "notes": N_("Notes"),
    "lines": N_("What you bought"),
    "lines.what": N_("What"),
    "lines.packages": N_("Packages"),
    "lines.package_price": N_("Price of one"),
    "lines.expires": N_("Use by"),
    "lines.location": N_("Where it goes"),
    "lines.notes": N_("Notes"),
    "lines.ingredient_id": N_("Ingredient"),
    "lines.quantity": N_("One package holds"),
    "lines.unit": N_("Unit"),
}
Form = Submission[ReceiptForm]


@dataclass(frozen=True, slots=True)
class Sum:
    """What the lines come to as far as they are typed; `unpriced` have no price yet."""

    known: Decimal
    unpriced: int


def draw(
    request: Request,
    db: TenantSession,
    form: Form | None = None,
    *,
    concerns: Iterable[Concern] = (),
    focus: int | None = None,
    status: int = 200,
) -> Response:
    """The form; drawn again it keeps its key for when it is saved."""
    if form is not None:
        unit_of(request).saves = False
    typed = lines_of(form)
    return page(
        request,
        "purchases/new.html",
        status=status,
        form=form,
        labels={name: _(label) for name, label in LABELS.items()},
        recents=service.recent(db),
        shops=[("", _("No store")), *((one.id, one.label) for one in suppliers.choices(db))],
        today=db.scope.today(),
        picked=picked(db, typed),
        found=_found(db, typed),
        ingredients=_ingredients(db, typed),
        units=unit_options(),
        chips=[(written, _(words)) for written, words in CHIPS],
        concerns=_beside(form, concerns),
        focus=focus,
        sum=sum_of(typed),
        **PLACE,
    )


def lines_of(form: Form | None) -> list[dict[str, Any]]:
    """The lines as they are typed."""
    typed = form.typed.get("lines", []) if form else []
    return typed if isinstance(typed, list) else []


def sum_of(typed: Iterable[Mapping[str, Any]]) -> Sum:
    """What lines come to that are only typed yet."""
    known, unpriced = Decimal(0), 0
    for line in typed:
        try:
            packages = Decimal(int(line.get("packages") or 1))
            if packages > MOST_PACKAGES:
                raise ValueError
            known += packages * parse_money(str(line.get("package_price", "")))
        except (InvalidInput, ValueError):
            unpriced += bool(line.get("product"))
    return Sum(known, unpriced)


def picked(db: TenantSession, typed: Iterable[Mapping[str, Any]]) -> dict[str, Buyable]:
    """What was chosen, by what the form calls it."""
    keys = {str(line.get("product", "")): chosen(str(line.get("product", ""))) for line in typed}
    ids: dict[str, list[UUID]] = {FOOD.name: [], MATERIAL.name: []}
    for found in keys.values():
        if found:
            ids[found[0].name].append(found[1])
    known = service.buyables(db, ids[FOOD.name], ids[MATERIAL.name])
    return {key: known[found[1]] for key, found in keys.items() if found and found[1] in known}


def _found(db: TenantSession, typed: list[dict[str, Any]]) -> dict[int, list[Buyable]]:
    """What may be meant where words are typed and nothing is chosen."""
    return {
        number: service.find(db, str(line["what"]))
        for number, line in enumerate(typed)
        if line.get("what") and not line.get("product")
    }


def _ingredients(db: TenantSession, typed: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Only for a new product somebody must say of what it is."""
    if not any(line.get("product") == NEW for line in typed):
        return []
    known = [(str(one.id), one.name) for one in ingredients.leaves(db)]
    return [("", _("Choose one")), *known]


def _beside(form: Form | None, concerns: Iterable[Concern]) -> dict[str, Concern]:
    """What seems odd, by the name of the field; several of one field are told by the first."""
    told: dict[str, Concern] = {}
    for concern in concerns:
        name = concern.field
        if form is not None and concern.line is not None:
            shown = "quantity" if name == "new_product" else name
            name = place_in(form.typed, f"lines.{concern.line}.{shown}")
        told.setdefault(name, concern)
    return told
