"""Giving as a baker does it: who gets what, packed, handed over, and printed."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LOOKS, PHONE, Visitors
from tests.browser.looking import barriers, overflow, picture, widest
from tests.browser.printed import printed, read
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import program
from tests.factories.depth import only_deep
from tests.factories.kitchen import Kitchen
from tests.giving.boxes import Shelf, give, package, person, put_on_shelf, shelf


def many(bakery: BakeryOnDatabase, goods: Shelf, number: int) -> UUID:
    """So many people get a box; every fourth must not eat something in it."""
    people = [
        {
            "name": f"Person {at:02}", "household": f"Family {at // 3:02}",
            "address": f"{at} Long Street\nSomewhere {at}", "country": "DE",
            "allergens": ["milk"] if at % 4 == 0 else [],
        }
        for at in range(number)
    ]  # fmt: skip
    ours = program(bakery)
    assert ours.post("/api/recipients/import", json={"people": people}).status_code == 201
    box = package(bakery, {goods.cookies: 2, goods.tower: 1})
    new = {
        "event_id": str(goods.event), "package_id": str(box.id), "confirmed": True,
        "households": sorted({str(one["household"]) for one in people}),
    }  # fmt: skip
    assert ours.post("/api/gifts", json=new).status_code == 201
    return goods.event


@only_deep
@pytest.mark.covers("G-29", "P-26", "UX-36")
def test_the_packing_grid_is_printed_without_a_cut_row(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    event = many(bakery, shelf(bakery), 60)
    with people.enter(bakery) as visit:
        page = visit.open(f"/deliver/{event}/grid")
        paper = printed(page)
        assert paper.width > paper.height
        assert 3 <= paper.pages <= 6
        head, *rows = paper.pieces["TR"]
        # Sixty people and the sum; the head stands on every page.
        assert (len(rows), len(head)) == (61, paper.pages)
        assert [row for row in rows if len(row) > 1] == []
        page.emulate_media(media="print")
        for hidden in (".side", ".dock", ".filters", ".back"):
            expect(page.locator(hidden).first).to_be_hidden()
        picture(page, "packing-grid-on-paper")


@only_deep
@pytest.mark.covers("G-30", "SC-24", "UX-36")
@pytest.mark.parametrize(("sheet", "least", "most"), [("labels", 7, 10), ("cards", 10, 10)])
def test_no_label_and_no_card_is_cut(
    people: Visitors, bakery: BakeryOnDatabase, sheet: str, least: int, most: int
) -> None:
    event = many(bakery, shelf(bakery), 60)
    with people.enter(bakery) as visit:
        page = visit.open(f"/deliver/{event}/{sheet}")
        for paper in (printed(page), read(page.pdf(format="Letter", tagged=True))):
            assert len(paper.pieces["LI"]) == 60
            assert paper.cut("LI") == []
            assert least <= paper.pages <= most
        contains = page.locator(".label-contains b").first
        expect(contains).to_have_text("Contains: milk, tree nuts, wheat")
        assert int(contains.evaluate("e => getComputedStyle(e).fontWeight")) >= 600
        assert visit.complaints == []


def test_the_reader_of_paper_finds_what_is_cut(people: Visitors, bakery: BakeryOnDatabase) -> None:
    """Otherwise nothing cut would prove nothing."""
    with people.enter(bakery) as visit:
        lines = "<br>".join(f"line {number}" for number in range(120))
        rows = "".join(f"<tr><th scope=row>{words}</th><td>1</td>" for words in ("a", lines, "b"))
        visit.page.set_content(f"<table><caption>Rows</caption>{rows}</table>")
        assert [len(row) > 1 for row in printed(visit.page).pieces["TR"]] == [False, True, False]


@only_deep
@pytest.mark.covers("UX-36")
def test_a_long_recipe_and_a_long_list_are_printed_without_a_cut_row(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        every = {kitchen.ingredient(f"Ingredient {at:02}"): "1 cup" for at in range(70)}
        recipe = kitchen.recipe("Everything cake", every)
    ours = program(bakery)
    trip = ours.post("/api/shopping-lists", json={"name": "Everything"}).json()["id"]
    for at in range(70):
        item = {"text": f"Thing {at:02}"}
        assert ours.post(f"/api/shopping-lists/{trip}/items", json=item).is_success
    with people.enter(bakery) as visit:
        for path in (f"/recipes/{recipe}", f"/shop/{trip}/print"):
            page = visit.open(path)
            paper = printed(page)
            assert paper.pages > 1
            assert len(paper.pieces["TR"]) >= 70
            # A head that is repeated stands on every page.
            assert [row for row in paper.cut("TR") if len(row) < paper.pages - 1] == []
            assert paper.cut("LI") == []
            page.emulate_media(media="print")
            expect(page.locator(".side")).to_be_hidden()


@pytest.mark.covers("SC-24", "F46")
def test_a_household_gets_its_boxes(people: Visitors, bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    package(bakery, {goods.cookies: 1})
    put_on_shelf(bakery, {goods.cookies: 1})
    for name in ("Anna", "Ben"):
        person(bakery, name, household="Jensen", allergens=["milk"] if name == "Anna" else [])
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/deliver/{goods.event}")
        page.get_by_role("link", name="Give something").click()
        page.get_by_role("checkbox", name="All of Jensen").check()
        page.get_by_role("button", name="Give it to them").click()
        expect(page.get_by_text("Holiday box holds what must not be eaten by Anna")).to_be_visible()
        page.get_by_role("button", name="Save anyway").click()
        expect(page.get_by_text("2 people get it.")).to_be_visible()
        page.get_by_role("button", name="Packed", exact=True).first.click()
        expect(page.get_by_text("Holiday box for Anna is ready.")).to_be_visible()
        # The second finds nothing left, and is there anyway.
        page.get_by_role("button", name="Packed", exact=True).click()
        expect(page.get_by_text("missing: 1 Cookie Bag")).to_be_visible()
        page.get_by_role("button", name="Save anyway").click()
        expect(page.get_by_text("The books hold too little for it.")).to_be_visible()
        page.get_by_role("button", name="Delivered", exact=True).first.click()
        expect(page.get_by_text("Holiday box is delivered to Anna.")).to_be_visible()
        page.get_by_role("link", name="Anna", exact=True).click()
        expect(page.get_by_role("heading", name="What they got")).to_be_visible()
        expect(page.get_by_role("link", name=re.compile("Holiday box"))).to_contain_text(
            "delivered"
        )
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("SC-25")
def test_without_scripts_people_come_in_from_a_file(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Dora Jensen\nORG:Bager\nEND:VCARD\n"
    with people.enter(bakery, width=PHONE, scripts=False) as visit:
        page = visit.open("/recipients/import")
        told = {"name": "all.vcf", "mimeType": "text/vcard", "buffer": card.encode()}
        page.get_by_label("File").set_input_files(told)
        page.get_by_role("button", name="Look into it").click()
        expect(page.get_by_role("checkbox", name="Dora Jensen")).to_be_checked()
        page.get_by_role("button", name="Take those that are ticked").click()
        expect(page.get_by_role("link", name=re.compile("Dora Jensen"))).to_be_visible()


@only_deep
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_everybody_can_use_the_pages(
    people: Visitors, bakery: BakeryOnDatabase, width: int, theme: str
) -> None:
    goods = shelf(bakery)
    anna = person(bakery, "Anna", household="Jensen", allergens=["milk"], country="DK",
                  address="Vestergade 4\n1456 København K", phone="+45 22")  # fmt: skip
    box = package(bakery, {goods.cookies: 1, goods.tower: 1})
    [one] = give(bakery, goods.event, box.id, [anna.id], quantity=2, confirmed=True)
    home = f"/deliver/{goods.event}"
    with people.enter(bakery, width=width, theme=theme) as visit:
        for name, path in {
            "people": "/recipients", "person": f"/recipients/{anna.id}",
            "person-form": f"/recipients/{anna.id}/edit", "people-import": "/recipients/import",
            "packages": "/packages", "package": f"/packages/{box.id}",
            "package-form": f"/packages/{box.id}/edit", "deliver": "/deliver", "gifts": home,
            "assign": f"{home}/gifts/new", "grid": f"{home}/grid", "labels": f"{home}/labels",
            "cards": f"{home}/cards", "gift": f"/gifts/{one.id}",
        }.items():  # fmt: skip
            page = visit.open(path)
            assert barriers(page) == [], path
            assert overflow(page) == 0, f"{path}: {widest(page)}"
            picture(page, f"{name}-{width}-{theme}")
        assert visit.complaints == []
