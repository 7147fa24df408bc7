"""Every page a signed-in person can reach by links: no barrier, no complaint, never too wide."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import islice
from urllib.parse import urljoin, urlsplit
from zlib import crc32

import pytest
from playwright.sync_api import APIResponse
from sqlalchemy import Engine

from baketracker.exchange.sample import fill_with_sample
from tests.architecture.http_corpus import injected
from tests.browser.conftest import EVERY_LOOK, Visit, Visitors
from tests.browser.looking import barriers, overflow, picture, widest
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.depth import DEEP

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
OF_ONE_KIND = 3 if DEEP else 1
CORE = {"today", "events-one", "shop", "make", "pantry", "recipes-one"}
ALONE = ("/sign-in", "/sign-up", "/offline", "/nowhere")


@pytest.fixture(scope="module")
def baker(engine: Engine) -> BakeryOnDatabase:
    """A bakery with the sample in it."""
    bakery = open_bakery(engine, "Sample bakery")
    with bakery.session() as db:
        fill_with_sample(db)
    return bakery


def crawl(visit: Visit) -> Iterator[str]:
    """What can be reached by links, a few addresses of each kind, told without drawing it."""
    waiting, seen, kinds = ["/"], {"/"}, dict[str, int]()
    while waiting:
        path = waiting.pop(0)
        kind = ID.sub("…", urlsplit(path).path)
        if kinds.get(kind, 0) >= OF_ONE_KIND:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = asked_for(visit, path)
        yield path
        for link in links(answer.text(), path):
            if link not in seen:
                seen.add(link)
                waiting.append(link)


def asked_for(visit: Visit, path: str) -> APIResponse:
    """What is answered; a server that says it is busy is asked once more."""
    for _ in range(2):
        answer = visit.context.request.get(path)
        if answer.status != 503:
            break
        visit.page.wait_for_timeout(2_000)
    assert answer.status < 500, path
    return answer


class Links(HTMLParser):
    """Where a page leads, downloads left aside."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "a" and values.get("href") and "download" not in values:
            self.found.append(values["href"] or "")


def links(source: str, path: str) -> Iterator[str]:
    """The addresses of our own a page links to."""
    page = Links()
    page.feed(source)
    for found in page.found:
        leads = urlsplit(urljoin(f"http://us{path}", found))
        if leads.netloc == "us":
            yield leads.path + (f"?{leads.query}" if leads.query else "")


def named(path: str) -> str:
    return ID.sub("one", path).strip("/").replace("/", "-").replace("?", "-") or "today"


def is_looked_at(path: str) -> bool:
    """In a deep run all of them; else those people are on most, and a sixth of the others."""
    name = named(path)
    return DEEP or name in CORE or crc32(name.encode()) % 6 == 0


@pytest.mark.covers("UX-34")
@pytest.mark.parametrize(("width", "theme"), EVERY_LOOK if DEEP else EVERY_LOOK[:1])
def test_every_page_has_no_barrier_and_fits(
    people: Visitors, baker: BakeryOnDatabase, width: int, theme: str
) -> None:
    wrong: dict[str, list[str]] = {}
    with people.enter(baker, width=width, theme=theme) as visit:
        for path in filter(is_looked_at, crawl(visit)):
            visit.open(path)
            found = barriers(visit.page)
            if overflow(visit.page) > 0:
                found.append(f"{overflow(visit.page)} px too wide: {widest(visit.page)}")
            if visit.page.locator("h1").count() != 1:
                found.append("not one h1")
            if found:
                wrong[path] = found
            picture(visit.page, f"{named(path)}-{width}-{theme}")
    with people.enter(width=width, theme=theme) as visit:
        for path in ALONE:
            visit.open(path)
            if found := barriers(visit.page):
                wrong[path] = found
            picture(visit.page, f"{named(path)}-{width}-{theme}")
    assert not wrong, "\n".join(f"{path}: {found}" for path, found in wrong.items())


@pytest.mark.covers("UX-34", "EX56", "SR31")
def test_at_320_pixels_and_double_text_nothing_scrolls_sideways_or_breaks_the_content_policy(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    wrong: dict[str, str] = {}
    with people.enter(baker, width=320, type_size=32) as visit:
        size = "getComputedStyle(document.documentElement).fontSize"
        seen = []
        for path in islice(crawl(visit), None if DEEP else 24):
            seen.append(path)
            visit.open(path)
            assert visit.page.evaluate(size) == "32px"
            if overflow(visit.page) > 0:
                wrong[path] = f"{overflow(visit.page)} px: {widest(visit.page)}"
        for path in ALONE:
            visit.open(path)
        assert len(seen) >= 15, seen
        assert visit.complaints == []
        for path in [*seen, *ALONE]:
            source = visit.context.request.get(path).text()
            assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", source), path
            assert injected(source) == [], path
    assert not wrong, "\n".join(f"{path}: {what}" for path, what in wrong.items())
