"""What is sent is data: extra fields are refused, words stay words, and nothing runs."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from baketracker.app import BakeTracker
from baketracker.db.provision import Urls
from tests.architecture.http_bakeries import Full, full_bakery, sums
from tests.architecture.http_corpus import corpus, injected
from tests.architecture.http_routes import Way, every_way, example, flat, text_fields
from tests.factories.clients import Client, browser, program
from tests.factories.depth import DEEP

HIDDEN = {
    "tenant_id": str(uuid4()),
    "role": "owner",
    "version": 99,
    "created_by": str(uuid4()),
    "created_at": "2020-01-01T00:00:00Z",
    "updated_by": str(uuid4()),
    "deleted_at": "2020-01-01T00:00:00Z",
    "id": str(uuid4()),
    "slug": "chosen",
    "is_active": "true",
    "__class__": "x",
}
# Fields of a form that are no data: which operation it is, and of which version.
UNKNOWN = "This field is not known here."
MACHINERY = {"version", "op_id"}
# They leave the bakery or end the session; words in them go nowhere.
LEAVING = ("/sign-out", "/settings/account/close", "/settings/devices", "/members/leave")
VERSION = {"If-Match": '"v1"'}


@pytest.fixture
def ada(engine: Engine) -> Full:
    return full_bakery(engine, f"{uuid4().hex[:8]}")


def writing(app: BakeTracker) -> list[Way]:
    """Every way that takes a body; `/check/` ones look at one field of a form and keep nothing."""
    ways = [way for way in every_way(app) if way.json_model or way.form_model]
    return [way for way in ways if "/check/" not in way.path]


def send(way: Way, client: Client, ada: Full, values: dict[str, Any]) -> Any:
    body = {"json": values} if way.json_model else {"data": flat(values)}
    return client.request(way.method, way.url(ada.rows, "x"), headers=VERSION, **body)


def fields_of(way: Way) -> set[str]:
    model = way.json_model or way.form_model
    assert model is not None
    return set(model.model_fields)


def body_of(way: Way, ada: Full, word: str) -> dict[str, Any]:
    model = way.json_model or way.form_model
    assert model is not None
    return example(model, ada.rows, way.path, word)


@pytest.mark.covers("SR41")
def test_hidden_fields_are_refused_everywhere(app: BakeTracker, ada: Full, database: Urls) -> None:
    """Each way with some of the names, with all of them in a deep run."""
    before = sums(database.backup, ada.bakery.id)
    tried = 0
    names, part = list(HIDDEN.items()), 1 if DEEP else len(HIDDEN)
    doors = browser(ada.bakery, app), program(ada.bakery, app=app)
    for number, way in enumerate(writing(app)):
        client = doors[way.bearer]
        for name, value in names[number % part :: part]:
            if name in fields_of(way) or (way.form_model and name in MACHINERY):
                continue
            answer = send(way, client, ada, body_of(way, ada, "Word") | {name: value})
            # A page of an event that is not being baked has no form to show again: it says so.
            refused = (422,) if way.bearer else (422, 409)
            assert answer.status_code in refused, f"{way} takes {name}: {answer.status_code}"
            assert not way.bearer or UNKNOWN in answer.text, (
                f"{way} refuses something else than {name}"
            )
            tried += 1
    assert tried > 100
    assert sums(database.backup, ada.bakery.id) == before


@pytest.mark.covers("SR41")
def test_without_them_the_same_bodies_are_taken(app: BakeTracker, ada: Full) -> None:
    """Otherwise the refusals above would prove nothing."""
    client = program(ada.bakery, app=app)
    made = [way for way in writing(app) if way.bearer and way.method == "POST"]
    for way in made:
        answer = send(way, client, ada, body_of(way, ada, "Word"))
        # Understood as a whole: stored, or refused by a rule about what it says.
        understood = answer.is_success or answer.json()["code"] != "invalid_input"
        assert understood, f"{way}: {answer.text}"


def redrawn(way: Way) -> bool:
    return not way.path.startswith(LEAVING)


def pages(app: BakeTracker) -> list[Way]:
    return [way for way in every_way(app) if way.method == "GET" and not way.bearer]


@pytest.mark.covers("SR32", "S4-chk-input")
def test_no_words_ever_run(app: BakeTracker, ada: Full) -> None:
    """The strings go through each text field of each form and body, all of them in `--deep`, else
    each form another part; whatever is drawn then, the refused form and every page, holds no
    element, handler or address of them."""
    strings = corpus()
    assert len(set(strings)) >= 100
    part = 1 if DEEP else 96
    kept: set[str] = set()
    for number, way in enumerate(filter(redrawn, writing(app))):
        model = way.json_model or way.form_model
        assert model is not None
        fields = text_fields(model)
        if not fields:
            continue
        kept.add(str(way))
        client = program(ada.bakery, app=app) if way.bearer else browser(ada.bakery, app)
        for string in strings[number % part :: part]:
            values = body_of(way, ada, "Word") | dict.fromkeys(fields, string)
            answer = send(way, client, ada, values)
            assert answer.status_code < 500, f"{way} with {string!r}: {answer.text}"
            if "text/html" in answer.headers.get("Content-Type", ""):
                assert injected(answer.text) == [], f"{way} with {string!r}"
    assert len(kept) >= 6, kept
    check_pages(app, ada)


def check_pages(app: BakeTracker, ada: Full) -> None:
    client = browser(ada.bakery, app)
    words = [string for string in corpus() if string.isprintable()][::9][:10]
    # A list reads one of the names, and shows what was stored where nothing is looked for.
    asked = [urlencode({"q": word, "search": word}) for word in words]
    for number, way in enumerate(pages(app)[:: 1 if DEEP else 3]):
        for query in ["", *asked] if DEEP else ["" if number % 2 else asked[number % len(asked)]]:
            url = way.url(ada.rows, "x")
            answer = client.get(f"{url}{'&' if '?' in url else '?'}{query}" if query else url)
            if "text/html" in answer.headers.get("Content-Type", ""):
                assert injected(answer.text) == [], f"{way} {query}"


@pytest.mark.covers("S4-chk-input")
def test_words_are_stored_as_they_were_typed(app: BakeTracker, ada: Full) -> None:
    client = program(ada.bakery, app=app)
    name = 'Søren\'s <b>"best"</b> & 50 % flour 🍞'
    made = client.post("/api/ingredients", json={"name": name})
    assert made.status_code == 201, made.text
    assert client.get(f"/api/ingredients/{made.json()['id']}").json()["name"] == name
    page = browser(ada.bakery, app).get(f"/ingredients/{made.json()['id']}").text
    assert "&lt;b&gt;" in page
    assert "<b>&#34;best" not in page
    assert '<b>"best' not in page


def test_the_corpus_finds_what_it_looks_for() -> None:
    """A page that escapes nothing is found out for nearly every string."""
    naive = [
        f"<p>{string}</p><input value='{string}'><a href=\"{string}\">x</a>" for string in corpus()
    ]
    missed = [page for page in naive if not injected(page)]
    assert len(missed) <= 12, missed
