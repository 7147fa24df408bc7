"""Stock in a bakery with 10,000 products: recording a purchase, using across 20 lots, the pantry of
500 rows, a search. Then the same with 1,000, 10,000 and 100,000 lots of history, all used up."""

import itertools
import math
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.ingredients.models import Ingredient
from baketracker.pantry.models import Lot
from baketracker.products.models import Product

from .history import HISTORY, Doors, Study, Work

PRODUCTS = 10_000
ROWS = 500
LOTS = 20
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


def growth(found: dict[str, float]) -> dict[str, float]:
    """How the median grows from the least history to the most, beside how a logarithm would."""
    logarithm = math.log(HISTORY[-1]) / math.log(HISTORY[0])
    shares = {
        name: round(found[f"{name}_{HISTORY[-1]}_p50_ms"] / found[f"{name}_{HISTORY[0]}_p50_ms"], 2)
        for name in WORK
    }
    return {"logarithm": round(logarithm, 2), **shares}


def _works(doors: Doors, made: tuple[UUID, UUID, UUID]) -> dict[str, Work]:
    ingredient, used, product = made
    letters = itertools.cycle("0123456789")

    def record() -> None:
        line = {"product_id": str(product), "packages": 2, "package_price": "4.79"}
        body = {"bought_on": now().date().isoformat(), "lines": [line]}
        doors.send("/api/receipts", body)

    def use() -> None:
        body = {"quantity": "20", "unit": "lb", "reason": "ad_hoc_usage"}
        doors.send(f"/api/ingredients/{ingredient}/use", body)

    return {
        "record": Work(record),
        "use": Work(use, TWENTY, {"product": used, "lots": LOTS}),
        "pantry": Work(lambda: doors.look("/pantry")),
        "search": Work(lambda: doors.look(f"/products?q=product+12{next(letters)}")),
        "typo": Work(lambda: doors.look(f"/products?q=prodcut+12{next(letters)}")),
    }


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


STOCK = Study("lots", PAST, _shelf, _works)
