"""What finished goods cost: food, packaging and materials apart, and together."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect

from baketracker.costs import Cost, UnitCost, together
from baketracker.db.base import TenantOwned
from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods.costing import Dressing, parts_of
from baketracker.finished_goods.costs import GoodCost, costs_of
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.finished_goods.packaging import Packaging, packaging_costs
from baketracker.pantry.models import Lot
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen
from tests.factories.statements import asked
from tests.finished_goods.boxes import GOODS
from tests.materials.shelf import Shelf
from tests.purchases.paying import MONDAY, pay

COOKIE, BROWNIE = Cost(known=Decimal("0.0205")), Cost(known=Decimal("0.0838"))
AMOUNTS = st.decimals(min_value="0.01", max_value=100, places=2)


@dataclass(frozen=True)
class Dressed:
    """A bag of six cookies in a box with a bow; a tower of two bags and two cookies."""

    kitchen: Kitchen
    card: UUID
    box: UUID
    bow: UUID
    cookies: UUID
    bag: UUID
    tower: UUID


def dressed(db: TenantSession) -> Dressed:
    """A batch of 40 cookies costs 2.00; a box 0.90; a bow 0.24."""
    kitchen, shelf = Kitchen(db), Shelf(db)
    flour = kitchen.ingredient("Flour")
    pay(db, kitchen.product(flour, "cup", preferred=True), "1.00")
    cookies = kitchen.recipe("Cookies", {flour: "2 cup"})
    cookie = kitchen.finished_unit(cookies, "Cookie", 40)
    card = kitchen.ingredient("Cardboard")
    box = kitchen.product(card, "each", package_quantity=Decimal(25), name="Gift box")
    stocked(kitchen, box, "5", "0.90")
    roll = shelf.product(shelf.material(), "2000")
    bow = shelf.unit(roll, "80")
    shelf.lot(roll, "300", "0.003")
    bag = kitchen.good("Bag", units={cookie: "6"}, packaging={box: "1"})
    dress(kitchen, bag, material_unit_id=bow, quantity=Decimal(1))
    tower = kitchen.good("Tower", goods={bag: "2"}, units={cookie: "2"})
    return Dressed(kitchen, card, box, bow, cookies, bag, tower)


def stocked(kitchen: Kitchen, product: UUID, quantity: str, unit_cost: str | None) -> None:
    row: dict[str, Any] = {"product_id": product, "quantity": Decimal(quantity)}
    cost = unit_cost and Decimal(unit_cost)
    kitchen.db.insert_rows(Lot, [row | {"unit_cost": cost, "purchased_on": MONDAY}])


def dress(kitchen: Kitchen, good: UUID, **line: Any) -> None:
    kitchen.db.insert_rows(Composition, [{"finished_good_id": good, **line}])


def cost(bakery: BakeryOnDatabase, good: UUID) -> GoodCost:
    with bakery.session() as db:
        return costs_of(db, [good])[good]


@pytest.mark.covers("F8", "S2-fg-total-cost")
def test_food_packaging_and_materials_apart_and_together(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = dressed(db)
        costs = costs_of(db, [made.bag, made.tower])
    bag, tower = costs[made.bag], costs[made.tower]
    assert (bag.food.total, bag.packaging.total, bag.materials.total) == (
        Decimal("0.30"), Decimal("0.90"), Decimal("0.24"),
    )  # fmt: skip
    assert bag.total.total == Decimal("1.44")
    # What the bags are dressed in does not vanish one level up.
    assert (tower.food.total, tower.packaging.total, tower.materials.total) == (
        Decimal("0.70"), Decimal("1.80"), Decimal("0.48"),
    )  # fmt: skip
    assert bag.model_dump(mode="json")["total"]["total"] == "1.44"


@pytest.mark.covers("S2-fg-total-cost", "M-16")
def test_nobody_types_what_a_good_costs(bakery: BakeryOnDatabase) -> None:
    tables: tuple[type[TenantOwned], ...] = (FinishedGood, Composition)
    for table in tables:
        assert not [c for c in inspect(table).columns if "cost" in c.name or "price" in c.name]
    with bakery.session() as db:
        made = dressed(db)
    before = cost(bakery, made.bag).total.known
    with bakery.session() as db:
        made.kitchen.db = db
        dress(made.kitchen, made.tower, packaging_product_id=made.box, quantity=Decimal("0.5"))
    assert cost(bakery, made.bag).total.known == before
    assert cost(bakery, made.tower).packaging.known == Decimal("2.25")


@pytest.mark.covers("F10")
def test_a_box_costs_the_average_of_those_left_else_its_last_price(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        card = kitchen.ingredient("Cardboard")
        box = Packaging(kitchen.product(card, "each", package_quantity=Decimal(25), name="Box"))
        unpriced = packaging_costs(db, [box])[box]
        pay(db, box.product_id, "20.00")
        paid = packaging_costs(db, [box])[box]
        stocked(kitchen, box.product_id, "3", None)
        unsaid = packaging_costs(db, [box])[box]
        stocked(kitchen, box.product_id, "5", "0.90")
        stocked(kitchen, box.product_id, "10", "1.20")
        left = packaging_costs(db, [box])[box]
    assert unpriced.per_unit is None
    assert unpriced.issue is not None
    assert unpriced.issue.code == "no_price"
    assert paid == unsaid == UnitCost(per_unit=Decimal("0.8"), basis="last_price")
    assert left == UnitCost(per_unit=Decimal("1.1"), basis="stock")


@pytest.mark.covers("M-19")
def test_a_box_of_any_brand_is_priced_over_all_that_would_do(bakery: BakeryOnDatabase) -> None:
    """The worked example: 5 at 0.90 and 10 at 1.00, six of them are 5.80."""
    with bakery.session() as db:
        kitchen = Kitchen(db)
        card = kitchen.ingredient("Cardboard")
        first, second, dozen, loose = (
            kitchen.product(card, unit, name="Gift box", brand=brand)
            for unit, brand in (("each", "A"), ("each", "B"), ("dozen", "C"), ("lb", "D"))
        )
        pay(db, first, "1.00")
        pay(db, dozen, "24.00", MONDAY + timedelta(days=1))
        pay(db, loose, "500.00")
        any_box, this_box = Packaging(first, is_generic=True), Packaging(first)
        costs = packaging_costs(db, [any_box, this_box])
        assert (costs[any_box].per_unit, costs[this_box].per_unit) == (Decimal("1.5"), 1)
        stocked(kitchen, first, "5", "0.90")
        stocked(kitchen, second, "10", "1.00")
        six = packaging_costs(db, [any_box])[any_box].times(6)
    assert six.total is not None
    assert round(six.total, 2) == Decimal("5.80")


@pytest.mark.covers("L-20", "M-30")
def test_what_is_unknown_in_one_part_leaves_the_others_known(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = dressed(db)
        paper = made.kitchen.product(made.card, "each", name="Paper")
        dress(made.kitchen, made.bag, packaging_product_id=paper, quantity=Decimal(1))
    tower = cost(bakery, made.tower)
    assert tower.food.total == Decimal("0.70")
    assert (tower.packaging.known, tower.packaging.total) == (Decimal("1.80"), None)
    assert tower.total.total is None
    assert [issue.code for issue in tower.total.unknown] == ["no_price"]


def test_a_good_that_contains_itself_has_no_cost_and_says_so(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = dressed(db)
        made.kitchen.pack(made.bag, goods={made.tower: "1"})
        costs = costs_of(db, [made.bag, made.tower])
    for good in costs.values():
        assert good.total.total is None
        assert [issue.code for issue in good.total.unknown] == ["circular_good"]


def test_a_good_without_anything_in_it_costs_nothing(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        empty = Kitchen(db).good("Air")
    assert cost(bakery, empty).total.total == 0


def test_as_many_statements_for_many_goods_as_for_one(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = dressed(db)
        towers = [made.tower]
        for n in range(6):
            towers.append(made.kitchen.good(f"Tower {n}", goods={towers[-1]: "1"}))
    for some in ([made.bag], towers[:1], towers):
        with bakery.session() as db:
            assert asked(lambda some=some, db=db: costs_of(db, some)) == 16
            assert len(costs_of(db, some)) == len(some)


def test_the_neighbour_has_no_such_good(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        made = dressed(db)
    with neighbour.session() as db:
        assert costs_of(db, [made.bag, uuid4()]) == {}
        assert packaging_costs(db, [Packaging(made.box)]) == {}


@pytest.mark.covers("F8")
@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_a_good_is_the_sum_of_what_is_in_it(box: Decimal, bow: Decimal, cookie: Decimal) -> None:
    units: dict[Any, Cost] = {"cookie": Cost(known=cookie), "brownie": BROWNIE}
    worn: dict[Any, list[Dressing]] = {
        "bag": [
            Dressing(Decimal(1), UnitCost(per_unit=box), is_material=False),
            Dressing(Decimal(2), UnitCost(per_unit=bow), is_material=True),
        ]
    }
    bag, tower = (parts_of(good, GOODS, units, worn) for good in ("bag", "tower"))
    assert bag.food == together([units["cookie"].times(6), units["brownie"].times(3)])
    assert (bag.packaging.known, bag.materials.known) == (box, 2 * bow)
    assert tower.food == together([bag.food.times(2), units["cookie"].times(4)])
    assert (tower.packaging, tower.materials) == (bag.packaging.times(2), bag.materials.times(2))
