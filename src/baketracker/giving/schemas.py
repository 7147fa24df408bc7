"""What comes in about gifts, and what every door shows of them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut, In, Instant, Notes, ShortText, shown
from baketracker.finished_goods.schemas import GoodRef
from baketracker.issues import Issue

from .package_schemas import PackageRef
from .people_schemas import RecipientRef
from .states import Status

MOST_PEOPLE = 500
MOST_PACKAGES = 10_000

HowMany = Annotated[int, Field(ge=1, le=MOST_PACKAGES)]


class GiftFields(In):
    """So many of a package for somebody."""

    quantity: HowMany = 1
    notes: Notes = ""


class NewGifts(GiftFields):
    """A package for several people at an event: those named, and everybody of the `households`.
    Who has it there already gets so many more. `confirmed`: somebody gets it in spite of what they
    must not eat."""

    model_config = shown(
        {"event_id": str(UUID(int=0)), "package_id": str(UUID(int=0)), "recipient_ids": []}
    )

    event_id: UUID
    package_id: UUID
    recipient_ids: Annotated[list[UUID], Field(max_length=MOST_PEOPLE)] = Field(
        default_factory=list
    )
    households: Annotated[list[ShortText], Field(max_length=MOST_PEOPLE)] = Field(
        default_factory=list
    )
    confirmed: bool = False


class GiftChange(GiftFields):
    """Only the fields that are given change."""


class ReadyGifts(In):
    """Which gifts are packed. `confirmed`: they are, whatever the books say is there."""

    gift_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_PEOPLE)]
    confirmed: bool = False


class Delivery(In):
    """A gift was handed over. `confirmed`: also where the books hold less than it takes; then what
    is there is taken."""

    model_config = shown({"delivered_to": "Anna"})

    delivered_to: ShortText = Field("", description="Who took it; the person it is for unless told")
    delivered_at: Instant | None = Field(None, description="Now unless told")
    confirmed: bool = False


class Missing(BaseModel):
    """So many pieces of a finished good are not free."""

    good: GoodRef
    wanted: int
    free: int

    @property
    def lacking(self) -> int:
        return self.wanted - self.free


class Taken(BaseModel):
    """So many pieces of a finished good left the stock for a gift."""

    good: GoodRef
    quantity: int


class GiftView(BaseModel):
    """`quantity` of a package for somebody at an event. `allergens` are those of the person that
    the package holds. `without_stock`: it was made ready though the books held too little."""

    id: UUID
    event: EventRef
    recipient: RecipientRef
    package: PackageRef
    quantity: int
    status: Status
    without_stock: bool
    delivered_at: datetime | None
    delivered_to: str
    notes: str
    allergens: list[str]
    photos: list[UUID]
    version: int


class GiftsMade(BaseModel):
    """What was done to gifts, and the operation that takes it back; None where nothing was to
    do."""

    operation_id: UUID | None
    gifts: list[GiftView]


class RecipientCost(BaseModel):
    """What all gifts of one person cost, to the cent; None where something is not known."""

    recipient: RecipientRef
    cost: DecimalOut | None


class EventGifts(BaseModel):
    """The gifts of an event added up. `known_cost` leaves out what `unknown` tells of, with which
    `total_cost` is None; `package_count` is the sum of the quantities, the others count gifts."""

    total_cost: DecimalOut | None
    known_cost: DecimalOut
    unknown: list[Issue]
    recipient_count: int
    package_count: int
    gift_count: int
    pending: int
    ready: int
    delivered: int
    cost_by_recipient: list[RecipientCost]


class GridRow(BaseModel):
    """What one person gets of each good of the grid, in its order; `allergens` are those of the
    person that something they get holds."""

    recipient: RecipientRef
    numbers: list[int]
    total: int
    packages: list[str]
    allergens: list[str]


class PackingGrid(BaseModel):
    """People × finished goods, with totals by person and by good."""

    event: EventRef
    goods: list[GoodRef]
    rows: list[GridRow]
    totals: list[int]
    total: int
