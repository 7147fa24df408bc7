"""Categories: linked by id, seven to begin with."""

import pytest

from baketracker.db.types import new_id
from baketracker.errors import Conflict, InvalidInput, NotFound
from baketracker.recipes import categories, service
from baketracker.recipes.given import CategoryIn
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.kitchen import Kitchen
from tests.factories.reading import hidden

from .writing import change, read, write

SEVEN = ["Cakes", "Cookies", "Candies", "Brownies", "Bars", "Breads", "Other"]


@pytest.mark.covers("K-15")
def test_seven_categories_are_there_and_those_found_in_recipes(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        assert categories.offered_categories(db) == SEVEN
        assert categories.categories(db) == []
        Kitchen(db).category("Tarts")
        categories.seed_categories(db)
        categories.seed_categories(db)
        known = categories.list_categories(db)
    assert {view.name: view.sort_order for view in known} == {"Tarts": 0} | {
        name: 10 * place for place, name in enumerate(SEVEN, start=1)
    }


@pytest.mark.covers("D-01")
def test_a_category_is_renamed_and_retired_without_losing_a_recipe(
    bakery: BakeryOnDatabase,
) -> None:
    made = write(bakery, category="Cakes")
    with bakery.session() as db:
        cakes = next(view for view in categories.list_categories(db) if view.name == "Cakes")
        assert cakes.recipes == 1
        given = CategoryIn(name="Torten", sort_order=99)
        renamed = categories.change_category(db, cakes.id, given, cakes.version)
    assert read(bakery, made.id).category == "Torten"
    with bakery.session() as db:
        assert "Cakes" not in categories.offered_categories(db)
        assert [row.id for row in service.search(db, category="Torten").items] == [made.id]
        categories.retire_category(db, renamed.id, renamed.version)
        assert "Torten" not in categories.offered_categories(db)
    kept = change(bakery, read(bakery, made.id), category="Torten", notes="still a cake")
    assert kept.category == "Torten"
    with pytest.raises(InvalidInput):
        write(bakery, "Another", category="Torten")
    with bakery.session() as db:
        assert categories.restore_category(db, renamed.id).recipes == 1


def test_two_categories_are_not_called_the_same(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = categories.create_category(db, CategoryIn(name="Tarts"))
        assert made.sort_order == 80
        with pytest.raises(Conflict):
            categories.create_category(db, CategoryIn(name="COOKIES"))
        with pytest.raises(Conflict):
            categories.change_category(db, made.id, CategoryIn(name="bars"), made.version)


def test_categories_are_kept_on_a_page_and_over_json(bakery: BakeryOnDatabase) -> None:
    pages, api = browser(bakery), program(bakery)
    assert "Cakes, Cookies, Candies" in pages.get("/recipes/categories").text
    key = hidden(pages.get("/recipes/categories").text, "op_id")
    for _again in range(2):
        answer = pages.post("/recipes/categories", data={"name": "Tarts", "op_id": key})
        assert answer.headers["location"] == "/recipes/categories"
    known = {one["name"]: one for one in api.get("/api/recipe-categories").json()["items"]}
    assert len(known) == 8
    tarts = f"/recipes/categories/{known['Tarts']['id']}"
    refused = pages.post(tarts, data={"name": "Bars", "version": "1"})
    assert refused.status_code == 422
    assert "already a category called Bars" in refused.text
    assert pages.post(tarts, data={"name": "Tarte", "version": "1"}).status_code == 303
    assert pages.post(tarts, data={"name": "Late", "version": "1"}).status_code == 412
    url = f"/api/recipe-categories/{known['Tarts']['id']}"
    assert api.put(url, json={"name": "Pies"}).status_code == 428
    changed = api.put(url, json={"name": "Pies"}, headers={"If-Match": '"v2"'})
    assert changed.json()["name"] == "Pies"
    assert api.delete(url, headers={"If-Match": '"v3"'}).status_code == 204
    assert pages.post(f"{tarts}/restore").status_code == 303
    assert "Pies" in pages.get("/recipes/categories").text


def test_the_neighbour_touches_no_category(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    write(bakery, category="Cakes")
    with bakery.session() as db:
        own = categories.create_category(db, CategoryIn(name="Secret"))
    with neighbour.session() as db:
        assert categories.list_categories(db) == []
        for row_id in (own.id, new_id()):
            with pytest.raises(NotFound):
                categories.change_category(db, row_id, CategoryIn(name="X"), 1)
            with pytest.raises(NotFound):
                categories.retire_category(db, row_id, 1)
            with pytest.raises(NotFound):
                categories.restore_category(db, row_id)
    assert "Secret" not in browser(neighbour).get("/recipes/categories").text
