"""Photographing receipts: what leaves the browser, what comes of it, and what is asked."""

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from baketracker.config import Settings
from baketracker.media.pictures import redrawn
from baketracker.products import service as products
from tests.browser import entering
from tests.browser.conftest import DESK, PHONE, Visitors, arguments
from tests.browser.entering import (
    KEPT,
    counted,
    eventually,
    film,
    lost,
    newest,
    paper,
    perceiving,
    photo,
    sees,
    send_pictures,
    stocked_shelf,
)
from tests.browser.find_chromium import find_chromium
from tests.browser.looking import picture
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product
from tests.factories.depth import only_deep
from tests.factories.servers import LiveServer
from tests.factories.simulated_gemini import INJECTION, SimulatedGemini
from tests.media.making import opened, written
from tests.proposals.reader import line, receipt
from tests.proposals.steps import purchases

LINES = (
    line("KS UNSLT BUTTR 4LB", "13.96", expanded="Kirkland Signature unsalted butter 4 lb"),
    line("KA AP FLOUR 12LB", "8.40", expanded="King Arthur all-purpose flour 12 lb"),
    line("DOMINO GRAN SUGAR 10LB", "13.58", expanded="Domino granulated sugar 10 lb",
         quantity="2", unit_price="6.79"),
    line("KS VANILLA EXT 16OZ", "16.99", expanded="Kirkland Signature vanilla extract 16 fl oz"),
)  # fmt: skip
DOUBTFUL = (
    line("BUTTER 4LB", "12.99", expanded="butter 4 lb"),
    line("XQ 4471 BAKERS", "8.40"),
)
OTHER = tuple(
    line(text, price, expanded=words)
    for text, price, words in (
        ("PAPER TOWEL 12", "19.99", "paper towels"), ("DISH SOAP 2PK", "7.49", "dish soap"),
        ("BANANAS", "1.49", "bananas"), ("TOOTHPASTE", "9.99", "toothpaste"),
        ("AA BATTERIES", "15.49", "AA batteries"), ("SHAMPOO", "6.79", "shampoo"),
        ("LAUNDRY DET", "18.99", "laundry detergent"), ("TRASH BAGS", "14.49", "trash bags"),
        ("TOILET PAPER 30", "24.99", "toilet paper"),
    )
)  # fmt: skip
FIFTEEN = LINES + DOUBTFUL + OTHER
SUM = "194.03"


@pytest.fixture(scope="module")
def model() -> Iterator[SimulatedGemini]:
    with SimulatedGemini() as server:
        yield server


