"""A recipe from nothing to its page, as a person at a phone and at a desk does it."""

import re

import pytest
from playwright.sync_api import Page, expect

from baketracker.recipes.schemas import RecipeView
from tests.browser.conftest import LOOKS, PHONE, Visitors, seen_already
from tests.browser.looking import barriers, overflow, picture, widest
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import only_deep
from tests.recipes.writing import COOKIES, SLICE, larder, nested, read, write


def full(bakery: BakeryOnDatabase) -> RecipeView:
    """A recipe with something in every part of its page."""
    larder(bakery, "Flour", allergens=["gluten"])
    larder(bakery, "Egg", "Sugar")
    write(bakery, "Frosting", lines=[{"ingredient": "Sugar", "quantity": "2", "unit": "cup"}])
    return write(
        bakery,
        "Sugar cookies with a rather long name for a narrow phone",
        minutes=45,
        notes="Chill the dough.",
        lines=[
            {"ingredient": "Flour", "quantity": "2.5", "unit": "cup", "notes": "sifted"},
            {"ingredient": "Egg", "quantity": "3", "unit": "each"},
        ],
        components=nested("Frosting"),
        yields=[COOKIES | {"shelf_life_days": 5}, SLICE],
        steps=[{"text": "Bake.", "minutes": 12, "oven_celsius": 177, "has_timer": True}],
    )


def fill_line(page: Page, number: int, ingredient: str, amount: str, unit: str) -> None:
    at = f"lines.{number}"
    page.locator(f'[name="{at}.ingredient"]').fill(ingredient)
    page.locator(f'[name="{at}.quantity"]').fill(amount)
    page.locator(f'[name="{at}.unit"]').select_option(unit)


@pytest.mark.covers("SC-29", "G-16")
def test_a_recipe_is_written_on_a_phone(people: Visitors, bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour", "Sugar")
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/recipes/new")
        page.get_by_label("Name", exact=True).fill("Tonka cookies")
        page.get_by_label("Category").select_option("Cookies")
        page.get_by_label("What it gives").fill("Tonka cookie")
        page.get_by_label("How many a batch").fill("30")
        fill_line(page, 0, "Flour", "2 1/2", "cup")
        fill_line(page, 1, "Tonka bean", "1", "each")
        page.get_by_role("button", name="Add “Tonka bean” as a new ingredient").click()
        expect(page.get_by_role("button", name="Add “Tonka bean”")).to_have_count(0)
        expect(page.locator('[name="lines.1.ingredient"]')).to_have_value("Tonka bean")
        fill_line(page, 2, "Sugar", "100", "g")
        page.get_by_role("button", name="Another ingredient").click()
        expect(page.locator('[name="lines.3.ingredient"]')).to_be_visible()
        page.get_by_role("button", name="Move up: Ingredient 3").click()
        expect(page.locator('[name="lines.1.ingredient"]')).to_have_value("Sugar")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Tonka cookies")
        recipe = read(bakery, page.url.rsplit("/", 1)[-1])
        named = [line.ingredient.name for line in recipe.lines]
        assert named == ["Flour", "Sugar", "Tonka bean"]
        assert visit.complaints == []


@only_deep
def test_a_recipe_is_written_without_scripts(people: Visitors, bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour")
    with people.enter(bakery, width=PHONE, scripts=False) as visit:
        page = visit.open("/recipes/new")
        page.get_by_label("Name", exact=True).fill("Plain bread")
        page.get_by_label("Category").select_option("Breads")
        page.get_by_role("button", name="Another ingredient").click()
        expect(page.locator('[name="lines.3.ingredient"]')).to_be_visible()
        fill_line(page, 3, "Flour", "500", "g")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Plain bread")
        page.get_by_role("link", name="× 2").click()
        expect(page.locator("#takes").get_by_text("Everything × 2.")).to_be_visible()
        expect(page.locator("#takes")).to_contain_text("1,000")


@only_deep
@pytest.mark.covers("PH-02", "PH-06")
def test_the_amounts_follow_the_chips_and_the_pieces(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    recipe = full(bakery)
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/recipes/{recipe.id}")
        page.get_by_role("link", name="× ½").click()
        expect(page.locator("#takes").get_by_text("Everything × ½.")).to_be_visible()
        expect(page.locator("#takes")).to_contain_text("take 2")
        page.get_by_label("or enough for").fill("60")
        page.get_by_role("button", name="Work it out").click()
        expect(
            page.locator("#takes").get_by_text("Everything × 2.5, for 60 Cookies.")
        ).to_be_visible()
        expect(page).to_have_url(re.compile("make=60"))
        page.reload()
        expect(
            page.locator("#takes").get_by_text("Everything × 2.5, for 60 Cookies.")
        ).to_be_visible()
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("P-28")
def test_the_wheel_leaves_a_number_alone(people: Visitors, bakery: BakeryOnDatabase) -> None:
    recipe = full(bakery)
    with people.enter(bakery) as visit:
        page = visit.open(f"/recipes/{recipe.id}/edit")
        amount = page.locator('[name="lines.0.quantity"]')
        amount.click()
        page.mouse.wheel(0, 400)
        expect(amount).to_have_value("2.5")
        assert page.locator('main input[type="number"]').count() == 0


@only_deep
def test_a_share_of_a_batch_is_asked_only_where_it_is_meant(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/recipes/new")
        expect(page.get_by_label("Share of a batch")).to_be_hidden()
        page.get_by_label("Counted as").select_option("batch_portion")
        expect(page.get_by_label("Share of a batch")).to_be_visible()
        expect(page.get_by_label("How many a batch")).to_be_hidden()


@seen_already
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_every_page_of_the_recipes_can_be_read_by_all(
    people: Visitors, bakery: BakeryOnDatabase, width: int, theme: str
) -> None:
    recipe = full(bakery)
    home = f"/recipes/{recipe.id}"
    places = {
        "list": "/recipes", "new": "/recipes/new", "show": home, "half": f"{home}?scale=0.5",
        "edit": f"{home}/edit", "history": f"{home}/history", "variant": f"{home}/variants/new",
        "photo": f"/recipes/photos/of/{recipe.id}", "categories": "/recipes/categories",
    }  # fmt: skip
    with people.enter(bakery, width=width, theme=theme) as visit:
        for name, path in places.items():
            page = visit.open(path)
            picture(page, f"recipes-{name}-{width}-{theme}")
            assert barriers(page) == [], path
            assert overflow(page) <= 0, (path, widest(page))
        assert visit.complaints == []
