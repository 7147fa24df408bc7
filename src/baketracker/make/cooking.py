"""A recipe as the kitchen reads it: amounts for the batches at hand, and each step beside what it
takes."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.many import among
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.service import density_of_row
from baketracker.plans.freezing import recipe_contents
from baketracker.production import open_batches
from baketracker.production.expecting import planned_as
from baketracker.production.open_schemas import OpenBatchView
from baketracker.recipes.models import FinishedUnit, Recipe
from baketracker.recipes.ovens import fahrenheit
from baketracker.recipes.schemas import RecipeRef

from .amounts import named_in, other_way
from .schemas import AmountView, CookingView, CookStep, OvenView, PartView

Densities = Mapping[UUID, Decimal | None]


@verb("read")
def cook_batch(db: TenantSession, batch_id: UUID) -> tuple[OpenBatchView, CookingView]:
    """Batches that are being baked and how, as the event's plan froze the recipe, else as it is
    now. Raises NotFound."""
    batch = open_batches.get(db, batch_id)
    unit = live(db, FinishedUnit, batch.finished_unit.id, "finished unit")
    planned = planned_as(db, batch.event.id if batch.event else None, unit)
    content = planned.content if planned else None
    return batch, cooked(db, batch.recipe, batch.factor, content)


@verb("read")
def cook_recipe(db: TenantSession, recipe_id: UUID, factor: Decimal) -> CookingView:
    """`factor` times a recipe as it is now. Raises NotFound."""
    row = live(db, Recipe, recipe_id, "recipe")
    return cooked(db, RecipeRef.of(row), factor)


def cooked(
    db: TenantSession, recipe: RecipeRef, factor: Decimal, frozen: dict[str, Any] | None = None
) -> CookingView:
    """`factor` times what was `frozen` of a recipe, else what it is now. A snapshot that an import
    brought may keep no steps: then those of today stand there."""
    content = frozen or {}
    if "steps" not in content or "lines" not in content:
        content = recipe_contents(db, [recipe.id])[recipe.id] | content
    densities = _densities(db, set(_ids(content)))
    parts = list(_parts(content, factor, densities))
    amounts = [amount for part in parts for amount in part.amounts]
    return CookingView(
        recipe=recipe,
        factor=factor,
        parts=parts,
        steps=[_step(one, amounts) for one in content["steps"]],
        oven=oven_of(content),
    )


def oven_of(content: Mapping[str, Any]) -> list[OvenView]:
    """The steps of a frozen recipe that are in the oven."""
    return [
        OvenView(
            celsius=one["oven_celsius"],
            fahrenheit=fahrenheit(one["oven_celsius"]),
            minutes=one["minutes"],
        )
        for one in content.get("steps", ())
        if one["oven_celsius"] is not None
    ]


def _parts(
    content: Mapping[str, Any], factor: Decimal, densities: Densities, name: str = ""
) -> Iterator[PartView]:
    """The recipe itself, then those inside it, as deep as they go."""
    amounts = [_amount(line, factor, densities) for line in content["lines"]]
    if amounts:
        yield PartView(name=name, batches=factor, amounts=amounts)
    for inner in content["components"]:
        times = factor * Decimal(inner["batches"])
        yield from _parts(inner, times, densities, inner["recipe"])


def _amount(line: Mapping[str, Any], factor: Decimal, densities: Densities) -> AmountView:
    quantity, unit = Decimal(line["quantity"]) * factor, line["unit"]
    known = densities.get(UUID(line["ingredient_id"])) if line["ingredient_id"] else None
    other, other_unit = other_way(quantity, unit, known) or (None, None)
    return AmountView(
        name=line["ingredient"], quantity=quantity, unit=unit, other=other, other_unit=other_unit
    )


def _step(one: Mapping[str, Any], amounts: list[AmountView]) -> CookStep:
    heat = one["oven_celsius"]
    return CookStep(
        **{name: one[name] for name in ("text", "minutes", "oven_celsius", "has_timer")},
        oven_fahrenheit=None if heat is None else fahrenheit(heat),
        amounts=[amounts[at] for at in named_in(one["text"], [each.name for each in amounts])],
    )


def _ids(content: Mapping[str, Any]) -> Iterator[UUID]:
    for line in content["lines"]:
        if line["ingredient_id"]:
            yield UUID(line["ingredient_id"])
    for inner in content["components"]:
        yield from _ids(inner)


def _densities(db: TenantSession, ids: Collection[UUID]) -> dict[UUID, Decimal | None]:
    rows = db.scalars(select(Ingredient).where(among(Ingredient.id, ids)))
    return {row.id: density_of_row(row) for row in rows}
