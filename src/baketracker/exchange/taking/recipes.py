"""Recipes with their lines and components, and what a batch of each yields."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from baketracker.db.types import now
from baketracker.errors import N_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import DesktopRow, NotTaken
from baketracker.measures.folding import fold
from baketracker.recipes.models import (
    FinishedUnit,
    Recipe,
    RecipeCategory,
    RecipeComponent,
    RecipeIngredient,
)

from .base import Links, Raw, Taking, Values
from .ingredients import DATED

CATEGORIES = "recipe_categories"


def category(row: DesktopRow, _links: Links) -> Values:
    return {
        "name": row.name("name"),
        "slug": row.slug(),
        "description": row.text("description"),
        "sort_order": row.whole("sort_order", 0),
    }


def categories_named(file: DesktopFile) -> Iterator[Raw]:
    """The desktop wrote the category into each recipe as a word; its list of them may be empty."""
    words = dict.fromkeys(str(row.get("category") or "").strip() for row in file.rows("recipes"))
    for word in filter(None, words):
        yield {"uuid": str(_category_id(word)), "name": word}


def _category_id(word: str) -> UUID:
    """The same word is the same category in every import."""
    return uuid5(NAMESPACE_URL, f"baketracker:recipe-category:{word}")


def recipe(row: DesktopRow, links: Links) -> Values:
    name = row.name("name")
    archived = row.flag("is_archived")
    return {
        "name": name,
        "slug": row.slug(),
        "previous_slug": row.slug("previous_slug"),
        "folded": fold(name),
        "category_id": links.ids.get((CATEGORIES, " ".join(row.text("category").split()))),
        "source": row.text("source"),
        # The desktop's 0 minutes mean that nobody said.
        "minutes": row.whole("estimated_time_minutes") or None,
        "notes": row.text("notes"),
        "base_recipe_id": links.maybe(row, "base_recipe_id", "recipes"),
        "variant_name": row.words("variant_name"),
        "is_production_ready": row.flag("is_production_ready"),
        "deleted_at": (row.moment("updated_at") or now()) if archived else None,
    }


def line(row: DesktopRow, links: Links) -> Values:
    return {
        "recipe_id": links.to(row, "recipe_id", "recipes"),
        "ingredient_id": links.leaf(row),
        "quantity": row.amount("quantity"),
        "unit": row.name("unit"),
        "notes": row.text("notes"),
        "sort_order": row.number_in_file,
    }


def component(row: DesktopRow, links: Links) -> Values:
    outer = links.to(row, "recipe_id", "recipes")
    inner = links.to(row, "component_recipe_id", "recipes")
    if outer == inner:
        raise NotTaken(N_("the recipe contains itself"))
    return {
        "recipe_id": outer,
        "component_recipe_id": inner,
        "quantity": row.amount("quantity", above_zero=True),
        "notes": row.text("notes"),
        "sort_order": row.whole("sort_order", 0),
    }


def finished_unit(row: DesktopRow, links: Links) -> Values:
    links.brought.add(row.uuid)
    return {
        "recipe_id": links.to(row, "recipe_id", "recipes"),
        "name": row.name("display_name"),
        "slug": row.slug(),
        "description": row.text("description"),
        "yield_mode": row.choice(
            "yield_mode", ("discrete_count", "batch_portion"), "discrete_count"
        ),
        "yield_type": row.choice("yield_type", ("EA", "SERVING"), "SERVING"),
        # No yield is shown as a question; a yield of 0 means the same.
        "items_per_batch": row.whole("items_per_batch") or None,
        "item_unit": row.words("item_unit"),
        "batch_percentage": _percentage(row.number("batch_percentage")),
        "portion_description": row.words("portion_description"),
        "on_hand": row.whole("inventory_count", 0),
        "category": row.words("category"),
        "production_notes": row.text("production_notes"),
        "notes": row.text("notes"),
        "sort_order": row.number_in_file,
    }


def _percentage(value: Decimal | None) -> Decimal | None:
    rounded = value and value.quantize(Decimal("0.01"))
    return rounded if rounded and rounded <= 100 else None


def _by_name(values: Values) -> str:
    return str(values["name"])


TAKINGS = (
    Taking(CATEGORIES, RecipeCategory, category, same=(("name",),), slugged=True,
           slug_from=_by_name, word="name"),
    Taking("categories in recipes", RecipeCategory, category, same=(("name",),), slugged=True,
           slug_from=_by_name, word="name", source=categories_named),
    Taking("recipes", Recipe, recipe, slugged=True, slug_from=_by_name,
           parents_first="base_recipe_id", left_out=DATED),
    Taking("recipe_ingredients", RecipeIngredient, line, part_of=("recipe_id", "recipes")),
    Taking("recipe_components", RecipeComponent, component, part_of=("recipe_id", "recipes"),
           same=(("recipe_id", "component_recipe_id"),)),
    Taking("finished_units", FinishedUnit, finished_unit, slugged=True, slug_from=_by_name,
           remembers=("name",)),
)  # fmt: skip
