"""What a plan was to cost when baking began: kept with the plan, so that later prices and
amendments do not restate it."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Moment
from baketracker.fields import DecimalOut
from baketracker.planning.schemas import CostView, PlanView
from baketracker.plans.models import PlanSnapshot
from baketracker.recipes.schemas import RecipeRef

NAME = "costs"


class PlannedBatches(BaseModel):
    """The batches of one finished unit, and what they were to cost; null: unknown."""

    recipe: RecipeRef
    batches: int
    cost: DecimalOut | None


class PlannedCosts(BaseModel):
    """What a plan costs in all, by finished unit, and one of each finished good with all inside
    it (absent: unknown). `at`: when baking began, for the prices of that day; None: those of
    today."""

    at: Moment | None
    whole: CostView
    units: list[PlannedBatches]
    each: dict[UUID, DecimalOut]


def costs_of(plan: PlanView) -> PlannedCosts:
    """The costs a plan tells."""
    return PlannedCosts(
        at=None,
        whole=plan.cost,
        units=[
            PlannedBatches(recipe=unit.recipe, batches=unit.chosen.batches, cost=unit.cost)
            for unit in plan.units
            if unit.chosen and unit.chosen.batches
        ],
        each={
            wish.good.id: wish.cost / wish.to_assemble
            for wish in plan.goods
            if wish.cost and wish.to_assemble
        },
    )


def kept(costs: PlannedCosts) -> dict[str, Any]:
    """As a snapshot keeps them, sentences of what is unknown with their parts."""
    content = costs.model_dump(mode="json")
    content["whole"]["unknown"] = [
        {"code": one.code, "message": one.message, "numbers": one.numbers}
        for one in costs.whole.unknown
    ]
    return {NAME: content}


def kept_costs(db: TenantSession, event_ids: Collection[UUID]) -> dict[UUID, PlannedCosts]:
    """What these events were to cost when baking began the last time. Those that did not begin
    here, or whose costs cannot be read, are absent. One statement."""
    rows = db.execute(
        select(PlanSnapshot.event_id, PlanSnapshot.content[NAME], PlanSnapshot.taken_at)
        .where(among(PlanSnapshot.event_id, event_ids), PlanSnapshot.kind == "start")
        .order_by(PlanSnapshot.taken_at, PlanSnapshot.id)
    )
    newest: dict[UUID, tuple[Any, datetime]] = {key: (costs, at) for key, costs, at in rows}
    found = {}
    for event_id, (costs, at) in newest.items():
        with suppress(ValidationError, TypeError):
            found[event_id] = PlannedCosts.model_validate(costs | {"at": at})
    return found
