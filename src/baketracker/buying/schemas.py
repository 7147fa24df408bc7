"""What every door shows of purchases."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from baketracker.costs import Cost
from baketracker.fields import DecimalOut
from baketracker.issues import Issue
from baketracker.purchases.schemas import Price
from baketracker.suppliers.schemas import SupplierRef

from .advice import Status
from .given import LineChange as LineChange
from .given import NewLine as NewLine
from .given import NewProductSeen as NewProductSeen
from .given import NewReceipt as NewReceipt
from .given import ReceiptChange as ReceiptChange
from .kinds import KindName


class ThingRef(BaseModel):
    """The ingredient or material a package holds."""

    id: UUID
    name: str


class PackageRef(BaseModel):
    """The product that was bought: one package holds `quantity` of `unit`."""

    id: UUID
    label: str
    of: ThingRef
    quantity: DecimalOut
    unit: str
    is_provisional: bool


class Buyable(BaseModel):
    """A package to choose for a line, and what it last cost."""

    kind: KindName
    product: PackageRef
    last: Price | None


class BoughtLot(BaseModel):
    """What became of a purchase: what is left, and what went out, in the package's unit."""

    id: UUID
    quantity: DecimalOut
    quantity_out: DecimalOut
    expires_on: date | None
    location: str | None


class PurchaseView(BaseModel):
    """One line: whole packages of one product at `package_price` each, null when nobody knows it.
    `per_unit` for one unit of the package. `is_used` once anything of it went out."""

    id: UUID
    kind: KindName
    product: PackageRef
    packages: int
    package_price: DecimalOut | None
    per_unit: DecimalOut | None
    total: DecimalOut | None
    purchased_on: date
    supplier: SupplierRef | None
    receipt_id: UUID | None
    source: str
    notes: str
    lots: list[BoughtLot]
    is_used: bool
    version: int

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        fields = self.model_dump(mode="json", include=set(LineChange.model_fields))
        return fields | {"supplier_id": str(self.supplier.id) if self.supplier else ""}


class ReceiptView(BaseModel):
    """What was bought at once. `cost` is the sum of its lines, of which the price of some may be
    unknown; `total_paid` what the paper says. `operation_id` is what undo takes back."""

    id: UUID
    operation_id: UUID | None
    supplier: SupplierRef | None
    bought_on: date
    number: str
    total_paid: DecimalOut | None
    cost: Cost
    source: str
    shopping_list_id: UUID | None
    notes: str
    lines: list[PurchaseView]
    recorded_at: datetime
    recorded_by: UUID | None
    version: int

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        fields = self.model_dump(mode="json", include=set(ReceiptChange.model_fields))
        return fields | {"supplier_id": str(self.supplier.id) if self.supplier else ""}


class ReceiptSummary(BaseModel):
    """A receipt in a list; `known` is what its lines of known price come to."""

    id: UUID
    supplier: SupplierRef | None
    bought_on: date
    number: str
    total_paid: DecimalOut | None
    known: DecimalOut
    lines: int
    source: str
    version: int


class EditedLine(BaseModel):
    """A line after a correction. `cost_changed`: by how much what had gone out of it costs more,
    or less, than it did."""

    line: PurchaseView
    operation_id: UUID
    cost_changed: DecimalOut


class EditedReceipt(BaseModel):
    """A receipt after a correction."""

    receipt: ReceiptView
    operation_id: UUID


class Voided(BaseModel):
    """What was put away can be taken back by its operation."""

    operation_id: UUID


class RecentView(BaseModel):
    """Something bought again and again, as it was last bought; `times` in the last 90 days."""

    purchase: PurchaseView
    times: int


class OfferView(BaseModel):
    """So many packages of a product, what they hold in the unit of the need, and what they will
    likely cost. `issue`: why the number (then 0) or the cost is not known."""

    product: PackageRef
    is_usual: bool
    packages: int
    covers: DecimalOut | None
    package_price: DecimalOut | None
    cost: DecimalOut | None
    issue: Issue | None


class RecommendationView(BaseModel):
    """What to buy where `quantity` of `unit` is lacking: the usual product (`preferred`), or every
    one there is, the cheapest first (`multiple`)."""

    status: Status
    ingredient: ThingRef
    quantity: DecimalOut
    unit: str
    offers: list[OfferView]
