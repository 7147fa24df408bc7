"""Which recipes somebody means by the names of what they want to make."""

from collections.abc import Sequence
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import select

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.fields import harmless
from baketracker.measures.folding import fold
from baketracker.recipes.models import Recipe
from baketracker.understanding.names import contradict

from .drafts import MOST_WORDS, By, Dish

# Of 100: called so in spite of a slip.
CALLED = 90


def dishes_of(db: TenantSession, names: Sequence[str], by: By) -> list[Dish]:
    """Each name with the recipe that is meant, if one is. One statement."""
    recipes, wanted = recipe_names(db), map(harmless, names)
    return [dish_of(name[:MOST_WORDS], recipes, by) for name in wanted if name]


@verb("read")
def recipe_names(db: TenantSession) -> list[tuple[UUID, str]]:
    """What the recipes are called, A to Z. One statement."""
    found = select(Recipe.id, Recipe.name).where(Recipe.deleted_at.is_(None))
    return [(key, name) for key, name in db.execute(found.order_by(Recipe.name, Recipe.id))]


def dish_of(said: str, recipes: Sequence[tuple[UUID, str]], by: By) -> Dish:
    """The recipe called so; else the one that is called nearly so, when no other is."""
    ranked = sorted(
        ((_likeness(said, name), key) for key, name in recipes if not contradict(said, name)),
        key=lambda one: (-one[0], str(one[1])),
    )
    called = [key for score, key in ranked if score >= CALLED]
    exact = [key for score, key in ranked if score > 100]
    if len(exact or called) == 1:
        return Dish(said=said, recipe_id=(exact or called)[0], by=by)
    return Dish(said=said, by=by)


def _likeness(said: str, name: str) -> float:
    """0 to 100, and 101 for the very same name. Words may stand in another order; that one has
    words more counts little, that the words differ counts much."""
    mine, theirs = fold(said).strip(), fold(name).strip()
    if mine == theirs:
        return 101
    return 0.6 * fuzz.token_set_ratio(mine, theirs) + 0.4 * fuzz.token_sort_ratio(mine, theirs)
