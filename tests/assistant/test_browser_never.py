"""The browser holds no key and calls no model: looked for in what is written and what is sent."""

import re

import pytest

from baketracker.app import build
from baketracker.config import ROOT, Settings
from tests.assistant.makers import KEY
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, started

MODEL = re.compile(
    r"generativelanguage|googleapis\.com|gemini_api_key|x-goog-api-key|generateContent|AIza", re.I
)
PAGES = ("/", "/sign-in", "/settings", "/purchases", "/receipts", "/pantry", "/events")


@pytest.mark.covers("AI-47")
def test_no_template_and_no_script_names_a_key_or_a_model_s_address() -> None:
    ours = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.js")]
    assert len(ours) > 50
    found = [path for path in ours if MODEL.search(path.read_text(errors="replace"))]
    assert found == []


@pytest.mark.covers("AI-47")
def test_no_page_and_no_header_holds_the_key_or_the_address(
    settings: Settings, bakery: BakeryOnDatabase
) -> None:
    with_key = settings.model_copy(
        update={"gemini_api_key": Settings(gemini_api_key=KEY).gemini_api_key}
    )
    person = browser(bakery, started(build(with_key)))
    for page in PAGES:
        answer = person.get(page)
        assert answer.status_code < 500
        sent = answer.text + repr(dict(answer.headers))
        assert not MODEL.search(sent), page
        assert KEY not in sent
