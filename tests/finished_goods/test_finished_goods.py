"""Reading finished goods: what is in them, and what they come to."""

import pytest

from baketracker.db.types import new_id
from baketracker.errors import NotFound
from baketracker.finished_goods import service
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.kitchen import Kitchen, stock, stocked
from tests.factories.statements import asked

SCRIPT = "<script>alert('box')</script>"


def test_a_tower_comes_to_the_cookies_of_its_bags_and_its_own(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        view = service.get(db, made.tower)
    assert [(part.kind, part.name, part.quantity) for part in view.parts] == [
        ("finished_good", "Bag", 2), ("finished_unit", "Cookie", 4),
    ]  # fmt: skip
    assert {unit.name: unit.quantity for unit in view.comes_to} == {"Cookie": 16, "Brownie": 6}
    text = " ".join(browser(bakery).get(f"/finished-goods/{made.tower}").text.split())
    assert "Which comes to" in text
    assert '<span class="fig">16</span>' in text
    assert f'href="/finished-goods/{made.bag}"' in text


def test_one_that_contains_itself_says_so(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        hen = kitchen.good("Hen")
        kitchen.pack(hen, goods={kitchen.good("Egg", goods={hen: "1"}): "1"})
        view = service.get(db, hen)
    assert view.comes_to == []
    assert view.trouble == "“Hen” contains itself. Take it out of its own contents."
    assert view.trouble in browser(bakery).get(f"/finished-goods/{hen}").text


def test_packaging_is_listed_and_not_baked(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        box = kitchen.product(
            kitchen.ingredient("Boxes"), "each", brand="Carton", name="Window box"
        )
        gift = kitchen.good("Gift", packaging={box: "1.5"})
        view = service.get(db, gift)
    assert [(part.kind, part.name, float(part.quantity)) for part in view.parts] == [
        ("packaging", "Carton Window box", 1.5)
    ]
    assert (view.comes_to, view.trouble) == ([], None)
    assert f'href="/products/{box}"' in browser(bakery).get(f"/finished-goods/{gift}").text


def test_a_package_is_called_as_its_shelf_calls_it_with_its_size(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        boxes = kitchen.ingredient("Boxes")
        carton = kitchen.product(boxes, "each", brand="Carton", package_size="10 in")
        plain = kitchen.product(boxes, "each")
        view = service.get(db, kitchen.good("Gift", packaging={carton: "1", plain: "2"}))
    assert [part.name for part in view.parts] == ["Carton 10 in", "Boxes"]


def test_names_are_shown_escaped(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        good = kitchen.good(f"Box {SCRIPT}", goods={kitchen.good(f"Inner {SCRIPT}"): "1"})
    for place in ("/finished-goods", f"/finished-goods/{good}"):
        text = browser(bakery).get(place).text
        assert SCRIPT not in text
        assert "&lt;script&gt;" in text


@pytest.mark.covers("AR-06")
def test_the_neighbour_sees_no_finished_good(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = stocked(bakery)
    for good in (made.tower, new_id()):
        with neighbour.session() as db, pytest.raises(NotFound):
            service.get(db, good)
        assert browser(neighbour).get(f"/finished-goods/{good}").status_code == 404
        assert program(neighbour).get(f"/api/finished-goods/{good}").status_code == 404
    assert program(neighbour).get("/api/finished-goods").json() == {"items": [], "next": None}
    assert "Tower" not in browser(neighbour).get("/finished-goods").text


def test_json_tells_what_the_page_shows(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    client = program(bakery, "read")
    told = client.get(f"/api/finished-goods/{made.bag}").json()
    assert [part["quantity"] for part in told["parts"]] == ["6", "3"]
    listed = client.get("/api/finished-goods?search=tow").json()["items"]
    assert [row["id"] for row in listed] == [str(made.tower)]


def test_ten_times_the_goods_take_no_more_statements(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    client = browser(bakery)
    places = ("/finished-goods", f"/finished-goods/{made.tower}")
    small = [asked(lambda place=place: client.get(place)) for place in places]
    with bakery.session() as db:
        for copy in range(10):
            more = stock(db, f" {copy}", days_ahead=20)
            Kitchen(db).pack(made.tower, goods={more.tower: "2"})
    assert [asked(lambda place=place: client.get(place)) for place in places] == small
    # The page of one good also says what it costs: sixteen statements, however deep it is.
    assert max(small) <= 27
