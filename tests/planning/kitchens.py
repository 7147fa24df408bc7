"""The worked example of the planning rules: what the bags and towers are baked from."""

from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from baketracker.planning.core import make_plan
from baketracker.planning.demand import Wish
from baketracker.planning.gaps import Lot
from baketracker.planning.plan_terms import Counting, Inputs, Plan
from baketracker.recipes.batches import Yield, YieldMode
from baketracker.recipes.ingredients import Ingredient, Line, Nested, Recipe
from tests.finished_goods.boxes import GOODS, UNITS

CUP_OF_FLOUR = Decimal(str(120 / 236.588))

WISHES = (Wish("bag", 50), Wish("tower", 5))
YIELDS: dict[Hashable, Yield] = {
    "cookie": Yield(YieldMode.DISCRETE_COUNT, items_per_batch=48),
    "brownie": Yield(YieldMode.DISCRETE_COUNT, items_per_batch=24),
}
INGREDIENTS: dict[Hashable, Ingredient] = {
    "flour": Ingredient("flour", "Flour", CUP_OF_FLOUR),
    "sugar": Ingredient("sugar", "Sugar"),
    "butter": Ingredient("butter", "Butter"),
    "cocoa": Ingredient("cocoa", "Cocoa"),
}


def cups(ingredient: str, quantity: str) -> Line:
    """A recipe line in cups."""
    return Line(ingredient, Decimal(quantity), "cup")


RECIPES: dict[Hashable, Recipe] = {
    "frosting": Recipe("frosting", "Frosting", (cups("sugar", "2"), cups("butter", "1"))),
    "sugar-cookie": Recipe(
        "sugar-cookie",
        "Sugar Cookie",
        (cups("flour", "2"), cups("sugar", "1")),
        (Nested("frosting", Decimal("0.5")),),
    ),
    "brownie": Recipe(
        "brownie",
        "Brownie",
        (cups("flour", "1"), cups("cocoa", "0.5"), cups("sugar", "1.5")),
    ),
}
LOTS = (
    Lot("jan", "sugar", Decimal(3), "cup"),
    Lot("feb", "sugar", Decimal(10), "cup"),
    Lot("sack", "flour", Decimal(10), "lb"),
    Lot("block", "butter", Decimal(20), "cup"),
    Lot("tin", "cocoa", Decimal(5), "cup"),
)


def planned(
    *, goods: bool = False, units: bool = False, ingredients: bool = True, **changed: Any
) -> Plan:
    """The plan of the worked example, with some inputs changed; the switches say what counts."""
    given = Inputs(
        day=date(2026, 12, 24),
        counting=Counting(goods, units, ingredients),
        wishes=WISHES,
        goods=GOODS,
        units=UNITS,
        yields=YIELDS,
        recipes=RECIPES,
        ingredients=INGREDIENTS,
        lots=LOTS,
    )
    return make_plan(replace(given, **changed))
