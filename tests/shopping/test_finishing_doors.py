"""Finishing a trip through the page and over JSON: one effect, the same words."""

from typing import Any
from uuid import UUID

import pytest

from baketracker.db.types import new_id
from baketracker.shopping import items, service
from baketracker.shopping.given import NewItem
from baketracker.shopping.schemas import ListView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.reading import words
from tests.shopping.test_finishing import stood, tick, without_package
from tests.shopping.trips import Trip, lines, shopped

pytestmark = pytest.mark.covers("SC-10", "P-17")
FRAGMENT = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}


def ticked(bakery: BakeryOnDatabase) -> tuple[Trip, ListView]:
    trip, shown = shopped(bakery)
    tick(bakery, shown)
    return trip, shown


def form_of(shown: ListView, trip: Trip, **more: str) -> dict[str, Any]:
    """What the page sends: both stores, every line as it stands there."""
    stores = [trip.corner, trip.costco]
    fields: dict[str, Any] = {"bought_on": "2026-03-04", "op_id": str(new_id())}
    for place, store in enumerate(stores):
        fields |= {f"stores.{place}.place": str(place), f"stores.{place}.supplier_id": str(store)}
    for number, item in enumerate(shown.items):
        assert item.supplier is not None
        assert item.product is not None
        kind = "material" if item.kind == "material" else "food"
        line = {
            "item_id": item.id, "store": stores.index(item.supplier.id), "take": "true",
            "product": f"{kind}.{item.product.id}", "packages": item.packages,
            "package_price": item.package_price,
        }  # fmt: skip
        fields |= {f"lines.{number}.{name}": str(value) for name, value in line.items()}
    return fields | more


