"""An event that is being baked, as the board and the kitchen see it."""

from typing import Any
from uuid import UUID

from baketracker.planning import deciding
from baketracker.planning.deciding import BatchesIn
from baketracker.production import open_batches
from baketracker.production.open_schemas import Finished, NewBatch, OpenBatchView
from baketracker.production.schemas import RunView
from baketracker.recipes.models import RecipeStep
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen, Stocked, stocked
from tests.plan_life.baking import start

STEPS: tuple[dict[str, Any], ...] = (
    {"text": "Whisk the flour and the sugar.", "minutes": None, "oven_celsius": None},
    {"text": "Chill the dough.", "minutes": 30, "oven_celsius": None, "has_timer": True},
    {"text": "Bake until golden.", "minutes": 12, "oven_celsius": 177, "has_timer": True},
)


def ready(bakery: BakeryOnDatabase) -> Stocked:
    """The worked example with sugar enough and steps for the cookies, being baked: 8 batches of
    cookies, 8 of brownies."""
    made = stocked(bakery)
    with bakery.session() as db:
        Kitchen(db).lot(made.sugar, "15", "cup")
        for place, step in enumerate(STEPS):
            db.add(RecipeStep(recipe_id=made.cookie_recipe, sort_order=place, **step))
    with bakery.session() as db:
        deciding.decide(db, made.event, made.cookie, BatchesIn(batches=8))
        deciding.decide(db, made.event, made.brownie, BatchesIn(batches=8))
        deciding.lock(db, made.event)
    start(bakery, made)
    return made


def begin(bakery: BakeryOnDatabase, unit: UUID, batches: int = 1, **more: Any) -> OpenBatchView:
    with bakery.session() as db:
        return open_batches.begin(db, NewBatch(finished_unit_id=unit, batches=batches, **more))


def finish(bakery: BakeryOnDatabase, batch: UUID, good: int, **more: Any) -> RunView:
    with bakery.session() as db:
        return open_batches.finish(db, batch, Finished(good=good, **more))
