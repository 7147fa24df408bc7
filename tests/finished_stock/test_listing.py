"""Finding what is finished."""

from decimal import Decimal

import pytest

from baketracker.db.types import now
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock import holding, service
from baketracker.finished_stock.given import LowBelow
from tests.assembly.packing import Packing
from tests.factories.bakeries import BakeryOnDatabase
from tests.finished_stock.shelf import adjust, shelf


def test_what_is_there_with_its_worth(bakery: BakeryOnDatabase) -> None:
    made = shelf(bakery)
    with bakery.session() as db:
        units = service.search(db, "units").items
        (bag,) = service.search(db, "goods").items
        worth = service.worth(db)
    assert [(one.name, one.on_hand, one.value) for one in units] == [
        ("Brownie", 30, Decimal("2.5140")),
        ("Cookie", 33, Decimal("0.6765")),
    ]
    assert units[0].recipe is not None
    # 3 bags at what their run cost.
    assert (bag.id, bag.unit_cost.basis, bag.value) == (made.bag, "runs", Decimal("1.1232"))
    assert (worth.units.total, worth.goods.total) == (Decimal("3.1905"), Decimal("1.1232"))


def test_a_cost_nobody_knows_is_not_0(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Packing(db)
        flour = kitchen.ingredient("Flour")
        recipe = kitchen.recipe("Bread", {flour: "1 cup"})
        loaf = kitchen.finished_unit(recipe, "Loaf", 2)
    adjust(bakery, "units", loaf, change=4, reason="adjustment", notes="found")
    with bakery.session() as db:
        (found,) = service.search(db, "units").items
        assert (found.value, found.unit_cost.per_unit) == (None, None)
        assert service.worth(db).units.total is None


@pytest.mark.covers("K-52")
def test_what_is_low_stands_on_a_list_the_fewest_first(bakery: BakeryOnDatabase) -> None:
    made = shelf(bakery)
    with bakery.session() as db:
        assert service.low(db) == []
        service.set_low_below(db, "units", made.cookie, LowBelow(low_below=34))
        service.set_low_below(db, "units", made.brownie, LowBelow(low_below=30))
        service.set_low_below(db, "goods", made.bag, LowBelow(low_below=4))
        assert [one.name for one in service.low(db)] == ["Bag", "Cookie"]
        assert [one.name for one in service.search(db, "units", show="low").items] == ["Cookie"]
    adjust(bakery, "goods", made.bag, change=-3, reason="gift")
    with bakery.session() as db:
        # None is there, and it is low: it is listed.
        assert [one.on_hand for one in service.search(db, "goods").items] == [0]
        service.set_low_below(db, "goods", made.bag, LowBelow())
        assert service.search(db, "goods").items == []
        assert service.count(db, "goods") == 0
        assert service.count(db, "goods", show="all") == 1


def test_what_is_archived_is_listed_while_some_of_it_is_there(bakery: BakeryOnDatabase) -> None:
    made = shelf(bakery)
    with bakery.session() as db:
        db.get_one(FinishedGood, (bakery.id, made.bag)).deleted_at = now()
    with bakery.session() as db:
        (bag,) = service.search(db, "goods").items
        assert bag.is_archived
        assert service.search(db, "goods", show="all").items == [bag]


@pytest.mark.parametrize(("words", "found"), [
    ("cook", ["Cookie"]), ("COOKIE recipe", ["Cookie"]), ("brownie cookie", []), ("%", []),
    ("recipe", ["Brownie", "Cookie"]),
])  # fmt: skip
def test_units_are_found_by_their_name_and_recipe(
    bakery: BakeryOnDatabase, words: str, found: list[str]
) -> None:
    shelf(bakery)
    with bakery.session() as db:
        assert [one.name for one in service.search(db, "units", words).items] == found
        assert service.count(db, "units", words) == len(found)


def test_pages_follow_one_another(bakery: BakeryOnDatabase) -> None:
    shelf(bakery)
    with bakery.session() as db:
        first = service.search(db, "units", limit=1)
        second = service.search(db, "units", cursor=first.next, limit=1)
    assert [first.items[0].name, second.items[0].name, second.next] == ["Brownie", "Cookie", None]


def test_what_is_kept_for_somebody_is_told(
    bakery: BakeryOnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shelf(bakery)
    monkeypatch.setattr(holding, "HELD", [lambda *_asked: {made.bag: 2}])
    with bakery.session() as db:
        assert service.get(db, "goods", made.bag).held == 2


def test_the_neighbour_has_an_empty_shelf(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    shelf(bakery)
    with neighbour.session() as db:
        assert service.search(db, "units", show="all").items == []
        assert service.search(db, "goods", show="all").items == []
        assert service.low(db) == []
        assert service.worth(db).units.total == 0
