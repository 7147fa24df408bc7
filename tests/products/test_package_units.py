"""The unit of a package: with which a new one begins, and when one seems odd."""

import pytest

from baketracker.accounts import service as accounts
from baketracker.accounts.schemas import BakerySettings
from baketracker.products import package_units, service
from baketracker.products.package_units import Known
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, product
from tests.factories.clients import browser, program


@pytest.mark.covers("K-05")
@pytest.mark.parametrize(
    ("category", "us", "metric"),
    [
        ("Flour", "lb", "g"),
        ("Sugar", "lb", "g"),
        ("Dairy", "lb", "g"),
        ("Nuts", "lb", "g"),
        ("Dried Fruits", "lb", "g"),
        ("Misc", "lb", "g"),
        ("Oils/Butters", "fl oz", "ml"),
        ("Extracts", "fl oz", "ml"),
        ("Syrups", "fl oz", "ml"),
        ("Alcohol", "fl oz", "ml"),
        ("Spices", "oz", "g"),
        ("Chocolate/Candies", "oz", "g"),
        ("Cocoa Powders", "oz", "g"),
        ("Packaging", "count", "count"),
        ("", "lb", "g"),
        ("Things of my own", "lb", "g"),
    ],
)
def test_the_category_tells_the_unit(category: str, us: str, metric: str) -> None:
    known = Known("It", category)
    assert package_units.usual_unit(known, "us") == us
    assert package_units.usual_unit(known, "metric") == metric


@pytest.mark.covers("K-05", "L-17")
@pytest.mark.parametrize(
    ("category", "us"),
    [
        ("Flours & Starches", "lb"),
        ("spices & herbs", "oz"),
        ("Extracts & Flavorings", "fl oz"),
        ("Sugar & syrup", "lb"),
        ("Épices", "lb"),
        ("Liquors", "fl oz"),
    ],
)
def test_the_bakerys_own_categories_are_understood(category: str, us: str) -> None:
    assert package_units.usual_unit(Known("It", category), "us") == us


def test_what_wraps_is_counted() -> None:
    assert package_units.usual_unit(Known("Box", "Flour", is_packaging=True), "us") == "count"


@pytest.mark.covers("L-18")
@pytest.mark.parametrize(
    ("unit", "known", "code"),
    [
        # A liquid in ounces of weight, beside others or by its category alone.
        ("oz", Known("Vanilla", "", ("fl oz",)), "ounces"),
        ("oz", Known("Vanilla", "Extracts"), "ounces"),
        ("oz", Known("Vanilla", "Extracts", has_density=True), "ounces"),
        ("fl oz", Known("Cloves", "Spices", ("oz",)), "ounces"),
        ("lb", Known("Oil", "", ("l",)), "other_kind"),
        ("each", Known("Butter", "Dairy", ("lb",), has_density=True), "other_kind"),
        ("bag", Known("Flour", "Flour", has_density=True), "not_measured"),
        ("l", Known("Flour", "Flour"), "unlike_category"),
        ("g", Known("Syrup", "Syrups"), "unlike_category"),
        ("oz", Known("Cloves", "Spices", ("oz", "lb")), None),
        ("kg", Known("Flour", "Flour", ("lb",)), None),
        ("l", Known("Oil", "Oils", ("lb",), has_density=True), None),
        ("oz", Known("Vanilla", "Extracts", ("oz", "fl oz")), None),
        ("each", Known("Eggs", "Dairy"), None),
        ("tin", Known("Flour", "Flour"), None),
        ("lb", Known("It", ""), None),
    ],
)
def test_a_unit_of_another_kind_is_doubted(unit: str, known: Known, code: str | None) -> None:
    assert [one.code for one in package_units.doubts(unit, known)] == ([code] if code else [])


@pytest.mark.covers("L-18")
def test_the_doubt_names_what_the_others_are_measured_in(bakery: BakeryOnDatabase) -> None:
    vanilla = ingredient(bakery, "Vanilla", category="Extracts")
    product(bakery, vanilla, package_unit="fl oz")
    odd = product(bakery, vanilla, brand="Other", package_unit="oz")
    with bakery.session() as db:
        (doubt,) = service.doubts(db, odd.id)
    assert doubt.sentence == ("An oz is a weight. Vanilla is measured by volume: is it fl oz?")
    page = browser(bakery).get(f"/products/{odd.id}").text
    assert doubt.sentence in page
    told = program(bakery).get(f"/api/products/{odd.id}/doubts").json()["items"]
    assert told == [{"code": "ounces", "sentence": doubt.sentence}]


@pytest.mark.covers("L-18")
def test_a_weighed_ingredient_may_be_bought_by_volume(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, category="Flour", **CUP_OF_FLOUR)
    product(bakery, flour)
    tub = product(bakery, flour, package_unit="l")
    with bakery.session() as db:
        assert service.doubts(db, tub.id) == []


@pytest.mark.covers("K-05")
def test_a_new_product_begins_with_the_unit_of_its_ingredient(bakery: BakeryOnDatabase) -> None:
    vanilla = ingredient(bakery, "Vanilla", category="Extracts")
    clove = ingredient(bakery, "Cloves", category="Spices")
    pages = browser(bakery)

    def begun(query: str) -> str:
        text = pages.get(f"/products/new{query}").text
        select = text[text.index('id="f-package_unit"') :]
        return select[: select.index("selected")].rsplit('value="', 1)[1].split('"')[0]

    assert begun("") == "lb"
    assert begun(f"?ingredient={vanilla.id}") == "fl oz"
    # What the form asks for when another ingredient is chosen: the amount stays.
    asked = f"?ingredient_id={clove.id}&package_quantity=16"
    assert begun(asked) == "oz"
    assert 'value="16"' in pages.get(f"/products/new{asked}").text
    with bakery.session() as db:
        told = {"timezone": "UTC", "currency": "EUR", "locale": "de_DE", "units": "metric"}
        accounts.change_settings(db, BakerySettings.model_validate(told))
    assert begun(f"?ingredient={vanilla.id}") == "ml"
