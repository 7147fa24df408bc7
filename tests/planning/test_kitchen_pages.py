"""Saying what the kitchen can do, and what the page answers to nonsense."""

import pytest

from baketracker.events.kitchen import get_kitchen
from baketracker.events.schemas import KitchenView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser
from tests.factories.reading import hidden, words

PAGE = "/settings/kitchen"


def kitchen_of(bakery: BakeryOnDatabase) -> KitchenView:
    with bakery.session("member") as db:
        return get_kitchen(db)


@pytest.mark.covers("K-66")
def test_limits_days_off_and_waste_are_saved(bakery: BakeryOnDatabase) -> None:
    person = browser(bakery)
    fields = {
        "batches_per_day": "6",
        "oven_minutes_per_day": "240",
        "days_off": ["6", "0"],
        "waste_percent": "20",
        "version": "0",
    }
    assert person.post(PAGE, data=fields).status_code == 303
    saved = kitchen_of(bakery)
    assert (saved.batches_per_day, saved.oven_minutes_per_day) == (6, 240)
    assert (saved.days_off, saved.waste_percent) == ([0, 6], 20)
    shown = person.get(PAGE).text
    assert shown.count(" checked") == 2
    assert 'value="240"' in shown


def test_one_day_off_and_no_limits(bakery: BakeryOnDatabase) -> None:
    fields = {"batches_per_day": "", "days_off": "6", "waste_percent": "15", "version": "0"}
    assert browser(bakery).post(PAGE, data=fields).status_code == 303
    saved = kitchen_of(bakery)
    assert saved.batches_per_day is None
    assert saved.days_off == [6]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("batches_per_day", "0"),
        ("batches_per_day", "-1"),
        ("oven_minutes_per_day", "many"),
        ("waste_percent", "101"),
        ("days_off", "7"),
    ],
)
def test_nonsense_is_refused_beside_its_field(
    bakery: BakeryOnDatabase, field: str, value: str
) -> None:
    reply = browser(bakery).post(PAGE, data={"waste_percent": "15", "version": "0", field: value})
    assert reply.status_code == 422
    assert "There is a problem" in reply.text
    assert f'href="#f-{field}"' in reply.text
    assert kitchen_of(bakery).version == 0


def test_what_another_device_saved_is_not_overwritten_unseen(bakery: BakeryOnDatabase) -> None:
    person = browser(bakery)
    first = {"batches_per_day": "6", "waste_percent": "15", "version": "0"}
    assert person.post(PAGE, data=first).status_code == 303
    second = first | {"batches_per_day": "9"}
    refused = person.post(PAGE, data=second)
    assert refused.status_code == 412
    assert "Changed on another device" in refused.text
    assert "Batches a day 9 6" in words(refused.text)
    assert hidden(refused.text, "version") == "1", "saving again keeps what was typed"
    assert kitchen_of(bakery).batches_per_day == 6


def test_the_neighbour_has_a_kitchen_of_its_own(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    fields = {"batches_per_day": "6", "waste_percent": "15", "version": "0"}
    assert browser(bakery).post(PAGE, data=fields).status_code == 303
    assert kitchen_of(neighbour).batches_per_day is None
