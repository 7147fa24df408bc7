"""From the planning rules' results to what the doors show."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from baketracker.errors import InvalidInput, RuleBroken
from baketracker.finished_goods.schemas import GoodRef, PartView
from baketracker.ingredients.schemas import IngredientRef
from baketracker.measures.conversion import convert
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit
from baketracker.recipes.schemas import RecipeRef

from .batches import BatchChoice, YieldMissing
from .demand import Demand, Requirement
from .gaps import Gap, Lot
from .ingredients import Need, Source
from .reading import Choices, Kitchen, yield_of
from .schemas import (
    BatchStep,
    BatchesView,
    DemandSource,
    IngredientPlan,
    Issue,
    LinkView,
    StockView,
    UnitPlan,
    UseView,
    WishView,
)


def wish_view(
    choices: Choices, at: int, parts: list[PartView], trouble: RuleBroken | None
) -> WishView:
    """The wish at this place with its lines, and why it cannot be taken apart, if so."""
    wish = choices.wishes[at]
    return WishView(
        good=GoodRef.of(choices.goods[wish.good]),  # type: ignore[index]
        quantity=wish.quantity,
        parts=parts,
        issue=Issue.of(trouble) if trouble else None,
    )
