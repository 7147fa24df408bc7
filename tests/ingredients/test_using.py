"""What uses an ingredient: it is not archived then, and who uses it is told, with links."""

import pytest

from baketracker.db.references import StillUsed
from baketracker.errors import NotFound
from baketracker.ingredients import service
from baketracker.ingredients.schemas import IngredientView
from baketracker.shopping.models import ShoppingItem, ShoppingList
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product
from tests.factories.clients import browser, program
from tests.factories.kitchen import Kitchen
from tests.factories.reading import words

pytestmark = pytest.mark.covers("K-08")


@pytest.fixture
def used(bakery: BakeryOnDatabase) -> IngredientView:
    """Flour with a product, a recipe and a line of a shopping list."""
    flour = ingredient(bakery)
    product(bakery, flour)
    with bakery.session() as db:
        Kitchen(db).recipe("Bread", {flour.id: "3 cup"})
        trip = ShoppingList(name="Saturday")
        db.add(trip)
        db.flush()
        db.add(ShoppingItem(list_id=trip.id, kind="food", ingredient_id=flour.id))
    return flour


def test_the_refusal_names_how_many_and_which(
    bakery: BakeryOnDatabase, used: IngredientView
) -> None:
    with bakery.session() as db, pytest.raises(StillUsed) as refused:
        service.archive(db, used.id, used.version)
    said = str(refused.value)
    for counted in ("products (1)", "recipe ingredients (1)", "shopping items (1)"):
        assert counted in said
    assert [(one.table, one.name) for one in refused.value.users] == [
        ("products", "King Arthur"), ("recipes", "Bread"), ("shopping_lists", "Saturday"),
    ]  # fmt: skip


def test_a_group_is_kept_by_what_stands_in_it(bakery: BakeryOnDatabase) -> None:
    group = ingredient(bakery, "Flours", is_group=True)
    rye = ingredient(bakery, "Rye", parent_id=group.id)
    with bakery.session() as db, pytest.raises(StillUsed) as refused:
        service.archive(db, group.id, group.version)
    assert [(one.table, one.id) for one in refused.value.users] == [("ingredients", rye.id)]


def test_a_product_without_a_name_is_told_by_its_ingredient(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    product(bakery, flour, brand=None)
    with bakery.session() as db, pytest.raises(StillUsed) as refused:
        service.archive(db, flour.id, flour.version)
    assert refused.value.users[0].name == "Flour"


def test_the_page_links_to_each_of_them(bakery: BakeryOnDatabase, used: IngredientView) -> None:
    visitor = browser(bakery)
    refused = visitor.post(f"/ingredients/{used.id}/archive", data={"version": "1"})
    assert refused.status_code == 409
    main = refused.text[refused.text.index("<main") :]
    for path in ("products", "recipes", "shop"):
        href = main.split(f'href="/{path}/')[1].split('"')[0]
        assert visitor.get(f"/{path}/{href}").status_code == 200
    shown = words(visitor.get(f"/ingredients/{used.id}").text)
    assert "Used in 2 Bread Saturday" in shown


def test_the_api_tells_them_too(bakery: BakeryOnDatabase, used: IngredientView) -> None:
    refused = program(bakery).delete(f"/api/ingredients/{used.id}", headers={"If-Match": '"v1"'})
    body = refused.json()
    assert (refused.status_code, body["code"]) == (409, "still_used")
    assert [one["name"] for one in body["users"]] == ["King Arthur", "Bread", "Saturday"]


def test_what_is_used_no_more_can_go_and_come_back(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    with bakery.session() as db:
        assert service.used_by(db, flour.id) == []
        service.archive(db, flour.id, flour.version)
    with bakery.session() as db:
        assert service.restore(db, flour.id).name == "Flour"


@pytest.mark.covers("SR4")
def test_the_neighbour_learns_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, used: IngredientView
) -> None:
    with neighbour.session() as db, pytest.raises(NotFound):
        service.used_by(db, used.id)
    with neighbour.session() as db, pytest.raises(NotFound):
        service.archive(db, used.id, used.version)
