"""Every text a person reads can be translated: shown in a language made of brackets."""

import ast
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from uuid import uuid4

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from tools.texts import ROOT, SPEAKING, gathered, main

from baketracker.accounts import places
from baketracker.app import BakeTracker
from baketracker.faces import words
from baketracker.ingredients.choices import language_options
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient
from tests.factories.clients import browser, visitor

pytestmark = pytest.mark.covers("G-13")

KNOWN = (
    "That %(kind)s is not in this bakery.",
    "This %(kind)s was changed on another device meanwhile.",
    "There is already an ingredient called %(name)s.",
    "There is already a supplier %(name)s.",
    "There is already a product like this: %(product)s. Give it a name of its own.",
    "“%(good)s” contains itself. Take it out of its own contents.",
    "This is not a BakeTracker database. Choose the file called bake_tracker.db.",
    "Only a person who is signed in can do that, not a program.",
    "We are busier than usual. Nothing was saved; try again in a moment.",
    "To turn %(unit)s into %(target)s, say what a cup of %(ingredient)s weighs.",
    "“%(typed)s” is not a number. Write it like 2, 1.5 or 1 1/2.",
    "Use at most %(max_length)s characters.",
    "Write it in one line.",
    "Choose a time zone from the list.",
    "That is not yours to do",
    "Back to today",
    "Numbers and dates as in",
    "The role is changed.",
    "%(name)s is archived.",
    "Keys for programs",
    "No connection",
    "tomorrow",
)
SEEN = ("aria-label", "placeholder", "alt", "title")
OURS = ("BakeTracker", "example.com", "USD", "EUR", "UTC")


class Shown(HTMLParser):
    """The texts of a page, those only a screen reader says too."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in ("script", "style", "textarea")
        self.texts += [value or "" for name, value in attrs if name in SEEN]

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data.strip())


def untranslated(page: str, *data: str) -> list[str]:
    """What of a page is neither between brackets nor data the test knows."""
    return [text for text in Shown(page).texts if _left(text, (*OURS, *data))]


def _left(text: str, data: tuple[str, ...]) -> bool:
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    for known in sorted(data, key=len, reverse=True):
        text = text.replace(known, "")
    return any(sign.isalpha() for sign in text)


def _forms(msgid: str | Sequence[str]) -> tuple[str, ...]:
    """A text alone, or with its plural."""
    return (msgid,) if isinstance(msgid, str) else tuple(msgid)


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return gathered()


@pytest.fixture
def bracketed(
    catalogue: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """American English becomes a language where every text stands between ⟦ and ⟧."""
    spoken = Catalog(locale="en_US")
    for message in catalogue:
        if message.id:
            wrapped = tuple(f"⟦{form}⟧" for form in _forms(message.id))
            spoken.add(message.id, wrapped if len(wrapped) > 1 else wrapped[0])
    file = tmp_path / "en_US" / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as opened:
        write_mo(opened, spoken)
    monkeypatch.setattr(words, "CATALOGUES", tmp_path)
    words.texts.cache_clear()
    yield
    words.texts.cache_clear()


@pytest.mark.parametrize("text", KNOWN)
def test_what_people_read_can_be_handed_to_a_translator(catalogue: Catalog, text: str) -> None:
    assert text in catalogue


def test_no_marked_text_is_overlooked_however_deep_it_stands(catalogue: Catalog) -> None:
    gathered_texts = {text for message in catalogue for text in _forms(message.id)}
    assert sorted(set(_marked()) - gathered_texts) == []


def _marked() -> Iterator[str]:
    """The literal texts that the code hands to gettext, read by Python's own parser."""
    for file in (ROOT / "src").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args:
                text = call.args[0]
                if call.func.id in SPEAKING and isinstance(text, ast.Constant):
                    yield str(text.value)


def test_a_counted_thing_has_its_plural(catalogue: Catalog) -> None:
    assert catalogue["ounce"].id == ("ounce", "ounces")


