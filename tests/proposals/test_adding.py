"""The sheet of adding in a browser: where its forms lead, and what a refused one leaves."""

from decimal import Decimal
from uuid import uuid4

import pytest

from baketracker.assistant import preferences
from baketracker.assistant.limits import Ceiling
from baketracker.assistant.schemas import AssistantChange
from baketracker.media import workshop
from baketracker.proposals import add_pages
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser
from tests.factories.reading import words
from tests.proposals.reader import Reader

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


def test_while_somebody_speaks_or_looks_for_the_receipt_the_opener_starts(
    bakery: BakeryOnDatabase, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(add_pages, "provider_of", lambda _request: reader.maker.provider)
    pages = browser(bakery)
    for place, craft in (("/add", "hearing"), ("/add/receipt", "drawing")):
        workshop._dismiss()
        assert pages.get(place).status_code == 200
        assert list(workshop._expecting) == [craft]
    workshop._dismiss()
    with bakery.session() as db:
        ceiling = Ceiling(60, Decimal("1.00"))
        preferences.change(db, AssistantChange(is_on=False), 1, ceiling)
    for place in ("/add", "/add/receipt"):
        assert pages.get(place).status_code == 200
        assert not workshop._expecting, "nobody listens, so nothing can come"
