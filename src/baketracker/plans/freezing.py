"""Freezing recipes and finished goods: what they are now, kept for a plan or a run.

What is frozen is JSON with amounts as text. A recipe's `needs` are all ingredients of one batch,
the recipes inside it included, each in the first unit it is written in: that is what a run takes.
A good's `inside` are all goods in it, `units` and `material_units` what those are made of; each
stands there once, however often it is packed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.fields import plain
from baketracker.finished_goods.contents import contents_of as packed_in
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.finished_goods.packing import tally
from baketracker.finished_goods.service import parts_of
from baketracker.ingredients.service import density_of_row
from baketracker.materials.models import MaterialProduct, MaterialUnit
from baketracker.recipes.contents import Contents, as_written, contents_of
from baketracker.recipes.ingredients import Batches, Ingredient, collect, merge
from baketracker.recipes.models import FinishedUnit, Recipe, RecipeStep

from .models import DefinitionSnapshot, RecipeSnapshot

YIELD = (
    "name", "yield_mode", "yield_type", "items_per_batch", "item_unit", "batch_percentage",
    "portion_description", "shelf_life_days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FrozenNeed:
    """So much of an ingredient for one batch; without an id an import knew the name only."""

    ingredient_id: UUID | None
    name: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class FrozenPart:
    """One line of a good: a finished_unit, finished_good, packaging or material_unit."""

    kind: str
    id: UUID
    name: str
    quantity: Decimal
    is_generic: bool
    line_id: UUID | None


def needs_in(snapshot: RecipeSnapshot) -> list[FrozenNeed]:
    """What one batch takes, as it was frozen."""
    return [
        FrozenNeed(
            UUID(one["ingredient_id"]) if one["ingredient_id"] else None,
            one["ingredient"],
            Decimal(one["quantity"]),
            one["unit"],
        )
        for one in snapshot.content["needs"]
    ]


def parts_frozen(snapshot: DefinitionSnapshot) -> list[FrozenPart]:
    """What goes into one of a good, as it was frozen; inner goods are one line each."""
    return parts_in(snapshot.content)


def parts_in(content: Mapping[str, Any]) -> list[FrozenPart]:
    """What goes into one of a good whose content this is, frozen or now."""
    return [
        FrozenPart(
            one["kind"],
            UUID(one["id"]),
            one["name"],
            Decimal(one["quantity"]),
            one["is_generic"],
            UUID(one["line_id"]) if one.get("line_id") else None,
        )
        for one in content["parts"]
    ]


def recipe_contents(db: TenantSession, recipe_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What each recipe is now, as it is frozen; one that is not in this bakery is absent. Seven
    statements."""
    contents = contents_of(db, recipe_ids)
    known = list(contents.recipes)
    categories = _categories(db, known)
    yields = _by(db, FinishedUnit, FinishedUnit.recipe_id, known)
    steps = _by(db, RecipeStep, RecipeStep.recipe_id, known)
    return {
        key: _recipe(contents, key, categories[key])
        | {
            "yields": [
                {"id": str(unit.id)} | {name: _plain(getattr(unit, name)) for name in YIELD}
                for unit in yields.get(key, ())
                if unit.deleted_at is None
            ],
            "steps": [
                {name: getattr(one, name) for name in ("text", "minutes", "oven_celsius")}
                | {"has_timer": one.has_timer}
                for one in steps.get(key, ())
            ],
        }
        for key in recipe_ids
        if key in contents.recipes
    }


def freeze_recipes(
    db: TenantSession, recipe_ids: Collection[UUID], **kept: Any
) -> dict[UUID, RecipeSnapshot]:
    """A snapshot of each recipe; `kept` are further columns of it. Seven statements."""
    rows = {
        key: RecipeSnapshot(recipe_id=key, content=content, **kept)
        for key, content in recipe_contents(db, recipe_ids).items()
    }
    db.add_all(rows.values())
    db.flush()
    return rows


