"""What batches of a recipe take from the pantry as it is today."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from baketracker.db.base import TenantOwned
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.ingredients.models import Ingredient
from baketracker.pantry.models import Lot
from baketracker.products.models import Product
from baketracker.recipes.models import Recipe
from baketracker.recipes.stocked import BatchStock, actual_fifo_cost, can_produce
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.clients import browser, program
from tests.factories.depth import examples
from tests.factories.kitchen import CUP_OF_FLOUR, Kitchen, stock
from tests.factories.reading import words
from tests.factories.statements import asked
from tests.purchases.paying import pay

# What a cup, a pound of each lot of the worked example cost.
COSTS = {"Old Mill": "0.80", "Cane & Co": "0.50", "Beet": "0.60", "Butter": "1.50", "Cocoa": "2"}


def change(db: TenantSession, entity: type[TenantOwned], row_id: UUID, **values: Any) -> None:
    row = db.find(entity, row_id)
    assert row is not None
    for name, value in values.items():
        setattr(row, name, value)
    db.flush()


def cookies(bakery: BakeryOnDatabase, *, costed: bool = True) -> UUID:
    """The worked example's cookies, of whose sugar there are 13 cups."""
    with bakery.session() as db:
        made = stock(db)
        named = select(Lot, Product.brand, Ingredient.name).join(Lot.product)
        for lot, brand, name in db.execute(named.join(Product.ingredient)) if costed else ():
            lot.unit_cost = Decimal(COSTS[brand or name])
    return made.cookie_recipe


def told(bakery: BakeryOnDatabase, recipe: UUID, batches: str = "1") -> BatchStock:
    with bakery.session("member") as db:
        return can_produce(db, recipe, Decimal(batches))


def missing(found: BatchStock) -> list[tuple[str, Decimal, Decimal, str]]:
    return [(use.ingredient.name, use.wanted, use.taken, use.unit) for use in found.missing]


@pytest.mark.covers("GV10")
def test_nine_batches_need_18_cups_of_sugar_and_13_are_there(bakery: BakeryOnDatabase) -> None:
    found = told(bakery, cookies(bakery), "9")
    assert not found.enough
    assert missing(found) == [("Sugar", Decimal(18), Decimal(13), "cup")]


def test_six_batches_are_there(bakery: BakeryOnDatabase) -> None:
    found = told(bakery, cookies(bakery), "6")
    assert (found.enough, found.missing) == (True, [])
    assert [(use.ingredient.name, use.wanted) for use in found.uses] == [
        ("Butter", 3), ("Flour", 12), ("Sugar", 12),
    ]  # fmt: skip


@pytest.mark.covers("A9")
def test_a_batch_costs_what_the_first_bought_lots_cost(bakery: BakeryOnDatabase) -> None:
    """2 cups of flour are 0.52911 lb at 0.80; 1 cup of sugar and 1 more inside the frosting at
    0.50; half a cup of butter at 1.50."""
    recipe = cookies(bakery)
    with bakery.session() as db:
        cost = actual_fifo_cost(db, recipe)
        two = actual_fifo_cost(db, recipe, Decimal(2))
    assert cost.total is not None
    assert two.total is not None
    assert round(cost.total, 6) == Decimal("2.173288")
    # The fourth cup of sugar is out of the second lot.
    assert round(two.total - 2 * cost.total, 6) == Decimal("0.1")


@pytest.mark.covers("F1")
def test_what_lacks_costs_what_was_paid_for_it_last(bakery: BakeryOnDatabase) -> None:
    recipe = cookies(bakery)
    with bakery.session() as db:
        sugar = told(bakery, recipe, "9").missing[0].ingredient.id
        bag = Kitchen(db).product(sugar, "cup", package_quantity=Decimal(10), preferred=True)
        pay(db, bag, "7.00")
    short = told(bakery, recipe, "9").cost
    assert short.total is not None
    sugar_there = 3 * Decimal("0.50") + 10 * Decimal("0.60")
    flour_and_butter = 9 * (Decimal("0.423288") + Decimal("0.75"))
    assert round(short.total - sugar_there - flour_and_butter, 4) == 5 * Decimal("0.70")


def test_what_nobody_knows_the_cost_of_is_not_free(bakery: BakeryOnDatabase) -> None:
    found = told(bakery, cookies(bakery, costed=False))
    assert (found.enough, found.cost.total) == (True, None)
    assert "Nobody has said what Cane & Co costs. Write down a purchase of it." in [
        it.sentence for it in found.cost.unknown
    ]


def test_what_lacks_and_was_never_bought_makes_the_cost_unknown(bakery: BakeryOnDatabase) -> None:
    found = told(bakery, cookies(bakery), "9")
    assert [it.sentence for it in found.cost.unknown] == [
        "Choose which product of Sugar you usually buy."
    ]
    assert found.cost.known > 0


