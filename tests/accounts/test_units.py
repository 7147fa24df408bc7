"""Everybody reads amounts as they are used to; what is written down stays as it is."""

from dataclasses import replace

import pytest

from tests.accounts.people import member
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product
from tests.factories.clients import browser, program
from tests.factories.reading import words

pytestmark = pytest.mark.covers("DEC-21")
PAGE = "/settings/you/units"


def test_one_reads_grams_and_another_pounds_in_one_bakery(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    for one in (bakery, neighbour):
        bag = lot(one, product(one, ingredient(one)), "5", "0.70")
    ada, ben = (
        browser(bakery),
        browser(replace(bakery, scope=replace(bakery.scope, account_id=member(bakery)[0]))),
    )
    assert "5 lb" in words(ada.get("/pantry").text)
    assert ada.post(PAGE, data={"units": "metric"}).headers["location"] == "/settings/you"
    assert "(2.27 kg)" in words(ada.get("/pantry").text)
    for other in (ben, browser(neighbour)):
        assert "(5 lb)" in words(other.get("/pantry").text)
    ours = program(bakery).get("/api/pantry").json()["items"][0]
    assert ours["total"] == {"amount": "5", "unit": "lb"}, "programs read what is stored"
    assert bag
    chosen = ada.get("/settings/you").text
    assert 'value="metric" checked' in " ".join(chosen.split())
    ada.post(PAGE, data={"units": ""})
    assert "(5 lb)" in words(ada.get("/pantry").text)


def test_another_system_there_is_not(bakery: BakeryOnDatabase) -> None:
    refused = browser(bakery).post(PAGE, data={"units": "troy"})
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
