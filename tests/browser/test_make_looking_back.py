"""Looking back as a baker does it: how it came out in under a minute, and what the next plan makes
of it; reports for the eye, the ear and on paper."""

from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.assembly.packing import Packing
from tests.browser.conftest import DESK, LOOKS, PHONE, Visitors
from tests.browser.looking import barriers, overflow, picture, widest
from tests.browser.printed import printed
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import only_deep
from tests.reports.making import Making, another, bake, came_out, making, pack


def made_and_past(bakery: BakeryOnDatabase) -> tuple[Making, UUID]:
    """An event that was baked for with losses, and the same a year before with its outcome."""
    made = making(bakery)
    bake(bakery, made, 12, losses=[{"category": "burnt", "quantity": 4, "notes": "Timer"}])
    bake(bakery, made, 0, losses=[{"category": "dropped", "quantity": 16}])
    pack(bakery, made, 3)
    before = another(bakery, "Cookie Boxes 2025", {made.bag: 50}, guests=40)
    came_out(bakery, before, made.bag, left_over=12)
    return made, before


@pytest.mark.covers("O-11")
def test_ten_goods_take_a_press_each_and_one_to_save(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        goods = [Packing(db).good(f"Good {number}") for number in range(10)]
    event = another(bakery, "Fair", dict.fromkeys(goods, 50), days=-1)
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/events/{event}")
        page.get_by_role("link", name="How it came out").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("How it came out")
        for number in range(10):
            page.get_by_role("button", name=f"More: Left over, Good {number}", exact=True).click()
        page.get_by_label("Too few: Good 3").fill("8")
        page.get_by_label("Left over: Good 3").fill("0")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("8 too few")).to_be_visible()
        expect(page.get_by_text("1 left over")).to_have_count(9)
        page.locator("#toasts").get_by_role("button", name="Undo").click()
        expect(page.locator("#toasts")).to_contain_text("Taken back")
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("S1-history-informs", "O-11")
def test_the_next_plan_takes_the_number_in_one_press(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    made, _before = made_and_past(bakery)
    ahead = another(bakery, "Cookie Boxes", {made.bag: 50}, days=9, state="draft")
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/events/{ahead}")
        expect(page.get_by_text("Last time 12 of 50 were left over.")).to_be_visible()
        page.get_by_role("button", name="Take 38").click()
        expect(page.locator(f"#q-{made.bag}")).to_have_value("38")
        expect(page.get_by_role("button", name="Take 38")).to_have_count(0)
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("UX-40", "UX-41", "SC-34")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_reports_are_for_everybody(
    people: Visitors, bakery: BakeryOnDatabase, width: int, theme: str
) -> None:
    made, before = made_and_past(bakery)
    paths = {
        "looking-index": "/observe",
        "looking-events": "/observe/events",
        "looking-event": f"/observe/events/{made.event}",
        "looking-losses": "/observe/losses",
        "looking-years": "/observe/years",
        "looking-given": "/observe/given",
        "looking-outcome": f"/events/{before}/outcome",
    }
    with people.enter(bakery, width=width, theme=theme) as visit:
        for name, path in paths.items():
            page = visit.open(path)
            assert barriers(page) == [], path
            assert overflow(page) == 0, widest(page)
            picture(page, f"{name}-{width}-{theme}")
        page = visit.open(f"/observe/events/{made.event}")
        if width == PHONE:
            page.get_by_text("Show as table").first.click()
        expect(page.locator("#cost-table table")).to_be_visible()
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("UX-36")
def test_a_report_on_paper_has_no_cut_row_and_no_navigation(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    made, _before = made_and_past(bakery)
    for number in range(60):
        another(bakery, f"Fair {number}", {made.bag: 1}, days=-number - 1)
    with people.enter(bakery, width=DESK) as visit:
        for path in ("/observe/events", "/observe/losses", f"/observe/events/{made.event}"):
            page = visit.open(path)
            paper = printed(page)
            # The head of a table stands on every page it is on; no other row is on two.
            assert len(paper.pieces["TR"]) > 2
            assert len(paper.cut("TR")) == len(paper.cut("Table"))
            assert [*paper.cut("LI"), *paper.cut("Figure")] == []
            page.emulate_media(media="print")
            expect(page.locator(".side").first).to_be_hidden()
            expect(page.locator("[download]").first).to_be_hidden()
            page.emulate_media(media="null")
