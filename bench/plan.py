"""The plan of an event with 10, 40 and 160 goods: computed, computed again after one quantity was
changed, its page, and what the page answers to such a change.

Each good holds two sizes of a recipe of its own with ten lines; every other good holds the next
one too."""

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
from baketracker.events import selecting
from baketracker.events.models import Event, EventFinishedGood
from baketracker.events.schemas import GoodQuantity
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.ingredients.models import Ingredient
from baketracker.operations.serving import settle
from baketracker.pantry.models import Lot
from baketracker.planning import service
from baketracker.products.models import Product
from baketracker.purchases.models import Purchase
from baketracker.recipes.models import FinishedUnit, Recipe, RecipeIngredient

from .measure import counting, percentile
from .pages import settings_for
from .seed import full_bakeries

GOODS = (10, 40, 160)
LINES = 10
INGREDIENTS = 60


def measure_plans(urls: Urls, superuser_url: str, requests: int) -> dict[str, float]:
    """{plan_40_goods_p50_ms, ..._p95_ms, ..._statements}, also recompute, page and answer."""
    config = settings_for(urls)
    app = build(config)
    settle()
    engine: Engine = app.state.engine
    tenant, account = full_bakeries(superuser_url)[0]
    scope = Scope(tenant, account, role="owner")
    found: dict[str, float] = {}
    events = {}
    for goods in GOODS:
        with tenant_transaction(engine, scope) as db:
            events[goods] = _event(db, goods)
    # A database in use has statistics; a fresh one gets them from autovacuum within a minute.
    with psycopg.connect(superuser_url, autocommit=True) as db:
        db.execute("vacuum analyze")
    with engine.begin() as gate:
        cookie = {"Cookie": f"bt_session={identity.open_session(gate, account, tenant, '', now())}"}
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        for goods, (event, good) in events.items():
            found |= _one(engine, scope, client, cookie, goods, event, good, requests)
    return found


def _one(
    engine: Engine,
    scope: Scope,
    client: TestClient,
    cookie: dict[str, str],
    goods: int,
    event: UUID,
    good: UUID,
    requests: int,
) -> dict[str, float]:
    quantities = itertools.cycle((24, 60))
    asked = cookie | {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}

    def plan() -> None:
        with tenant_transaction(engine, scope) as db:
            service.plan_for(db, event)

    def recompute() -> None:
        with tenant_transaction(engine, scope) as db:
            selecting.set_good(db, event, good, GoodQuantity(quantity=next(quantities)))
            service.plan_for(db, event)

    def page() -> None:
        _fine(client.get(f"/events/{event}", headers=cookie))

    def answer() -> None:
        form = {"quantity": str(next(quantities)), "op_id": str(new_id())}
        _fine(client.post(f"/events/{event}/goods/{good}", data=form, headers=asked))

    found: dict[str, float] = {}
    for name, work in (
        ("plan", plan),
        ("recompute", recompute),
        ("page", page),
        ("answer", answer),
    ):
        work()
        times, sent = _timed(work, engine, requests)
        found[f"{name}_{goods}_goods_p50_ms"] = round(percentile(times, 0.5), 1)
        found[f"{name}_{goods}_goods_p95_ms"] = round(percentile(times, 0.95), 1)
        found[f"{name}_{goods}_goods_statements"] = sent
    return found


def _fine(answer: Any) -> None:
    if answer.status_code != 200:
        raise SystemExit(f"{answer.request.url} answered {answer.status_code}")


def _timed(work: Callable[[], None], engine: Engine, requests: int) -> tuple[list[float], float]:
    times = []
    with counting(engine) as sent:
        for _ in range(requests):
            began = time.perf_counter()
            work()
            times.append((time.perf_counter() - began) * 1000)
    return times, len(sent) / requests


def _event(db: TenantSession, goods: int) -> tuple[UUID, UUID]:
    """An event that wants `goods` goods, and the first of them."""
    ingredients = _ingredients(db, goods)
    made = [_good(db, goods, n, ingredients) for n in range(goods)]
    inside = [
        {"finished_good_id": outer, "component_good_id": inner, "quantity": 2, "sort_order": 9}
        for outer, inner in itertools.pairwise(made)
    ]
    db.insert_rows(Composition, inside[::2])
    event, slug = new_id(), f"bench-{goods}"
    day = db.scope.today() + timedelta(days=20)
    db.insert_rows(Event, [{"id": event, "name": slug, "slug": slug, "event_date": day}])
    db.insert_rows(
        EventFinishedGood,
        [
            {"event_id": event, "finished_good_id": good, "quantity": 24 + n, "sort_order": n}
            for n, good in enumerate(made)
        ],
    )
    return event, made[0]


def _ingredients(db: TenantSession, goods: int) -> list[UUID]:
    found = []
    for n in range(INGREDIENTS):
        ingredient, product, name = new_id(), new_id(), f"Bench {goods} flour {n}"
        found.append(ingredient)
        weighs = {"density_volume": 1, "density_volume_unit": "cup"}
        weighs |= {"density_weight": 120 + n, "density_weight_unit": "g"}
        named = {"name": name, "slug": name.replace(" ", "-").lower(), "folded": name.lower()}
        db.insert_rows(Ingredient, [{"id": ingredient, "level": 2} | named | weighs])
        package = {"package_unit": "lb", "package_quantity": Decimal(5), "preferred": True}
        db.insert_rows(
            Product, [{"id": product, "ingredient_id": ingredient, "name": name} | package]
        )
        db.insert_rows(Lot, [{"product_id": product, "quantity": Decimal(2 + n)} for _ in range(3)])
        bought = {"purchased_on": db.scope.today(), "package_price": Decimal("4.20"), "packages": 2}
        db.insert_rows(Purchase, [{"product_id": product} | bought])
    return found


def _good(db: TenantSession, goods: int, n: int, ingredients: list[UUID]) -> UUID:
    recipe, good = new_id(), new_id()
    name = f"Bench {goods} cake {n}"
    named = {"name": name, "slug": name.replace(" ", "-").lower()}
    db.insert_rows(Recipe, [{"id": recipe, "minutes": 40} | named])
    db.insert_rows(
        RecipeIngredient,
        [
            {"recipe_id": recipe, "ingredient_id": ingredients[(n * 7 + k) % INGREDIENTS],
             "quantity": Decimal(k + 1) / 2, "unit": "cup" if k % 2 else "g", "sort_order": k}
            for k in range(LINES)
        ],
    )  # fmt: skip
    units = [
        {"id": new_id(), "recipe_id": recipe, "name": f"{name} {size}",
         "slug": f"{named['slug']}-{size}", "yield_mode": "discrete_count", "yield_type": "EA",
         "items_per_batch": size, "item_unit": "piece"}
        for size in (24, 48)
    ]  # fmt: skip
    db.insert_rows(FinishedUnit, units)
    db.insert_rows(FinishedGood, [{"id": good} | named])
    db.insert_rows(
        Composition,
        [
            {"finished_good_id": good, "finished_unit_id": unit["id"], "quantity": 3,
             "sort_order": place}
            for place, unit in enumerate(units)
        ],
    )  # fmt: skip
    return good


def show(found: dict[str, float]) -> None:
    for goods in GOODS:
        for name in ("plan", "recompute", "page", "answer"):
            key = f"{name}_{goods}_goods"
            print(
                f"{goods:>6} goods  {name:<10} p50 {found[f'{key}_p50_ms']:>7} ms   "
                f"p95 {found[f'{key}_p95_ms']:>7} ms   {found[f'{key}_statements']:g} statements"
            )
