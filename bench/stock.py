"""Stock in a bakery with 10,000 products: recording a purchase, using across 20 lots, the pantry of
500 rows, a search. Then the same with 1,000, 10,000 and 100,000 lots of history, all used up."""

import itertools
import math
import time
from collections.abc import Callable
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
from baketracker.ingredients.models import Ingredient
from baketracker.operations.serving import settle
from baketracker.pantry.models import Lot
from baketracker.products.models import Product

from .measure import counting, percentile
from .pages import cookie_of, settings_for
from .seed import full_bakeries

PRODUCTS = 10_000
ROWS = 500
LOTS = 20
HISTORY = (1_000, 10_000, 100_000)
WORK = ("record", "use", "pantry", "search", "typo")

# Lots of another time: bought, used up, written in the ledger; over a fiftieth of the products.
PAST = """
with things as (
    select id, row_number() over (order by id) as place from app.products
    where tenant_id = %(tenant)s order by id limit 200
), bought as (
    insert into app.purchases (tenant_id, id, product_id, packages, package_price, purchased_on,
                               notes, created_at, version, updated_at)
    select %(tenant)s, gen_random_uuid(), t.id, 1, 4 + n %% 3, current_date - 400 - (n %% 900)::int,
           '', now(), 1, now()
    from generate_series(%(first)s::bigint, %(last)s::bigint) n
    join things t on t.place = 1 + n %% 200
    returning id, product_id, purchased_on
), gone as (
    insert into app.lots (tenant_id, id, product_id, purchase_id, quantity, quantity_out, unit_cost,
                          purchased_on, notes, created_at, version, updated_at)
    select %(tenant)s, gen_random_uuid(), b.product_id, b.id, 0, 5, 0.9, b.purchased_on, '',
           now(), 1, now()
    from bought b
    returning id
)
insert into app.depletions (tenant_id, id, lot_id, quantity, unit, cost, reason, happened_at, notes,
                            actor, created_at)
select %(tenant)s, gen_random_uuid(), g.id, 5, 'lb', 4.5, 'production', now() - interval '1 year',
       '', '', now()
from gone g
"""

# What the next use takes, lot by lot.
TWENTY = """
insert into app.lots (tenant_id, id, product_id, quantity, unit_cost, purchased_on, notes,
                      created_at, version, updated_at)
select %(tenant)s, gen_random_uuid(), %(product)s, 1, 0.9, current_date, '', now(), 1, now()
from generate_series(1, %(lots)s::bigint)
"""


def measure_stock(urls: Urls, superuser_url: str, requests: int) -> dict[str, float]:
    """{work_lots_p50_ms, ..._p95_ms, ..._statements} for each amount of history."""
    app = build(settings_for(urls))
    settle()
    engine: Engine = app.state.engine
    ((tenant, account),) = full_bakeries(superuser_url)
    scope = Scope(tenant, account, role="owner")
    with tenant_transaction(engine, scope) as db:
        ingredient, used, product = _shelf(db)
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
        works = _works(client, page, token, ingredient, product)
        for lots in HISTORY:
            with psycopg.connect(superuser_url, autocommit=True) as admin:
                admin.execute(PAST, {"tenant": tenant, "first": before + 1, "last": lots})
                admin.execute("vacuum analyze")
                before = lots
                for name, work in works.items():

                    def prepare(name: str = name, admin: Any = admin) -> None:
                        if name == "use":
                            admin.execute(TWENTY, {"tenant": tenant, "product": used, "lots": LOTS})

                    prepare()
                    work()
                    times, sent = _timed(work, prepare, engine, requests)
                    found[f"{name}_{lots}_p50_ms"] = round(percentile(times, 0.5), 1)
                    found[f"{name}_{lots}_p95_ms"] = round(percentile(times, 0.95), 1)
                    found[f"{name}_{lots}_statements"] = sent
    return found


def growth(found: dict[str, float]) -> dict[str, float]:
    """How the median grows from the least history to the most, beside how a logarithm would."""
    logarithm = math.log(HISTORY[-1]) / math.log(HISTORY[0])
    shares = {
        name: round(found[f"{name}_{HISTORY[-1]}_p50_ms"] / found[f"{name}_{HISTORY[0]}_p50_ms"], 2)
        for name in WORK
    }
    return {"logarithm": round(logarithm, 2), **shares}


def show(found: dict[str, float]) -> None:
    for lots, name in itertools.product(HISTORY, WORK):
        key = f"{name}_{lots}"
        print(
            f"{lots:>7} lots of history  {name:<7} p50 {found[f'{key}_p50_ms']:>7} ms   "
            f"p95 {found[f'{key}_p95_ms']:>7} ms   {found[f'{key}_statements']:g} statements"
        )


def _works(
    client: TestClient,
    page: dict[str, str],
    token: dict[str, str],
    ingredient: UUID,
    product: UUID,
) -> dict[str, Callable[[], None]]:
    letters = itertools.cycle("0123456789")

    def record() -> None:
        line = {"product_id": str(product), "packages": 2, "package_price": "4.79"}
        body = {"bought_on": now().date().isoformat(), "lines": [line]}
        _sent(client, token, "/api/receipts", body)

    def use() -> None:
        body = {"quantity": "20", "unit": "lb", "reason": "ad_hoc_usage"}
        _sent(client, token, f"/api/ingredients/{ingredient}/use", body)

    def read(address: str) -> None:
        _fine(client.get(address, headers=page))

    return {
        "record": record,
        "use": use,
        "pantry": lambda: read("/pantry"),
        "search": lambda: read(f"/products?q=product+12{next(letters)}"),
        "typo": lambda: read(f"/products?q=prodcut+12{next(letters)}"),
    }


def _sent(client: TestClient, token: dict[str, str], address: str, body: dict[str, Any]) -> None:
    key = {"Idempotency-Key": str(new_id())}
    _fine(client.post(address, json=body, headers=token | key))


def _fine(answer: Any) -> None:
    if answer.status_code not in (200, 201):
        raise SystemExit(f"{answer.request.url} answered {answer.status_code}: {answer.text[:300]}")


def _timed(
    work: Callable[[], None], prepare: Callable[[], None], engine: Engine, requests: int
) -> tuple[list[float], float]:
    times = []
    with counting(engine) as sent:
        for _ in range(requests):
            prepare()
            began = time.perf_counter()
            work()
            times.append((time.perf_counter() - began) * 1000)
    return times, len(sent) / requests


def _shelf(db: TenantSession) -> tuple[UUID, UUID, UUID]:
    """A pantry of 500 ingredients with something left; one of them, its product, and a product to
    buy."""
    shelf = [new_id() for _ in range(ROWS)]
    names = [f"Shelf {n:04}" for n in range(ROWS)]
    db.insert_rows(
        Ingredient,
        [{"id": key, "name": name, "slug": name.lower().replace(" ", "-"), "folded": name.lower(),
          "level": 2, "category": "Shelf"} for key, name in zip(shelf, names, strict=True)],
    )  # fmt: skip
    package = {"package_unit": "lb", "package_quantity": Decimal(5)}
    bags = [
        {"id": new_id(), "ingredient_id": key, "name": name, "folded": name.lower()} | package
        for key, name in zip(shelf, names, strict=True)
    ]
    db.insert_rows(Product, bags)
    day = db.scope.today()
    dated = {"purchased_on": day, "unit_cost": Decimal("0.90")}
    db.insert_rows(Lot, [{"product_id": bag["id"], "quantity": Decimal(4)} | dated for bag in bags])
    used: Any = bags[0]["id"]
    bought: Any = bags[1]["id"]
    return shelf[0], used, bought
