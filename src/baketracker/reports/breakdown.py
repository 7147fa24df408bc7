"""What one event cost, recipe by recipe and good by good."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from baketracker.assembly.models import AssemblyConsumption, AssemblyRun
from baketracker.costs import kept
from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.schemas import GoodRef
from baketracker.plan_life.planned_costs import PlannedCosts
from baketracker.production.models import ProductionLoss, ProductionRun
from baketracker.recipes.models import Recipe
from baketracker.recipes.schemas import RecipeRef

from .cost_schemas import GoodCost, RecipeCost
from .spent import KIND_OF, NOTHING


@dataclass
class Baked:
    """Runs of one finished unit of a recipe (None: an import told the recipe only)."""

    recipe: RecipeRef
    unit_id: UUID | None
    runs: int
    batches: Decimal
    good: int
    lost: int
    cost: Decimal
    unknown: int
    lost_cost: Decimal = NOTHING


@dataclass
class Packed:
    """Runs of one finished good. `wrapping` is known of what its packaging and materials cost,
    of `wrapping_unknown` parts it is not; `cost` holds all that went in, of `unknown` runs not
    all of it."""

    good: GoodRef
    runs: int
    quantity: int
    cost: Decimal
    unknown: int
    wrapping: Decimal = NOTHING
    wrapping_unknown: int = 0


def baked_at(db: TenantSession, event_id: UUID) -> list[Baked]:
    """What was baked for an event, A to Z. Two statements."""
    run: Any = ProductionRun
    mine = (run.event_id == event_id, run.deleted_at.is_(None))
    sums = (
        select(
            Recipe,
            run.finished_unit_id,
            func.count(run.id),
            func.sum(run.batches * run.scale),
            func.sum(run.good),
            func.sum(run.lost),
            func.sum(run.total_cost),
            func.count(run.id).filter(run.cost_is_known.is_(False)),
        )
        .join(run.recipe)
        .where(*mine)
        .group_by(Recipe.tenant_id, Recipe.id, run.finished_unit_id)
        .order_by(Recipe.name, Recipe.id, run.finished_unit_id)
    )
    found = {
        (recipe.id, unit_id): Baked(
            RecipeRef.of(recipe), unit_id, runs, Decimal(batches), int(good), int(lost), cost, odd
        )
        for recipe, unit_id, runs, batches, good, lost, cost, odd in db.execute(sums)
    }
    of_run = and_(
        ProductionLoss.tenant_id == run.tenant_id, ProductionLoss.production_run_id == run.id
    )
    lost = (
        select(run.recipe_id, run.finished_unit_id, func.sum(ProductionLoss.cost))
        .join(ProductionLoss, of_run)
        .where(*mine, ProductionLoss.deleted_at.is_(None))
        .group_by(run.recipe_id, run.finished_unit_id)
    )
    for recipe_id, unit_id, cost in db.execute(lost):
        found[recipe_id, unit_id].lost_cost = cost or NOTHING
    return list(found.values())


def packed_at(db: TenantSession, event_id: UUID) -> dict[UUID, Packed]:
    """What was packed for an event, A to Z. Two statements."""
    run, part = AssemblyRun, AssemblyConsumption
    mine = (run.event_id == event_id, run.deleted_at.is_(None))
    sums = (
        select(
            FinishedGood,
            func.count(run.id),
            func.sum(run.quantity),
            func.sum(run.total_cost),
            func.count(run.id).filter(run.cost_is_known.is_(False)),
        )
        .join(run.finished_good)
        .where(*mine)
        .group_by(FinishedGood.tenant_id, FinishedGood.id)
        .order_by(FinishedGood.name, FinishedGood.id)
    )
    found = {
        good.id: Packed(GoodRef.of(good), runs, int(quantity), cost, unknown)
        for good, runs, quantity, cost, unknown in db.execute(sums)
    }
    of_run = and_(part.tenant_id == run.tenant_id, part.assembly_run_id == run.id)
    wrapped = (
        select(run.finished_good_id, func.sum(part.cost), func.count().filter(part.cost.is_(None)))
        .join(part, of_run)
        .where(*mine, part.deleted_at.is_(None), part.kind.in_(list(KIND_OF)))
        .group_by(run.finished_good_id)
    )
    for good_id, cost, unknown in db.execute(wrapped):
        found[good_id].wrapping, found[good_id].wrapping_unknown = cost or NOTHING, unknown
    return found


def made_of(baked: Sequence[Baked]) -> dict[UUID, int]:
    """Finished unit → good ones."""
    return {one.unit_id: one.good for one in baked if one.unit_id is not None}


def recipe_costs(costs: PlannedCosts, baked: Sequence[Baked]) -> list[RecipeCost]:
    """Every recipe that was planned or baked, A to Z."""
    planned: defaultdict[UUID, list[tuple[int, Decimal | None]]] = defaultdict(list)
    names: dict[UUID, RecipeRef] = {}
    for unit in costs.units:
        planned[unit.recipe.id].append((unit.batches, unit.cost))
        names[unit.recipe.id] = unit.recipe
    done: defaultdict[UUID, list[Baked]] = defaultdict(list)
    for one in baked:
        done[one.recipe.id].append(one)
        names[one.recipe.id] = one.recipe
    ordered = sorted(names.values(), key=lambda ref: (ref.name, str(ref.id)))
    return [_recipe(ref, planned.get(ref.id, []), done.get(ref.id, [])) for ref in ordered]


def good_costs(costs: PlannedCosts, packed: Mapping[UUID, Packed]) -> list[GoodCost]:
    """Every good that was packed, A to Z, with what the plan reckons for one."""
    found = []
    for key, one in packed.items():
        each = costs.each.get(key)
        found.append(
            GoodCost(
                good=one.good,
                runs=one.runs,
                quantity=one.quantity,
                wrapping=None if one.wrapping_unknown else one.wrapping,
                each=None if one.unknown else kept(one.cost / one.quantity),
                planned_each=None if each is None else kept(each),
            )
        )
    return found


def _recipe(
    ref: RecipeRef, planned: list[tuple[int, Decimal | None]], baked: list[Baked]
) -> RecipeCost:
    costs = [cost for _, cost in planned]
    known = sum((one.cost for one in baked), NOTHING)
    good = sum(one.good for one in baked)
    whole = bool(baked) and not any(one.unknown for one in baked)
    return RecipeCost(
        recipe=ref,
        planned=None if None in costs else sum((cost or NOTHING for cost in costs), NOTHING),
        planned_batches=sum(count for count, _ in planned) if planned else None,
        actual=known if whole else None,
        actual_known=known,
        runs=sum(one.runs for one in baked),
        batches=sum((one.batches for one in baked), NOTHING),
        good=good,
        lost=sum(one.lost for one in baked),
        lost_cost=sum((one.lost_cost for one in baked), NOTHING),
        per_good_unit=kept(known / good) if whole and good else None,
    )
