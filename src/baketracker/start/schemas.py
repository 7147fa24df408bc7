"""What comes in from the first run, and what it ends with."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model

from baketracker.errors import N_, InvalidInput
from baketracker.fields import In
from baketracker.planning.schemas import PlanView

from .offers import UNITS, field_of

Count = Annotated[int, Field(ge=0, le=10_000)]


class Answers(In):
    """The answers of the first two questions; `skip` takes what we suggest."""

    occasion: Annotated[str, Field(max_length=20)] = ""
    on: date | None = None
    skip: bool = False

    def counts(self) -> Mapping[str, int]:
        """How many of each finished unit, those that are wanted. Raises InvalidInput for none."""
        typed = self.model_dump()
        wanted = {unit: typed[field_of(unit)] for unit in UNITS if typed[field_of(unit)]}
        if not wanted:
            raise InvalidInput(N_("Say how many of at least one thing you will make."))
        return wanted


_counts: dict[str, Any] = {field_of(unit): (Count, 0) for unit in UNITS}
FirstPlan: type[Answers] = create_model("FirstPlan", __base__=Answers, **_counts)
"""All answers: with a field for each finished unit on offer."""


class ResultView(BaseModel):
    """The first plan. `shopping` is what all packages to buy cost together, without those of
    `unpriced`; None: no price is known."""

    plan: PlanView
    shopping: Decimal | None
    unpriced: int
