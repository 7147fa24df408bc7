"""Many hands baking from the same lots at once."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.types import new_id
from baketracker.errors import BakeTrackerError
from baketracker.pantry.consuming import NotEnough
from baketracker.production.models import ProductionRun
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import program
from tests.factories.depth import DEEP, only_deep
from tests.factories.kitchen import Kitchen
from tests.production.bakes import bake, dump, kitchen_of, lot_of, on_hand
from tests.stock.pantries import FIRST_DAY
from tests.stock.test_at_once import HANDS, together

TIMES = 20 if DEEP else 5


@pytest.fixture
def bakery(bakery: BakeryOnDatabase, settings: Settings) -> Iterator[BakeryOnDatabase]:
    """The same bakery over as many connections as there are hands."""
    engine = make_engine(settings.database_url, settings, pool_size=HANDS, pool_timeout=30)
    yield replace(bakery, engine=engine)
    engine.dispose()


@only_deep
@pytest.mark.covers("SR48")
def test_recipes_that_name_their_ingredients_in_opposed_order_never_wait_in_a_ring(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        flour, sugar = kitchen.ingredient("Flour"), kitchen.ingredient("Sugar")
        for of in (flour, sugar):
            for _ in range(10):
                lot_of(db, of, str(HANDS * TIMES), "lb", "0.50", FIRST_DAY)
        there = kitchen.recipe("There", {flour: "0.7 lb", sugar: "0.3 lb"})
        back = kitchen.recipe("Back", {sugar: "0.3 lb", flour: "0.7 lb"})
        units = [kitchen.finished_unit(of, of.hex, 10) for of in (there, back)]

    def work(number: int) -> list[str]:
        faults = []
        for _ in range(TIMES):
            # No second try: a deadlock would show.
            try:
                bake(bakery, units[number % 2], 1, 9)
            except BakeTrackerError as error:
                faults.append(str(error))
        return faults

    assert together(work) == [[]] * HANDS
    dump(bakery)
    assert [on_hand(bakery, unit) for unit in units] == [9 * HANDS * TIMES // 2] * 2


@pytest.mark.covers("SR48")
def test_of_what_is_left_each_batch_is_baked_once(bakery: BakeryOnDatabase) -> None:
    bakes = kitchen_of(bakery)

    def work(_: int) -> int:
        made = 0
        while True:
            try:
                bake(bakery, bakes.cookie, 1, 48)
            except NotEnough:
                return made
            made += 1

    # Six batches and a half of the sugar.
    assert sum(map(int, together(work, 4))) == 6
    assert on_hand(bakery, bakes.cookie) == 288
    dump(bakery)


def test_one_key_posted_by_eight_at_once_is_one_run(bakery: BakeryOnDatabase) -> None:
    bakes, key = kitchen_of(bakery), str(new_id())
    body = {"finished_unit_id": str(bakes.cookie), "batches": 1, "good": 47}
    clients = [program(bakery) for _ in range(HANDS)]

    def work(number: int) -> int:
        sent = clients[number].post(
            "/api/production-runs", json=body, headers={"Idempotency-Key": key}
        )
        return sent.status_code

    answers = together(work)
    assert set(answers) <= {201, 409}, answers
    assert 201 in answers
    with bakery.session() as db:
        assert db.scalar(select(func.count(ProductionRun.id))) == 1
    assert on_hand(bakery, bakes.cookie) == 47
    assert dump(bakery)["lots"][0]["quantity"] < Decimal(10)
