"""Generated bakeries: ingredients with and without density, recipes inside recipes, sizes and
portions, boxes in boxes, lots and things on hand, from one box to ten thousand."""

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from baketracker.finished_goods.packing import FinishedGood, FinishedUnit, Part
from baketracker.planning.demand import Wish
from baketracker.planning.gaps import Lot
from baketracker.planning.netting import OnHand
from baketracker.planning.plan_terms import Counting, Inputs
from baketracker.recipes.batches import Yield, YieldMode
from baketracker.recipes.ingredients import Ingredient, Line, Nested, Recipe

DAY = date(2026, 12, 24)
METRIC = ("g", "kg", "ml", "l")
ALL = (*METRIC, "cup", "tbsp", "oz", "lb")
DENSITIES = st.decimals(Decimal("0.2"), Decimal("1.5"), places=3)
AMOUNTS = st.decimals(Decimal("0.1"), 900, places=1)
MANY = st.one_of(st.integers(1, 40), st.integers(41, 3000), st.just(10_000))


@st.composite
def bakeries(
    draw: st.DrawFn, units: tuple[str, ...] = ALL, wanted: st.SearchStrategy[int] = MANY
) -> Inputs:
    """All a plan is made of. Every ingredient has a density, so that all of its units meet."""
    ingredients = _ingredients(draw, units)
    recipes = _recipes(draw, list(ingredients), units)
    finished, yields = _finished(draw, recipes)
    goods = _goods(draw, list(finished))
    listed = draw(st.lists(st.sampled_from(list(goods)), min_size=1, max_size=3, unique=True))
    return Inputs(
        day=DAY,
        counting=Counting(draw(st.booleans()), draw(st.booleans()), draw(st.booleans())),
        wishes=tuple(Wish(key, draw(wanted)) for key in listed),
        goods=goods,
        units=finished,
        yields=yields,
        recipes=recipes,
        ingredients=ingredients,
        lots=tuple(_lots(draw, list(ingredients), units)),
        goods_on_hand={key: draw(on_hand()) for key in goods},
        units_on_hand={key: draw(on_hand()) for key in finished},
    )


@st.composite
def on_hand(draw: st.DrawFn) -> OnHand:
    days = st.none() | st.integers(-3, 3).map(lambda n: DAY + timedelta(days=n))
    return OnHand(draw(st.integers(0, 60)), draw(days))


def _ingredients(draw: st.DrawFn, units: tuple[str, ...]) -> dict[Hashable, Ingredient]:
    sold = st.none() | st.sampled_from(units)
    return {
        f"i{n}": Ingredient(f"i{n}", f"Ingredient {n}", draw(DENSITIES), draw(sold))
        for n in range(draw(st.integers(1, 4)))
    }


def _recipes(
    draw: st.DrawFn, ingredients: list[Any], units: tuple[str, ...]
) -> dict[Hashable, Recipe]:
    """A recipe holds only recipes before it, each at most once."""
    line = st.builds(Line, st.sampled_from(ingredients), AMOUNTS, st.sampled_from(units))
    share = st.decimals(Decimal("0.1"), 3, places=1)
    made: dict[Hashable, Recipe] = {}
    for n in range(draw(st.integers(1, 4))):
        inner = draw(st.sets(st.sampled_from([f"r{i}" for i in range(n)] or ["r0"]), max_size=2))
        nested = tuple(Nested(key, draw(share)) for key in sorted(inner) if key in made)
        lines = tuple(draw(st.lists(line, min_size=1, max_size=3)))
        made[f"r{n}"] = Recipe(f"r{n}", f"Recipe {n}", lines, nested)
    return made


def _finished(
    draw: st.DrawFn, recipes: Mapping[Hashable, Recipe]
) -> tuple[dict[Hashable, FinishedUnit], dict[Hashable, Yield]]:
    units: dict[Hashable, FinishedUnit] = {}
    yields: dict[Hashable, Yield] = {}
    counted = st.integers(1, 120).map(lambda n: Yield(YieldMode.DISCRETE_COUNT, n))
    portions = st.decimals(Decimal("0.5"), 100, places=2).map(
        lambda p: Yield(YieldMode.BATCH_PORTION, batch_percentage=p)
    )
    for recipe in recipes.values():
        for n in range(draw(st.integers(1, 2))):
            key = f"{recipe.id}-u{n}"
            units[key] = FinishedUnit(key, f"Unit {n}", recipe.id, recipe.name)
            yields[key] = draw(st.one_of(counted, portions))
    return units, yields


def _goods(draw: st.DrawFn, units: list[Any]) -> dict[Hashable, FinishedGood]:
    """A good holds only goods before it."""
    count = st.integers(1, 6)
    made: dict[Hashable, FinishedGood] = {}
    for n in range(draw(st.integers(1, 4))):
        inside = draw(st.lists(st.sampled_from(units), min_size=1, max_size=3, unique=True))
        parts = [Part(draw(count), key) for key in inside]
        if n:
            boxes = draw(st.sets(st.sampled_from([f"g{i}" for i in range(n)]), max_size=2))
            parts += [Part(draw(count), None, key) for key in sorted(boxes)]
        made[f"g{n}"] = FinishedGood(f"g{n}", f"Good {n}", tuple(parts))
    return made


def _lots(draw: st.DrawFn, ingredients: list[Any], units: tuple[str, ...]) -> list[Lot]:
    days = st.none() | st.integers(-2, 2).map(lambda n: DAY + timedelta(days=n))
    return [
        Lot(f"l{n}", draw(st.sampled_from(ingredients)), draw(AMOUNTS),
            draw(st.sampled_from(units)), None, draw(days))
        for n in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
