"""The starter catalogue as rows of one bakery, in its units and its money."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from babel.numbers import get_currency_precision

from baketracker.db.base import TenantOwned
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.ingredients.models import Ingredient
from baketracker.materials.models import (
    Material,
    MaterialCategory,
    MaterialProduct,
    MaterialSubcategory,
    MaterialUnit,
)
from baketracker.measures.folding import fold
from baketracker.measures.material_units import BaseUnit, to_base
from baketracker.measures.slugs import slugify
from baketracker.products.models import Product
from baketracker.recipes.models import (
    FinishedUnit,
    Recipe,
    RecipeCategory,
    RecipeComponent,
    RecipeIngredient,
    RecipeStep,
)

from .contents import Package, Starter, StarterIngredient, StarterMaterial, Units, Yield

Rows = list[dict[str, Any]]
Table = tuple[type[TenantOwned], Rows]

GROUP, ROOT, LEAF = 1, 0, 2


@dataclass(frozen=True, slots=True)
class Kitchen:
    """How a bakery measures and pays."""

    units: Units
    currency: str


def starter_id(what: str, name: str) -> UUID:
    """The same thing has the same id in every bakery: ids are only unique within one."""
    return uuid5(NAMESPACE_URL, f"baketracker:starter:{what}:{name}")


def named(what: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": starter_id(what, name), "name": name, "slug": slugify(name), **more}


def folded(what: str, name: str, **more: Any) -> dict[str, Any]:
    return named(what, name, folded=fold(name), **more)


def local_price(starter: Starter, kitchen: Kitchen, dollars: Decimal) -> Decimal | None:
    """About what it costs in the bakery's money; None for a currency nobody gave a rate for."""
    rate = starter.currencies.get(kitchen.currency)
    if rate is None:
        return None
    step = Decimal("0.05") if get_currency_precision(kitchen.currency) else Decimal(5)
    price = (dollars * rate / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return max(price, step)


def catalogue(starter: Starter, kitchen: Kitchen) -> list[Table]:
    """Every table of the catalogue but prices, in the order of need."""
    return [
        (Ingredient, _ingredients(starter)),
        (Product, _products(starter, kitchen)),
        (RecipeCategory, _categories(starter)),
        (Recipe, _recipes(starter)),
        (RecipeIngredient, _lines(starter, kitchen)),
        (RecipeComponent, _components(starter)),
        (RecipeStep, _steps(starter)),
        (FinishedUnit, _units(starter)),
        *_materials(starter, kitchen),
        (FinishedGood, _goods(starter)),
        (Composition, _compositions(starter)),
    ]


def _ingredients(starter: Starter) -> Rows:
    roots = dict.fromkeys(row.root for row in starter.ingredients)
    groups = dict.fromkeys((row.root, row.group) for row in starter.ingredients)
    return [
        *(_group(root, ROOT, root, None) for root in roots),
        *(_group(group, GROUP, root, starter_id("group", root)) for root, group in groups),
        *(_leaf(row) for row in starter.ingredients),
    ]


def _group(name: str, level: int, category: str, parent: UUID | None) -> dict[str, Any]:
    return _ingredient("group", name, level, category, parent, None)


def _leaf(row: StarterIngredient) -> dict[str, Any]:
    parent = starter_id("group", row.group)
    return _ingredient("ingredient", row.name, LEAF, row.group, parent, row.cup) | {
        "shelf_life_days": row.days, "allergens": list(row.allergens),
    }  # fmt: skip


def _ingredient(
    what: str, name: str, level: int, category: str, parent: UUID | None, cup: Decimal | None
) -> dict[str, Any]:
    """Rows of one insert have one shape, so groups carry the empty fields of a leaf."""
    return folded(
        what, name, level=level, category=category, parent_id=parent,
        density_volume=cup and Decimal(1), density_volume_unit=cup and "cup",
        density_weight=cup, density_weight_unit=cup and "g",
        shelf_life_days=None, allergens=[],
    )  # fmt: skip


def _products(starter: Starter, kitchen: Kitchen) -> Rows:
    return [_product(row, row.packages[kitchen.units]) for row in starter.ingredients]


def _product(row: StarterIngredient, package: Package) -> dict[str, Any]:
    return {
        "id": starter_id("product", row.name),
        "ingredient_id": starter_id("ingredient", row.name),
        "name": row.name, "folded": fold(row.name),
        "slug": slugify(f"{row.name} {package.size.normalize():f} {package.unit}"),
        "package_type": package.kind, "package_unit": package.unit,
        "package_quantity": package.size, "preferred": True,
    }  # fmt: skip


def _categories(starter: Starter) -> Rows:
    names = dict.fromkeys(recipe.category for recipe in starter.recipes)
    return [named("category", name, sort_order=place) for place, name in enumerate(names)]


def _recipes(starter: Starter) -> Rows:
    return [
        folded(
            "recipe", recipe.name, category_id=starter_id("category", recipe.category),
            minutes=recipe.minutes, is_production_ready=True,
        )
        for recipe in starter.recipes
    ]  # fmt: skip


def _lines(starter: Starter, kitchen: Kitchen) -> Rows:
    return [
        {
            "id": starter_id("line", f"{recipe.name}:{line.ingredient}"),
            "recipe_id": starter_id("recipe", recipe.name),
            "ingredient_id": starter_id("ingredient", line.ingredient),
            "quantity": line.amounts[kitchen.units].quantity,
            "unit": line.amounts[kitchen.units].unit, "sort_order": place,
        }
        for recipe in starter.recipes
        for place, line in enumerate(recipe.lines)
    ]  # fmt: skip


def _components(starter: Starter) -> Rows:
    return [
        {
            "id": starter_id("component", f"{recipe.name}:{inner}"),
            "recipe_id": starter_id("recipe", recipe.name),
            "component_recipe_id": starter_id("recipe", inner), "quantity": batches,
        }
        for recipe in starter.recipes
        for inner, batches in recipe.inside.items()
    ]  # fmt: skip


def _steps(starter: Starter) -> Rows:
    return [
        {
            "id": starter_id("step", f"{recipe.name}:{place}"),
            "recipe_id": starter_id("recipe", recipe.name), "text": step.text,
            "minutes": step.minutes, "oven_celsius": step.oven, "has_timer": step.timer,
            "sort_order": place,
        }
        for recipe in starter.recipes
        for place, step in enumerate(recipe.steps)
    ]  # fmt: skip


def _units(starter: Starter) -> Rows:
    return [
        _unit(made) | {"recipe_id": starter_id("recipe", recipe.name), "sort_order": place}
        for recipe in starter.recipes
        for place, made in enumerate(recipe.makes)
    ]


def _unit(made: Yield) -> dict[str, Any]:
    return named(
        "unit", made.unit, yield_mode="discrete_count" if made.count else "batch_portion",
        yield_type="SERVING" if made.serving else "EA", items_per_batch=made.count,
        item_unit=made.item, batch_percentage=made.share, shelf_life_days=made.keeps,
    )  # fmt: skip


def _materials(starter: Starter, kitchen: Kitchen) -> Iterator[Table]:
    rows = starter.materials
    groups = dict.fromkeys((row.category, row.subcategory) for row in rows)
    yield (
        MaterialCategory,
        [named("material category", name) for name in dict.fromkeys(row.category for row in rows)],
    )
    yield (
        MaterialSubcategory,
        [
            named("subcategory", name, category_id=starter_id("material category", category))
            for category, name in groups
        ],
    )
    yield Material, [_material(row) for row in rows]
    yield MaterialProduct, [_material_product(row, kitchen) for row in rows]
    yield (
        MaterialUnit,
        [
            named(
                "material unit", name, quantity_per_unit=count,
                material_product_id=starter_id("material product", row.name),
            )
            for row in rows
            for name, count in row.units.items()
        ],
    )  # fmt: skip


def _material(row: StarterMaterial) -> dict[str, Any]:
    group = starter_id("subcategory", row.subcategory)
    return folded("material", row.name, subcategory_id=group, base_unit=row.base)


def _material_product(row: StarterMaterial, kitchen: Kitchen) -> dict[str, Any]:
    package = row.packages[kitchen.units]
    return named(
        "material product", row.name, material_id=starter_id("material", row.name),
        package_quantity=package.size, package_unit=package.unit,
        base_quantity=to_base(package.size, package.unit, BaseUnit(row.base)),
    )  # fmt: skip


def _goods(starter: Starter) -> Rows:
    """Every finished unit may be wanted by itself: its bare good. Then what is put together."""
    bare = (folded("bare good", unit, assembly_type="bare") for unit in starter.units)
    return [*bare, *(folded("good", good.name, assembly_type="bundle") for good in starter.goods)]


def _compositions(starter: Starter) -> Rows:
    bundles = {good.name for good in starter.goods}
    rows = [
        _part(starter_id("bare good", unit), starter_id("unit", unit), finished_unit=unit)
        for unit in starter.units
    ]
    for good in starter.goods:
        whole = starter_id("good", good.name)
        for place, (name, count) in enumerate(good.parts.items()):
            kind = "component_good" if name in bundles else "finished_unit"
            rows.append(_part(whole, name, count, place, **{kind: name}))
        for place, (name, count) in enumerate(good.materials.items(), len(good.parts)):
            rows.append(_part(whole, name, count, place, material_unit=name))
    return rows


def _part(
    whole: UUID, part: object, count: int = 1, place: int = 0, *, finished_unit: str | None = None,
    component_good: str | None = None, material_unit: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One line of a good: exactly one of the three is named."""
    return {
        "id": uuid5(whole, str(part)), "finished_good_id": whole,
        "finished_unit_id": finished_unit and starter_id("unit", finished_unit),
        "component_good_id": component_good and starter_id("good", component_good),
        "material_unit_id": material_unit and starter_id("material unit", material_unit),
        "quantity": Decimal(count), "sort_order": place,
    }  # fmt: skip


def as_of(day: date) -> date:
    """The day typical prices are written down for: so long ago that whatever the baker pays counts
    as newer."""
    return day.replace(year=day.year - 1, day=1)
