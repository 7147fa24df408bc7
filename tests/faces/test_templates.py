"""What holds for every template, read without a browser: it compiles, says nothing untranslated,
keeps to the bakery's words and brings no script or style of its own."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import nodes
from jinja2.ext import extract_from_ast

from baketracker.db.types import new_id
from baketracker.faces.templates import TEMPLATES, templates
from baketracker.faces.web import Collision, Submission

PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
ui: Any = templates.env.globals["ui"]

# Names are the same in every language.
NAMES = {"BakeTracker", "Windows", "Linux"}
VERBATIM_TAGS = {"code", "kbd", "samp"}
HOLE = "\ufffc"  # where an expression stood
SPOKEN_ATTRIBUTES = {"aria-label", "alt", "placeholder", "title"}
TRANSLATING = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
# Words that people at the bakery do not use, and what they say instead.
FOREIGN_WORDS = {
    r"tenants?": "Bakery",
    r"workspaces?": "Bakery",
    r"organi[sz]ations?": "Bakery",
    r"vendors?": "Supplier",
    r"SKUs?": "Product",
    r"nested recipes?|sub-?recipes?": "Component",
    r"Produce": "Make",
    r"production orders?": "Batch decision",
    r"stock lots?": "Lot",
    r"Refresh": "nothing: pages are fresh",
    r"coming soon": "nothing: leave it out until it is there",
    r"TODO|lorem ipsum": "nothing",
}


def source(page: str) -> str:
    return (TEMPLATES / page).read_text(encoding="utf-8")


def markup(page: str) -> str:
    """The template's own HTML: statements gone, expressions and translated blocks left as holes."""
    text = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", HOLE, source(page), flags=re.DOTALL)
    parts: list[str] = []
    for _line, kind, value in templates.env.lex(text):
        if kind == "data":
            parts.append(value)
        elif kind == "variable_begin":
            parts.append(HOLE)
    return "".join(parts)


class Reader(HTMLParser):
    """Collects what a person would read or hear, and the attributes of every tag."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.verbatim = 0
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.verbatim += tag in VERBATIM_TAGS
        self.tags.append((tag, known))
        self.said += [known[name] for name in SPOKEN_ATTRIBUTES & set(known)]

    def handle_endtag(self, tag: str) -> None:
        self.verbatim -= tag in VERBATIM_TAGS

    def handle_data(self, data: str) -> None:
        if not self.verbatim:
            self.said.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(markup(page))
    return reader


def bare_literals(node: nodes.Node) -> Iterator[str]:
    """Sentences and labels in expressions that no translation function wraps."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in TRANSLATING:
        return
    if isinstance(node, nodes.Compare | nodes.Extends | nodes.Include | nodes.FromImport):
        return
    if isinstance(node, nodes.Const):
        if isinstance(node.value, str) and re.match(r"[A-Z][a-z]+", node.value):
            yield node.value
        return
    for child in node.iter_child_nodes():
        yield from bare_literals(child)