@pytest.fixture(scope="module")
def site(settings: Settings, model: SimulatedGemini) -> Iterator[LiveServer]:
    with entering.reading(settings, model) as server:
        yield server


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera looks at a receipt."""
    seen = film(paper("COSTCO", "KA AP FLOUR 12LB  8.40"), tmp_path_factory.mktemp("f") / "r.mjpeg")
    with sync_playwright() as playwright:
        plain = playwright.chromium.launch(executable_path=str(find_chromium()), args=arguments())
        with perceiving(plain, film=seen) as browser:
            yield browser
        plain.close()


@pytest.fixture
def shelf(bakery: BakeryOnDatabase) -> dict[str, UUID]:
    return stocked_shelf(bakery)


def shown(page: Page, *files: bytes) -> None:
    """Send pictures of a receipt and wait for what comes of it."""
    page.goto("/add/receipt")
    page.wait_for_load_state("networkidle")
    send_pictures(page, *files)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("receipt|Not read"))
    expect(page).to_have_url(re.compile("/review/"))


@pytest.mark.covers("EX26", "AI-10", "AI-11", "P-05", "SC-16")
def test_fifteen_lines_become_ready_check_and_skipped_ones_with_a_sum_to_the_cent(
    people: Visitors, bakery: BakeryOnDatabase, shelf: dict[str, UUID], model: SimulatedGemini
) -> None:
    sees(model, receipt(*FIFTEEN, subtotal=SUM, tax="1.40", total="195.43"))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/")
        shown(page, photo("COSTCO", "fifteen lines"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Costco receipt")
        expect(page.get_by_role("heading", name="Check 3")).to_be_visible()
        expect(page.locator("#ready [data-line]")).to_have_count(4)
        expect(page.locator("#skipped .found-line")).to_have_count(8)
        # What needs no look is folded away.
        expect(page.locator("#skipped .found-line").first).to_be_hidden()
        expect(page.get_by_text("Yes, to the cent")).to_be_visible()
        bar = page.locator(".actions, [class*=action]").filter(has_text="of $195.43").last
        expect(bar).to_contain_text("$52.93")
        expect(bar).to_contain_text("3 to check stay here")
        picture(page, "entry-receipt-390")
        assert purchases(bakery) == []
        page.get_by_role("button", name="Save 4 of 7").click()
        expect(page.get_by_text("4 purchases are saved.")).to_be_visible()
        paid = [(row.package_price or 0) * row.packages for row in purchases(bakery)]
        assert sum(paid) == Decimal("52.93")
        # What was not sure stays, and one Undo takes all four back.
        expect(page.get_by_role("heading", name="Check 3")).to_be_visible()
        page.locator("#toasts").get_by_role("button", name="Undo").click()
        expect(page.get_by_text(re.compile("Taken back"))).to_be_visible()
        assert purchases(bakery) == []
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("AI-12", "AI-11", "P-05")
def test_it_is_reviewed_by_keyboard_beside_its_picture(
    people: Visitors, bakery: BakeryOnDatabase, shelf: dict[str, UUID], model: SimulatedGemini
) -> None:
    sees(model, receipt(*FIFTEEN, subtotal=SUM, total=SUM))
    with people.enter(bakery, width=DESK) as visit:
        page = visit.open("/")
        shown(page, photo("COSTCO", "by keyboard"))
        paper_box = page.locator(".paper-photos img").bounding_box()
        lines_box = page.locator(".proof-lines").bounding_box()
        assert paper_box
        assert lines_box
        assert paper_box["x"] + paper_box["width"] <= lines_box["x"]
        picture(page, "entry-receipt-1280")
        here = page.locator("[data-line]:focus")
        keys = page.keyboard
        keys.press("j")
        expect(here).to_contain_text("BUTTER 4LB")
        keys.press("j")
        expect(here).to_contain_text("XQ 4471 BAKERS")
        keys.press("x")
        expect(page.get_by_role("heading", name="Check 2")).to_be_visible()
        expect(page.locator("#skipped .found-line")).to_have_count(9)
        keys.press("j")
        keys.press("j")
        keys.press("k")
        expect(here).to_contain_text("BUTTER 4LB")
        keys.press("Enter")
        expect(page.locator("#ready [data-line]")).to_have_count(5)
        keys.press("j")
        keys.press("e")
        expect(page.locator("#dialog")).to_be_visible()
        price = page.locator("#dialog").get_by_label("Price of one package")
        price.fill("14.96")
        price.press("Enter")
        edited = page.get_by_role("link", name="Price: $14.96, You edited")
        expect(edited).to_be_visible()
        save = page.get_by_role("button", name="Save 5 of 6")
        save.focus()
        keys.press("Enter")
        expect(page.get_by_text("5 purchases are saved.")).to_be_visible()
        assert len(purchases(bakery)) == 5
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("EX27", "AI-23")
def test_a_missed_discount_is_named_and_its_line_is_marked(
    people: Visitors, bakery: BakeryOnDatabase, shelf: dict[str, UUID], model: SimulatedGemini
) -> None:
    sees(model, receipt(*LINES, subtotal="50.93", total="50.93"))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/")
        shown(page, photo("COSTCO", "a discount"))
        expect(page.get_by_text("Off by $2.00")).to_be_visible()
        suspect = page.get_by_role("link", name=re.compile("a discount that was missed")).first
        expect(suspect).to_be_visible()
        suspect.click()
        marked = page.locator(".found-line:target")
        expect(marked).to_be_in_viewport()
        assert marked.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        picture(page, "entry-off")
        # It may be saved as it is.
        expect(page.get_by_role("button", name="Save 4 of 4")).to_be_enabled()
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("EX28", "AI-27", "SC-17")
def test_the_same_picture_twice_is_asked_about_and_skipping_changes_nothing(
    people: Visitors, bakery: BakeryOnDatabase, shelf: dict[str, UUID], model: SimulatedGemini
) -> None:
    sees(model, receipt(*LINES))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/")
        shown(page, photo("COSTCO", "twice"))
        first = page.url
        visit.open("/add/receipt")
        send_pictures(page, photo("COSTCO", "twice"))
        expect(page.get_by_role("alert")).to_contain_text("You sent this picture before.")
        picture(page, "entry-twice")
        page.get_by_role("link", name="See what became of it").click()
        expect(page).to_have_url(first)
        assert (counted(bakery), len(model.calls)) == (1, 1)
        # Asked for all the same, it is read again: the picture that was chosen is still there.
        visit.open("/add/receipt")
        send_pictures(page, photo("COSTCO", "twice"))
        page.get_by_role("alert").wait_for()
        expect(page).to_have_url(re.compile("/add/receipt$"))
        expect(page.locator("[data-pages] img")).to_have_count(1)
        page.get_by_role("button", name="Read it again anyway").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Costco receipt")
        expect(page.get_by_role("alert")).to_contain_text("looks like one you sent before")
        page.get_by_role("button", name="Skip this one").click()
        expect(page.get_by_text("Discarded.")).to_be_visible()
        expect(page.locator("h1")).to_contain_text("1")
        assert purchases(bakery) == []
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("AI-32")
def test_what_is_photographed_without_a_connection_is_kept_and_read_once(
    people: Visitors, bakery: BakeryOnDatabase, shelf: dict[str, UUID], model: SimulatedGemini
) -> None:
    sees(model, receipt(*LINES))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add/receipt")
        page.wait_for_load_state("networkidle")
        visit.context.set_offline(True)
        send_pictures(page, photo("COSTCO", "kept, first"), photo("COSTCO", "kept, second"))
        expect(page.get_by_text("The pictures are kept on this device")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
        picture(page, "entry-pictures-kept")
        page.route("**/add/receipt", lost, times=1)
        visit.context.set_offline(False)
        eventually(page, lambda: counted(bakery) == 1)
        # Its answer was lost: the next page sends it again, and it is there already.
        visit.open("/pantry")
        eventually(page, lambda: page.evaluate(KEPT) == 0)
        eventually(page, lambda: newest(bakery).state == "ready")
        assert (counted(bakery), len(model.calls)) == (1, 1)
        assert len(model.calls[0].media) == 2


@only_deep
@pytest.mark.covers("AI-32")
def test_where_no_more_can_be_kept_the_pictures_stay_on_the_page(
    people: Visitors, bakery: BakeryOnDatabase, shelf: dict[str, UUID], model: SimulatedGemini
) -> None:
    sees(model, receipt(*LINES))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add/receipt")
        page.wait_for_load_state("networkidle")
        page.route("**/add/r*", lambda route: route.abort())
        page.evaluate(FULL)
        send_pictures(page, photo("COSTCO", "no room"))
        expect(page.get_by_text("There is no more room on this device")).to_be_visible()
        expect(page.get_by_text("The pictures are kept on this device")).to_be_hidden()
        expect(page.locator("[data-pages] img")).to_have_count(1)
        picture(page, "entry-no-room")
        page.unroute("**/add/r*")
        page.get_by_role("button", name="Read it", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Costco receipt")
        assert page.evaluate(KEPT) == 1


# A recording that waits already takes all the room there is.
FULL = """() => new Promise((done) => {
  const request = indexedDB.open("waiting", 1);
  request.onsuccess = () => {
    const into = request.result.transaction("entries", "readwrite");
    const sound = new Blob([new Uint8Array(50 * 1024 * 1024)]);
    into.objectStore("entries").put({
      id: crypto.randomUUID(), url: "/add/recording", kind: "voice", seconds: 60, at: Date.now(),
      whose: document.documentElement.dataset.whose, state: "waiting",
      parts: [["sound", sound, "recording"]],
    });
    into.oncomplete = () => { request.result.close(); done(); };
  };
})"""


@only_deep
@pytest.mark.covers("EX29", "AI-27")
def test_the_same_store_day_and_total_in_another_photo_warns(
    people: Visitors, bakery: BakeryOnDatabase, shelf: dict[str, UUID], model: SimulatedGemini
) -> None:
    sees(model, receipt(*LINES, subtotal="52.93", total="52.93"))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/")
        shown(page, photo("COSTCO", "the first time"))
        page.get_by_role("button", name="Save 4 of 4").click()
        expect(page.get_by_text("4 purchases are saved.")).to_be_visible()
        shown(page, photo("Costco", "another photo", "of the same", "taken at home"))
        warning = page.get_by_role("alert").filter(has_text="store, day and total is here already")
        expect(warning).to_be_visible()
        picture(page, "entry-double")
        # Saved without an answer, it asks.
        with page.expect_response("**/confirmation"):
            page.get_by_role("button", name=re.compile("^Save")).click()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        picture(page, "entry-double-unanswered")
        assert len(purchases(bakery)) == 4
        page.get_by_role("button", name="Keep both").click()
        expect(page.get_by_text("Both are kept.")).to_be_visible()
        page.get_by_role("button", name=re.compile("^Save")).click()
        expect(page.get_by_text("purchases are saved.")).to_be_visible()
        assert len(purchases(bakery)) == 8


@only_deep
@pytest.mark.covers("EX30", "AI-29", "AI-31")
def test_a_correction_is_remembered_told_and_forgotten(
    people: Visitors, bakery: BakeryOnDatabase, shelf: dict[str, UUID], model: SimulatedGemini
) -> None:
    sees(model, receipt(line("XQ 4471 BAKERS", "8.40")))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/")
        shown(page, photo("COSTCO", "odd", "words"))
        page.get_by_role("link", name="Say what it is").click()
        page.get_by_label("Look for the product").press_sequentially("flour")
        page.get_by_label("All-purpose flour").check()
        picture(page, "entry-line")
        page.get_by_role("button", name="Keep it").click()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("1 purchase is saved.")).to_be_visible()
        shown(page, photo("COSTCO", "another", "day"))
        name = "Product: All-purpose flour, King Arthur 12 lb, Chosen before"
        expect(page.get_by_role("link", name=name)).to_be_visible()
        visit.open("/review/learnt")
        expect(page.get_by_text("XQ 4471 BAKERS").first).to_be_visible()
        page.get_by_role("button", name="Forget").click()
        expect(page.get_by_text("Forgotten: it is asked again next time.")).to_be_visible()
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("EX31", "EX32", "EX35", "AI-16", "AI-20", "AI-41", "SC-17")
def test_what_looks_wrong_is_asked_what_is_new_is_saved_and_orders_are_only_words(
    people: Visitors, bakery: BakeryOnDatabase, model: SimulatedGemini
) -> None:
    salted = product(
        bakery, ingredient(bakery, "Salted butter"), brand="Kirkland Signature",
        package_quantity="4",
    )  # fmt: skip
    ingredient(bakery, "Bread flour")
    said = INJECTION[:280]
    sees(model, receipt(
        line("UNSLT BUTTER 4LB", "13.96", expanded="Salted butter 4 lb", index=0),
        line("BRD FLR 5LB", "6.29", expanded="bread flour 5 lb"),
        line(said, "0.00"),
    ))  # fmt: skip
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/")
        shown(page, photo("COSTCO", "mixed"))
        butter = page.locator("[data-line]").filter(has_text="UNSLT BUTTER 4LB")
        expect(page.locator("#check").locator(butter)).to_be_visible()
        evil = page.locator("li").filter(has_text="IGNORE ALL PREVIOUS INSTRUCTIONS").first
        expect(evil).to_contain_text("<script>alert(1)</script>")
        expect(page.get_by_text("a new product of Bread flour")).to_be_visible()
        picture(page, "entry-mixed")
        page.get_by_role("button", name=re.compile("^Save 1 of")).click()
        expect(page.get_by_text("1 purchase is saved.")).to_be_visible()
        [row] = purchases(bakery)
        assert row.product_id != salted.id
        with bakery.session() as db:
            assert products.count_to_review(db) == 1
        visit.open("/review")
        expect(page.get_by_role("heading", name="Written down in passing")).to_be_visible()
        # The badge counts what the page shows: the rest of the receipt, and the product.
        expect(page.locator("h1 .count")).to_have_text("2")
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("EX33")
def test_a_large_photo_leaves_the_browser_small_and_upright(
    people: Visitors,
    bakery: BakeryOnDatabase,
    shelf: dict[str, UUID],
    model: SimulatedGemini,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sees(model, receipt(*LINES))
    scene = Image.effect_noise((1000, 750), 60).resize((4000, 3000)).convert("RGB")
    scene.paste((200, 30, 30), (0, 0, 1500, 3000))  # red on the left as it is stored
    turned = Image.Exif()
    turned[0x0112] = 6  # held upright: what is left in the file is on top
    large = written(scene, "JPEG", exif=turned, quality=90)
    arrived: list[bytes] = []

    def watched(content: bytes, **more: Any) -> Any:
        arrived.append(content)
        return redrawn(content, **more)

    monkeypatch.setattr("baketracker.proposals.add_pages.redrawn", watched)
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add/receipt")
        send_pictures(page, large, kind="image/jpeg")
        expect(page.get_by_role("heading", level=1)).to_have_text("Costco receipt")
        [inside] = arrived
        assert len(large) > 1024 * 1024
        assert len(inside) <= 500 * 1024
        small = opened(inside)
        assert small.size[0] < small.size[1] <= 2048
        assert small.getexif().get(0x0112, 1) == 1
        top, bottom = (small.getpixel((small.width // 2, y)) for y in (50, small.height - 50))
        assert top[0] > 150 > top[1]  # type: ignore[index]
        assert abs(bottom[0] - bottom[1]) < 60  # type: ignore[index]
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("EX34")
def test_the_camera_takes_the_same_way_as_a_file(
    people: Visitors, bakery: BakeryOnDatabase, shelf: dict[str, UUID], model: SimulatedGemini
) -> None:
    sees(model, receipt(*LINES))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add/receipt")
        page.get_by_role("button", name="Use the camera").click()
        page.locator("[data-finder]:not([hidden])").wait_for()
        picture(page, "entry-camera")
        page.get_by_role("button", name="Take the picture").click()
        expect(page.locator("[data-pages] img")).to_have_count(1)
        expect(page.locator("[data-finder]")).to_be_hidden()
        page.get_by_role("button", name="Read it", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Costco receipt")
        [seen] = model.calls[0].media
        assert seen.media_type == "image/jpeg"
        still = Image.open(io.BytesIO(seen.content))
        assert still.size == (1280, 720)
        # The white of the paper is in its middle.
        middle = still.convert("L").getpixel((640, 600))
        assert isinstance(middle, int | float)
        assert middle > 200
        expect(page.locator("#ready [data-line]")).to_have_count(4)
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("AI-38", "AI-39", "AI-40")
def test_a_blurry_one_is_doubted_an_iphones_is_taken_and_no_receipt_leads_to_the_pantry(
    people: Visitors, bakery: BakeryOnDatabase, model: SimulatedGemini
) -> None:
    no: dict[str, Any] = {"is_receipt": False}
    sees(model, receipt(**no))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add/receipt")
        doubt = page.locator("[data-doubt]")
        soft = written(Image.new("RGB", (900, 1200), "lightgray"), "JPEG")
        field = page.locator("#f-photo")
        field.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": soft})
        expect(doubt).to_be_visible()
        expect(doubt).to_contain_text("Take it again, or send it anyway.")
        picture(page, "entry-blurry")
        # Taken again, the blurry one can be taken out.
        page.get_by_role("button", name=re.compile("Remove|Take it out")).click()
        expect(page.locator("[data-pages] img")).to_have_count(0)
        expect(doubt).to_be_hidden()
        field.set_input_files({
            "name": "a.heic", "mimeType": "image/heic", "buffer": photo("A CAKE", kind="HEIF"),
        })  # fmt: skip
        expect(page.locator("[data-pages] li")).to_have_count(1)
        page.get_by_role("button", name="Read it", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Not read")
        expect(page.get_by_text("That does not look like a receipt.")).to_be_visible()
        # Its thumbnail can be seen.
        thumbnail = page.locator("figure img").first
        expect(thumbnail).to_be_visible()
        assert thumbnail.evaluate("i => i.decode().then(() => i.naturalWidth)") > 0
        picture(page, "entry-no-receipt")
        page.get_by_role("link", name="It was the pantry").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Pantry photo")
        assert newest(bakery).state == "failed"
        assert visit.complaints == []
