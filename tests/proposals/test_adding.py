"""The sheet of adding in a browser: where its forms lead, and what a refused one leaves."""

from uuid import uuid4

import pytest

from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser
from tests.factories.reading import words

FORM = {"hx-request": "true", "hx-boosted": "true"}


@pytest.mark.covers("EX22")
def test_what_was_typed_stands_at_an_address_of_its_own(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    typed = {"op_id": str(uuid4()), "said": "2 lb of butter for $9.49"}
    sent = pages.post("/add", data=typed, headers=FORM)
    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/review/")
    assert "butter" in pages.get(sent.headers["location"]).text
    # Sent twice it is one.
    assert pages.post("/add", data=typed).headers["location"] == sent.headers["location"]


@pytest.mark.parametrize("place", ["/add", "/add/receipt", "/add/pantry"])
def test_a_refused_form_stands_where_it_can_be_loaded_again(
    bakery: BakeryOnDatabase, place: str
) -> None:
    pages = browser(bakery)
    refused = pages.post(place, data={"op_id": str(uuid4())}, headers=FORM)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert pages.get(place).status_code == 200
    # With scripts the address does not even change, wherever the form was posted to.
    assert refused.headers["hx-push-url"] == "false"
    assert "hx-push-url" not in pages.get(place).headers


def test_what_nobody_photographs_is_no_page(bakery: BakeryOnDatabase) -> None:
    missing = browser(bakery).get("/add/garden")
    assert missing.status_code == 404
    assert "not found" in words(missing.text).lower()
