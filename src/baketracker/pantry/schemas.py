"""What every door shows of the pantry."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel

from baketracker.costs import Cost
from baketracker.fields import DecimalOut
from baketracker.ingredients.schemas import IngredientRef
from baketracker.issues import Issue
from baketracker.products.schemas import ProductView
from baketracker.stock.ledger import KnownBy, Reason
from baketracker.suppliers.schemas import SupplierRef

from .freshness import Freshness
from .shelf import Amount


class LotView(BaseModel):
    """What is left of one purchase: `quantity` of the `quantity_bought`, in `unit`; `unit_cost` is
    for one such unit and null when nobody knows it. `known_by` says how its quantity is known, and
    `seen_on` when somebody last saw it: counted, or bought; `is_stale`: more than 30 days ago."""

    id: UUID
    product: ProductView
    quantity: DecimalOut
    quantity_bought: DecimalOut
    unit: str
    unit_cost: DecimalOut | None
    value: DecimalOut | None
    purchase_id: UUID | None
    purchased_on: date | None
    expires_on: date | None
    freshness: Freshness | None
    opened_on: date | None
    location: str | None
    lot_code: str | None
    notes: str
    known_by: KnownBy
    counted_at: datetime | None
    seen_on: date | None
    is_stale: bool
    version: int


class StockedProduct(BaseModel):
    """What is left of one product, in `unit` and in `packages`, from so many lots. `expires_on` is
    the first day that one of them ends."""

    id: UUID
    label: str
    package_type: str | None
    package_quantity: DecimalOut
    quantity: DecimalOut
    unit: str
    packages: DecimalOut
    lots: int
    expires_on: date | None
    freshness: Freshness | None
    is_provisional: bool


class ShelfView(BaseModel):
    """All there is of one ingredient. `total` is null when its units cannot be added up; `value`
    leaves out `unpriced_lots` lots whose cost is unknown. `is_low`: below its threshold
    `low_below`. `expires_on`, `freshness`: of the lot that ends first. `known_by` and `seen_on`:
    of the lot that is known least and was not seen for longest. Lots in the order they are used."""

    ingredient: IngredientRef
    category: str
    by_unit: list[Amount]
    total: Amount | None
    value: DecimalOut
    unpriced_lots: int
    low_below: Amount | None
    is_low: bool
    expires_on: date | None
    freshness: Freshness | None
    known_by: KnownBy | None
    seen_on: date | None
    is_stale: bool
    locations: list[str]
    products: list[StockedProduct]
    lots: list[LotView]


class LowView(BaseModel):
    """An ingredient of which less is `there` than its threshold `low_below`, both in `unit`."""

    ingredient: IngredientRef
    there: DecimalOut
    low_below: DecimalOut
    lacking: DecimalOut
    unit: str


class Overview(BaseModel):
    """How many ingredients each shelf of the pantry holds, and where things stand."""

    all: int
    low: int
    expiring: int
    unreviewed: int
    locations: list[str]


class StockChange(BaseModel):
    """Lots after somebody changed them. `operation_id` is what undo takes back; null when nothing
    had to be changed."""

    operation_id: UUID | None
    lots: list[LotView]


class BoughtView(BaseModel):
    """The purchase a lot came from: whole packages at `package_price` each, null when nobody knows
    it. `supplier` is null when nobody wrote down the store."""

    id: UUID
    packages: int
    package_price: DecimalOut | None
    purchased_on: date
    supplier: SupplierRef | None


class DepletionView(BaseModel):
    """So much left the lot (less than 0: it came back), unless it was taken back since; `cost` at
    the price known now, null when nobody knows it. `by` is the account that wrote it, `actor` who
    did it where it was brought in from elsewhere. `operation_id`: what undo takes back, while it
    can."""

    id: UUID
    happened_at: datetime
    quantity: DecimalOut
    unit: str
    cost: DecimalOut | None
    reason: Reason
    notes: str
    by: UUID | None
    actor: str
    is_taken_back: bool
    operation_id: UUID | None


class ThresholdView(BaseModel):
    """An ingredient's threshold after it was set; `low_below` is null when there is none."""

    ingredient: IngredientRef
    low_below: Amount | None
    operation_id: UUID | None


class DrawView(BaseModel):
    """So much is taken of one lot, in its own unit, and so much stays; `unit_cost` for one such
    unit, null when nobody knows it."""

    lot_id: UUID
    product: str
    purchased_on: date | None
    quantity: DecimalOut
    remaining: DecimalOut
    unit: str
    unit_cost: DecimalOut | None


class PassedView(BaseModel):
    """A lot that stood in line and cannot be said in the unit asked for, and why."""

    lot_id: UUID
    product: str
    quantity: DecimalOut
    unit: str
    issue: Issue


class UseView(BaseModel):
    """What a use of `wanted` `unit` takes: `taken` in all, `short` is not there (0 when only dust
    is lacking). `cost` of what is taken. Draws in the order the lots came."""

    ingredient: IngredientRef
    wanted: DecimalOut
    unit: str
    taken: DecimalOut
    short: DecimalOut
    cost: Cost
    draws: list[DrawView]
    passed: list[PassedView]


@dataclass(frozen=True, slots=True)
class Want:
    """So much of an ingredient, 0 or more, in any unit its lots can be turned into."""

    ingredient_id: UUID
    quantity: Decimal
    unit: str


class Consumed(BaseModel):
    """What was taken for each want, in the order they were given, and the operation that takes it
    back."""

    operation_id: UUID
    uses: list[UseView]
