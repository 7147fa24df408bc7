"""Making: fifty events with how far each is, writing down a run of ten ingredients, packing ten of
a good. Then the same with 1,000, 10,000 and 100,000 runs of history."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.events.models import Event
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.ingredients.models import Ingredient
from baketracker.pantry.models import Lot
from baketracker.plans.models import AssemblyTarget, ProductionTarget
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit, Recipe, RecipeIngredient

from .history import Doors, Study, Work

EVENTS = 50
TARGETS = 10
LINES = 10
PLENTY = Decimal(10**6)

# Runs of another time, spread over the events and their targets.
PAST = """
insert into app.production_runs (tenant_id, id, recipe_id, finished_unit_id, event_id, batches,
    scale, expected, good, lost, status, produced_at, notes, total_cost, cost_is_known, unit_cost,
    created_at, version, updated_at)
select t.tenant_id, gen_random_uuid(), t.recipe_id, t.finished_unit_id, t.event_id, 1, 1, 48, 46, 2,
    'partial_loss', now() - interval '1 hour' * n, '', 5, true, 0.1, now(), 1, now()
from generate_series(%(first)s::bigint, %(last)s::bigint) n
join (
    select *, row_number() over (order by id) as place from app.production_targets
    where tenant_id = %(tenant)s
) t on t.place = 1 + n %% (select count(*) from app.production_targets where tenant_id = %(tenant)s)
"""


def _works(doors: Doors, made: tuple[UUID, UUID, UUID]) -> dict[str, Work]:
    unit, good, event = map(str, made)

    def run() -> None:
        body = {"finished_unit_id": unit, "batches": 2, "good": 90, "event_id": event}
        doors.send("/api/production-runs", body)

    def pack() -> None:
        body = {"finished_good_id": good, "quantity": 10, "event_id": event}
        doors.send("/api/assembly-runs", body)

    return {
        "events": Work(lambda: doors.look("/events")),
        "progress": Work(lambda: doors.ask(f"/api/progress?when=upcoming&limit={EVENTS}")),
        "run": Work(run),
        "pack": Work(pack),
    }


def _bakery(db: TenantSession) -> tuple[UUID, UUID, UUID]:
    """Ten recipes of ten ingredients with stock for anything, a good of three things, fifty events
    being baked with ten targets each; a unit, the good and an event of them."""
    shelf = _shelf(db)
    recipes, units = [new_id() for _ in range(TARGETS)], [new_id() for _ in range(TARGETS)]
    db.insert_rows(Recipe, [_named(key, f"Making {n}") for n, key in enumerate(recipes)])
    db.insert_rows(
        RecipeIngredient,
        [{"id": new_id(), "recipe_id": recipe, "ingredient_id": of, "quantity": Decimal("0.5"),
          "unit": "lb", "sort_order": place}
         for recipe in recipes for place, of in enumerate(shelf)],
    )  # fmt: skip
    gives = {"yield_mode": "discrete_count", "yield_type": "EA", "items_per_batch": 48}
    db.insert_rows(
        FinishedUnit,
        [{"id": key, "recipe_id": recipe, "name": f"Made {n}", "slug": f"made-{n}", "item_unit": "",
          "on_hand": 10**7} | gives
         for n, (key, recipe) in enumerate(zip(units, recipes, strict=True))],
    )  # fmt: skip
    good = new_id()
    db.insert_rows(FinishedGood, [_named(good, "Box of three")])
    db.insert_rows(
        Composition,
        [{"id": new_id(), "finished_good_id": good, "finished_unit_id": unit, "sort_order": place,
          "quantity": Decimal(2)} for place, unit in enumerate(units[:3])],
    )  # fmt: skip
    events = [new_id() for _ in range(EVENTS)]
    today = db.scope.today()
    db.insert_rows(
        Event,
        [{"id": key, "name": f"Baked for {n}", "slug": f"baked-for-{n}",
          "event_date": today + timedelta(days=n), "plan_state": "in_production"}
         for n, key in enumerate(events, start=1)],
    )  # fmt: skip
    db.insert_rows(
        ProductionTarget,
        [{"id": new_id(), "event_id": event, "recipe_id": recipe, "finished_unit_id": unit,
          "batches": 20, "needed": 900}
         for event in events for recipe, unit in zip(recipes, units, strict=True)],
    )  # fmt: skip
    db.insert_rows(
        AssemblyTarget,
        [{"id": new_id(), "event_id": event, "finished_good_id": good, "quantity": 100}
         for event in events],
    )  # fmt: skip
    return units[0], good, events[0]


def _shelf(db: TenantSession) -> list[UUID]:
    """Ingredients with three lots each, the first of which last for ever."""
    shelf = [new_id() for _ in range(LINES)]
    db.insert_rows(
        Ingredient,
        [_named(key, f"Into it {n}") | {"level": 2} for n, key in enumerate(shelf)],
    )
    bags = [new_id() for _ in range(LINES)]
    package = {"package_unit": "lb", "package_quantity": Decimal(5), "folded": ""}
    db.insert_rows(
        Product,
        [{"id": bag, "ingredient_id": of} | package
         for bag, of in zip(bags, shelf, strict=True)],
    )  # fmt: skip
    day = db.scope.today()
    db.insert_rows(
        Lot,
        [{"id": new_id(), "product_id": bag, "quantity": PLENTY, "unit_cost": Decimal("0.9"),
          "purchased_on": day - timedelta(days=n)} for bag in bags for n in range(3)],
    )  # fmt: skip
    return shelf


def _named(key: UUID, name: str) -> dict[str, Any]:
    slug = name.lower().replace(" ", "-")
    return {"id": key, "name": name, "slug": slug, "folded": name.lower()}


MAKING = Study("runs", PAST, _bakery, _works)
