"""The starter catalogue: complete, plausible, and the same food in cups and in grams."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from baketracker.accounts.models import Tenant
from baketracker.errors import Forbidden, RuleBroken
from baketracker.exchange.starter.contents import (
    ALLERGENS,
    Amount,
    StarterRecipe,
    Units,
    starter,
)
from baketracker.exchange.starter.filling import fill_with_starter, may_take_starter
from baketracker.exchange.starter.rows import Kitchen, catalogue, local_price
from baketracker.finished_goods.models import FinishedGood
from baketracker.ingredients.models import Ingredient
from baketracker.measures.conversion import convert, convertible
from baketracker.measures.material_units import BaseUnit, to_base
from baketracker.measures.units import Category, find_unit
from baketracker.products.models import Product
from baketracker.purchases.service import prices
from baketracker.recipes.models import Recipe
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient

from .importing import count

pytestmark = pytest.mark.covers("G-15")

ALL = starter()
BOTH: tuple[Units, Units] = ("us", "metric")
BY_NAME = {row.name: row for row in ALL.ingredients}
RECIPES = {recipe.name: recipe for recipe in ALL.recipes}
CUP_ML = Decimal("236.588")
EGG_GRAMS = Decimal(50)
# Grams in a millilitre, loosely: what would be a typing error lies outside.
DENSITIES = {
    "Flour & grain": ("0.1", "0.75"), "Sugar & syrup": ("0.45", "1.5"),
    "Dairy & eggs": ("0.25", "1.35"), "Fats & oils": ("0.75", "1.0"),
    "Baking basics": ("0.2", "1.3"), "Spices & flavorings": ("0.1", "1.2"),
    "Chocolate & cocoa": ("0.3", "1.3"), "Nuts & seeds": ("0.35", "1.3"),
    "Fruit & vegetables": ("0.35", "1.4"), "Decoration": ("0.15", "1.35"),
}  # fmt: skip
# Raw grams behind one item.
WEIGHTS = {
    "cookie": (10, 65), "finger": (20, 45), "square": (30, 120), "bar": (30, 80),
    "muffin": (70, 140), "loaf": (550, 1100), "scone": (60, 130), "cupcake": (55, 125),
    "cake": (1300, 2900), "slice": (110, 240), "pie": (900, 2400), "bun": (90, 170),
    "roll": (35, 75), "truffle": (10, 25), "piece": (10, 40),
}  # fmt: skip


def density(name: str) -> Decimal | None:
    cup = BY_NAME[name].cup
    return cup / CUP_ML if cup else None


def grams(name: str, amount: Amount) -> Decimal:
    if amount.unit == "each":
        return amount.quantity * EGG_GRAMS
    return convert(amount.quantity, amount.unit, "g", density(name))


def mass(recipe: StarterRecipe, units: Units) -> Decimal:
    own = (grams(line.ingredient, line.amounts[units]) for line in recipe.lines)
    inside = (batches * mass(RECIPES[inner], units) for inner, batches in recipe.inside.items())
    return sum((*own, *inside), Decimal(0))


def test_there_is_enough_to_begin_with() -> None:
    assert len(ALL.ingredients) >= 150
    assert len([recipe for recipe in ALL.recipes if recipe.makes]) >= 20
    assert len(BY_NAME) == len(ALL.ingredients)
    assert len(RECIPES) == len(ALL.recipes)
    assert len(ALL.units) == sum(len(recipe.makes) for recipe in ALL.recipes)


@pytest.mark.parametrize("name", BY_NAME)
def test_an_ingredient_weighs_keeps_and_comes_in_packages(name: str) -> None:
    row = BY_NAME[name]
    assert 0 < row.days <= 2000
    assert set(row.allergens) <= ALLERGENS
    if row.cup:
        low, high = DENSITIES[row.root]
        assert Decimal(low) <= row.cup / CUP_ML <= Decimal(high), row.cup / CUP_ML
    for units in BOTH:
        package = row.packages[units]
        sold_in = find_unit(package.unit)
        assert sold_in is not None
        assert sold_in.metric == (units == "metric") or sold_in.category is Category.COUNT
        kind = find_unit(package.kind or "")
        assert kind is not None
        assert kind.category is Category.PACKAGE
        assert Decimal("0.2") <= package.dollars <= 20
        assert row.cup or sold_in.category is not Category.VOLUME


@pytest.mark.parametrize("name", BY_NAME)
def test_both_packages_are_a_plausible_size_and_price(name: str) -> None:
    row = BY_NAME[name]
    if row.packages["us"].unit != "each":
        for package in row.packages.values():
            weight = convert(package.size, package.unit, "g", density(name))
            assert 2 <= weight <= 4000, weight
            assert Decimal("0.02") <= package.dollars / weight * 100 <= 250, package


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_made_of_what_the_shops_sell(name: str) -> None:
    for line in RECIPES[name].lines:
        row = BY_NAME[line.ingredient]
        for units in BOTH:
            sold_in = row.packages[units].unit
            amount = line.amounts[units]
            assert amount.quantity > 0
            assert convertible(amount.unit, sold_in, density(row.name)), (line, sold_in)
    assert set(RECIPES[name].inside) <= set(RECIPES)


@pytest.mark.parametrize("name", RECIPES)
def test_cups_and_grams_say_the_same(name: str) -> None:
    for line in RECIPES[name].lines:
        us, metric = (grams(line.ingredient, line.amounts[units]) for units in BOTH)
        assert abs(us - metric) <= max(metric * Decimal("0.12"), Decimal("1.5")), (line, us, metric)


@pytest.mark.parametrize("name", RECIPES)
def test_what_comes_out_weighs_about_what_goes_in(name: str) -> None:
    recipe = RECIPES[name]
    for made in recipe.makes:
        assert (made.count is None) != (made.share is None)
        for units in BOTH:
            whole = mass(recipe, units)
            each = whole / made.count if made.count else whole * (made.share or 0) / 100
            low, high = WEIGHTS[made.item]
            # Another size of the same recipe may be half or double.
            assert low <= each <= high, (made.unit, each)
        assert 0 < made.keeps <= 60


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_has_steps_with_minutes(name: str) -> None:
    recipe = RECIPES[name]
    assert recipe.steps
    assert all(step.text.endswith(".") and step.minutes > 0 for step in recipe.steps)
    assert all(100 <= step.oven <= 260 for step in recipe.steps if step.oven)
    assert 5 <= recipe.minutes <= 240


def test_goods_are_made_of_what_is_there() -> None:
    goods = {good.name for good in ALL.goods}
    takes = {unit for row in ALL.materials for unit in row.units}
    for good in ALL.goods:
        assert set(good.parts) <= set(ALL.units) | goods, good.name
        assert set(good.materials) <= takes, good.name
    assert not goods & set(ALL.units)
    for row in ALL.materials:
        for package in row.packages.values():
            assert to_base(package.size, package.unit, BaseUnit(row.base)) > 0


@pytest.mark.parametrize("units", BOTH)
def test_no_two_rows_share_an_id_or_a_slug(units: Units) -> None:
    for entity, rows in catalogue(ALL, Kitchen(units, "USD")):
        for key in ("id", "slug"):
            values = [row[key] for row in rows if key in row]
            assert len(values) == len(set(values)), (entity, key)


def test_a_price_is_said_in_the_bakerys_money() -> None:
    price = Decimal("4.00")
    assert local_price(ALL, Kitchen("us", "USD"), price) == price
    assert local_price(ALL, Kitchen("metric", "EUR"), price) == Decimal("3.80")
    assert local_price(ALL, Kitchen("metric", "JPY"), price) == 600
    assert local_price(ALL, Kitchen("metric", "XXX"), price) is None


def in_money(bakery: BakeryOnDatabase, units: Units, currency: str) -> None:
    with bakery.session() as db:
        here = db.scalars(select(Tenant).where(Tenant.id == bakery.id)).one()
        here.units, here.currency = units, currency


@pytest.mark.parametrize(
    ("units", "currency", "package", "price"),
    [("us", "USD", (5, "lb"), "4.00"), ("metric", "EUR", (1, "kg"), "1.35")],
)
def test_a_bakery_gets_the_packages_and_prices_of_its_shops(
    bakery: BakeryOnDatabase, units: Units, currency: str, package: tuple[int, str], price: str
) -> None:
    in_money(bakery, units, currency)
    with bakery.session() as db:
        fill_with_starter(db)
    with bakery.session() as db:
        flour = db.scalars(select(Product).where(Product.name == "All-purpose flour")).one()
        told = prices(db, [flour.id])[flour.id].last
        recipes = db.scalar(select(func.count(Recipe.id)))
        goods = db.scalar(select(func.count(FinishedGood.id)))
    assert (flour.package_quantity, flour.package_unit) == package
    assert told is not None
    assert told.package_price == Decimal(price)
    assert told.supplier is not None
    assert told.supplier.name == "Typical price"
    assert recipes == len(ALL.recipes)
    assert goods == len(ALL.units) + len(ALL.goods)


def test_where_nobody_knows_the_money_prices_are_unknown(bakery: BakeryOnDatabase) -> None:
    in_money(bakery, "metric", "ISK")
    with bakery.session() as db:
        fill_with_starter(db)
    with bakery.session() as db:
        ids = list(db.scalars(select(Product.id)))
        assert all(told.last is None for told in prices(db, ids).values())


def test_a_second_time_changes_nothing_and_the_neighbour_gets_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        fill_with_starter(db)
    before = count(bakery)
    with bakery.session() as db:
        assert may_take_starter(db)
        fill_with_starter(db)
    assert count(bakery) == before > 700
    assert count(neighbour) == 0


def test_the_starter_never_mixes_with_a_bakerys_own(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery)
    with bakery.session() as db:
        assert not may_take_starter(db)
        with pytest.raises(RuleBroken):
            fill_with_starter(db)
    with bakery.session("member") as db, pytest.raises(Forbidden):
        fill_with_starter(db)
    with bakery.session() as db:
        assert db.scalar(select(func.count(Ingredient.id))) == 1
