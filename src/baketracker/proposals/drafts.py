"""What a proposal holds until somebody confirms it: one draft a kind, each field with who said it.

A draft is kept as JSON in `Proposal.payload`; what it refers to is looked up anew whenever it is
shown, so that a renamed product never stands here under its old name."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from baketracker.fields import DecimalOut, Told

By = Literal["model", "rules", "learnt", "program", "person"]
"""Who said it: the model that read, our own rules, a correction of before, a program by its tool,
or the baker."""

Kind = Literal["purchase", "stock", "event", "plan", "run"]
LineState = Literal["ready", "check", "new", "skip", "saved"]
MOST_LINES, MOST_DOUBLES = 200, 20
# The kind of background work that reads.
READING = "read"
MOST_WORDS = 300
Words = Annotated[Told, Field(max_length=MOST_WORDS)]


class Part(BaseModel):
    """What every part of a draft is: nothing else may stand in it."""

    model_config = ConfigDict(extra="forbid")


class NewPackage(Part):
    """A package nobody has written down yet: it becomes a provisional product. What is None has to
    be said before it can be saved."""

    name: Words
    ingredient_id: UUID | None = None
    quantity: DecimalOut | None = None
    unit: str | None = None

    @property
    def is_whole(self) -> bool:
        return None not in (self.ingredient_id, self.quantity, self.unit)


class PurchaseLine(Part):
    """One line: `text` as it is printed or was said. Whole `packages` of a product (or of a new
    one) at `price` each, or nobody knows yet of which. `reason` is a code of why it needs a look;
    `choices` are the products it may be; `total` is what was printed for all of it."""

    key: int
    text: Words
    name: Words = ""
    state: LineState = "check"
    reason: str = ""
    product_id: UUID | None = None
    material_product_id: UUID | None = None
    new: NewPackage | None = None
    choices: list[UUID] = Field(default_factory=list, max_length=3)
    packages: int = 1
    price: DecimalOut | None = None
    total: DecimalOut | None = None
    suggestion: DecimalOut | None = None
    by: dict[str, By] = Field(default_factory=dict)
    is_weighed: bool = False
    receipt_id: UUID | None = None

    @property
    def is_saving(self) -> bool:
        """Whether confirming saves it."""
        return self.state in ("ready", "new")

    @property
    def cost(self) -> Decimal | None:
        """What it comes to."""
        if self.price is not None:
            return self.price * self.packages
        return self.total


class Sums(Part):
    """What a receipt prints below its lines; None where it prints nothing."""

    subtotal: DecimalOut | None = None
    discount: DecimalOut | None = None
    tax: DecimalOut | None = None
    deposit: DecimalOut | None = None
    tip: DecimalOut | None = None
    total: DecimalOut | None = None


class Double(Part):
    """What this may be a second time: a proposal or a receipt, and how that was seen. `answer` is
    what the baker said to it."""

    how: Literal["same_file", "alike", "same_sums", "said"]
    proposal_id: UUID | None = None
    receipt_id: UUID | None = None
    line: int | None = None
    answer: Literal["", "keep", "replace"] = ""


class PurchaseDraft(Part):
    """What was bought: `store` as it was said or printed, and which of ours that is."""

    store: Words = ""
    supplier_id: UUID | None = None
    bought_on: date
    day_doubt: str = ""
    number: Words = ""
    sums: Sums = Field(default_factory=Sums)
    lines: list[PurchaseLine] = Field(max_length=MOST_LINES)
    doubles: list[Double] = Field(default_factory=list, max_length=MOST_DOUBLES)
    by: dict[str, By] = Field(default_factory=dict)

    def line(self, key: int) -> PurchaseLine | None:
        return next((one for one in self.lines if one.key == key), None)


class StockLine(Part):
    """So much of one lot is there, in the lot's `unit`; or used, where it `is_use`. What was said
    of one package is `percent_low` to `percent_high`: plans count on the low end. Without a lot,
    `choices` are those it may be."""

    key: int
    text: Words
    state: LineState = "check"
    reason: str = ""
    lot_id: UUID | None = None
    choices: list[UUID] = Field(default_factory=list, max_length=20)
    percent_low: DecimalOut | None = None
    percent_high: DecimalOut | None = None
    quantity: DecimalOut | None = None
    unit: str | None = None
    is_use: bool = False
    by: dict[str, By] = Field(default_factory=dict)

    @property
    def is_saving(self) -> bool:
        return self.state == "ready"


class StockDraft(Part):
    """What was seen in the pantry."""

    lines: list[StockLine] = Field(max_length=MOST_LINES)

    def line(self, key: int) -> StockLine | None:
        return next((one for one in self.lines if one.key == key), None)


class Dish(Part):
    """Something to make: as it was said, and which recipe that is; None: a new one."""

    said: Words
    recipe_id: UUID | None = None
    by: By = "rules"


class EventDraft(Part):
    """An event to bake for."""

    name: Words
    event_date: date | None = None
    guests: int | None = None
    dishes: list[Dish] = Field(default_factory=list, max_length=50)
    by: dict[str, By] = Field(default_factory=dict)
    event_id: UUID | None = None


class PlanDraft(Part):
    """Another number of one finished good of an event; 0 takes it off."""

    event_id: UUID
    finished_good_id: UUID
    quantity: int
    reason: Words = ""
    by: dict[str, By] = Field(default_factory=dict)


class RunDraft(Part):
    """Something was baked: so many batches, so many good units of it."""

    finished_unit_id: UUID
    event_id: UUID | None = None
    batches: int
    good: int
    by: dict[str, By] = Field(default_factory=dict)


Draft = PurchaseDraft | StockDraft | EventDraft | PlanDraft | RunDraft
DRAFTS: dict[str, type[Draft]] = {
    "purchase": PurchaseDraft,
    "stock": StockDraft,
    "event": EventDraft,
    "plan": PlanDraft,
    "run": RunDraft,
}


def draft_of(kind: str, payload: dict[str, Any]) -> Draft:
    """The draft a payload holds."""
    return DRAFTS[kind].model_validate(payload)


def kept(draft: Draft) -> dict[str, Any]:
    """As JSON, the way the payload keeps it."""
    return draft.model_dump(mode="json")


def fingerprint(payload: dict[str, Any]) -> str:
    """What a confirmation is bound to: SHA-256 of the payload somebody has seen, in hex."""
    plain = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()
