"""The form in which a receipt is typed, and what it says."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from baketracker.errors import N_, BadLines, InvalidInput
from baketracker.fields import Day, In, LongText, MoneyIn, QuantityIn, ShortText, UnitCode

from .days import BadDay, parse_day
from .given import (
    MOST_LINES,
    LineChange,
    NewLine,
    NewProductSeen,
    NewReceipt,
    Packages,
    Place,
    ReceiptChange,
)
from .kinds import KINDS, Kind

NEW = "new"
CHOOSE = N_("Choose one of those found, or add it as a new product.")
FILL_IN = N_("Fill this in.")
BAD_LINES = N_("Some lines need another look.")
# What the service calls a field, and what the page shows it as.
SHOWN_AS = {
    "product_id": "what",
    "material_product_id": "what",
    "new_product": "what",
    "expires_on": "expires",
}


class LineForm(In):
    """One line: `what` was typed to find it, `product` what was chosen ("food.<id>",
    "material.<id>" or "new", with what such a package holds)."""

    what: ShortText = ""
    product: Annotated[str, Field(max_length=50)] = ""
    packages: Packages = 1
    package_price: MoneyIn | None = None
    expires: ShortText = ""
    location: Place | None = None
    notes: LongText = ""
    ingredient_id: UUID | None = None
    quantity: Annotated[QuantityIn, Field(gt=0)] | None = None
    unit: UnitCode | None = None


class ReceiptForm(In):
    """The page's form."""

    # What stands in a line before anybody types.
    silent: ClassVar[Mapping[str, frozenset[str]]] = {"lines": frozenset({"packages", "unit"})}

    supplier_id: UUID | None = None
    day: Literal["today", "yesterday", "other"] = "today"
    bought_on: Day | None = None
    number: ShortText = ""
    total_paid: MoneyIn | None = None
    notes: LongText = ""
    lines: Annotated[list[LineForm], Field(min_length=1, max_length=MOST_LINES)]
    confirmed: bool = False

    def field_of(self, name: str) -> str:
        """What this form calls a field of the receipt."""
        before, _dot, last = name.rpartition(".")
        return f"{before}.{SHOWN_AS.get(last, last)}" if before else name

    def day_of(self, today: date) -> date:
        """The day of the receipt. Raises InvalidInput."""
        if self.day == "other":
            if self.bought_on is None:
                raise InvalidInput(FILL_IN, {"bought_on": FILL_IN})
            return self.bought_on
        return today - timedelta(days=1) if self.day == "yesterday" else today

    def receipt(self, today: date) -> NewReceipt:
        """What it says. Raises InvalidInput, BadLines."""
        bought_on = self.day_of(today)
        faults: dict[str, str] = {}
        said = [_said(place, one, bought_on, faults) for place, one in enumerate(self.lines)]
        if faults:
            raise BadLines(BAD_LINES, faults)
        own = ("supplier_id", "number", "total_paid", "notes", "confirmed")
        head: dict[str, Any] = {name: getattr(self, name) for name in own}
        return NewReceipt(bought_on=bought_on, lines=[NewLine(**line) for line in said], **head)


class LineEdit(In):
    """The page's form of a line that is there: everything is sent, what is empty is meant so."""

    packages: Packages
    package_price: MoneyIn | None = None
    purchased_on: Day
    supplier_id: UUID | None = None
    notes: LongText = ""
    confirmed: bool = False

    def change(self) -> LineChange:
        return LineChange(**self.model_dump())


class ReceiptEdit(In):
    """The same of a receipt."""

    supplier_id: UUID | None = None
    bought_on: Day
    number: ShortText = ""
    total_paid: MoneyIn | None = None
    notes: LongText = ""
    confirmed: bool = False

    def change(self) -> ReceiptChange:
        return ReceiptChange(**self.model_dump())


def chosen(product: str) -> tuple[Kind, UUID] | None:
    """The kind and the id of a chosen product; None for a new one and where none is chosen."""
    name, _dot, key = product.partition(".")
    try:
        return next((kind, UUID(key)) for kind in KINDS.values() if kind.name == name)
    except (StopIteration, ValueError):
        return None


def _said(place: int, line: LineForm, bought_on: date, faults: dict[str, str]) -> dict[str, Any]:
    about: dict[str, Any] = {}
    if line.product == NEW:
        about["new_product"] = _new(place, line, faults)
    elif found := chosen(line.product):
        about[found[0].column] = found[1]
    else:
        faults[f"lines.{place}.what"] = CHOOSE
    if line.expires:
        try:
            about["expires_on"] = parse_day(line.expires, bought_on)
        except BadDay as reason:
            faults[f"lines.{place}.expires"] = reason.message
    own = ("packages", "package_price", "location", "notes")
    return about | {name: getattr(line, name) for name in own}


def _new(place: int, line: LineForm, faults: dict[str, str]) -> NewProductSeen | None:
    needed = {"what": line.what, "ingredient_id": line.ingredient_id, "quantity": line.quantity,
              "unit": line.unit}  # fmt: skip
    missing = {f"lines.{place}.{name}": FILL_IN for name, value in needed.items() if not value}
    faults |= missing
    if missing or line.ingredient_id is None or line.quantity is None or line.unit is None:
        return None
    return NewProductSeen(
        seen=line.what,
        ingredient_id=line.ingredient_id,
        quantity=Decimal(line.quantity),
        unit=line.unit,
    )
