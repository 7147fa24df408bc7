"""Merging two ingredients, as the pages and the JSON door offer it."""

from uuid import uuid4

import pytest

from baketracker.ingredients import service
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, product
from tests.factories.clients import browser, program
from tests.factories.reading import hidden, words

pytestmark = pytest.mark.covers("G-23")
API = "/api/ingredients"


def test_the_page_offers_what_is_nearly_called_so(bakery: BakeryOnDatabase) -> None:
    wrong, right = ingredient(bakery, "Chocolat"), ingredient(bakery, "Chocolate")
    ingredient(bakery, "Rye")
    visitor = browser(bakery)
    url = f"/ingredients/{wrong.id}/merge"
    assert f'href="{url}"' in visitor.get(f"/ingredients/{wrong.id}").text
    offered = visitor.get(url).text
    assert f'href="{url}?into={right.id}"' in offered
    assert "Rye" not in words(offered)
    assert "Rye" in words(visitor.get(f"{url}?q=ry").text)
    assert "called that" in words(visitor.get(f"{url}?q=zzz").text)


def test_it_says_what_moves_before_it_does(bakery: BakeryOnDatabase) -> None:
    old = ingredient(bakery, "AP flour", allergens=["wheat"], **CUP_OF_FLOUR)
    new = ingredient(bakery)
    for brand in ("One", "Two"):
        product(bakery, old, brand=brand)
    asked = browser(bakery).get(f"/ingredients/{old.id}/merge?into={new.id}").text
    said = words(asked)
    assert "Goes to Flour: 2 products." in said
    assert "gains the allergens wheat" in said
    assert "1 cup weighs 4¼ oz" in said
    assert hidden(asked, "into_id") == str(new.id)


def test_done_it_can_be_undone_at_once(bakery: BakeryOnDatabase) -> None:
    old, new = ingredient(bakery, "AP flour"), ingredient(bakery)
    visitor = browser(bakery)
    asked = visitor.get(f"/ingredients/{old.id}/merge?into={new.id}").text
    sent = {"into_id": str(new.id), "op_id": hidden(asked, "op_id")}
    for _ in range(2):
        done = visitor.post(f"/ingredients/{old.id}/merge", data=sent)
        assert (done.status_code, done.headers["location"]) == (303, f"/ingredients/{new.id}")
    page = visitor.get(f"/ingredients/{new.id}").text
    assert "It is one with Flour now." in page
    undo = page.split('action="/activity/')[1].split('"')[0]
    assert visitor.post(f"/activity/{undo}").status_code == 303
    assert visitor.get(f"/ingredients/{old.id}").status_code == 200


def test_two_weights_need_a_tick(bakery: BakeryOnDatabase) -> None:
    heavy = CUP_OF_FLOUR | {"density_weight": "5"}
    old, new = ingredient(bakery, "AP flour", **heavy), ingredient(bakery, **CUP_OF_FLOUR)
    visitor, url = browser(bakery), f"/ingredients/{old.id}/merge"
    assert "weighs 5 oz, but" in words(visitor.get(f"{url}?into={new.id}").text)
    refused = visitor.post(url, data={"into_id": str(new.id)})
    assert refused.status_code == 422
    assert 'href="#f-confirmed"' in refused.text
    ticked = visitor.post(url, data={"into_id": str(new.id), "confirmed": "true"})
    assert ticked.status_code == 303


def test_what_cannot_be_one_is_told_in_a_sentence(bakery: BakeryOnDatabase) -> None:
    flour, group = ingredient(bakery), ingredient(bakery, "Flours", is_group=True)
    visitor, url = browser(bakery), f"/ingredients/{flour.id}/merge"
    for refused in (
        visitor.get(f"{url}?into={group.id}"),
        visitor.post(url, data={"into_id": str(group.id)}),
    ):
        assert refused.status_code == 422
        assert "Flours is a group" in words(refused.text)
    assert visitor.post(url, data={}).status_code == 422
    assert visitor.post(url, data={"into_id": str(flour.id)}).status_code == 422


def test_the_json_door_does_the_same(bakery: BakeryOnDatabase) -> None:
    old, new = ingredient(bakery, "AP flour"), ingredient(bakery)
    product(bakery, old)
    ours, key = program(bakery), str(uuid4())
    told = ours.get(f"{API}/{old.id}/merge?into={new.id}").json()
    assert told["uses"] == {"products": 1}
    for _ in range(2):
        merged = ours.post(
            f"{API}/{old.id}/merge", json={"into_id": str(new.id)}, headers={"Idempotency-Key": key}
        )
        assert merged.status_code == 200
    body = merged.json()
    assert (body["moved"], body["operation_id"]) == ({"products": 1}, key)
    assert body["ingredient"]["aliases"] == [{"name": "AP flour", "locale": None}]
    assert ours.get(f"{API}/{old.id}").status_code == 404
    assert ours.post(f"/api/activity/{key}/undo", json={}).status_code == 200
    assert ours.get(f"{API}/{old.id}").status_code == 200


def test_the_json_door_names_the_two_weights(bakery: BakeryOnDatabase) -> None:
    heavy = CUP_OF_FLOUR | {"density_weight": "5"}
    old, new = ingredient(bakery, "AP flour", **heavy), ingredient(bakery, **CUP_OF_FLOUR)
    given = {"into_id": str(new.id)}
    refused = program(bakery).post(f"{API}/{old.id}/merge", json=given)
    assert (refused.status_code, refused.json()["code"]) == (409, "weighs_otherwise")
    again = program(bakery).post(f"{API}/{old.id}/merge", json=given | {"confirmed": True})
    assert again.status_code == 200


@pytest.mark.covers("SR5")
def test_the_neighbour_finds_none_of_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    ours, theirs = ingredient(bakery), ingredient(neighbour, "Rye")
    api, pages = program(neighbour), browser(neighbour)
    for one, other in ((ours, theirs), (theirs, ours)):
        url, given = f"/ingredients/{one.id}/merge", {"into_id": str(other.id)}
        assert pages.get(f"{url}?into={other.id}").status_code == 404
        assert pages.post(url, data=given).status_code == 404
        assert api.get(f"/api{url}?into={other.id}").status_code == 404
        assert api.post(f"/api{url}", json=given).status_code == 404
    assert pages.get(f"/ingredients/{ours.id}/merge").status_code == 404
    with bakery.session() as db:
        assert service.get(db, ours.id).version == 1
