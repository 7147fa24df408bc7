"""What every door shows of a trip before and after it is written down."""

from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, computed_field

from baketracker.buying.schemas import ReceiptView
from baketracker.fields import DecimalOut
from baketracker.suppliers.schemas import SupplierRef

from .schemas import ItemView, ListView, PackageChoice


class DraftLine(BaseModel):
    """A ticked line as it would become a purchase: so many packages at the price the list says,
    else the last one (None: nobody knows). `choices`: the packages it may have been instead."""

    item: ItemView
    packages: int
    package_price: DecimalOut | None
    choices: list[PackageChoice]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> DecimalOut | None:
        return None if self.package_price is None else self.package_price * self.packages


class DraftStore(BaseModel):
    """What was put into the cart at one store (None: nobody said where); `known` is what the known
    prices come to, `unpriced` lines have none."""

    supplier: SupplierRef | None
    lines: list[DraftLine]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def known(self) -> DecimalOut:
        return sum((line.total or Decimal(0) for line in self.lines), Decimal(0))

    @computed_field  # type: ignore[prop-decorator]
    @property
    def unpriced(self) -> int:
        return sum(line.total is None for line in self.lines)


class TripDraft(BaseModel):
    """What finishing a list would write down. `words`: ticked lines that are no product and only
    ticked off; `left` lines are not in the cart and stay open."""

    list_id: UUID
    name: str
    stores: list[DraftStore]
    words: list[ItemView]
    left: int


class TripView(BaseModel):
    """A finished trip: a receipt for each store, and the list with the lines that were left.
    `operation_id` is what undo takes back."""

    operation_id: UUID
    receipts: list[ReceiptView]
    list: ListView

    @property
    def purchases(self) -> int:
        return sum(len(receipt.lines) for receipt in self.receipts)


class CarriedView(BaseModel):
    """The new list that took what was left. `operation_id` is what undo takes back."""

    operation_id: UUID
    list: ListView
