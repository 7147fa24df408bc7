"""What to buy of an ingredient for what is lacking of it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.buying import recommending
from baketracker.buying.advice import Package, advise
from baketracker.buying.schemas import RecommendationView
from baketracker.errors import NotFound
from baketracker.measures.numbers import DUST
from tests.buying.till import buy, line
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, product
from tests.factories.statements import asked

SIZES = st.decimals("0.1", "50", places=3)


def advice(
    bakery: BakeryOnDatabase, ingredient_id: UUID, quantity: str, unit: str
) -> RecommendationView:
    with bakery.session() as db:
        return recommending.recommend(db, ingredient_id, Decimal(quantity), unit)


@pytest.mark.covers("A2", "K-23")
def test_a_bag_costs_what_a_bag_costs(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    sack = product(bakery, flour, package_quantity="25", preferred=True)
    product(bakery, flour, brand="Other")
    buy(bakery, line(sack.id, 1, "15.00"), bought_on=date(2026, 5, 1))
    buy(bakery, line(sack.id, 1, "13.79"))
    told = advice(bakery, flour.id, "10", "cup")
    assert told.status == "preferred"
    (offer,) = told.offers
    assert (offer.product.id, offer.packages, offer.cost) == (sack.id, 1, Decimal("13.79"))
    more = advice(bakery, flour.id, "30", "lb").offers[0]
    assert (more.packages, more.cost, more.covers) == (2, Decimal("27.58"), 50)


@pytest.mark.covers("K-23")
def test_without_a_usual_one_all_are_told_the_cheapest_first(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    names = ("Unknown", "Dear", "Cheap", "Gift")
    bags = {name: product(bakery, flour, brand=name) for name in names}
    loose = product(bakery, flour, brand="By the cup", package_unit="cup")
    buy(
        bakery,
        line(bags["Dear"].id, 1, "9"),
        line(bags["Cheap"].id, 1, "4"),
        line(bags["Gift"].id, 1, "0"),
        line(loose.id, 1, "1"),
    )
    told = advice(bakery, flour.id, "6", "lb")
    assert told.status == "multiple"
    assert [(offer.product.label, offer.packages, offer.cost) for offer in told.offers] == [
        ("Cheap", 2, 8),
        ("Dear", 2, 18),
        ("By the cup", 0, None),
        ("Gift", 2, None),
        ("Unknown", 2, None),
    ]
    issues = [offer.issue.code if offer.issue else "" for offer in told.offers]
    assert issues == ["", "", "conversion", "no_price", "no_price"]


@pytest.mark.covers("K-23")
def test_nothing_lacks_and_nothing_is_known(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    assert advice(bakery, flour.id, "1", "lb").status == "none"
    product(bakery, flour)
    assert advice(bakery, flour.id, "0", "lb").status == "sufficient"
    assert advice(bakery, flour.id, "0.0009", "lb").status == "sufficient"


def test_the_neighbour_asks_in_vain(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    product(bakery, flour)
    with pytest.raises(NotFound):
        advice(neighbour, flour.id, "1", "lb")


def test_three_statements(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    for brand in ("One", "Two", "Three"):
        product(bakery, flour, brand=brand)
    with bakery.session() as db:
        assert asked(lambda: recommending.recommend(db, flour.id, Decimal(1), "lb")) == 3


@pytest.mark.covers("K-23")
@given(st.decimals("0.001", "500", places=3), st.lists(SIZES, min_size=1, max_size=5))
def test_whole_packages_cover_the_need_and_no_fewer_would(
    need: Decimal, sizes: list[Decimal]
) -> None:
    told = advise(need, [Package(n, size, None) for n, size in enumerate(sizes)])
    for offer in told.offers:
        size = offer.package.size
        assert size is not None
        assert offer.packages >= 1
        assert size * offer.packages > need - DUST
        assert offer.packages == 1 or size * (offer.packages - 1) <= need - DUST
