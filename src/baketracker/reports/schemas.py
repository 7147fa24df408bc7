"""What comes in about reports, and what every door shows of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from baketracker.fields import DecimalOut, In, LongText, Name
from baketracker.materials.schemas import SYMBOLS
from baketracker.stock.ledger import Reason

from .kinds import KindName

Mark = Literal["", "taken_back", "costed_anew"]


def symbol(unit: str) -> str:
    """A stored unit as it is written: base units of materials have a name and a sign."""
    return SYMBOLS.get(unit, unit)


class StockCategory(BaseModel):
    """A category of food ("" for none); all materials are one, without a name."""

    kind: KindName
    name: str


class MonthValue(BaseModel):
    """What stood there at the end of the month that begins on this day, in all and by category, in
    the order of the `categories`; lots of unknown cost are not in it but in `unpriced_lots`."""

    month: date
    total: DecimalOut
    parts: list[DecimalOut]
    unpriced_lots: int


class InventoryValue(BaseModel):
    """What the stock was worth month by month, the last one as it is now; categories in the order
    of the most they were ever worth."""

    categories: list[StockCategory]
    months: list[MonthValue]


class ThingRef(BaseModel):
    """An ingredient or a material."""

    id: UUID
    kind: KindName
    name: str


class LotRef(BaseModel):
    """A lot, by the label of its product and the day it was bought."""

    id: UUID
    label: str
    purchased_on: date | None


class DepletionView(BaseModel):
    """So much left a lot (a negative quantity came back), for a reason, at what it cost; `cost`
    null when nobody knows what the lot cost.

    `quantity` and `cost` are net of what corrected them: 0 where it was `taken_back`, while
    `written` is the quantity as it was written down. `on` is the day where the bakery is. `actor`
    is who did it where that was written elsewhere, else `done_by` is their account."""

    id: UUID
    thing: ThingRef
    lot: LotRef
    on: date
    happened_at: datetime
    quantity: DecimalOut
    written: DecimalOut
    unit: str
    cost: DecimalOut | None
    reason: Reason
    mark: Mark
    done_by: UUID | None
    actor: str
    notes: str


class WasteLine(BaseModel):
    """So much of one thing left for one reason, and what that cost: null when nobody knows what
    any of it cost; what some of it cost is unknown when `is_partly` known."""

    thing: ThingRef
    quantity: DecimalOut
    unit: str
    cost: DecimalOut | None
    is_partly: bool


class ReasonTotal(BaseModel):
    """All that left for one reason, the dearest first. `cost` leaves out the `unpriced` lines, of
    which not all is known."""

    reason: Reason
    is_waste: bool
    cost: DecimalOut
    unpriced: int
    lines: list[WasteLine]


class WasteReport(BaseModel):
    """What left the stock since a day, reason by reason, waste first; `wasted` is what the waste
    cost, as far as anybody knows."""

    since: date
    wasted: DecimalOut
    reasons: list[ReasonTotal]


class NewSnapshot(In):
    """The name and notes of a snapshot."""

    name: Name
    notes: LongText = ""


class SnapshotLine(BaseModel):
    """So much of one ingredient or material, and what it was worth; `unpriced_lots` of unknown
    cost are not in the worth. Called as it was called then."""

    thing: ThingRef
    category: str
    quantity: DecimalOut
    unit: str
    value: DecimalOut
    unpriced_lots: int


class SnapshotRow(BaseModel):
    """A snapshot in a list; its value leaves out `unpriced_lots` of unknown cost."""

    id: UUID
    name: str
    taken_at: datetime
    taken_by: UUID | None
    notes: str
    things: int
    value: DecimalOut
    unpriced_lots: int
    version: int


class SnapshotView(SnapshotRow):
    """All that was on hand at one moment: food before materials, by category and name.
    `operation_id` is what undo takes back, where it has just been taken."""

    lines: list[SnapshotLine]
    operation_id: UUID | None = None


class DifferenceLine(BaseModel):
    """How much more of one thing there is after than before, and how much more that is worth:
    less is negative. `before` and `after` are null where there was none."""

    thing: ThingRef
    unit: str
    before: DecimalOut | None
    after: DecimalOut | None
    change: DecimalOut
    value_change: DecimalOut


class SnapshotComparison(BaseModel):
    """What came and what went between two moments, the largest change of value first; `other` is
    null when the later moment is now. `same` things did not change."""

    snapshot: SnapshotRow
    other: SnapshotRow | None
    value_before: DecimalOut
    value_after: DecimalOut
    came: list[DifferenceLine]
    went: list[DifferenceLine]
    repriced: list[DifferenceLine]
    same: int

    @property
    def value_change(self) -> Decimal:
        return self.value_after - self.value_before