def test_the_texts_are_written_for_translators(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert re.search(r"^\d{3,} texts in build/messages.pot.$", capsys.readouterr().out)


PAGES = (
    "/ingredients", "/ingredients/new", "/settings", "/settings/you", "/settings/members",
    "/settings/tokens", "/settings/sessions", "/settings/close-account", "/bakeries",
)  # fmt: skip


@pytest.mark.usefixtures("bracketed")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_translated_whole(bakery: BakeryOnDatabase, path: str) -> None:
    ingredient(bakery, "Almond")
    page = browser(bakery).get(path)
    assert page.status_code == 200
    assert untranslated(page.text, *data_of(bakery)) == []


@pytest.mark.usefixtures("bracketed")
def test_the_settings_of_the_bakery_offer_what_the_locale_names(bakery: BakeryOnDatabase) -> None:
    page = browser(bakery).get("/settings/bakery").text
    locale = bakery.scope.locale
    named = {
        name for _code, name in places.currency_options(locale) + places.locale_options(locale)
    }
    for part, zones in places.timezone_options():
        named |= {part, *(place for _zone, place in zones)}
    assert set(untranslated(page, *data_of(bakery))) <= named


@pytest.mark.usefixtures("bracketed")
def test_what_just_happened_is_told_in_the_readers_language(bakery: BakeryOnDatabase) -> None:
    client = browser(bakery)
    client.post("/settings/you", data={"display_name": bakery.scope.display_name})
    page = client.get("/settings/you").text
    assert "⟦Saved.⟧" in page
    assert untranslated(page, *data_of(bakery)) == []


def test_a_page_nobody_translated_says_that_it_is_english(app: BakeTracker) -> None:
    for asked, language in (("fr-FR", "en-US"), ("en-GB", "en-GB")):
        page = visitor(app).get("/sign-in", headers={"Accept-Language": asked}).text
        assert f'<html lang="{language}"' in page


@pytest.mark.usefixtures("bracketed")
def test_an_error_page_is_translated_with_the_word_for_the_thing(bakery: BakeryOnDatabase) -> None:
    client = browser(bakery)
    page = client.get("/nowhere").text
    assert "⟦That ⟦page⟧ is not in this bakery.⟧" in page
    for path in ("/nowhere", f"/ingredients/{uuid4()}"):
        assert untranslated(client.get(path).text, *data_of(bakery)) == []


@pytest.mark.usefixtures("bracketed")
def test_a_stranger_is_refused_in_their_language(app: BakeTracker) -> None:
    page = visitor(app).get("/nowhere", headers={"Accept-Language": "en-US"}).text
    assert untranslated(page) == []
    refused = visitor(app).post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert _left(refused.text, ()) is False


REFUSED = [
    ("/ingredients", {"name": ""}),
    ("/ingredients", {"name": "Fl\x07our", "moisture_pct": "wet"}),
    ("/ingredients", {"name": "Flour", "density_volume": "1", "density_volume_unit": "spoon"}),
    ("/settings/you", {"display_name": "x" * 300}),
    ("/settings/close-account", {"old_password": "not this one"}),
    ("/settings/tokens", {"name": "", "days": "1000"}),
]


@pytest.mark.usefixtures("bracketed")
@pytest.mark.parametrize(("path", "typed"), REFUSED)
def test_a_refused_form_says_why_in_the_readers_language(
    bakery: BakeryOnDatabase, path: str, typed: dict[str, str]
) -> None:
    page = browser(bakery).post(path, data=typed)
    assert page.status_code == 422
    assert untranslated(page.text, *data_of(bakery)) == []


@pytest.mark.usefixtures("bracketed")
def test_a_sentence_beside_a_field_is_translated_before_it_is_filled(app: BakeTracker) -> None:
    typed = {"bakery_name": "Mill", "display_name": "Ada", "email": f"{uuid4().hex}@example.com"}
    page = visitor(app).post("/sign-up", data=typed | {"password": "short"})
    assert page.status_code == 422
    assert "⟦Use 12 characters or more.⟧" in page.text


def data_of(bakery: BakeryOnDatabase) -> tuple[str, ...]:
    """What stands on these pages and is nobody's to translate."""
    scope = bakery.scope
    return (
        "Almond", scope.bakery_name, scope.display_name, scope.email or "", str(bakery.id),
        scope.timezone.replace("_", " "), "baketracker members add", "--bakery",
        # CLDR writes these in the reader's own language.
        *(name for _, name in language_options()),
        # Written by CLDR in the reader's own.
        *(name for _, name in language_options()),
    )  # fmt: skip
