"""What a finished unit costs on average."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from baketracker.db.types import new_id
from baketracker.production.models import ProductionRun
from baketracker.production.service import average_costs
from baketracker.purchases.models import Purchase
from tests.architecture.statement_log import statements
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen
from tests.production.bakes import Bakes, kitchen_of


@pytest.fixture
def bakes(bakery: BakeryOnDatabase) -> Bakes:
    return kitchen_of(bakery)


def run(
    bakery: BakeryOnDatabase, of: Bakes, good: int, cost: str | None, known: bool = True
) -> None:
    with bakery.session() as db:
        db.add(
            ProductionRun(
                recipe_id=of.cookies, finished_unit_id=of.cookie, batches=1, expected=48,
                good=good, total_cost=Decimal(1), cost_is_known=known,
                unit_cost=None if cost is None else Decimal(cost),
            )
        )  # fmt: skip


@pytest.mark.covers("M-18")
def test_runs_are_weighed_by_what_came_out_good(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    run(bakery, bakes, 45, "0.0205")
    run(bakery, bakes, 24, "0.0213")
    with bakery.session() as db:
        cost = average_costs(db, [bakes.cookie])[bakes.cookie]
    assert (cost.per_unit, cost.basis) == (Decimal("0.0208"), "runs")


@pytest.mark.covers("M-18")
def test_what_says_nothing_is_left_out(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    run(bakery, bakes, 45, "0.0205")
    run(bakery, bakes, 0, None)
    run(bakery, bakes, 48, "0")
    run(bakery, bakes, 48, "0.9", known=False)
    with bakery.session() as db:
        assert average_costs(db, [bakes.cookie])[bakes.cookie].per_unit == Decimal("0.0205")


def test_without_a_run_the_recipe_says_what_it_costs_today(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        egg = kitchen.ingredient("Egg")
        product = kitchen.product(egg, "each", preferred=True)
        db.add(
            Purchase(
                product_id=product, packages=1, package_price=Decimal("0.25"),
                purchased_on=date(2026, 1, 1),
            )
        )  # fmt: skip
        kiss = kitchen.finished_unit(kitchen.recipe("Meringue", {egg: "4 each"}), "Kiss", 20)
    with bakery.session() as db:
        told = average_costs(db, [kiss, bakes.cookie])
    assert (told[kiss].per_unit, told[kiss].basis) == (Decimal("0.05"), "last_price")
    unknown = told[bakes.cookie]
    assert (unknown.per_unit, unknown.basis) == (None, None)
    assert unknown.issue is not None
    assert unknown.issue.code == "no_usual_product"


def test_another_bakery_s_unit_is_unknown(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, bakes: Bakes
) -> None:
    run(bakery, bakes, 45, "0.0205")
    stranger = uuid4()
    with neighbour.session() as db:
        told = average_costs(db, [bakes.cookie, stranger])
    assert {cost.per_unit for cost in told.values()} == {None}
    assert set(told) == {bakes.cookie, stranger}


def test_many_units_cost_as_many_statements_as_one(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        units = [kitchen.finished_unit(bakes.brownies, f"B{new_id().hex}", n + 1) for n in range(9)]
    counts = []
    for asked in (units[:1], units):
        with bakery.session() as db, statements() as log:
            average_costs(db, asked)
        counts.append(len(log))
    assert counts[0] == counts[1]
