"""What comes in about the pantry: what is gone, what was counted, what was found."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from baketracker.errors import N_, BadValue
from baketracker.fields import Day, In, LongText, MoneyIn, QuantityIn, ShortText, UnitCode, shown

MOST_COUNTS = 200
HOW_MUCH = N_("Say how much, in one way: what is left, what is gone, or a percentage.")
WHAT = N_("Say what was counted: one lot, one product or one ingredient.")
NOTHING_TO_CHANGE = N_("A threshold has an amount and a unit, or neither.")

ManualReason = Literal[
    "ad_hoc_usage", "spoilage", "waste", "damaged", "gift", "correction", "other"
]  # fmt: skip
"""The reasons a person may give (`stock.ledger.MANUAL`)."""

Notes = Annotated[LongText, Field(max_length=2000)]
Place = Annotated[ShortText, Field(max_length=100)]
Percent = Annotated[QuantityIn, Field(le=100)]
Some = Annotated[QuantityIn, Field(gt=0)]


class Reasoned(In):
    """Why something is gone. Reason `other` needs notes."""

    reason: ManualReason = "ad_hoc_usage"
    notes: Notes = ""


class Adjustment(Reasoned):
    """How much of a lot is gone, said in one of three ways. Where nobody tells why, what stood
    there was wrong."""

    model_config = shown({"amount_used": "1.5", "unit": "lb", "reason": "spoilage"})

    reason: ManualReason = "correction"
    remaining_percentage: Percent | None = Field(None, description="Of what is there now")
    new_quantity: QuantityIn | None = Field(None, description="What is left, in the lot's unit")
    amount_used: QuantityIn | None = Field(None, description="What is gone, in `unit`")
    unit: UnitCode | None = Field(None, description="The lot's own unless told")

    @model_validator(mode="after")
    def one_way(self) -> Self:
        ways = (self.remaining_percentage, self.new_quantity, self.amount_used)
        if sum(way is not None for way in ways) != 1:
            raise BadValue(HOW_MUCH)
        return self


class Use(Reasoned):
    """So much of an ingredient is used; `short`: what becomes of it when less is there."""

    quantity: Some
    unit: UnitCode
    short: Literal["refuse", "take"] = "refuse"


class LotChange(In):
    """What a baker may say of a lot beside its amount; only the fields that are given change.
    `supplier_id` is that of its purchase."""

    location: Place | None = None
    expires_on: Day | None = None
    opened_on: Day | None = None
    lot_code: Place | None = None
    notes: Notes = ""
    supplier_id: UUID | None = None


class HowMuch(In):
    """What there is: a quantity (in `unit`, the newest lot's own unless told), or a percentage of
    what was bought of the lots that are not used up. `estimated`: looked at, not measured."""

    model_config = shown({"quantity": "2.5", "unit": "lb"})

    quantity: QuantityIn | None = None
    unit: UnitCode | None = None
    percent: Percent | None = Field(None, description="Of what was bought")
    estimated: bool = False

    @model_validator(mode="after")
    def one_way(self) -> Self:
        if (self.quantity is None) == (self.percent is None):
            raise BadValue(HOW_MUCH)
        return self


class Count(HowMuch):
    """How much there is of one lot, or of everything of a product or an ingredient."""

    model_config = shown({"lot_id": str(UUID(int=0)), "quantity": "2.5", "unit": "lb"})

    lot_id: UUID | None = None
    product_id: UUID | None = None
    ingredient_id: UUID | None = None

    @model_validator(mode="after")
    def one_thing(self) -> Self:
        things = (self.lot_id, self.product_id, self.ingredient_id)
        if sum(thing is not None for thing in things) != 1:
            raise BadValue(WHAT)
        return self


class Counts(In):
    """Several counts at once, all or none; `confirmed`: far more than was bought is right."""

    counts: Annotated[list[Count], Field(min_length=1, max_length=MOST_COUNTS)]
    confirmed: bool = False


class LotCount(HowMuch):
    """How much there is of the one lot that the address names."""

    confirmed: bool = False

    def for_lot(self, lot_id: UUID) -> Count:
        return Count(lot_id=lot_id, **self.model_dump(exclude={"confirmed"}))


class FoundStock(In):
    """Something that is at home and was never written down as bought. No price: nobody knows it."""

    model_config = shown({"product_id": str(UUID(int=0)), "quantity": "2.5", "unit": "lb"})

    product_id: UUID
    quantity: Some
    unit: UnitCode | None = Field(None, description="That of the package unless told")
    package_price: MoneyIn | None = Field(None, description="The price of one package")
    bought_on: Day | None = None
    expires_on: Day | None = None
    location: Place | None = None
    notes: Notes = ""


class Threshold(In):
    """Below so much it is low; both empty: never."""

    low_below: Some | None = None
    low_unit: UnitCode | None = None

    @model_validator(mode="after")
    def whole(self) -> Self:
        if (self.low_below is None) != (self.low_unit is None):
            raise BadValue(NOTHING_TO_CHANGE)
        return self
