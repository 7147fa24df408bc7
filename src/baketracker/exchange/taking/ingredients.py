"""Ingredients, their other names and their codes elsewhere."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import cast
from uuid import UUID

from baketracker.errors import N_, NN_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import DesktopRow, NotTaken, storable
from baketracker.ingredients.models import Ingredient, IngredientAlias, IngredientCrosswalk
from baketracker.ingredients.names import search_text
from baketracker.measures.density import grams_per_ml

from .base import Links, Raw, Taking, Values

OTHER_NAMES = "other names"
HUNG_BELOW = NN_(
    "%(count)s ingredient that hung below an ingredient now hangs in its group.",
    "%(count)s ingredients that hung below an ingredient now hang in its group.",
)
NOT_WHOLE = NN_(
    "%(count)s density that was not whole is empty now.",
    "%(count)s densities that were not whole are empty now.",
)
DENSITY = ("density_volume", "density_volume_unit", "density_weight", "density_weight_unit")


def ingredient(row: DesktopRow, links: Links) -> Values:
    name = row.name("display_name")
    parent, level = _place(row, links)
    return {
        "name": name,
        "slug": row.slug(),
        "folded": search_text(name, _other_names(row)),
        "parent_id": parent,
        "level": level,
        "category": row.text("category", longest=200),
        "default_unit": None,
        "description": row.text("description"),
        "notes": row.text("notes"),
        **_density(row, links),
        "moisture_pct": _percent(row.number("moisture_pct")),
        "allergens": [str(word) for word in row.listing("allergens")],
        "foodon_id": row.words("foodon_id"),
        "foodex2_code": row.words("foodex2_code"),
        "langual_terms": row.listing("langual_terms"),
        "fdc_ids": row.listing("fdc_ids"),
    }


def with_other_names(file: DesktopFile) -> Iterator[Raw]:
    """Each ingredient with its other names, because a search looks through both."""
    names: defaultdict[object, list[object]] = defaultdict(list)
    for row in file.rows("ingredient_aliases"):
        names[row.get("ingredient_id")].append(row.get("alias"))
    for row in file.rows("ingredients"):
        yield row | {OTHER_NAMES: names[row["id"]]}


def _other_names(row: DesktopRow) -> list[str]:
    row.asked.add(OTHER_NAMES)
    names = cast(list[object] | None, row.values.get(OTHER_NAMES))
    return [storable(name) for name in names or () if isinstance(name, str)]


def alias(row: DesktopRow, links: Links) -> Values:
    return {
        "ingredient_id": links.to(row, "ingredient_id", "ingredients"),
        "alias": row.name("alias"),
        "locale": row.words("locale"),
    }


def crosswalk(row: DesktopRow, links: Links) -> Values:
    return {
        "ingredient_id": links.to(row, "ingredient_id", "ingredients"),
        "system": row.name("system"),
        "code": row.name("code"),
        "meta": row.mapping("meta"),
    }


def _place(row: DesktopRow, links: Links) -> tuple[UUID | None, int]:
    """The nearest group above that is really a group: the desktop let ingredients hang below
    ingredients."""
    level = row.whole("hierarchy_level", 2)
    if level is None or level > 2:
        raise NotTaken(N_("its level is unknown"))
    parent = links.maybe(row, "parent_ingredient_id", "ingredients")
    while parent is not None and links.facts[parent]["level"] >= level:
        links.note(HUNG_BELOW)
        parent = links.facts[parent]["parent_id"]
    return parent, level


def _density(row: DesktopRow, links: Links) -> Values:
    """All four parts, or none when they do not say what a volume weighs."""
    fields = (
        row.number("density_volume_value"), row.words("density_volume_unit"),
        row.number("density_weight_value"), row.words("density_weight_unit"),
    )  # fmt: skip
    if grams_per_ml(*fields) is not None:
        return dict(zip(DENSITY, fields, strict=True))
    if any(fields):
        links.note(NOT_WHOLE)
    return dict.fromkeys(DENSITY)


def _percent(value: Decimal | None) -> Decimal | None:
    return value if value is not None and value <= 100 else None


DATED = frozenset({"date_added", "last_modified"})

TAKINGS = (
    Taking(
        "ingredients", Ingredient, ingredient, same=(("name",),), slugged=True,
        slug_from=lambda values: str(values["name"]), parents_first="parent_ingredient_id",
        remembers=("name", "level", "parent_id"), source=with_other_names, left_out=DATED,
    ),
    Taking("ingredient_aliases", IngredientAlias, alias, same=(("ingredient_id", "alias"),)),
    Taking(
        "ingredient_crosswalks", IngredientCrosswalk, crosswalk,
        same=(("ingredient_id", "system", "code"),),
    ),
)  # fmt: skip
