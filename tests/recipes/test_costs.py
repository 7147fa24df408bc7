"""What recipes cost at the last prices, and at what was paid on average."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import inspect

from baketracker.db.base import TenantOwned
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.products.models import Product
from baketracker.recipes.costs import RecipeCost, both_costs_of, costs_of
from baketracker.recipes.models import FinishedUnit, Recipe, RecipeComponent, RecipeIngredient
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.kitchen import CUP_OF_FLOUR, Kitchen
from tests.factories.reading import words
from tests.factories.statements import asked
from tests.purchases.paying import TUESDAY, pay


@dataclass(frozen=True)
class Priced:
    """The worked example: sugar cookies with half a batch of frosting."""

    bag: UUID
    butter: UUID
    cookies: UUID
    frosting: UUID
    cookie: UUID
    quarter: UUID


def priced(db: TenantSession) -> Priced:
    """Flour 0.80 for 5 lb, sugar 0.60 for 10 cups, butter 1.50 for 2 cups."""
    kitchen = Kitchen(db)
    flour = kitchen.ingredient("Flour", **CUP_OF_FLOUR)
    sugar, butter = kitchen.ingredient("Sugar"), kitchen.ingredient("Butter")
    usual = {"preferred": True}
    bag = kitchen.product(flour, "lb", package_quantity=Decimal(5), brand="Old Mill", **usual)
    pay(db, bag, "0.80")
    pay(db, kitchen.product(sugar, "cup", package_quantity=Decimal(10), **usual), "0.60")
    box = kitchen.product(butter, "cup", package_quantity=Decimal(2), **usual)
    pay(db, box, "1.50")
    cookies = kitchen.recipe("Sugar Cookie", {flour: "2 cup", sugar: "1 cup"})
    frosting = kitchen.recipe("Frosting", {sugar: "2 cup", butter: "1 cup"})
    kitchen.nest(cookies, frosting, "0.5")
    cookie = kitchen.finished_unit(cookies, "Cookie", 48)
    portion = {"yield_mode": "batch_portion", "batch_percentage": Decimal(25)}
    quarter = kitchen.finished_unit(frosting, "Quarter", None, **portion)
    return Priced(bag, box, cookies, frosting, cookie, quarter)


def cost(bakery: BakeryOnDatabase, recipe: UUID) -> RecipeCost:
    with bakery.session() as db:
        return costs_of(db, [recipe])[recipe]


@pytest.mark.covers("F1", "A1", "A9", "R-INV-03")
def test_direct_with_components_and_for_one_of_each_yield(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = priced(db)
        costs = costs_of(db, [made.cookies, made.frosting])
    cookies, frosting = costs[made.cookies], costs[made.frosting]
    assert round(cookies.direct.known, 6) == Decimal("0.144658")
    assert cookies.with_components.total is not None
    assert round(cookies.with_components.total, 6) == Decimal("0.579658")
    assert round(cookies.per_finished_unit[made.cookie].known, 6) == Decimal("0.012076")
    assert frosting.direct == frosting.with_components
    assert frosting.per_finished_unit[made.quarter].total == Decimal("0.2175")


def test_the_figures_are_the_sums_of_what_is_shown_beside_them(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = priced(db)
    found = cost(bakery, made.cookies)
    assert [line.ingredient.name for line in found.lines] == ["Flour", "Sugar"]
    assert sum(line.cost.known for line in found.lines) == found.direct.known
    assert [(part.recipe.name, part.cost.known) for part in found.components] == [
        ("Frosting", Decimal("0.435"))
    ]
    inside = sum(part.cost.known for part in found.components)
    assert found.direct.known + inside == found.with_components.known


@pytest.mark.covers("A3", "L-20", "M-30")
def test_one_unknown_price_leaves_the_whole_unknown_and_says_which(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        made = priced(db)
        box = db.find(Product, made.butter)
        assert box is not None
        box.preferred = False
    found = cost(bakery, made.cookies)
    assert found.direct.total is not None
    assert found.with_components.total is None
    assert found.per_finished_unit[made.cookie].total is None
    assert [issue.sentence for issue in found.with_components.unknown] == [
        "Choose which product of Butter you usually buy."
    ]
    assert found.with_components.known > found.direct.known


@pytest.mark.covers("M-16")
def test_a_new_price_is_the_price_of_the_next_look(bakery: BakeryOnDatabase) -> None:
    """Nothing of a cost is stored with the recipe."""
    with bakery.session() as db:
        made = priced(db)
    before = cost(bakery, made.cookies).lines[0].cost.known
    with bakery.session() as db:
        pay(db, made.bag, "1.60", TUESDAY)
    assert cost(bakery, made.cookies).lines[0].cost.known == 2 * before
    tables: tuple[type[TenantOwned], ...] = (
        Recipe,
        RecipeIngredient,
        RecipeComponent,
        FinishedUnit,
    )
    for table in tables:
        assert not [c for c in inspect(table).columns if "cost" in c.name or "price" in c.name]


@pytest.mark.covers("M-17", "A9")
def test_what_was_paid_on_average_stands_beside_the_last_prices(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = priced(db)
        pay(db, made.butter, "4.50", TUESDAY, packages=2)
        both = both_costs_of(db, [made.cookies])[made.cookies]
    # A cup of butter: 2.25 the last time, on average (1.50 + 2 × 4.50) / 6 = 1.75.
    last, average = both.at_last_prices, both.at_average_prices
    assert last == cost(bakery, made.cookies)
    assert last.direct == average.direct
    assert last.components[0].cost.total == Decimal("0.5") * (Decimal("0.12") + Decimal("2.25"))
    assert average.components[0].cost.total == Decimal("0.5") * (Decimal("0.12") + Decimal("1.75"))
    assert last.with_components.known - average.with_components.known == Decimal("0.25")
    per_cookie = {one.per_finished_unit[made.cookie].known for one in (last, average)}
    assert len(per_cookie) == 2


@pytest.mark.covers("M-17")
def test_both_costs_are_shown_and_labelled(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = priced(db)
        pay(db, made.butter, "4.50", TUESDAY, packages=2)
    text = words(browser(bakery).get(f"/recipes/{made.frosting}").text)
    assert "At the last prices One batch $2.37" in text
    assert "At what you paid on average One batch $1.87" in text
    told = program(bakery).get(f"/api/recipes/{made.frosting}/cost")
    totals = {kind: told.json()[kind]["with_components"]["total"] for kind in told.json()}
    assert totals == {"at_last_prices": "2.37", "at_average_prices": "1.87"}


@pytest.mark.covers("M-17", "A3", "L-20")
def test_without_a_price_neither_is_known(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        salt = kitchen.ingredient("Salt")
        pay(db, kitchen.product(salt, "cup", preferred=True, brand="Sea"), None)
        brine = kitchen.recipe("Brine", {salt: "2 cup"})
        both = both_costs_of(db, [brine])[brine]
    assert both.at_average_prices == both.at_last_prices
    assert both.at_average_prices.with_components.total is None
    text = words(browser(bakery).get(f"/recipes/{brine}").text)
    assert "At the last prices One batch unknown" in text
    assert "At what you paid on average One batch unknown" in text
    assert text.count("Nobody has said what") == 1


def test_an_empty_recipe_costs_nothing_and_an_archived_one_what_it_did(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        made = priced(db)
        empty = Kitchen(db).recipe("Water", {})
        row = db.find(Recipe, made.frosting)
        assert row is not None
        row.deleted_at = now()
    assert cost(bakery, empty).with_components.total == 0
    assert cost(bakery, made.frosting).direct.total == Decimal("0.87")


def test_as_many_statements_however_many_recipes_and_however_deep(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = priced(db)
        kitchen = Kitchen(db)
        cakes = [kitchen.recipe(f"Cake {n}", {}) for n in range(8)]
        for outer, inner in zip(cakes, [*cakes[1:], made.cookies], strict=True):
            kitchen.nest(outer, inner, "1")
    for some in ([made.frosting], cakes[:1], cakes):
        with bakery.session() as db:
            assert asked(lambda some=some, db=db: costs_of(db, some)) == 7
            assert asked(lambda some=some, db=db: both_costs_of(db, some)) == 8
            assert len(costs_of(db, some)) == len(some)


def test_the_neighbour_has_no_such_recipe(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        made = priced(db)
    with neighbour.session() as db:
        assert costs_of(db, [made.cookies, uuid4()]) == {}
        assert both_costs_of(db, [made.cookies, uuid4()]) == {}
    assert program(neighbour).get(f"/api/recipes/{made.cookies}/cost").status_code == 404
