"""Leaving a form somebody has written in, saving it without a connection, counting a search."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import PHONE, Visitors
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient
from tests.factories.depth import only_deep


def answering(page: Page, *, leave: bool) -> list[str]:
    """Answer every question so; what kind of question it was is kept."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept() if leave else dialog.dismiss()

    page.on("dialog", answer)
    return asked


def writing(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Tonka bean")


@pytest.mark.parametrize("leave", [True, False])
def test_whoever_leaves_what_is_not_saved_is_asked(
    people: Visitors, bakery: BakeryOnDatabase, leave: bool
) -> None:
    with people.enter(bakery) as visit:
        page = visit.open("/ingredients/new")
        asked = answering(page, leave=leave)
        writing(page)
        page.locator("a[href='/products']").first.click()
        heading = "Products" if leave else "New ingredient"
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert asked == ["confirm"]
        if not leave:
            expect(page.get_by_label("Name", exact=True)).to_have_value("Tonka bean")
            page.close(run_before_unload=True)
            page.wait_for_timeout(300)
            assert asked == ["confirm", "beforeunload"]


@only_deep
def test_nobody_is_asked_after_saving_or_when_nothing_was_written(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    with people.enter(bakery) as visit:
        page = visit.open("/ingredients/new")
        asked = answering(page, leave=False)
        page.locator("a[href='/products']").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Products")
        page = visit.open("/ingredients/new")
        writing(page)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tonka bean")
        page.get_by_role("link", name="Edit").click()
        writing(page)
        page.get_by_role("link", name="Cancel").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tonka bean")
        assert asked == []


@only_deep
def test_a_refused_form_still_asks(people: Visitors, bakery: BakeryOnDatabase) -> None:
    with people.enter(bakery) as visit:
        page = visit.open("/ingredients/new")
        asked = answering(page, leave=False)
        writing(page)
        page.get_by_label("This much by volume").fill("1")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        page.locator("a[href='/products']").first.click()
        page.wait_for_timeout(300)
        assert asked == ["confirm"]


@only_deep
def test_saving_without_a_connection_says_so_beside_the_button(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/ingredients/new")
        writing(page)
        visit.context.set_offline(True)
        for _ in range(2):
            page.get_by_role("button", name="Save").click()
            said = page.get_by_role("alert").filter(has_text="You are offline.")
            expect(said).to_be_focused()
            expect(said).to_be_in_viewport()
            expect(said).to_have_count(1)
        expect(page.get_by_label("Name", exact=True)).to_have_value("Tonka bean")


@only_deep
def test_the_count_beside_the_heading_gives_way_to_that_of_the_results(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    ingredient(bakery, "Flour")
    ingredient(bakery, "Rye", category="Flour")
    with people.enter(bakery) as visit:
        page = visit.open("/ingredients?category=Flour")
        expect(page.locator(".count")).to_have_text("1")
        expect(page.locator(".count")).to_be_visible()
        page = visit.open("/ingredients")
        expect(page.locator(".count")).to_have_text("2")
        page.get_by_role("searchbox").fill("rye")
        expect(page.locator("#results").get_by_text("1 ingredient", exact=True)).to_be_visible()
        expect(page.locator(".count")).to_be_hidden()
