"""The pantry through all four doors."""

from uuid import uuid4

import pytest

from baketracker.app import BakeTracker
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.factories.clients import browser, call_tool, program, visitor
from tests.factories.reading import words
from tests.factories.terminal import Terminal


@pytest.mark.covers("G-12")
def test_every_door_tells_the_same(bakery: BakeryOnDatabase, terminal: Terminal) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    lot(bakery, product(bakery, flour), "7.5")
    lot(bakery, product(bakery, flour, brand="Loose", package_unit="cup"), "4")
    by_api = program(bakery).get("/api/pantry").json()
    assert by_api["items"][0]["total"] == {"amount": "8.5625", "unit": "lb"}
    assert call_tool(program(bakery), "list_pantry")["structuredContent"] == by_api
    words_typed = ("pantry", "--bakery", str(bakery.id))
    assert terminal.json(*words_typed, "--json") == by_api
    assert terminal.says(*words_typed) == "Flour: 8.5625 lb\n"


@pytest.mark.covers("S4-list-etag")
def test_lots_over_json(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    ours = program(bakery)
    bag = product(bakery, ingredient(bakery))
    one = lot(bakery, bag, "7.5")
    listed = ours.get(f"/api/lots?product={bag.id}")
    assert [item["id"] for item in listed.json()["items"]] == [str(one)]
    known = {"If-None-Match": listed.headers["etag"]}
    assert ours.get(f"/api/lots?product={bag.id}", headers=known).status_code == 304
    told = ours.get(f"/api/lots/{one}").json()
    assert (told["quantity"], told["unit"], told["unit_cost"], told["value"]) == (
        "7.5", "lb", "0.7", "5.25",
    )  # fmt: skip
    for url in ("/api/lots", "/api/pantry", f"/api/lots/{one}"):
        assert visitor(app).get(url).status_code == 401
    assert ours.get("/api/lots?product=x").status_code == 422
    assert ours.get(f"/api/lots/{uuid4()}").status_code == 404


@pytest.mark.covers("G-12")
def test_the_terminal_prints_the_lots_of_the_api(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, terminal: Terminal
) -> None:
    flour = ingredient(bakery)
    lot(bakery, product(bakery, flour), "7.5")
    lot(bakery, product(bakery, ingredient(bakery, "Rye"), brand="Mill"), "2", bought=None)
    ours = ("lots", "--bakery", str(bakery.id))
    assert (
        terminal.json(*ours, "--json")["items"] == program(bakery).get("/api/lots").json()["items"]
    )
    said = terminal.says(*ours)
    assert said == "King Arthur: 7.5 lb, bought 2026-11-21\nMill: 2 lb\n"
    assert terminal.says(*ours, "--ingredient", "rye") == "Mill: 2 lb\n"
    assert terminal.says("lots", "--bakery", str(neighbour.id)) == ""


def test_the_page_says_packages_total_and_lots(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    assert "Nothing on the shelf yet." in pages.get("/pantry").text
    bag = product(bakery, ingredient(bakery), package_type="bag")
    lot(bakery, bag, "12.5", location="<i>Shelf</i>")
    lot(bakery, bag, "2.5", None, None)
    page = pages.get("/pantry").text
    said = words(page)
    assert "Flour King Arthur 3 bags (15 lb)" in said
    assert "<i>Shelf</i> $8.75" in said
    assert "<i>Shelf" not in page
    assert "worth $8.75" in said
    part = pages.get("/pantry?q=flo", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "1 ingredient" in part


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_sees_nothing_through_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, terminal: Terminal
) -> None:
    bag = product(bakery, ingredient(bakery, "Secret flour"))
    one = lot(bakery, bag, "7.5")
    api = program(neighbour)
    for url in ("/api/pantry", "/api/lots", f"/api/lots?product={bag.id}"):
        assert api.get(url).json() == {"items": [], "next": None}
    assert api.get(f"/api/lots/{one}").status_code == 404
    assert call_tool(api, "list_pantry")["structuredContent"]["items"] == []
    assert "Secret" not in browser(neighbour).get("/pantry").text
    assert terminal.says("pantry", "--bakery", str(neighbour.id)) == ""
