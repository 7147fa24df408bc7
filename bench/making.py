"""Making: fifty events with how far each is, writing down a run of ten ingredients, packing ten of
a good. Then the same with 1,000, 10,000 and 100,000 runs of history."""

import itertools
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from baketracker.accounts import identity
from baketracker.app import build
from baketracker.db.provision import Urls
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.db.types import new_id, now
from baketracker.events.models import Event
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.ingredients.models import Ingredient
from baketracker.operations.serving import settle
from baketracker.pantry.models import Lot
from baketracker.plans.models import AssemblyTarget, ProductionTarget
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit, Recipe, RecipeIngredient

from .measure import counting, percentile
from .pages import cookie_of, settings_for
from .seed import full_bakeries

EVENTS = 50
TARGETS = 10
LINES = 10
HISTORY = (1_000, 10_000, 100_000)
WORK = ("events", "progress", "run", "pack")
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


def measure_making(urls: Urls, superuser_url: str, requests: int) -> dict[str, float]:
    """{work_runs_p50_ms, ..._p95_ms, ..._statements} for each amount of history."""
    app = build(settings_for(urls))
    settle()
    engine: Engine = app.state.engine
    ((tenant, account),) = full_bakeries(superuser_url)
    scope = Scope(tenant, account, role="owner")
    with tenant_transaction(engine, scope) as db:
        unit, good, event = _bakery(db)
    page = cookie_of(engine, account, tenant)
    moment = now()
    with engine.begin() as gate:
        _, secret = identity.create_token(
            gate, account, tenant, "bench", ("read", "write"), moment, moment.replace(year=2099)
        )
    token = {"Authorization": f"Bearer {secret}"}
    found: dict[str, float] = {}
    before = 0
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        works = _works(client, page, token, unit, good, event)
        for runs in HISTORY:
            with psycopg.connect(superuser_url, autocommit=True) as admin:
                admin.execute(PAST, {"tenant": tenant, "first": before + 1, "last": runs})
                admin.execute("vacuum analyze")
            before = runs
            for name, work in works.items():
                work()
                times, sent = _timed(work, engine, requests)
                found[f"{name}_{runs}_p50_ms"] = round(percentile(times, 0.5), 1)
                found[f"{name}_{runs}_p95_ms"] = round(percentile(times, 0.95), 1)
                found[f"{name}_{runs}_statements"] = sent
    return found


def show(found: dict[str, float]) -> None:
    for runs, name in itertools.product(HISTORY, WORK):
        key = f"{name}_{runs}"
        print(
            f"{runs:>7} runs of history  {name:<9} p50 {found[f'{key}_p50_ms']:>7} ms   "
            f"p95 {found[f'{key}_p95_ms']:>7} ms   {found[f'{key}_statements']:g} statements"
        )


def _works(
    client: TestClient, page: dict[str, str], token: dict[str, str], unit: UUID, good: UUID,
    event: UUID,
) -> dict[str, Callable[[], None]]:  # fmt: skip
    def run() -> None:
        body = {"finished_unit_id": str(unit), "batches": 2, "good": 90, "event_id": str(event)}
        _sent(client, token, "/api/production-runs", body)

    def pack() -> None:
        body = {"finished_good_id": str(good), "quantity": 10, "event_id": str(event)}
        _sent(client, token, "/api/assembly-runs", body)

    def read(address: str, headers: dict[str, str]) -> None:
        _fine(client.get(address, headers=headers))

    return {
        "events": lambda: read("/events", page),
        "progress": lambda: read(f"/api/progress?when=upcoming&limit={EVENTS}", token),
        "run": run,
        "pack": pack,
    }


def _sent(client: TestClient, token: dict[str, str], address: str, body: dict[str, Any]) -> None:
    key = {"Idempotency-Key": str(new_id())}
    _fine(client.post(address, json=body, headers=token | key))


def _fine(answer: Any) -> None:
    if answer.status_code not in (200, 201):
        raise SystemExit(f"{answer.request.url} answered {answer.status_code}: {answer.text[:300]}")


def _timed(work: Callable[[], None], engine: Engine, requests: int) -> tuple[list[float], float]:
    times = []
    with counting(engine) as sent:
        for _ in range(requests):
            began = time.perf_counter()
            work()
            times.append((time.perf_counter() - began) * 1000)
    return times, len(sent) / requests


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
