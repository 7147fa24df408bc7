"""The Holiday event of the desktop's own file from a settled plan to delivered boxes: begun, baked,
one batch short and made up for, packed, given, over."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, LOOKS, PHONE, Visit, Visitors
from tests.browser.looking import barriers, overflow, picture, widest
from tests.browser.test_plan_holiday import FILE, bring_in, coming, find_the_event, move_to, sign_up
from tests.factories.depth import DEEP

pytestmark = [
    pytest.mark.skipif(not FILE.exists(), reason="the parity data is not here"),
    # From the plan to the last box takes a minute or two at each width.
    pytest.mark.skipif(not DEEP, reason="the Holiday event is baked in the deep run"),
]
# Knuckles bounce: a second tap within this counts as one.
PAUSE_MS = 450
MOST_BATCHES = 40


@pytest.mark.covers("G-07", "SC-20", "SC-23", "SC-24", "K-54")
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_from_a_settled_plan_to_delivered_boxes(people: Visitors, width: int) -> None:
    with people.enter(width=width) as visit:
        page = visit.open("/sign-up")
        sign_up(page)
        bring_in(page)
        find_the_event(page)
        move_to(page, coming())
        home = page.url
        page.get_by_role("button", name="Settle the plan").click()
        page.get_by_role("button", name="Start baking").click()
        expect(page.locator("#baked")).to_contain_text("Gingerbread Man")
        board = home.replace("/events/", "/make/")
        bake_everything(page, board)
        make_up_for_what_is_missing(page, home, board)
        pack_everything(page, home.replace("/events/", "/assemble/"))
        deliver_everything(page, home.replace("/events/", "/deliver/"))
        end_it(page, home)
        assert visit.complaints == []
        places = {"event": home, "board": board, "pack": home.replace("/events/", "/assemble/"),
                  "deliver": home.replace("/events/", "/deliver/"),
                  "changes": f"{home}/amendments"}  # fmt: skip
        wrong = looked_at(visit, places) if width == PHONE else {}
        assert not wrong, wrong


def bake_everything(page: Page, board: str) -> None:
    """Batch by batch from the board; of the first one burns. What the books lack is used anyway."""
    page.goto(board)
    for number in range(MOST_BATCHES):
        start = page.get_by_role("button", name=re.compile("^Start: "))
        if not start.count():
            break
        start.first.click()
        page.get_by_role("link", name=re.compile("^Done: ")).first.click()
        write_down(page, lost=3 if number == 0 else 0)
        page.goto(board)
    # What came out short stands there still, with a way to what can be done.
    expect(page.get_by_role("button", name=re.compile("^Start: "))).to_have_count(0)


def write_down(page: Page, lost: int) -> None:
    good = page.get_by_label("How many are good?")
    page.wait_for_timeout(PAUSE_MS)
    if lost:
        good.fill(str(int(good.input_value()) - lost))
        page.get_by_label("Why some were lost").select_option("burnt")
    page.get_by_role("button", name="Save", exact=True).click()
    anyway = page.get_by_role("button", name="Record anyway")
    expect(anyway.or_(page.locator("#toast, [data-toast], .toast").first)).to_be_visible()
    if anyway.count():
        page.wait_for_timeout(PAUSE_MS)
        anyway.click()
        expect(anyway).to_have_count(0)


def make_up_for_what_is_missing(page: Page, home: str, board: str) -> None:
    """Whatever came out short is offered something; a batch more is always one of it."""
    page.goto(home)
    repair = page.get_by_role("link", name="What can be done")
    while repair.count():
        repair.first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("missing")
        first = page.locator("li").filter(has_text=re.compile("Bake 1 batch more")).first
        first.get_by_role("button", name=re.compile("^Do this")).click()
        expect(page.get_by_text("The plan is mended.")).to_be_visible()
        page.goto(home)
    bake_everything(page, board)


def pack_everything(page: Page, packing: str) -> None:
    """Each good until none is left; without packaging where none is there. Inner goods first: what
    cannot be packed yet waits for the next round."""
    for _round in range(4):
        page.goto(packing)
        for name in goods_left(page):
            page.goto(packing)
            pack(page, name)
    page.goto(packing)
    assert goods_left(page) == []


def goods_left(page: Page) -> list[str]:
    sections = page.locator("section[id^=good-], section:has(> .sect-head)").filter(
        has=page.locator("[id^=pack-]")
    )
    return [
        str(one.locator("h2").first.inner_text())
        for one in sections.all()
        if "all packed" not in one.inner_text()
    ]


def pack(page: Page, name: str) -> None:
    place = page.locator("section").filter(has=page.get_by_role("heading", name=name, exact=True))
    counts = [int(one.inner_text()) for one in place.locator("dl.strip dd").all()]
    left = counts[0] - counts[1]
    place.get_by_role("textbox", name=f"How many {name}").fill(str(left))
    packaging = place.locator("details summary", has_text="Packaging")
    if packaging.count():
        packaging.click()
        place.get_by_label("Without packaging").check()
    place.get_by_role("button", name=re.compile("^Assemble")).click()
    page.wait_for_load_state("networkidle")


def deliver_everything(page: Page, deliver: str) -> None:
    page.goto(deliver)
    for word in ("Packed", "Delivered"):
        for _gift in range(12):
            button = page.get_by_role("button", name=word, exact=True)
            if not button.count():
                break
            button.first.click()
            page.wait_for_load_state("networkidle")
            anyway = page.get_by_role("button", name="Save anyway")
            if anyway.count():
                anyway.click()
                page.wait_for_load_state("networkidle")
            page.goto(deliver)
    expect(page.get_by_role("button", name="Delivered", exact=True)).to_have_count(0)


def end_it(page: Page, home: str) -> None:
    page.goto(home)
    page.get_by_role("link", name="It is over").click()
    page.get_by_role("button", name="It is over").click()
    expect(page.locator("main")).to_contain_text("Done")


def looked_at(visit: Visit, places: dict[str, str]) -> dict[str, list[str]]:
    """What is wrong with the pages, as far as anything can be told without knowing them."""
    page, wrong = visit.page, dict[str, list[str]]()
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for name, path in places.items():
            page.goto(path)
            found = barriers(page) + ([widest(page)] if overflow(page) > 0 else [])
            if found:
                wrong[f"{name} {width} {theme}"] = found
            picture(page, f"made-{name}-{width}-{theme}")
    return wrong
