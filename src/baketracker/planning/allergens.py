"""What somebody may not eat: from ingredients through recipes, however deep they stand."""

from collections.abc import Hashable, Mapping, Sequence

from baketracker.recipes.ingredients import Recipes


def allergens_by_recipe(
    recipes: Recipes, by_ingredient: Mapping[Hashable, Sequence[str]]
) -> dict[Hashable, frozenset[str]]:
    """What each recipe and all recipes inside it bring."""
    own = {
        key: {name for line in recipe.lines for name in by_ingredient.get(line.ingredient, ())}
        for key, recipe in recipes.items()
    }
    return {key: frozenset().union(*(own[k] for k in _within(key, recipes))) for key in recipes}


def _within(recipe: Hashable, recipes: Recipes) -> set[Hashable]:
    """The recipe and all inside it; one that holds itself is met once."""
    waiting, seen = [recipe], set[Hashable]()
    while waiting:
        key = waiting.pop()
        if key in recipes and key not in seen:
            seen.add(key)
            waiting += [inner.recipe for inner in recipes[key].nested]
    return seen
