"""Variants of a recipe: they begin as a copy of their base and take over its changed yields."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import BadLines, RuleBroken

from .given import NewVariant, VariantYield
from .models import (
    FinishedUnit,
    Recipe,
    RecipeComponent,
    RecipeIngredient,
    RecipeStep,
)
from .reading import units_of
from .yields import STRUCTURE, add_or_change

COPIED = (*STRUCTURE, "category", "production_notes", "description", "shelf_life_days", "notes")
PARTS: dict[Any, tuple[str, ...]] = {
    RecipeIngredient: ("ingredient_id", "quantity", "unit", "notes", "sort_order"),
    RecipeComponent: ("component_recipe_id", "quantity", "notes", "sort_order"),
    RecipeStep: ("text", "minutes", "oven_celsius", "has_timer", "sort_order"),
}


class VariantOfVariant(RuleBroken):
    """A variant belongs to a recipe that is no variant itself."""

    code = "variant_of_variant"

    def __init__(self, base: str) -> None:
        super().__init__(
            "That is a variant of %(base)s already. Make the new one from %(base)s.", base=base
        )


def copy_into(db: TenantSession, base: Recipe, row: Recipe, new: NewVariant) -> None:
    """Give the stored variant the lines, components, steps and yields of its base.

    Raises InvalidInput when the given names do not fit the yields of the base."""
    units = units_of(db, [base.id])
    names = _names(new, units)
    for entity, columns in PARTS.items():
        if new.copy_ingredients or entity is RecipeStep:
            for part in db.scalars(select(entity).where(entity.recipe_id == base.id)):
                db.add(entity(recipe_id=row.id, **{name: getattr(part, name) for name in columns}))
    db.flush()
    for place, unit in enumerate(units):
        values = {name: getattr(unit, name) for name in COPIED}
        values |= {"name": names[unit.id], "sort_order": place}
        add_or_change(db, row, None, values)


def propagate(db: TenantSession, base: Recipe) -> list[Recipe]:
    """Give every live variant with as many yields what the base says now; answers all variants,
    each marked for a look. Those with another number of yields keep theirs."""
    own = select(Recipe).where(Recipe.base_recipe_id == base.id, Recipe.deleted_at.is_(None))
    variants = list(db.scalars(own.order_by(Recipe.id)))
    model = units_of(db, [base.id])
    for variant in variants:
        units = units_of(db, [variant.id])
        if len(units) == len(model):
            for unit, like in zip(units, model, strict=True):
                taken = {name: getattr(like, name) for name in STRUCTURE}
                add_or_change(db, variant, unit, {"name": unit.name} | taken)
        variant.needs_review, variant.updated_at = True, now()
    db.flush()
    return variants


def refuse_variant(db: TenantSession, base: Recipe) -> None:
    """Raise VariantOfVariant when `base` is a variant itself."""
    if base.base_recipe_id is not None:
        top = db.find(Recipe, base.base_recipe_id)
        raise VariantOfVariant(top.name if top else base.name)


def _names(new: NewVariant, units: Sequence[FinishedUnit]) -> dict[UUID, str]:
    """What the variant calls each finished unit of its base."""
    if new.yields is None:
        return {unit.id: f"{new.variant_name} {unit.name}"[:200] for unit in units}
    faults: dict[str, str] = {}
    known = {unit.id for unit in units}
    taken = {unit.name.casefold() for unit in units}
    turns = Counter(one.base_yield_id for one in new.yields)
    for place, one in enumerate(new.yields):
        if one.base_yield_id not in known or turns[one.base_yield_id] > 1:
            faults[f"yields.{place}.base_yield_id"] = "Name each yield of the base once."
        elif one.name.casefold() in taken:
            faults[f"yields.{place}.name"] = "The base gives something called that. Name it apart."
    if faults:
        raise BadLines("Some rows need another look.", faults)
    if len(new.yields) != len(units):
        words = "Name each yield of the base once."
        raise BadLines(words, {"yields": words})
    return {one.base_yield_id: one.name for one in _given(new)}


def _given(new: NewVariant) -> list[VariantYield]:
    return new.yields or []
