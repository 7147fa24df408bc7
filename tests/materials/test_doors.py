"""Materials through all four doors."""

from uuid import UUID, uuid4

import pytest

from baketracker.app import BakeTracker
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program, visitor
from tests.factories.reading import words
from tests.factories.terminal import Terminal
from tests.materials.shelf import Shelf


def ribbons(bakery: BakeryOnDatabase, name: str = "Red satin") -> UUID:
    """A roll of 2000 cm of which 300 cm are left, and an unpriced one of which nothing is."""
    with bakery.session() as db:
        shelf = Shelf(db)
        material = shelf.material(name)
        roll = shelf.product(material, "2000", brand="Berwick", is_provisional=True)
        shelf.unit(roll, "80")
        shelf.lot(roll, "300", "0.005")
        shelf.product(material, "900", "Spool", notes="<b>thin</b>")
    return material


def test_every_door_tells_the_same(bakery: BakeryOnDatabase, terminal: Terminal) -> None:
    material = ribbons(bakery)
    ours = program(bakery)
    listed = ours.get("/api/materials").json()
    assert [(row["name"], row["on_hand"], row["unit"]) for row in listed["items"]] == [
        ("Red satin", "300", "cm")
    ]
    assert call_tool(ours, "list_materials")["structuredContent"] == listed
    typed = ("materials", "--bakery", str(bakery.id))
    assert terminal.json(*typed, "--json") == listed
    assert terminal.says(*typed) == "Red satin: 300 cm\n"
    told = ours.get(f"/api/materials/{material}").json()
    one = call_tool(ours, "get_material", material_id=str(material))
    assert one["structuredContent"] == told
    roll, spool = told["products"]
    assert (roll["label"], roll["on_hand"], roll["cost"]["per_unit"]) == (
        "Berwick Roll", "300", "0.005",
    )  # fmt: skip
    assert [(u["name"], u["available"], u["cost"]["per_unit"]) for u in roll["units"]] == [
        ("Bow", 3, "0.4")
    ]
    assert spool["cost"]["per_unit"] is None
    assert "Spool" in spool["cost"]["issue"]["sentence"]


def test_the_page_says_what_is_left_and_what_it_costs(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    assert "No ribbon, no box, no paper yet." in pages.get("/materials").text
    material = ribbons(bakery)
    said = words(pages.get("/materials").text)
    assert "Red satin Red satin things · Red satin sorts 300 cm" in said
    page = pages.get(f"/materials/{material}").text
    said = words(page)
    for told in (
        "Berwick Roll", "One package holds 2,000 cm", "On hand 0.2 package (300 cm)",
        "Cost $0.005 a cm", "enough for 3", "$0.40 each", "please check it",
        "Nobody has said what Spool costs. Write down a purchase of it.", "<b>thin</b>",
    ):  # fmt: skip
        assert told in said, told
    assert "<b>thin" not in page


def test_searching_and_filtering(bakery: BakeryOnDatabase) -> None:
    ribbons(bakery)
    ribbons(bakery, "Gold cord")
    ours = program(bakery)

    def found(query: str) -> list[str]:
        return [row["name"] for row in ours.get(f"/api/materials?{query}").json()["items"]]

    assert found("") == ["Gold cord", "Red satin"]
    assert found("search=CORD") == ["Gold cord"]
    assert found("category=Red satin things") == ["Red satin"]
    assert found("search=paper") == []
    first = ours.get("/api/materials?limit=1").json()
    assert found(f"limit=1&cursor={first['next']}") == ["Red satin"]
    part = browser(bakery).get("/materials?q=cord", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "1 material" in part
    assert "No material is called that here." in browser(bakery).get("/materials?q=paper").text


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_sees_nothing_through_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, app: BakeTracker, terminal: Terminal
) -> None:
    material = ribbons(bakery)
    api, pages = program(neighbour), browser(neighbour)
    assert api.get("/api/materials").json() == {"items": [], "next": None}
    assert call_tool(api, "list_materials")["structuredContent"]["items"] == []
    for unknown in (material, uuid4()):
        assert api.get(f"/api/materials/{unknown}").status_code == 404
        assert pages.get(f"/materials/{unknown}").status_code == 404
    assert "Red satin" not in pages.get("/materials").text
    assert terminal.says("materials", "--bakery", str(neighbour.id)) == ""
    assert visitor(app).get("/api/materials").status_code == 401
