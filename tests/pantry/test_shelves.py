"""The merged pantry: parts of it, how long it is good, how it is known, and how much it asks."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import psycopg
import pytest

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.pantry import service
from baketracker.pantry.counting import count
from baketracker.pantry.given import Count, Threshold
from baketracker.pantry.models import Lot
from baketracker.pantry.thresholds import set_threshold
from baketracker.products.models import Product
from tests.architecture.statement_log import paused, statements
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.factories.database import Server
from tests.factories.statements import asked


def names(bakery: BakeryOnDatabase, **wanted: Any) -> list[str]:
    with bakery.session() as db:
        found = service.listing(db, **wanted)
        assert found.total == len(found.page.items)
        return [shelf.ingredient.name for shelf in found.page.items]


def ahead(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


@pytest.mark.covers("K-27", "SC-11")
def test_what_expires_within_14_days_or_has_expired_is_listed(bakery: BakeryOnDatabase) -> None:
    for name, days in (("Gone", -3), ("Today", 0), ("Week", 7), ("Two", 14), ("Later", 15)):
        lot(bakery, product(bakery, ingredient(bakery, name)), "1", expires_on=ahead(days))
    lot(bakery, product(bakery, ingredient(bakery, "Never")), "1")
    empty = product(bakery, ingredient(bakery, "Used up"))
    lot(bakery, empty, "0", expires_on=ahead(1))
    assert names(bakery, show="expiring") == ["Gone", "Today", "Two", "Week"]
    with bakery.session() as db:
        said = {one.ingredient.name: one.freshness for one in service.shelves(db).items}
        assert service.listing(db).overview.expiring == 4
    assert said == {
        "Gone": "expired", "Today": "soon", "Week": "soon", "Two": "fresh", "Later": "fresh",
        "Never": None,
    }  # fmt: skip


@pytest.mark.covers("SC-11")
def test_parts_of_the_pantry_can_be_looked_at_by_themselves(bakery: BakeryOnDatabase) -> None:
    flour, rye, salt = (ingredient(bakery, name) for name in ("Flour", "Rye", "Salt"))
    lot(bakery, product(bakery, flour), "1", location="Cellar")
    seen = product(bakery, rye, brand="Seen")
    lot(bakery, seen, "1", location="Shelf")
    with bakery.session() as db:
        row = db.find(Product, seen.id)
        assert row is not None
        row.is_provisional = True
    assert names(bakery, location="Cellar") == ["Flour"]
    assert names(bakery, show="unreviewed") == ["Rye"]
    assert names(bakery, show="unreviewed", location="Cellar") == []
    assert names(bakery, text="rye", location="Shelf") == ["Rye"]
    # An event's ingredients are shown even when nothing is left of them.
    assert names(bakery, ingredient_ids=[salt.id, rye.id]) == ["Rye", "Salt"]
    assert names(bakery, ingredient_ids=[salt.id], show="expiring") == []
    with bakery.session() as db:
        told = service.listing(db).overview
    assert (told.all, told.unreviewed, told.locations) == (2, 1, ["Cellar", "Shelf"])


@pytest.mark.covers("L-09", "L-08")
def test_a_shelf_adds_up_each_product_and_keeps_its_lots(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    bag = product(bakery, flour, package_type="bag", package_size="5 lb")
    jar = product(bakery, flour, brand="Loose", package_quantity="4", package_unit="cup")
    lot(bakery, jar, "3", bought=date(2025, 1, 1))
    for much in ("12.3456789012", "1"):
        lot(bakery, bag, much, expires_on=ahead(3))
    with bakery.session() as db:
        shelf = service.shelf(db, flour.id)
    loose, bags = shelf.products
    assert (bags.label, bags.lots, bags.package_type) == ("King Arthur 5 lb", 2, "bag")
    assert bags.quantity == Decimal("13.3456789012")
    assert bags.packages == bags.quantity / 5
    assert (loose.packages, loose.lots, loose.freshness) == (Decimal("0.75"), 1, None)
    assert (bags.freshness, shelf.freshness) == ("soon", "soon")
    assert [one.product.id for one in shelf.lots] == [jar.id, bag.id, bag.id]


@pytest.mark.covers("P-16", "P-18")
def test_a_shelf_is_known_as_well_as_its_least_known_lot(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    bag = product(bakery, flour)
    first, second = lot(bakery, bag, "5", bought=ahead(-2)), lot(bakery, bag, "5", bought=ahead(-1))

    def known() -> tuple[Any, ...]:
        with bakery.session() as db:
            shelf = service.shelf(db, flour.id)
        return shelf.known_by, shelf.seen_on, shelf.is_stale

    def look(key: Any, **how: Any) -> None:
        with bakery.session() as db:
            count(db, Count(lot_id=key, quantity=Decimal(5), **how))

    assert known() == ("bought", ahead(-2), False)
    look(first)
    assert known() == ("bought", ahead(-1), False)
    look(second, estimated=True)
    assert known()[0] == "estimated"
    look(second)
    assert known()[0] == "counted"
    with bakery.session() as db:
        row = db.find(Lot, first)
        assert row is not None
        row.counted_at = now() - timedelta(days=40)
    assert known()[2] is True
    with bakery.session() as db:
        assert service.get(db, first).is_stale
        assert not service.get(db, second).is_stale


@pytest.mark.covers("L-33", "DEC-16", "UX-49")
def test_a_full_pantry_asks_as_little_as_a_bare_one(bakery: BakeryOnDatabase) -> None:
    asks: dict[str, Callable[[Any], object]] = {
        "low": partial(service.shelves, show="low", limit=10),
        "expiring": partial(service.shelves, show="expiring", limit=10),
        "places": service.places,
        "low list": service.low,
    }
    counts: dict[str, list[int]] = {name: [] for name in asks}
    for more in (1, 12):
        for number in range(more):
            of = ingredient(bakery, f"Kind {more} {number:02}")
            bag = product(bakery, of)
            for _ in range(2):
                lot(bakery, bag, "1", expires_on=ahead(3), location=f"Shelf {number}")
            with bakery.session() as db:
                set_threshold(db, of.id, Threshold(low_below=Decimal(5), low_unit="lb"))
        for name, ask in asks.items():
            with bakery.session() as db:
                counts[name].append(asked(partial(ask, db)))
    assert all(first == second for first, second in counts.values()), counts


def plans(db: TenantSession, ask: Callable[[], object]) -> Iterator[str]:
    """How the database answers each statement that `ask` sends about what is left."""
    with statements() as heard:
        ask()
    for one in heard:
        if "app.lots.quantity >= " in one.text:
            with paused():
                plan = db.connection().exec_driver_sql(f"explain {one.text}", one.parameters)
            yield "\n".join(line for (line,) in plan)


@pytest.mark.covers("S4-index-pantry")
def test_history_does_not_slow_the_pantry_down(
    bakery: BakeryOnDatabase, server: Server, worker: str
) -> None:
    """Lots that are used up stay for ever; what is left is found by its own small index."""
    flour = ingredient(bakery)
    bag = product(bakery, flour)
    lot(bakery, bag, "5")
    used_up = {
        "product_id": bag.id, "quantity": Decimal(0), "quantity_out": Decimal(0),
        "unit_cost": Decimal(1), "purchased_on": date(2020, 1, 1), "known_by": "bought",
        "notes": "",
    }  # fmt: skip
    with bakery.session() as db:
        db.insert_rows(Lot, [used_up] * 5_000)
    admin = server.on(server.admin, f"bt_test_{worker}")
    with psycopg.connect(admin, autocommit=True) as owner:
        owner.execute("analyze app.lots, app.products, app.ingredients")
    asks: list[Callable[[Any], object]] = [
        service.value,
        partial(service.on_hand_by_product, product_ids=[bag.id]),
        partial(service.lots, product_id=bag.id),
        lambda db: service.lots_left(db, [flour.id]),
        service.on_hand_by_unit,
        partial(service.on_hand_by_unit, ingredient_ids=[flour.id]),
        service.shelves,
        partial(service.shelves, show="expiring"),
    ]
    with bakery.session() as db:
        for ask in asks:
            found = list(plans(db, partial(ask, db)))
            assert found
            assert all("ix_lots_left" in plan for plan in found), found
