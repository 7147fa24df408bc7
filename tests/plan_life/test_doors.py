"""A plan's life through its doors: pages, JSON and tools, and never the neighbour's."""

import re

import pytest

from baketracker.db.types import new_id
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import Client, browser, program
from tests.factories.kitchen import Kitchen, stocked

from .baking import begun, settled


def send(page: Client, place: str, typed: dict[str, str], status: int = 303) -> str:
    answer = page.post(place, data={"op_id": str(new_id())} | typed)
    assert answer.status_code == status, answer.text
    return answer.text


WHY = {"reason": "Aunt Ida comes too"}


def test_a_baker_begins_changes_and_ends_on_the_pages(bakery: BakeryOnDatabase) -> None:
    made = settled(bakery)
    home = f"/events/{made.event}"
    page = browser(bakery)
    assert "Start baking" in page.get(home).text
    send(page, f"{home}/start", {})
    shown = page.get(home).text
    assert "Go on baking" in shown
    assert "0 of 380" in re.sub(r"<[^>]+>", "", shown)
    asked = page.get(f"{home}/amendments/batches/{made.cookie}?batches=10").text
    assert "What changes" in asked
    send(page, f"{home}/amendments/batches/{made.cookie}", {"batches": "10"} | WHY)
    told = page.get(f"{home}/amendments").text
    assert "8 → 10" in told
    assert WHY["reason"] in told
    over = send(page, f"{home}/completion", {}, 422)
    assert "Not all is made yet" in over
    send(page, f"{home}/completion", {"confirmed": "true"})
    assert "Done" in page.get(home).text


@pytest.mark.covers("SC-08")
def test_without_a_reason_the_form_says_so_and_keeps_the_number(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    place = f"/events/{made.event}/amendments/goods/{made.bag}"
    page = browser(bakery)
    answer = send(page, place, {"quantity": "60", "reason": ""}, 422)
    assert 'value="60"' in answer
    assert "Why?" in answer


def test_the_doors_of_programs_say_the_same(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    api = program(bakery)
    home = f"/api/events/{made.event}"
    assert api.get(f"{home}/comparison").json()["has_snapshot"]
    op = {"Idempotency-Key": str(new_id())}
    answer = api.post(
        f"{home}/amendments/goods/{made.bag}", json={"quantity": 60} | WHY, headers=op
    )
    assert answer.status_code == 200
    (told,) = api.get(f"{home}/amendments").json()["items"]
    assert (told["before"], told["after"], told["what"]) == (50, 60, "Bag")
    refused = api.post(f"{home}/completion", json={}, headers={"Idempotency-Key": str(new_id())})
    assert refused.status_code == 422
    assert refused.json()["code"] == "please_confirm"
    assert api.get(f"{home}/progress").json()["packing"][0]["units"]["wanted"] == 60
    assert len(api.get("/api/progress").json()["items"]) == 1


def test_the_neighbour_finds_none_of_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = begun(bakery)
    api = program(neighbour)
    for part in ("progress", "comparison", "amendments", "changed"):
        assert api.get(f"/api/events/{made.event}/{part}").status_code == 404
    assert api.get("/api/progress").json()["items"] == []


def test_something_new_is_added_on_the_page(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        kitchen = Kitchen(db)
        plate = kitchen.good("Plate", units={made.cookie: "4"})
    from baketracker.planning import deciding

    with bakery.session() as db:
        deciding.lock(db, made.event)
    home = f"/events/{made.event}"
    page = browser(bakery)
    send(page, f"{home}/start", {})
    assert "Plate" in page.get(f"{home}/amendments").text
    assert "How many instead" in page.get(f"{home}/amendments/goods?good_id={plate}").text
    send(page, f"{home}/amendments/goods/{plate}", {"quantity": "5"} | WHY)
    assert "added: 5" in page.get(f"{home}/amendments").text


@pytest.mark.covers("SC-08")
def test_nothing_is_amended_to_zero_and_leaving_out_shows_what_changes(
    bakery: BakeryOnDatabase,
) -> None:
    made = begun(bakery)
    page, home = browser(bakery), f"/events/{made.event}"
    for place, field in (
        (f"{home}/amendments/goods/{made.tower}", "quantity"),
        (f"{home}/amendments/batches/{made.brownie}", "batches"),
    ):
        assert page.get(f"{place}?{field}=0").status_code == 422
        send(page, place, {field: "0"} | WHY, 422)
        assert f"{place}/removal" in page.get(place).text
        assert "What changes" in page.get(f"{place}/removal").text
        assert "Why?" in send(page, f"{place}/removal", {"reason": " "}, 422)
        send(page, f"{place}/removal", WHY)
    told = page.get(f"{home}/amendments").text
    assert "dropped, it was 5" in told
    assert told.count("Take back") == 2


def test_a_reason_may_hold_nothing_invisible(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    place = f"/events/{made.event}/amendments/goods/{made.bag}"
    answer = send(browser(bakery), place, {"quantity": "60", "reason": "a\x00b"}, 422)
    assert "Leave out the invisible characters." in answer
