"""Units and conversion through the JSON door, the tool and the terminal."""

import pytest

from baketracker.measures.units import UNITS
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient
from tests.factories.clients import call_tool, program
from tests.factories.terminal import Terminal

URL = "/api/convert"


@pytest.mark.covers("K-01", "R-UNI-01")
def test_the_units_stand_in_their_order(bakery: BakeryOnDatabase) -> None:
    listed = program(bakery).get("/api/units").json()
    assert listed["next"] is None
    assert [item["code"] for item in listed["items"]] == [unit.code for unit in UNITS]
    assert listed["items"][6]["cefact"] == "G21"


@pytest.mark.covers("R-UNI-03", "R-UNI-02")
@pytest.mark.parametrize(
    ("value", "source", "target", "result"),
    [
        ("1", "cup", "tbsp", "15.999945897692537"),
        ("1", "qt", "cup", "4.000004226757063"),
        ("1", "LBS", "ounces", "16"),
        ("1 1/2", "doz", "each", "18"),
        ("1,5", "dozen", "EA", "18"),
    ],
)
def test_an_amount_is_said_in_another_unit(
    bakery: BakeryOnDatabase, value: str, source: str, target: str, result: str
) -> None:
    asked = {"value": value, "from": source, "to": target}
    assert program(bakery).get(URL, params=asked).json()["result"] == result


@pytest.mark.covers("K-03", "K-02")
@pytest.mark.parametrize(
    ("value", "source", "target"),
    [("1", "cup", "lb"), ("1", "each", "lb"), ("-1", "cup", "tbsp"), ("NaN", "cup", "tbsp"),
     ("1", "stone", "lb"), ("1", "bag", "lb"), ("1e30", "cup", "tbsp"), ("1", "", "lb")],
)  # fmt: skip
def test_what_cannot_be_said_is_refused(
    bakery: BakeryOnDatabase, value: str, source: str, target: str
) -> None:
    asked = {"value": value, "from": source, "to": target}
    assert program(bakery).get(URL, params=asked).status_code == 422


@pytest.mark.covers("K-03")
def test_the_ingredient_that_lacks_a_density_is_named(bakery: BakeryOnDatabase) -> None:
    asked = {"value": "2", "from": "cup", "to": "lb", "ingredient": ingredient(bakery, "Rye").id}
    assert "Rye" in program(bakery).get(URL, params=asked).json()["detail"]


def test_the_neighbours_ingredient_lends_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    asked = {"value": "2", "from": "cup", "to": "lb", "ingredient": flour.id}
    assert program(neighbour).get(URL, params=asked).status_code == 404
    arguments = {"value": "2", "from_unit": "cup", "to_unit": "lb", "ingredient_id": str(flour.id)}
    assert call_tool(program(neighbour), "convert_units", **arguments)["isError"]


@pytest.mark.covers("G-12")
def test_every_door_gives_the_same_answer(bakery: BakeryOnDatabase, terminal: Terminal) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    asked = {"value": "2", "from": "cup", "to": "lb", "ingredient": flour.id}
    by_api = program(bakery).get(URL, params=asked).json()
    assert by_api["result"] == "0.53125"
    arguments = {"value": "2", "from_unit": "cup", "to_unit": "lb", "ingredient_id": str(flour.id)}
    assert call_tool(program(bakery), "convert_units", **arguments)["structuredContent"] == by_api
    words = ("convert", "2", "cup", "lb", "--ingredient", "flour", "--bakery", str(bakery.id))
    assert terminal.json(*words, "--json") == by_api
    assert terminal.says(*words) == "2 cup = 0.53125 lb\n"


def test_the_terminal_says_what_is_wrong(bakery: BakeryOnDatabase, terminal: Terminal) -> None:
    here = ("--bakery", str(bakery.id))
    assert "can be read" in terminal.refuses("convert", "1,234", "cup", "lb", *here)
    assert "not in this bakery" in terminal.refuses(
        "convert", "1", "cup", "lb", "--ingredient", "rye", *here
    )
