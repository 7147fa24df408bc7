"""Writing recipes over JSON, on pages and in the terminal."""

import pytest

from baketracker.db.types import new_id
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program
from tests.factories.reading import hidden, words
from tests.factories.terminal import Terminal

from .writing import COOKIES, larder, read, write

URL = "/api/recipes"
FORM = {
    "name": "Cookie", "category": "Cookies", "lines.0.ingredient": "Flour",
    "lines.0.quantity": "2 1/2", "lines.0.unit": "cup", "lines.1.unit": "g",
    "yields.0.name": "Cookies", "yields.0.yield_mode": "discrete_count",
    "yields.0.yield_type": "EA", "yields.0.items_per_batch": "24", "yields.0.item_unit": "cookie",
    "yields.1.yield_mode": "discrete_count", "yields.1.yield_type": "EA",
    "steps.0.text": "Bake.", "steps.0.oven_fahrenheit": "350", "steps.0.has_timer": "true",
}  # fmt: skip


def test_a_recipe_lives_over_json(bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour")
    ours, key = program(bakery), str(new_id())
    given = {
        "name": "Cookie", "category": "Cookies", "yields": [COOKIES],
        "lines": [{"ingredient": "flour", "quantity": 2.5, "unit": "cups"}],
    }  # fmt: skip
    made = ours.post(URL, json=given, headers={"Idempotency-Key": key})
    assert (made.status_code, made.json()["id"]) == (201, key)
    assert made.json()["lines"][0]["quantity"] == "2.5"
    url, tag = f"{URL}/{key}", made.headers["etag"]
    assert ours.patch(url, json={"notes": "x"}).status_code == 428
    changed = ours.patch(url, json={"lines": []}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["lines"]) == (200, [])
    assert len(changed.json()["yields"]) == 1
    assert ours.patch(url, json={"notes": "x"}, headers={"If-Match": tag}).status_code == 412
    wrong = ours.post(URL, json=given | {"lines": [{"quantity": "1", "unit": "cup"}]})
    assert set(wrong.json()["errors"]) == {"lines.0.ingredient"}
    wrong = ours.post(URL, json=given | {"yields": [COOKIES | {"items_per_batch": None}]})
    assert set(wrong.json()["errors"]) == {"yields.0.items_per_batch"}
    variant = ours.post(f"{url}/variants", json={"variant_name": "Lemon"})
    assert variant.status_code == 201
    versions = ours.get(f"{url}/versions").json()["items"]
    assert [one["number"] for one in versions] == [2, 1]
    back = ours.post(f"{url}/versions/1/restoration", headers={"If-Match": changed.headers["etag"]})
    assert back.json()["lines"][0]["ingredient"]["name"] == "Flour"
    assert ours.delete(url, headers={"If-Match": back.headers["etag"]}).status_code == 204
    assert ours.post(f"{url}/restoration").json()["is_archived"] is False
    listed = ours.get(f"{URL}?ready=true").json()["items"]
    assert listed == []
    told = call_tool(ours, "list_recipes", ready=False)["structuredContent"]["items"]
    assert len(told) == 2


@pytest.mark.covers("SC-29", "SC-30")
def test_a_recipe_lives_on_pages(bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour")
    pages = browser(bakery)
    assert "Which one do people ask you for?" in pages.get("/recipes").text
    key = hidden(pages.get("/recipes/new?name=Cookie").text, "op_id")
    for _again in range(2):
        answer = pages.post("/recipes", data=FORM | {"op_id": key})
        assert answer.headers["location"] == f"/recipes/{key}"
    made = read(bakery, key)
    assert [(line.ingredient.name, line.quantity) for line in made.lines] == [("Flour", 2.5)]
    assert [unit.items_per_batch for unit in made.yields] == [24]
    assert (made.steps[0].oven_celsius, made.steps[0].has_timer) == (177, True)
    shown = words(pages.get(f"/recipes/{key}").text)
    for said in ("2 ½ cups", "24 Cookies", "oven at 350 °F", "with a timer", "Used in"):
        assert said in shown, said
    form = pages.get(f"/recipes/{key}/edit").text
    assert 'value="Flour"' in form
    version = hidden(form, "version")
    kept = FORM | {"yields.0.id": str(made.yields[0].id), "notes": "Chill.", "version": version}
    assert pages.post(f"/recipes/{key}", data=kept).status_code == 303
    assert read(bakery, key).yields[0].id == made.yields[0].id
    stale = pages.post(f"/recipes/{key}", data=kept | {"notes": "Late."})
    assert stale.status_code == 412
    assert "Late." in stale.text
    history = pages.get(f"/recipes/{key}/history").text
    assert "Chill." in history
    current = str(read(bakery, key).version)
    assert pages.post(
        f"/recipes/{key}/history/1/restore", data={"version": current}
    ).status_code == 303  # fmt: skip
    assert read(bakery, key).notes == ""
    assert pages.get(f"/recipes/{key}/variants/new").status_code == 200
    varied = pages.post(f"/recipes/{key}/variants", data={"variant_name": "Lemon"})
    assert varied.status_code == 303
    assert pages.post(f"/recipes/{key}/variants", data={"variant_name": ""}).status_code == 422
    listed = words(pages.get("/recipes").text)
    assert "Cookie - Lemon" in listed
    assert "Ready" in listed


@pytest.mark.covers("M-15")
def test_a_refused_form_keeps_every_row_and_says_which_is_wrong(bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour")
    wrong = FORM | {
        "lines.0.unit": "", "lines.3.ingredient": "Fluor", "lines.3.quantity": "1",
        "lines.3.unit": "g", "yields.0.items_per_batch": "",
    }  # fmt: skip
    refused = browser(bakery).post("/recipes", data=wrong)
    assert refused.status_code == 422
    said = words(refused.text)
    assert "Say how many one batch gives." in said
    assert 'value="Fluor"' in refused.text
    mended = {"lines.0.unit": "cup", "yields.0.items_per_batch": "3"}
    late = browser(bakery).post("/recipes", data=wrong | mended)
    assert late.status_code == 422
    assert "Choose an ingredient from the list" in late.text
    assert 'href="#f-lines.2.ingredient"' in late.text


@pytest.mark.covers("G-16")
def test_a_missing_ingredient_is_added_without_leaving_the_form(bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour")
    pages = browser(bakery)
    note = pages.get("/recipes/ingredient-note?line=1&lines.1.ingredient=Tonka <bean>").text
    assert "Tonka &lt;bean&gt;" in note
    assert "Add" not in pages.get("/recipes/ingredient-note?line=0&lines.0.ingredient=flour").text
    key = hidden(pages.get("/recipes/new").text, "op_id")
    typed = FORM | {"op_id": key, "lines.1.ingredient": "Tonka bean", "lines.1.quantity": "1"}
    again = pages.post("/recipes/ingredients?line=1", data=typed)
    assert again.status_code == 200
    for value in ('value="Tonka bean"', 'value="Flour"', 'value="Cookie"', 'value="2 1/2"'):
        assert value in again.text
    assert hidden(again.text, "op_id") == key
    assert pages.post("/recipes/ingredients?line=1", data=typed).status_code == 200
    assert pages.post("/recipes/ingredients?line=99", data=typed).status_code == 200
    assert pages.post("/recipes", data=typed).headers["location"] == f"/recipes/{key}"
    assert [line.ingredient.name for line in read(bakery, key).lines] == ["Flour", "Tonka bean"]
    own = read(bakery, key)
    rest = pages.post(f"/recipes/ingredients?line=0&own={own.id}", data=typed | {"version": "1"})
    assert f'action="/recipes/{own.id}"' in rest.text


def test_the_neighbour_is_told_nothing_is_there(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made, pages, api = write(bakery, yields=[COOKIES]), browser(neighbour), program(neighbour)
    for path in ("", "/edit", "/history", "/variants/new"):
        assert pages.get(f"/recipes/{made.id}{path}").status_code == 404
    for path, data in (
        ("", FORM | {"version": "1"}), ("/archive", {"version": "1"}), ("/restore", {}),
        ("/variants", {"variant_name": "X"}), ("/history/1/restore", {"version": "1"}),
        ("/review", {"version": "1"}),
    ):  # fmt: skip
        assert pages.post(f"/recipes/{made.id}{path}", data=data).status_code == 404
    tag = {"If-Match": '"v1"'}
    assert api.patch(f"{URL}/{made.id}", json={"notes": "x"}, headers=tag).status_code == 404
    assert api.delete(f"{URL}/{made.id}", headers=tag).status_code == 404
    assert api.get(f"{URL}/{made.id}/versions").status_code == 404
    assert api.post(f"{URL}/{made.id}/variants", json={"variant_name": "X"}).status_code == 404
    assert read(bakery, made.id).version == made.version


def test_the_terminal_reads_recipes(bakery: BakeryOnDatabase, terminal: Terminal) -> None:
    larder(bakery, "Flour", allergens=["gluten"])
    lines = [{"ingredient": "Flour", "quantity": "2", "unit": "cup"}]
    write(bakery, "Cookie", yields=[COOKIES], lines=lines, steps=[{"text": "Bake."}])
    own = ("--bakery", str(bakery.id))
    assert "Cookie  (24 Cookies)" in terminal.says("recipes", *own)
    told = terminal.says("recipe", "cookie", *own)
    for said in ("2 cup Flour", "1. Bake.", "Allergens: gluten"):
        assert said in told
    assert terminal.json("recipe", "cookie", *own, "--json")["name"] == "Cookie"