@pytest.mark.covers("EX13")
def test_the_page_saves_once_however_often_it_is_pressed(bakery: BakeryOnDatabase) -> None:
    trip, shown = ticked(bakery)
    pages, home = browser(bakery), f"/shop/{shown.id}"
    assert "Finish" in words(pages.get(home).text)
    page = words(pages.get(f"{home}/finish").text)
    for said in ("Corner Shop $28.00", "Costco $12.00", "3 bags (15 lb), King", "$40.00"):
        assert said in page, said
    food, materials = stood(bakery)
    form = form_of(shown, trip)
    first, second = (pages.post(f"{home}/finish", data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert stood(bakery) == (food + 3, materials + 1)
    other = pages.post(f"{home}/finish", data=form | {"op_id": str(new_id())})
    assert other.status_code == 409
    assert "This trip is over." in words(other.text)
    assert stood(bakery) == (food + 3, materials + 1)
    assert "This trip is over. What you bought is in the pantry." in words(pages.get(home).text)
    bought = program(bakery).get("/api/receipts").json()["items"]
    assert {row["bought_on"] for row in bought} == {"2026-03-04"}


def test_the_page_asks_about_what_seems_odd_and_keeps_what_was_typed(
    bakery: BakeryOnDatabase,
) -> None:
    trip, shown = ticked(bakery)
    pages, home = browser(bakery), f"/shop/{shown.id}/finish"
    typed = form_of(shown, trip, **{"stores.1.total_paid": "13", "lines.0.packages": "2"})
    asked = pages.post(home, data=typed)
    assert asked.status_code == 422
    said = words(asked.text)
    assert "The lines come to 12.00, the receipt says 13" in said
    assert "Off by $1.00: the lines come to $12.00." in said
    assert 'href="#f-stores.1.total_paid"' in asked.text
    assert pages.post(home, data=typed | {"confirmed": "true"}).status_code == 303


def test_the_page_says_what_is_wrong_with_a_line(bakery: BakeryOnDatabase) -> None:
    trip, shown = ticked(bakery)
    pages, home = browser(bakery), f"/shop/{shown.id}/finish"
    for field, value in (("packages", "1.5"), ("package_price", "much"), ("product", "food.1")):
        wrong = pages.post(home, data=form_of(shown, trip, **{f"lines.1.{field}": value}))
        assert wrong.status_code == 422, field
        assert f'href="#f-lines.1.{field}"' in wrong.text, field
    unlike = form_of(shown, trip, **{"lines.1.product": f"food.{trip.small}"})
    refused = pages.post(home, data=unlike)
    assert refused.status_code == 422
    assert 'href="#f-lines.1.product"' in refused.text
    nowhere = pages.post(home, data=form_of(shown, trip, **{"stores.0.supplier_id": str(new_id())}))
    assert 'href="#f-stores.0.supplier_id"' in nowhere.text
    assert stood(bakery)[0] == 5


def test_what_is_typed_is_summed_up_and_not_saved(bakery: BakeryOnDatabase) -> None:
    trip, shown = ticked(bakery)
    pages = browser(bakery)
    typed = form_of(shown, trip, **{"lines.0.take": "", "stores.1.total_paid": "12"})
    del typed["op_id"]
    told = pages.post(f"/shop/{shown.id}/finish/sum", data=typed, headers=FRAGMENT)
    said = words(told.text)
    assert "The lines come to just that." in said
    assert "$37.50 all together" in said
    assert "<html" not in told.text
    assert stood(bakery)[0] == 5


def test_a_new_package_is_told_in_the_line(bakery: BakeryOnDatabase) -> None:
    shown, salt = without_package(bakery)
    pages, home = browser(bakery), f"/shop/{shown.id}/finish"
    page = words(pages.get(home).text)
    for said in ("Another package", "Only tick it off", "Where was it?"):
        assert said in page, said
    line = {"item_id": salt.id, "store": 0, "take": "true", "product": "new", "packages": 2}
    typed = {"bought_on": "2026-03-04", "stores.0.place": "0"} | {
        f"lines.0.{name}": str(value) for name, value in line.items()
    }
    unsaid = pages.post(home, data=typed)
    assert unsaid.status_code == 422
    assert 'href="#f-lines.0.quantity"' in unsaid.text
    held = {"lines.0.quantity": "3", "lines.0.unit": "lb"}
    assert pages.post(home, data=typed | held).status_code == 303
    (receipt,) = program(bakery).get("/api/receipts").json()["items"]
    (bought,) = program(bakery).get(f"/api/receipts/{receipt['id']}").json()["lines"]
    assert (bought["packages"], bought["product"]["quantity"]) == (2, "3")
    assert bought["product"]["is_provisional"]


def test_a_line_may_only_be_ticked_off(bakery: BakeryOnDatabase) -> None:
    shown, salt = without_package(bakery)
    pages, home = browser(bakery), f"/shop/{shown.id}/finish"
    line = {"item_id": str(salt.id), "store": "0", "take": "true", "product": ""}
    typed = {"bought_on": "2026-03-04", "stores.0.place": "0"} | {
        f"lines.0.{name}": value for name, value in line.items()
    }
    assert pages.post(home, data=typed).status_code == 303
    assert stood(bakery) == (0, 0)
    assert "were left" not in words(pages.get(f"/shop/{shown.id}").text)


@pytest.mark.covers("EX13")
def test_over_json_the_list_is_the_receipt(bakery: BakeryOnDatabase) -> None:
    _trip, shown = ticked(bakery)
    ours, home = program(bakery), f"/api/shopping-lists/{shown.id}"
    draft = ours.get(f"{home}/finish").json()
    assert [(store["supplier"]["name"], store["known"]) for store in draft["stores"]] == [
        ("Corner Shop", "28"), ("Costco", "12"),
    ]  # fmt: skip
    key = {"Idempotency-Key": str(new_id())}
    made = ours.post(f"{home}/finish", json={}, headers=key)
    assert made.status_code == 201
    assert made.json()["operation_id"] == key["Idempotency-Key"]
    assert ours.post(f"{home}/finish", json={}, headers=key).json() == made.json()
    assert [len(receipt["lines"]) for receipt in made.json()["receipts"]] == [3, 1]
    again = ours.post(f"{home}/finish", json={})
    assert (again.status_code, again.json()["code"]) == (409, "trip_over")
    assert ours.delete(f"{home}/items/{shown.items[0].id}/cart").status_code == 409


def test_json_says_where_a_trip_is_wrong(bakery: BakeryOnDatabase) -> None:
    trip, shown = ticked(bakery)
    ours, path = program(bakery), f"/api/shopping-lists/{shown.id}/finish"
    large = lines(shown, "Flour")[1]

    def send(line: dict[str, Any], **more: Any) -> Any:
        store = {"lines": [{"item_id": str(large.id)} | line]} | more
        return ours.post(path, json={"stores": [store]})

    box = send({"product_id": str(trip.box)})
    assert (box.status_code, list(box.json()["errors"])) == (422, ["stores.0.lines.0.product_id"])
    nowhere = send({}, supplier_id=str(new_id()))
    assert list(nowhere.json()["errors"]) == ["stores.0.supplier_id"]
    odd = send({"package_price": "0"})
    assert (odd.status_code, odd.json()["code"]) == (422, "please_confirm")
    for wrong in ({"packages": 0}, {"packages": "1.5"}, {"package_price": "-1"}, {"what": 1}):
        assert send(wrong).status_code == 422
    assert stood(bakery)[0] == 5


def test_the_leftovers_go_on_through_both_doors(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    with bakery.session() as db:
        words_line = items.add_item(db, shown.id, NewItem(text="Napkins"))
    ours, pages = program(bakery), browser(bakery)
    first = shown.items[0]
    ours.put(f"/api/shopping-lists/{shown.id}/items/{first.id}/cart")
    ours.post(f"/api/shopping-lists/{shown.id}/finish", json={})
    page = words(pages.get(f"/shop/{shown.id}").text)
    assert "4 lines were left. Take them to a new list" in page
    key = str(new_id())
    for _ in range(2):
        answer = pages.post(f"/shop/{shown.id}/leftovers", data={"op_id": key})
        assert answer.headers["location"] == f"/shop/{key}"
    with bakery.session() as db:
        carried = service.get(db, UUID(key))
    assert words_line.id in {item.id for item in carried.items}
    ours.put(f"/api/shopping-lists/{key}/items/{words_line.id}/cart")
    ours.post(f"/api/shopping-lists/{key}/finish", json={})
    again = ours.post(f"/api/shopping-lists/{key}/leftovers")
    assert (again.status_code, len(again.json()["list"]["items"])) == (201, 3)


def test_an_empty_cart_has_nothing_to_finish(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    pages = browser(bakery)
    assert "Nothing is in the cart yet." in words(pages.get(f"/shop/{shown.id}/finish").text)
    empty = program(bakery).post(f"/api/shopping-lists/{shown.id}/finish", json={})
    assert (empty.status_code, empty.json()["code"]) == (422, "nothing_ticked")


def test_the_neighbour_finishes_nothing_through_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    trip, shown = ticked(bakery)
    api, pages = program(neighbour), browser(neighbour)
    home = f"/api/shopping-lists/{shown.id}"
    assert api.get(f"{home}/finish").status_code == 404
    assert api.post(f"{home}/finish", json={}).status_code == 404
    assert api.post(f"{home}/leftovers").status_code == 404
    assert pages.get(f"/shop/{shown.id}/finish").status_code == 404
    assert pages.post(f"/shop/{shown.id}/finish", data=form_of(shown, trip)).status_code == 404
    assert pages.post(f"/shop/{shown.id}/finish/sum", data={}).status_code == 404
    assert pages.post(f"/shop/{shown.id}/leftovers").status_code == 404
    assert stood(neighbour) == (0, 0)