@pytest.mark.covers("A20")
def test_a_lot_in_another_kind_of_unit_is_named_and_the_others_count(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        eggs, flour = kitchen.ingredient("Eggs"), kitchen.ingredient("Flour", **CUP_OF_FLOUR)
        kitchen.lot(eggs, "2", "lb", brand="By the pound")
        kitchen.lot(eggs, "3", "each", brand="By the egg")
        kitchen.lot(flour, "10", "lb")
        recipe = kitchen.recipe("Loaf", {flour: "2 cup", eggs: "4 each"})
    found = told(bakery, recipe)
    assert missing(found) == [("Eggs", Decimal(4), Decimal(3), "each")]
    assert [(lot.product, lot.quantity) for lot in found.missing[0].passed] == [("By the pound", 2)]


@pytest.mark.covers("F40", "A21")
def test_no_stock_is_counted_twice(bakery: BakeryOnDatabase) -> None:
    """10 cups and 100 tablespoons are 16.25 cups; 11.5 are there."""
    with bakery.session() as db:
        kitchen = Kitchen(db)
        flour = kitchen.ingredient("Flour", **CUP_OF_FLOUR)
        kitchen.lot(flour, "11.5", "cup")
        dough = kitchen.recipe("Dough", {flour: "10 cup"})
        dust = kitchen.recipe("Dusting", {flour: "100 tbsp"})
        kitchen.nest(dough, dust, "1")
    (use,) = told(bakery, dough).missing
    assert (round(use.wanted, 2), use.taken, use.unit) == (Decimal("16.25"), Decimal("11.5"), "cup")


def test_two_kinds_of_unit_share_the_lots(bakery: BakeryOnDatabase) -> None:
    """4 eggs and 100 g of egg: nobody can say how many eggs that is."""
    with bakery.session() as db:
        kitchen = Kitchen(db)
        eggs = kitchen.ingredient("Eggs")
        kitchen.lot(eggs, "5", "each")
        whites = kitchen.recipe("Whites", {eggs: "4 each"})
        more = kitchen.recipe("More", {eggs: "3 each"})
        grams = kitchen.recipe("Grams", {eggs: "100 g"})
        kitchen.nest(whites, more, "1")
        kitchen.nest(whites, grams, "1")
    found = told(bakery, whites)
    assert [(use.wanted, use.taken, use.unit) for use in found.missing] == [
        (7, 5, "each"), (100, 0, "g"),
    ]  # fmt: skip


def test_an_archived_recipe_can_still_be_asked(bakery: BakeryOnDatabase) -> None:
    recipe = cookies(bakery)
    with bakery.session() as db:
        row = db.find(Recipe, recipe)
        assert row is not None
        change(db, Recipe, recipe, deleted_at=row.created_at)
    assert told(bakery, recipe).recipe.is_archived


def test_the_neighbours_recipe_is_not_found(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    recipe = cookies(bakery)
    cookies(neighbour)
    with neighbour.session() as db, pytest.raises(NotFound):
        can_produce(db, recipe)
    assert program(neighbour).get(f"/api/recipes/{recipe}/stock").status_code == 404


def test_the_neighbours_sugar_does_not_count(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    recipe = cookies(bakery)
    cookies(neighbour)
    assert missing(told(bakery, recipe, "9")) == [("Sugar", 18, 13, "cup")]


def test_however_many_ingredients_there_are_it_is_nine_statements(
    bakery: BakeryOnDatabase,
) -> None:
    recipe = cookies(bakery)
    with bakery.session() as db:
        kitchen = Kitchen(db)
        spices = [kitchen.ingredient(f"Spice {n}") for n in range(20)]
        for spice in spices:
            kitchen.lot(spice, "5", "g")
        rich = kitchen.recipe("Rich", dict.fromkeys(spices, "1 g"))
        kitchen.nest(rich, recipe, "2")
    with bakery.session() as db:
        assert asked(lambda: can_produce(db, recipe)) == 9
        assert asked(lambda: can_produce(db, rich, Decimal(3))) == 9


AMOUNTS = st.decimals("0", "20", places=2)


@settings(max_examples=examples(15))
@given(st.lists(AMOUNTS, max_size=4), st.lists(AMOUNTS.filter(bool), min_size=1, max_size=3))
def test_what_is_taken_and_what_is_short_are_what_is_needed(
    engine: Engine, lots: list[Decimal], lines: list[Decimal]
) -> None:
    """And nothing is taken that is not there, however the lines stand in nested recipes."""
    here = open_bakery(engine, "Batches")
    with here.session() as db:
        kitchen = Kitchen(db)
        oats = kitchen.ingredient("Oats")
        product = kitchen.product(oats, "g")
        for quantity in lots:
            kitchen.stock(product, str(quantity))
        inside = [kitchen.recipe(f"Part {n}", {oats: f"{it} g"}) for n, it in enumerate(lines)]
        whole = kitchen.recipe("Whole", {})
        for part in inside:
            kitchen.nest(whole, part, "1")
    (use,) = told(here, whole).uses
    assert use.wanted == sum(lines)
    assert use.taken == min(sum(lots), sum(lines))
    assert use.short == use.wanted - use.taken
    assert sum(draw.quantity for draw in use.draws) == use.taken


class TestDoors:
    def test_json(self, bakery: BakeryOnDatabase) -> None:
        recipe = cookies(bakery)
        found = program(bakery).get(f"/api/recipes/{recipe}/stock?batches=9").json()
        assert (found["enough"], found["batches"]) == (False, "9")
        short = [use for use in found["uses"] if use["short"] != "0"]
        assert [(use["ingredient"]["name"], use["wanted"], use["taken"]) for use in short] == [
            ("Sugar", "18", "13")
        ]
        one = program(bakery).get(f"/api/recipes/{recipe}/stock").json()
        assert one["enough"]
        assert one["cost"]["total"].startswith("2.17328")

    @pytest.mark.parametrize("batches", ["0", "-1", "many", "1001", "NaN"])
    def test_nonsense_is_refused(self, bakery: BakeryOnDatabase, batches: str) -> None:
        found = program(bakery).get(f"/api/recipes/{uuid4()}/stock?batches={batches}")
        assert found.status_code == 422

    def test_the_page_of_the_recipe(self, bakery: BakeryOnDatabase) -> None:
        recipe = cookies(bakery)
        page = words(browser(bakery).get(f"/recipes/{recipe}").text)
        assert "Taken from your pantry today One batch $2.17 Everything is there." in page
        page = words(browser(bakery).get(f"/recipes/{recipe}?scale=9").text)
        assert "What is missing is counted at its last price. Sugar 5 cups short" in page
        assert "13 cups of 18 cups is there" in page