def msgids(page: str) -> list[str]:
    return [
        str(part)
        for _line, _function, message in extract_from_ast(templates.env.parse(source(page)))
        for part in (message if isinstance(message, tuple) else (message,))
        if part
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_template_compiles(page: str) -> None:
    templates.env.get_template(page)


@pytest.mark.parametrize("page", PAGES)
def test_every_text_goes_through_gettext(page: str) -> None:
    said = [text.replace(HOLE, " ").strip(" ·\n") for text in read(page).said]
    untranslated = [text for text in said if re.search(r"[^\W\d_]{2}", text)]
    literals = bare_literals(templates.env.parse(source(page)))
    assert {*untranslated, *literals} <= NAMES


@pytest.mark.parametrize("page", PAGES)
def test_no_page_brings_its_own_script_or_style(page: str) -> None:
    for tag, attributes in read(page).tags:
        assert tag != "style"
        assert tag != "script" or "src" in attributes
        for name, value in attributes.items():
            assert name != "style"
            assert not name.startswith(("on", "hx-on"))
            assert not value.strip().lower().startswith(("javascript:", "js:"))


@pytest.mark.parametrize("page", PAGES)
def test_nothing_escapes_the_escaping(page: str) -> None:
    assert not re.search(r"\|\s*safe\b|Markup\(|autoescape\s+false", source(page))


@pytest.mark.parametrize("page", PAGES)
def test_no_number_input_that_the_wheel_would_turn(page: str) -> None:
    assert all(attributes.get("type") != "number" for _tag, attributes in read(page).tags)


@pytest.mark.covers("PR-02", "UX-45")
@pytest.mark.parametrize("page", PAGES)
def test_pages_say_it_in_the_bakery_s_words(page: str) -> None:
    for text in msgids(page):
        for foreign, ours in FOREIGN_WORDS.items():
            flags = 0 if foreign[0].isupper() else re.IGNORECASE
            assert not re.search(rf"\b(?:{foreign})\b", text, flags), f"{text!r}: say {ours}"


def test_every_icon_that_is_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([\w-]+)"', source("ui/_sprite.html")))
    everything = "".join(map(source, PAGES))
    assert set(re.findall(r'\bicon\("([\w-]+)"\)', everything)) <= drawn


@pytest.mark.covers("UX-22")
def test_htmx_neither_evaluates_nor_remembers_and_swaps_refused_forms() -> None:
    found = re.search(r"name=\"htmx-config\" content='([^']+)'", source("layout.html"))
    assert found
    config = json.loads(found[1])
    assert config["allowEval"] is config["allowScriptTags"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0
    assert config["refreshOnHistoryMiss"] is True

    def swaps(status: int) -> bool:
        rules = config["responseHandling"]
        return bool(next(r["swap"] for r in rules if re.search(r["code"], str(status))))

    assert [swaps(status) for status in (200, 422, 409, 404)] == [True] * 4
    assert [swaps(status) for status in (204, 401, 500, 503)] == [False] * 4


@pytest.mark.covers("S4-mobile-nav")
def test_sidebar_and_dock_lead_to_the_same_places_and_mark_this_one() -> None:
    person = SimpleNamespace(display_name="Ines", bakery_name="Juniper Bakes")
    side = ui.nav_side("ingredients", "catalog", person, None)
    dock = ui.nav_dock("ingredients", "catalog")
    for href in ("/", "/events", "/pantry", "/shop"):
        assert f'href="{href}"' in side
        assert f'href="{href}"' in dock
    assert 'href="/ingredients" aria-current="page"' in side
    # The phone has room for five, Add in their middle: the catalogue stands behind the menu.
    assert 'aria-current="true" href' not in dock
    assert re.findall(r'href="([^"]+)" aria-current', ui.nav_menu("catalog")) == ["/menu"]


@pytest.mark.covers("UX-08")
def test_a_list_is_a_table_and_rows_from_one_source() -> None:
    draw = templates.env.from_string(
        """{% call(item, wide) ui.ledger("jars", ["Salt"], ["Name"], "Jars") %}"""
        """{% if wide %}<th scope="row">{{ item }}</th>{% else %}{{ item }}{% endif %}"""
        """{% endcall %}"""
    ).render()
    assert re.search(r'<table class="ledger as-table">.*<th scope="row">Salt</th>', draw, re.DOTALL)
    assert re.search(r'<ul class="lines as-rows"[^>]*>\s*<li>Salt</li>', draw)


@pytest.mark.covers("UX-10")
@pytest.mark.parametrize("kind", ["ok", "short", "wait", "check", "buy"])
def test_a_state_is_an_icon_and_a_word(kind: str) -> None:
    drawn = ui.state(kind, "Short 4 lb")
    assert "<svg" in drawn
    assert "Short 4 lb" in drawn


@pytest.mark.covers("UX-26")
def test_a_refused_form_says_what_is_wrong_above_and_at_the_field() -> None:
    refused: Submission[Any] = Submission({"weight": "<abc>"}, errors={"weight": "Write a number."})
    summary = ui.form_errors(refused)
    field = ui.field(refused, "weight", "Weight", check="/ingredients/check")
    assert re.search(
        r"data-summary[^>]*>.*<a href=\"#f-weight\">Write a number\.</a>", summary, re.S
    )
    assert 'value="&lt;abc&gt;"' in field
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="f-weight-note"' in field
    assert 'hx-target="#f-weight-note"' in field
    assert ui.form_errors(None).strip() == ""


def test_a_form_sent_again_keeps_its_op_id_and_version() -> None:
    key = new_id()
    refused: Submission[Any] = Submission(errors={"": "No."}, op_id=key, version=3)
    refused.collision = Collision([("Name", "Rye", "Spelt")], "/x/edit")
    drawn = templates.env.from_string(
        """{% call ui.form("/x", form, "Save", version=9) %}{% endcall %}"""
    ).render(form=refused)
    assert f'name="op_id" value="{key}"' in drawn
    assert 'name="version" value="3"' in drawn
    assert "Changed on another device" in drawn
    assert '<a class="link aside-link" href="/x/edit">Take what is saved</a>' in drawn


def test_the_service_worker_stays_small() -> None:
    worker = Path(TEMPLATES.parent / "static" / "js" / "sw.js").read_text(encoding="utf-8")
    assert len(worker.splitlines()) < 150
