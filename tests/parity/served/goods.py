"""Finished goods: the recipes they need and the batches of ten of each."""

from typing import Any
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods import service
from baketracker.finished_goods.contents import Contents, contents_of, unit_of
from baketracker.finished_goods.packing import required_recipes
from baketracker.planning.batches import batch_options, default_option
from baketracker.planning.demand import Wish, pool, requirements
from baketracker.recipes.contents import yield_of
from tests.parity.served.names import Names

ASKED = 10
Answers = dict[str, Any]


def answers(db: TenantSession, names: Names) -> Answers:
    """By slug."""
    contents = contents_of(db, list(names.goods))
    return {slug: _good(db, key, contents, names) for key, slug in names.goods.items()}


def _good(db: TenantSession, key: UUID, contents: Contents, names: Names) -> Answers:
    view = service.get(db, key)
    units = {unit: unit_of(row) for unit, row in contents.units.items()}
    recipes: Any = required_recipes(key, contents.goods, units)
    return {
        "display_name": view.name,
        "assembly_type": view.assembly_type,
        "required_recipes": sorted(names.recipes[recipe] for recipe in recipes),
        "recipe_batches_for_10": _batches(key, contents, names),
    }


def _batches(key: UUID, contents: Contents, names: Names) -> list[Answers]:
    """One row for each finished unit: those of one recipe are never added up."""
    units: dict[Any, Any] = {unit: unit_of(row) for unit, row in contents.units.items()}
    yields: dict[Any, Any] = {unit: yield_of(row) for unit, row in contents.units.items()}
    rows = []
    for demand in pool(requirements([Wish(key, ASKED)], contents.goods), units):
        unit, gives = demand.unit, yields[demand.unit.id]
        recipe: Any = unit.recipe_id
        chosen = default_option(batch_options(demand.quantity, gives))
        assert chosen is not None
        rows.append(
            {
                "recipe": names.recipes[recipe],
                "recipe_name": unit.recipe_name,
                "units_needed": demand.quantity,
                "batches": chosen.batches,
                "yield_per_batch": gives.items(1),
                "total_yield": chosen.total,
                "waste_units": chosen.difference,
                "waste_percent": chosen.waste_percent,
            }
        )
    return rows
