"""What is shown of losses: the chance of each way to bake, and what is usually lost."""

from collections.abc import Hashable
from decimal import Decimal
from typing import Any

from baketracker.production.learning import Learnt

from .batches import BatchOption
from .plan_terms import Inputs, UnitFigures
from .sureness import Sureness, chance_of
from .unit_schemas import LossView

TENTH = Decimal("0.1")


def chance_figures(option: BatchOption, figures: UnitFigures, given: Inputs) -> dict[str, Any]:
    """How likely an option is enough and what it leaves over; nothing where the plan takes no
    notice of losses."""
    gives = given.yields.get(option.made_as or figures.unit.id)
    if not given.sureness.is_on or gives is None:
        return {}
    learnt = given.sureness.of(figures.unit.recipe_id)
    chance = chance_of(option, figures.to_make, gives, learnt)
    return {"chance": _tenth(chance.covers * 100), "left_over": _tenth(chance.leftovers)}


def loss_figures(recipe: Hashable, given: Inputs) -> LossView | None:
    """What is usually lost of a recipe, where the plan takes notice of it."""
    if not given.sureness.is_on:
        return None
    return _told(given.sureness.of(recipe))


def loss_elsewhere(sureness: Sureness) -> LossView:
    """What is lost of a recipe nobody has baked yet."""
    return _told(sureness.elsewhere)


def _told(learnt: Learnt) -> LossView:
    return LossView(
        percent=_tenth(learnt.mean_loss * 100), runs=learnt.runs, source=learnt.source.value
    )


def _tenth(value: float) -> Decimal:
    return Decimal(value).quantize(TENTH)
