"""Reading recipes: what a batch takes and gives, through each door."""

from uuid import UUID

import pytest

from baketracker.db.paging import LostPlace
from baketracker.db.types import new_id, now
from baketracker.errors import Forbidden, NotFound
from baketracker.recipes import service
from baketracker.recipes.models import Recipe
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program
from tests.factories.kitchen import Kitchen, stock, stocked
from tests.factories.statements import asked

SCRIPT = "<script>alert('cake')</script>"


def archive(bakery: BakeryOnDatabase, recipe: UUID) -> None:
    with bakery.session() as db:
        row = db.find(Recipe, recipe)
        assert row is not None
        row.deleted_at = now()


def names(bakery: BakeryOnDatabase, *asked_for: object, **kept: object) -> list[str]:
    with bakery.session() as db:
        return [row.name for row in service.search(db, *asked_for, **kept).items]


def test_a_recipe_shows_its_lines_components_yields_and_variants(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = stock(db)
        kitchen = Kitchen(db)
        small = kitchen.recipe("Small Cookie", {}, base_recipe_id=made.cookie_recipe)
        view = service.get(db, made.cookie_recipe)
        variant = service.get(db, small)
    assert [(line.ingredient.name, line.quantity, line.unit) for line in view.lines] == [
        ("Flour", 2, "cup"), ("Sugar", 1, "cup"),
    ]  # fmt: skip
    assert [(part.recipe.id, float(part.batches)) for part in view.components] == [
        (made.frosting, 0.5)
    ]
    assert [(unit.name, unit.items_per_batch) for unit in view.yields] == [("Cookie", 48)]
    assert [one.id for one in view.variants] == [small]
    assert variant.base is not None
    assert variant.base.id == made.cookie_recipe
    shown = browser(bakery).get(f"/recipes/{made.cookie_recipe}").text
    assert f"/finished-goods/{made.bag}" in shown
    for words in ("48 Cookie", "½ batch", "Small Cookie", f"/recipes/{made.frosting}"):
        assert words in shown


@pytest.mark.parametrize(("minutes", "said"), [(45, True), (0, False), (None, False)])
def test_minutes_are_said_when_there_are_any(
    bakery: BakeryOnDatabase, minutes: int | None, *, said: bool
) -> None:
    with bakery.session() as db:
        recipe = Kitchen(db).recipe("Pie", {}, minutes=minutes)
    client = browser(bakery)
    assert ("<dt>Minutes</dt>" in client.get(f"/recipes/{recipe}").text) is said
    assert (" min<" in client.get("/recipes").text) is said


def test_the_archived_stand_apart_and_say_so(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    archive(bakery, made.frosting)
    assert names(bakery) == ["Fudge Brownie", "Sugar Cookie"]
    assert names(bakery, archived=True) == ["Frosting"]
    client = browser(bakery)
    assert "This recipe is archived" in client.get(f"/recipes/{made.frosting}").text
    assert "Frosting" in client.get("/recipes?show=archived").text
    assert ">Frosting<" not in client.get("/recipes").text


@pytest.mark.covers("L-33")
def test_a_search_folds_accents_and_takes_percent_literally(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        tarts = kitchen.category("Tarts")
        kitchen.recipe("Crème brûlée", {}, category_id=tarts)
        kitchen.recipe("100% rye_loaf", {})
    assert names(bakery, "creme BRULEE") == ["Crème brûlée"]
    assert names(bakery, "%") == ["100% rye_loaf"]
    assert names(bakery, "e_l") == ["100% rye_loaf"]
    assert names(bakery, category="Tarts") == ["Crème brûlée"]
    assert names(bakery, "loaf", category="Tarts") == []
    page = browser(bakery).get("/recipes", params={"q": "creme", "category": "Tarts"})
    assert "1 recipe<" in page.text


@pytest.mark.covers("D-17")
def test_names_sort_by_code_point(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        for name in ("Éclair", "apple", "Zebra", "10 minute cake", "ärger"):
            Kitchen(db).recipe(name, {})
    assert names(bakery) == ["10 minute cake", "Zebra", "apple", "Éclair", "ärger"]


def test_pages_follow_each_other_without_gaps(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        for number in range(6):
            kitchen.recipe("Same name", {}, slug=f"same-{number}")
        kitchen.recipe("Almond", {})
        first = service.search(db, limit=3)
        second = service.search(db, cursor=first.next, limit=3)
        third = service.search(db, cursor=second.next, limit=3)
    found = [row.id for page in (first, second, third) for row in page.items]
    assert len(set(found)) == len(found) == 7
    assert third.next is None


@pytest.mark.parametrize("cursor", ["nonsense", "%00", "AAAAAAAAAAAAAAAAAAAAAA", "é"])
def test_a_made_up_place_is_refused(bakery: BakeryOnDatabase, cursor: str) -> None:
    with bakery.session() as db, pytest.raises(LostPlace):
        service.search(db, cursor=cursor)
    assert program(bakery).get("/api/recipes", params={"cursor": cursor}).status_code == 422


def test_what_people_wrote_is_stored_unchanged_and_shown_escaped(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        flour = kitchen.ingredient(f"Flour {SCRIPT}")
        recipe = kitchen.recipe(f"Cake {SCRIPT}", {flour: "1 cup"}, notes=SCRIPT, source=SCRIPT)
        kitchen.finished_unit(recipe, f"Slice {SCRIPT}", 8)
    for place in ("/recipes", f"/recipes/{recipe}"):
        text = browser(bakery).get(place).text
        assert SCRIPT not in text
        assert "&lt;script&gt;" in text
    told = program(bakery).get(f"/api/recipes/{recipe}").json()
    assert told["name"] == f"Cake {SCRIPT}"


def test_json_and_tools_tell_the_same(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    client = program(bakery, "read")
    told = client.get(f"/api/recipes/{made.cookie_recipe}")
    assert told.json()["lines"][0]["quantity"] == "2"
    again = client.get(
        f"/api/recipes/{made.cookie_recipe}", headers={"If-None-Match": told.headers["ETag"]}
    )
    assert again.status_code == 304
    tool = call_tool(client, "get_recipe", recipe_id=str(made.cookie_recipe))
    assert tool["structuredContent"] == told.json()
    listed = call_tool(client, "list_recipes", search="cookie")["structuredContent"]
    assert listed == client.get("/api/recipes?search=cookie").json()


@pytest.mark.covers("AR-06")
def test_the_neighbour_sees_no_recipe(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = stocked(bakery)
    for recipe in (made.cookie_recipe, new_id()):
        with neighbour.session() as db, pytest.raises(NotFound):
            service.get(db, recipe)
        assert browser(neighbour).get(f"/recipes/{recipe}").status_code == 404
        assert program(neighbour).get(f"/api/recipes/{recipe}").status_code == 404
        assert call_tool(program(neighbour), "get_recipe", recipe_id=str(recipe))["isError"]
    assert names(neighbour) == []
    assert program(neighbour).get("/api/recipes").json()["items"] == []
    assert "Sugar Cookie" not in browser(neighbour).get("/recipes").text
    listed = call_tool(program(neighbour), "list_recipes")["structuredContent"]
    assert listed["items"] == []


def test_a_token_without_read_reads_nothing(bakery: BakeryOnDatabase) -> None:
    with bakery.session(rights=frozenset({"write"})) as db, pytest.raises(Forbidden):
        service.search(db)


def test_ten_times_the_recipes_take_no_more_statements(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    client = browser(bakery)
    places = ("/recipes", f"/recipes/{made.cookie_recipe}", "/recipes?q=cookie")
    small = [asked(lambda place=place: client.get(place)) for place in places]
    with bakery.session() as db:
        for copy in range(10):
            more = stock(db, f" {copy}", days_ahead=20)
            Kitchen(db).nest(made.cookie_recipe, more.frosting, "1")
    assert [asked(lambda place=place: client.get(place)) for place in places] == small
    assert max(small) <= 29
