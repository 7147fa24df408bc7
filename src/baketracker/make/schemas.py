"""What every door shows of baking: the board of an event, and batches as the kitchen reads them."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut
from baketracker.production.open_schemas import OpenBatchView
from baketracker.production.schemas import MadeUnit
from baketracker.recipes.schemas import RecipeRef, StepView


class OvenView(BaseModel):
    """A step in the oven: how hot, and for how long (null: the recipe does not say)."""

    celsius: int
    fahrenheit: int
    minutes: int | None


class LackView(BaseModel):
    """So much more of an ingredient is needed."""

    ingredient_id: UUID | None
    name: str
    quantity: DecimalOut
    unit: str


class CardView(BaseModel):
    """One finished unit that is baked for the event. `batches` were planned and `batches_done` are
    baked, of which `good` of the `wanted` units came out good; `in_oven` batches are begun and
    `left` of the planned ones are not. `makes`: what one batch gives (null: the recipe does not
    say).

    The pantry is shared out over all batches that are not written down yet, those in the oven
    first and then card by card: `possible` of those left, and what all of them `lack`. Nothing
    is promised twice.

    `in_batches`: an import planned batches of the recipe only, so `wanted` and `good` count these.

    `short` units are missing even when all that is planned is baked; `repair_unit_id` is what the
    plan calls them."""

    recipe: RecipeRef
    finished_unit: MadeUnit
    batches: int
    batches_done: DecimalOut
    in_oven: int
    left: int
    makes: int | None
    wanted: int
    good: int
    in_batches: bool
    lost: int
    is_complete: bool
    bake_on: date | None
    oven: list[OvenView]
    possible: int
    lacks: list[LackView]
    short: int
    repair_unit_id: UUID | None

    @property
    def is_to_do(self) -> bool:
        """Something of it waits to be begun, or to be decided."""
        return not self.is_complete and bool(self.left or self.short or not self.in_oven)

    @property
    def rounds(self) -> tuple[int, int]:
        """Trays that are baked, of how many."""
        done = int(self.batches_done)
        return done, max(self.batches, done + self.in_oven + self.left)


class ClaimView(BaseModel):
    """Ingredients, by name, that would be enough here were they not promised to an event whose turn
    comes first."""

    event: EventRef
    names: list[str]


class BoardView(BaseModel):
    """All that is baked for an event. `in_oven` is what is begun; `oven_lacks` what the pantry
    lacks for that alone; `claims`: what baking here takes from earlier events."""

    event: EventRef
    plan_state: str
    cards: list[CardView]
    in_oven: list[OpenBatchView]
    oven_lacks: list[LackView]
    claims: list[ClaimView]

    @property
    def to_do(self) -> list[CardView]:
        return [card for card in self.cards if card.is_to_do]

    @property
    def done(self) -> list[CardView]:
        return [card for card in self.cards if card.is_complete]

    @property
    def left(self) -> int:
        """Batches nobody has begun."""
        return sum(card.left for card in self.cards if not card.is_complete)


class AmountView(BaseModel):
    """So much of an ingredient, as the recipe says it and, where its density is known, the other
    way: a volume by weight, a weight by volume."""

    name: str
    quantity: DecimalOut
    unit: str
    other: DecimalOut | None
    other_unit: str | None


class PartView(BaseModel):
    """What a recipe takes itself, or with a `name` what `batches` of one inside it take."""

    name: str
    batches: DecimalOut
    amounts: list[AmountView]


class CookStep(StepView):
    """A step of the method with the ingredients it speaks of."""

    amounts: list[AmountView]


class CookingView(BaseModel):
    """A recipe as it is cooked: `factor` times everything, as it was frozen for the plan."""

    recipe: RecipeRef
    factor: DecimalOut
    parts: list[PartView]
    steps: list[CookStep]
    oven: list[OvenView]


class SheetPart(BaseModel):
    """One thing to bake on the sheet of the day: `batches` of it are left, `cooking` is for all of
    them."""

    card: CardView
    cooking: CookingView

    @property
    def batches(self) -> int:
        return self.card.left + self.card.in_oven

    @property
    def makes(self) -> int | None:
        return None if self.card.makes is None else self.card.makes * self.batches