def good_contents(db: TenantSession, good_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What each finished good is now, as it is frozen. Seven statements. Raises CircularGood,
    TooDeep, NotWhole."""
    packed = packed_in(db, good_ids)
    inside: dict[UUID, list[Any]] = {
        key: list(tally(key, packed.goods).goods) for key in good_ids if key in packed.goods
    }
    held: set[Any] = {one for own in inside.values() for one in own}
    heads = {
        row.id: row for row in db.scalars(select(FinishedGood).where(among(FinishedGood.id, held)))
    }
    lines = _lines(db, held)
    units = {str(key): _unit(row) for key, row in packed.units.items()}
    materials = _materials(db, lines)
    return {
        key: _good(heads[key], lines)
        | {
            "inside": {str(one): _good(heads[one], lines) for one in own if one != key},
            "units": {one: units[one] for one in _named(own, lines, "finished_unit")},
            "material_units": {one: materials[one] for one in _named(own, lines, "material_unit")},
        }
        for key, own in inside.items()
    }


def freeze_goods(
    db: TenantSession, good_ids: Collection[UUID], **kept: Any
) -> dict[UUID, DefinitionSnapshot]:
    """A snapshot of each finished good with all that is in it; `kept` are further columns."""
    rows = {
        key: DefinitionSnapshot(finished_good_id=key, content=content, **kept)
        for key, content in good_contents(db, good_ids).items()
    }
    db.add_all(rows.values())
    db.flush()
    return rows


def _recipe(contents: Contents, key: UUID, category: str) -> dict[str, Any]:
    row = contents.recipes[key]
    head = ("name", "source", "minutes", "notes", "variant_name", "is_production_ready")
    return (
        {name: getattr(row, name) for name in head}
        | {"category": category}
        | _tree(contents, key, ())
        | {"needs": _needs(contents, key)}
    )


def _tree(contents: Contents, key: UUID, above: tuple[UUID, ...]) -> dict[str, Any]:
    """The lines of a recipe and, as deep as they go, the recipes inside it."""
    return {
        "lines": [
            {
                "ingredient_id": str(line.ingredient_id),
                "ingredient": contents.ingredients[line.ingredient_id].name,
                "quantity": plain(line.quantity),
                "unit": line.unit,
            }
            for line in contents.lines[key]
        ],
        "components": [
            {
                "recipe_id": str(part.component_recipe_id),
                "recipe": contents.recipes[part.component_recipe_id].name,
                "batches": plain(part.quantity),
            }
            | _tree(contents, part.component_recipe_id, (*above, key))
            for part in contents.components[key]
            if part.component_recipe_id not in (*above, key)
        ],
    }


def _needs(contents: Contents, key: UUID) -> list[dict[str, Any]]:
    """All ingredients of one batch in the order of the recipe, each once where its units allow."""
    named: dict[Any, Ingredient] = {
        one: Ingredient(one, row.name, density_of_row(row))
        for one, row in contents.ingredients.items()
    }
    uses = collect([Batches(key, Decimal(1))], as_written(contents))
    written = {use.line.ingredient: place for place, use in reversed(list(enumerate(uses)))}
    needs = sorted(merge(uses, named), key=lambda need: written[need.ingredient.id])
    return [
        {
            "ingredient_id": str(need.ingredient.id),
            "ingredient": need.ingredient.name,
            "quantity": plain(need.quantity),
            "unit": need.unit,
        }
        for need in needs
        if need.quantity
    ]


def _categories(db: TenantSession, recipe_ids: Sequence[UUID]) -> dict[UUID, str]:
    found = select(Recipe).where(among(Recipe.id, recipe_ids))
    rows = db.scalars(
        found.options(joinedload(Recipe.category)).execution_options(populate_existing=True)
    )
    return {row.id: row.category.name if row.category else "" for row in rows}


def _by(
    db: TenantSession, entity: Any, key: Any, recipe_ids: Sequence[UUID]
) -> Mapping[UUID, list[Any]]:
    """Rows of recipes in their order, by recipe."""
    grouped: dict[UUID, list[Any]] = {}
    own = select(entity).where(among(key, recipe_ids)).order_by(entity.sort_order, entity.id)
    for row in db.scalars(own):
        grouped.setdefault(row.recipe_id, []).append(row)
    return grouped


def _lines(db: TenantSession, good_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    own = select(Composition).where(among(Composition.finished_good_id, good_ids))
    keys = {(line.finished_good_id, _held(line)): line.id for line in db.scalars(own)}
    return {
        key: [
            {
                "kind": part.kind,
                "id": str(part.id),
                "name": part.name,
                "quantity": plain(part.quantity),
                "notes": part.notes,
                "is_generic": part.is_generic,
                "line_id": str(keys[key, part.id]),
            }
            for part in parts
        ]
        for key, parts in parts_of(db, list(good_ids)).items()
    }


def _held(line: Composition) -> UUID | None:
    """What the line holds: one of the four."""
    return (
        line.finished_unit_id
        or line.component_good_id
        or line.material_unit_id
        or line.packaging_product_id
    )


def _good(row: FinishedGood, lines: Mapping[UUID, list[dict[str, Any]]]) -> dict[str, Any]:
    head = ("name", "slug", "description", "assembly_type", "packaging_instructions", "notes")
    return {name: getattr(row, name) for name in head} | {"parts": lines.get(row.id, [])}


def _unit(row: FinishedUnit) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in YIELD} | {
        "recipe_id": str(row.recipe_id),
        "recipe": row.recipe.name,
    }


def _materials(
    db: TenantSession, lines: Mapping[UUID, list[dict[str, Any]]]
) -> dict[str, dict[str, Any]]:
    ids = [UUID(one) for one in _named(lines, lines, "material_unit")]
    found = select(MaterialUnit).where(among(MaterialUnit.id, ids))
    rows = db.scalars(
        found.options(joinedload(MaterialUnit.product).joinedload(MaterialProduct.material))
    )
    return {
        str(row.id): {
            "name": row.name,
            "quantity_per_unit": plain(row.quantity_per_unit),
            "material_product_id": str(row.material_product_id),
            "material_product": row.product.name,
            "material": row.product.material.name,
        }
        for row in rows
    }


def _named(
    goods: Iterable[Any], lines: Mapping[UUID, list[dict[str, Any]]], kind: str
) -> list[str]:
    """Ids of all of one kind in these goods, each once."""
    held = (part for key in goods for part in lines.get(key, ()) if part["kind"] == kind)
    return list(dict.fromkeys(part["id"] for part in held))


def _plain(value: Any) -> Any:
    return plain(value) if isinstance(value, Decimal) else value
