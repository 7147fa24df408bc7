"""A search answers with a part of its page to scripts and with the whole of it to everybody else:
both say the same."""

import pytest
from sqlalchemy import Engine

from baketracker.app import BakeTracker
from tests.architecture.http_bakeries import full_bakery
from tests.architecture.http_routes import every_way
from tests.factories.clients import browser
from tests.factories.depth import DEEP

WORDS = ("", "a", "nothing is called so")


@pytest.mark.covers("UX-23")
def test_every_page_that_takes_words_answers_with_a_part_too(
    app: BakeTracker, engine: Engine
) -> None:
    """Also where an address names one thing: the thing is there. Each page with one of the words,
    in a deep run with all."""
    ada = full_bakery(engine, "parts")
    client = browser(ada.bakery, app)
    asked, wrong = [], []
    for way in every_way(app):
        if way.bearer or not way.safe or "q" not in dict(way.query):
            continue
        asked.append(str(way))
        for words in WORDS if DEEP else WORDS[len(asked) % len(WORDS) :][:1]:
            address = way.url(ada.rows, "x")
            address += f"{'&' if '?' in address else '?'}q={words}"
            whole = client.get(address)
            part = client.get(address, headers={"HX-Request": "true"})
            if part.status_code != whole.status_code:
                wrong.append(f"{address}: {whole.status_code}, as a part {part.status_code}")
            if whole.status_code == 200:
                assert "<html" in whole.text, address
    assert not wrong, wrong
    assert len(asked) >= 10, asked
