"""What goes wrong in a kitchen: sessions end, fingers tap three times, connections break."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, func, select

from baketracker.accounts import identity
from baketracker.db.types import new_id, now
from baketracker.exchange.sample import fill_with_sample
from baketracker.ingredients.models import Ingredient
from tests.browser.conftest import DESK, PHONE, Visit, Visitors
from tests.browser.looking import barriers
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.depth import only_deep

PASSWORD = "four brown loaves rising"  # pragma: allowlist secret


@pytest.fixture
def baker(engine: Engine) -> BakeryOnDatabase:
    """A bakery with the sample in it."""
    bakery = open_bakery(engine, "Sample bakery")
    with bakery.session() as db:
        fill_with_sample(db)
    return bakery


def count(bakery: BakeryOnDatabase, name: str) -> int:
    with bakery.session() as db:
        return db.scalars(
            select(func.count()).select_from(Ingredient).where(Ingredient.name == name)
        ).one()


def with_password(bakery: BakeryOnDatabase) -> str:
    """Give the owner a password; answers their e-mail."""
    from baketracker.accounts.passwords import hashed

    assert bakery.scope.account_id is not None
    with bakery.engine.begin() as gate:
        identity.set_password(gate, bakery.scope.account_id, hashed(PASSWORD))
    return bakery.scope.email


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def end_all_sessions(bakery: BakeryOnDatabase) -> None:
    assert bakery.scope.account_id is not None
    with bakery.engine.begin() as gate:
        identity.close_sessions(gate, bakery.scope.account_id, None, now())


def settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")


@pytest.mark.covers("S4-token-expiry")
def test_a_session_that_ends_while_editing_leads_to_sign_in_and_back(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    email = with_password(baker)
    with people.enter(baker) as visit:
        page = visit.open("/ingredients/new")
        page.get_by_label("Name", exact=True).fill("Tonka bean")
        end_all_sessions(baker)
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(re.compile("/sign-in"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        sign_in(page, email)
        page.wait_for_url("**/ingredients/new")
        expect(page.get_by_label("Name", exact=True)).to_have_value("Tonka bean")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tonka bean")
    assert count(baker, "Tonka bean") == 1


@only_deep
@pytest.mark.covers("S4-token-expiry")
def test_somebody_else_who_signs_in_is_not_given_what_was_typed(
    people: Visitors, baker: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    email = with_password(neighbour)
    with people.enter(baker) as visit:
        page = visit.open("/ingredients/new")
        page.get_by_label("Name", exact=True).fill("Tonka bean")
        end_all_sessions(baker)
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(re.compile("/sign-in"))
        sign_in(page, email)
        page.wait_for_url("**/ingredients/new")
        expect(page.get_by_label("Name", exact=True)).to_have_value("")
        assert "Tonka" not in page.evaluate("JSON.stringify({...sessionStorage})")


@pytest.mark.covers("EX54")
def test_three_taps_on_save_make_one_thing(people: Visitors, baker: BakeryOnDatabase) -> None:
    with people.enter(baker, width=PHONE) as visit:
        page = visit.open("/ingredients/new")
        page.get_by_label("Name", exact=True).fill("Tonka bean")
        page.get_by_role("button", name="Save").click(click_count=3, delay=5)
        expect(page.get_by_role("heading", level=1)).to_have_text("Tonka bean")
        assert visit.complaints == []
    assert count(baker, "Tonka bean") == 1


@only_deep
@pytest.mark.covers("EX54")
def test_three_taps_without_scripts_make_one_thing(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    with people.enter(baker, scripts=False) as visit:
        page = visit.open("/ingredients/new")
        page.get_by_label("Name", exact=True).fill("Tonka bean")
        page.get_by_role("button", name="Save").click(click_count=3, delay=5)
        settled(page)
    assert count(baker, "Tonka bean") == 1


@only_deep
@pytest.mark.covers("EX55")
def test_back_after_a_search_shows_the_results_in_a_whole_page(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    with people.enter(baker) as visit:
        page = visit.open("/ingredients")
        page.get_by_role("searchbox").press_sequentially("flour")
        page.wait_for_url("**q=flour*")
        results = page.locator("#results a").filter(has_text=re.compile("flour", re.IGNORECASE))
        wanted = results.first.text_content()
        results.first.click()
        page.wait_for_url(re.compile("/ingredients/[0-9a-f-]{36}"))
        page.go_back()
        page.wait_for_url("**q=flour*")
        expect(page.locator("#results a").first).to_have_text(wanted or "")
        expect(page.get_by_role("searchbox")).to_have_value("flour")
        assert page.locator("main, nav").count() >= 2
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        assert "lour" not in kept.replace("q=flour", "")
        assert "<" not in kept
        assert visit.complaints == []


def test_without_scripts_one_signs_in_writes_and_changes(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    email = with_password(baker)
    with people.enter(scripts=False) as visit:
        page = visit.open("/ingredients/new")
        sign_in(page, email)
        page.wait_for_url("**/ingredients/new")
        page.get_by_label("Name", exact=True).fill("Tonka bean")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tonka bean")
        page.get_by_role("link", name=re.compile("Edit|Change")).first.click()
        page.get_by_label("Name", exact=True).fill("Tonka beans")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tonka beans")
        page.goto("/ingredients?q=tonka")
        expect(page.locator("#results")).to_contain_text("Tonka beans")
    assert count(baker, "Tonka beans") == 1


@only_deep
@pytest.mark.covers("UX-07")
def test_after_a_boosted_navigation_the_focus_is_on_the_heading(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    with people.enter(baker) as visit:
        page = visit.open("/ingredients")
        page.evaluate("window.same = true")
        page.locator("#results a[href^='/ingredients/']").first.click()
        page.wait_for_url(re.compile("/ingredients/[0-9a-f-]{36}"))
        settled(page)
        assert page.evaluate("window.same") is True, "the whole page was loaded anew"
        assert page.evaluate("document.activeElement.tagName") == "H1"


@only_deep
@pytest.mark.covers("UX-35")
def test_the_chosen_theme_is_there_before_anything_is_drawn(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    with people.enter(baker, theme="light") as visit:
        page = visit.open("/")
        light = background(page)
        visit.context.add_cookies(
            [{"name": "bt_theme", "value": "dark", "url": visit.url, "httpOnly": True}]
        )
        page.route("**/*.js", lambda route: route.abort())
        page.goto("/")
        assert page.locator("html").get_attribute("data-theme") == "dark"
        assert background(page) != light


def background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


KEPT = (
    "caches.keys().then(names => Promise.all(names.map(async n =>"
    " (await (await caches.open(n)).keys()).map(r => new URL(r.url).pathname))))"
)


def kept_pages(page: Page) -> set[str]:
    """Paths of everything the service worker keeps, apart from the shell."""
    paths = {path for one in page.evaluate(KEPT) for path in one}
    return {path for path in paths if path != "/offline" and not path.startswith("/static/")}


def controlled(visit: Visit, path: str) -> Page:
    """The page once the service worker looks after it; it is read again so that it is kept."""
    page = visit.open(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload()
    return page


def keeps(page: Page, path: str) -> None:
    page.wait_for_function(f"{KEPT}.then(all => all.flat().includes('{path}'))")


@only_deep
@pytest.mark.covers("PO-10")
def test_signing_out_leaves_nothing_behind(people: Visitors, baker: BakeryOnDatabase) -> None:
    with people.enter(baker, workers=True) as visit:
        page = controlled(visit, "/ingredients")
        keeps(page, "/ingredients")
        page.evaluate("fetch('/sign-out', {method: 'POST', redirect: 'manual'}).then(() => true)")
        assert not [c for c in visit.context.cookies() if c["name"] == "bt_session"]
        page.wait_for_function(f"{KEPT}.then(all => !all.flat().includes('/ingredients'))")
        assert kept_pages(page) == set()
        page.goto("/ingredients")
        page.wait_for_url(re.compile("/sign-in"))


@pytest.mark.covers("SC-39")
def test_without_a_connection_what_was_read_can_be_read_again(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    with people.enter(baker, workers=True, width=PHONE) as visit:
        page = controlled(visit, "/ingredients")
        keeps(page, "/ingredients")
        name = page.locator(".as-rows .name").first.inner_text()
        page.locator(".as-rows a").first.click()
        page.wait_for_url(re.compile("/ingredients/[0-9a-f-]{36}"))
        keeps(page, urlsplit(page.url).path)
        page.goto("/ingredients/new")
        visit.context.set_offline(True)

        page.goto("/suppliers")
        expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
        expect(page.get_by_text("1 entry you typed")).to_be_hidden()
        rows = page.get_by_role("listitem").filter(has=page.get_by_role("link"))
        names = [text.splitlines()[0] for text in rows.all_inner_texts()]
        assert names[:2] == [name, "Ingredients"], "the last read first, and no form"
        assert barriers(page) == []
        page.get_by_role("link", name=re.compile("^Ingredients")).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ingredients")
        expect(page.locator("#connection")).to_contain_text(re.compile("Offline · .*[0-9]"))

        page.evaluate("sessionStorage.setItem('unsent', '{}')")
        page.goto("/suppliers")
        expect(page.get_by_text("1 entry you typed waits here")).to_be_visible()
        visit.context.set_offline(False)
        page.goto("/suppliers")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Suppliers")


def test_who_comes_next_on_the_same_device_reads_nothing_of_the_last(
    people: Visitors, baker: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with people.enter(baker, workers=True) as visit:
        page = controlled(visit, "/ingredients")
        keeps(page, "/ingredients")
        cookie = {"name": "bt_session", "value": neighbour.cookie(), "url": visit.url}
        visit.context.add_cookies([cookie])  # type: ignore[list-item]
        page = visit.open("/products")
        keeps(page, "/products")
        assert "/ingredients" not in kept_pages(page)
        visit.context.set_offline(True)
        page.goto("/ingredients")
        expect(page.get_by_role("heading", level=1)).to_have_text("No connection")


@only_deep
@pytest.mark.covers("PO-05")
def test_it_can_be_installed(people: Visitors) -> None:
    with people.enter(workers=True) as visit:
        page = visit.open("/sign-in")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        session = visit.context.new_cdp_session(page)
        told: dict[str, Any] = session.send("Page.getAppManifest")
        assert told["errors"] == []
        assert told["url"].endswith("/manifest.webmanifest")
        faults = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert [f["errorId"] for f in faults if f["errorId"] != "in-incognito"] == []


XSS = (
    "<img src=x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "javascript:window.hit=1",
    "</title><script>window.hit=1</script>",
    "</textarea><script>window.hit=1</script>",
    "' onfocus=window.hit=1 autofocus x='",
    '{{constructor.constructor("window.hit=1")()}}',
)


@only_deep
@pytest.mark.covers("SR32")
def test_no_words_run_in_a_real_browser(people: Visitors, baker: BakeryOnDatabase) -> None:
    with people.enter(baker, width=DESK) as visit:
        for words in XSS:
            hit(visit, words)
        for path in (
            "/ingredients",
            "/ingredients?q=%3Cimg%20src=x%20onerror=window.hit=1%3E",
            "/",
        ):
            visit.open(path)
            assert visit.page.evaluate("window.hit") is None, path
        assert visit.complaints == []


def hit(visit: Visit, words: str) -> None:
    page = visit.open("/ingredients/new")
    page.get_by_label("Name", exact=True).fill(f"{words} {new_id().hex[:6]}")
    page.locator("main details").evaluate_all("folds => folds.forEach(fold => fold.open = true)")
    page.get_by_label(re.compile("^Notes")).fill(words)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/ingredients/[0-9a-f-]{36}"))
    assert page.evaluate("window.hit") is None, words
