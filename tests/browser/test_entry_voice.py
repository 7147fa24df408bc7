"""Saying it: the real recorder, upload, decoder and worker, and a model that is simulated."""

import array
import io
import math
import re
import threading
import time
import wave
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select

from baketracker.config import Settings
from baketracker.events.models import Event
from baketracker.proposals.models import Proposal
from tests.browser import entering
from tests.browser.conftest import DESK, PHONE, Visit, Visitors, arguments
from tests.browser.entering import (
    BOUGHT,
    FLOUR,
    KEPT,
    add_door,
    answering,
    counted,
    eventually,
    hears,
    hold,
    lost,
    newest,
    perceiving,
    speech,
)
from tests.browser.find_chromium import find_chromium
from tests.browser.looking import picture
from tests.factories import servers
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, supplier
from tests.factories.depth import only_deep
from tests.factories.kitchen import Kitchen
from tests.factories.servers import LiveServer
from tests.factories.simulated_gemini import SimulatedGemini
from tests.factories.simulated_server import Call, Reply
from tests.media.making import recorded, tone
from tests.proposals.steps import in_stock, purchases


@pytest.fixture(scope="module")
def model() -> Iterator[SimulatedGemini]:
    with SimulatedGemini() as server:
        yield server


@pytest.fixture(scope="module")
def site(settings: Settings, model: SimulatedGemini) -> Iterator[LiveServer]:
    with entering.reading(settings, model) as server:
        yield server


@pytest.fixture(scope="module")
def bare() -> Iterator[Browser]:
    """A browser on a machine without a microphone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()), args=arguments())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium(bare: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser that hears somebody talk."""
    file = speech(tmp_path_factory.mktemp("microphone") / "speech.wav")
    with perceiving(bare, sound=file) as browser:
        yield browser


@pytest.fixture
def flour(bakery: BakeryOnDatabase) -> None:
    product(bakery, ingredient(bakery, "All-purpose flour"), package_quantity="2")
    supplier(bakery, "Costco")


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.covers("EX15", "EX16", "EX17", "AI-01", "AI-14", "UX-02", "SC-14", "O-17")
def test_hold_add_release_and_save_is_a_purchase_in_two_taps(
    people: Visitors,
    bakery: BakeryOnDatabase,
    flour: None,
    model: SimulatedGemini,
    record_property: Callable[[str, object], None],
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/")
        hold(page, add_door(page), 3.0)  # the first tap
        released = time.monotonic()
        save = page.get_by_role("button", name="Save", exact=True)
        expect(save).to_be_focused(timeout=40_000)
        record_property("seconds from the end of speech, cold", time.monotonic() - released)
        [sound] = model.calls[0].media
        assert sound.media_type == "audio/wav"
        rate, channels, seconds, rms = listened(sound.content)
        assert (rate, channels) == (16_000, 1)
        assert 2 <= seconds <= 6
        assert rms > 0.02
        assert newest(bakery).state == "ready"
        assert purchases(bakery) == []
        for name in (
            "Product: All-purpose flour, King Arthur 2 lb, AI suggested",
            "Quantity: 1 package, AI suggested",
            "Price: $8.00, AI suggested",
        ):
            expect(page.get_by_role("link", name=name)).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_text("Costco")
        expect(page.locator("#head .gist")).to_have_text(
            re.compile(r"Store: Costco\s*, AI suggested")
        )
        picture(page, "entry-said")
        save.click()  # the second tap
        expect(page.get_by_text("1 purchase is saved.")).to_be_visible()
        [row] = purchases(bakery)
        assert (row.packages, row.package_price) == (1, 8)
        assert in_stock(bakery) == [2]
        page.locator("#toasts").get_by_role("button", name="Undo").click()
        expect(page.get_by_text(re.compile("Taken back"))).to_be_visible()
        assert (purchases(bakery), in_stock(bakery)) == ([], [])
        assert visit.complaints == []


def listened(content: bytes) -> tuple[int, int, float, float]:
    """Rate, channels, seconds and loudness (RMS of full scale) of a WAV."""
    with wave.open(io.BytesIO(content)) as sound:
        samples = array.array("h", sound.readframes(sound.getnframes()))
        rate, channels = sound.getframerate(), sound.getnchannels()
    rms = math.sqrt(sum(one * one for one in samples) / len(samples)) / 32_768
    return rate, channels, len(samples) / rate, rms


@only_deep
@pytest.mark.covers("UX-02", "AI-01", "SC-15")
def test_a_finger_that_moves_a_little_still_talks_and_the_next_press_is_a_press(
    people: Visitors, bakery: BakeryOnDatabase, flour: None, model: SimulatedGemini
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/")
        finger = visit.context.new_cdp_session(page)
        finger.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 1})
        box = add_door(page).bounding_box()
        assert box is not None
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}

        def touch(kind: str, up: float = 0) -> None:
            points = [] if kind == "touchEnd" else [{"x": at["x"], "y": at["y"] - up}]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        recording = page.locator("[data-talk][data-state=recording]")
        touch("touchStart")
        recording.wait_for()
        for up in (6, 14, 25, 40):
            touch("touchMove", up)
        page.wait_for_timeout(500)
        expect(recording).to_be_visible()
        touch("touchEnd")
        # Less than 0.7 seconds are no sentence.
        short = page.locator("[data-talk][data-state=short]")
        page.locator("[data-talk]:not([data-state=recording])").first.wait_for()
        if short.count() == 0:
            expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("AI-01", "AI-33", "SC-15")
def test_too_short_is_told_and_then_a_press_a_sentence_and_a_press(
    people: Visitors,
    bakery: BakeryOnDatabase,
    flour: None,
    model: SimulatedGemini,
    record_property: Callable[[str, object], None],
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/")
        hold(page, add_door(page), 0.1)
        expect(
            page.locator("[data-talk] p.said").filter(has_text="That was too short.")
        ).to_be_visible()
        assert counted(bakery) == 0
        speak = page.locator("[data-record]")
        speak.click()
        recording = page.locator("[data-talk][data-state=recording]")
        recording.wait_for()
        expect(speak).to_have_attribute("aria-pressed", "true")
        page.wait_for_timeout(1200)
        expect(page.locator("[data-time]")).to_have_text("0:01")
        picture(page, "entry-recording")
        speak.click()
        released = time.monotonic()
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
        record_property("seconds from the end of speech, warm", time.monotonic() - released)
        assert counted(bakery) == 1
        assert visit.complaints == []
    with people.enter(bakery, width=DESK) as visit:
        page = visit.open("/add")
        # By keyboard: Space begins, Space ends.
        page.locator("[data-record]").focus()
        page.keyboard.press("Space")
        page.locator("[data-talk][data-state=recording]").wait_for()
        page.wait_for_timeout(900)
        page.keyboard.press("Space")
        expect(page).to_have_url(re.compile("/review/"))
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
        assert counted(bakery) == 2
        assert visit.complaints == []


@pytest.mark.covers("EX18", "UX-37", "S1-ai-visual", "S4-voice-button")
def test_a_field_that_is_edited_is_inked_and_the_others_stay_pencilled(
    people: Visitors, bakery: BakeryOnDatabase, flour: None, model: SimulatedGemini
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    with people.enter(bakery, width=PHONE) as visit:
        page = typed(visit, BOUGHT)
        page.reload()
        page.get_by_role("link", name="Quantity: 1 package, AI suggested").click()
        packages = page.locator("#dialog").get_by_label("Packages")
        packages.fill("3")
        page.get_by_role("button", name="Keep it").click()
        expect(page.get_by_role("link", name="Quantity: 3 packages, You edited")).to_be_visible()
        for name in ("Product: All-purpose flour, King Arthur 2 lb", "Price: $24.00"):
            expect(page.get_by_role("link", name=f"{name}, AI suggested")).to_be_visible()
        look = "e => (s => s.textDecorationStyle + s.borderBottomStyle)(getComputedStyle(e))"
        inked = page.get_by_role("link", name=re.compile("^Quantity")).evaluate(look)
        assert inked != page.get_by_role("link", name=re.compile("^Product")).evaluate(look)
        draft = newest(bakery).draft
        assert draft is not None
        [line] = draft.lines  # type: ignore[attr-defined]
        assert (line.by["packages"], line.by["price"]) == ("person", "model")
        picture(page, "entry-edited")
        assert visit.complaints == []


def typed(visit: Visit, words: str) -> Page:
    """A sentence typed on the sheet, up to the proposal."""
    page = visit.open("/add")
    page.get_by_label("Type it as you would say it").fill(words)
    page.get_by_role("button", name="Read it").click()
    expect(page).to_have_url(re.compile("/review/"))
    page.get_by_role("button", name="Discard").wait_for()
    expect(page.locator("[data-confirm], .problem, h1:text('Not read')").first).to_be_visible()
    return page


@only_deep
@pytest.mark.covers("EX19", "AI-05", "AI-33", "DEC-11")
def test_silence_is_told_can_be_played_and_costs_no_call(
    bare: Browser,
    site: LiveServer,
    bakery: BakeryOnDatabase,
    model: SimulatedGemini,
    tmp_path: Path,
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    quiet = speech(tmp_path / "quiet.wav", decibels=-90)
    with perceiving(bare, sound=quiet) as deaf, Visitors(deaf, site).enter(bakery) as visit:
        page = visit.open("/")
        hold(page, add_door(page), 3.4)
        sentence = page.locator("[data-sentence]")
        expect(sentence).to_contain_text("We did not hear anything")
        sound = page.locator("[data-playback]")
        length = sound.evaluate(
            "a => new Promise(done => { if (a.readyState) done(a.duration);"
            "a.onloadedmetadata = () => done(a.duration); a.onerror = () => done(-1); a.load() })"
        )
        assert length is None or length > 0  # a recording says no length before it was played
        picture(page, "entry-silent")
        expect(page.get_by_role("button", name="Send it again")).to_be_visible()
        assert visit.complaints == []
    assert (model.calls, counted(bakery)) == ([], 0)


@pytest.mark.covers("EX20", "AI-02", "AI-06")
def test_a_microphone_that_is_refused_leaves_the_keyboard(
    bare: Browser, site: LiveServer, bakery: BakeryOnDatabase, flour: None, model: SimulatedGemini
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    with (
        perceiving(bare, allowed=False) as forbidden,
        Visitors(forbidden, site).enter(bakery, width=PHONE) as visit,
    ):
        page = visit.open("/add")
        # Nobody is asked before they press.
        asked = "navigator.permissions.query({name: 'microphone'}).then(p => p.state)"
        assert page.evaluate(asked) in ("prompt", "denied")
        expect(page.get_by_text("The microphone is blocked.")).to_be_hidden()
        page.locator("[data-record]").click()
        expect(page.get_by_text("The microphone is blocked.").first).to_be_visible()
        expect(page.locator("[data-platform]:visible")).to_have_count(1)
        box = page.get_by_label("Type it as you would say it")
        expect(box).to_be_focused()
        picture(page, "entry-refused")
        page.keyboard.type(BOUGHT)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
        expect(page.get_by_role("link", name="Price: $8.00, AI suggested")).to_be_visible()
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("AI-06")
def test_without_a_microphone_nobody_is_invited_to_speak(
    bare: Browser, site: LiveServer, bakery: BakeryOnDatabase
) -> None:
    with Visitors(bare, site).enter(bakery, width=PHONE) as visit:
        page = visit.open("/add")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("[data-talk]")).to_be_hidden()
        expect(page.get_by_label("Type it as you would say it")).to_be_visible()
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("EX21", "AI-36")
def test_a_busy_model_is_waited_for_and_asked_once_more_only(
    people: Visitors,
    bakery: BakeryOnDatabase,
    flour: None,
    model: SimulatedGemini,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("baketracker.assistant.calling.FIRST_WAIT_SECONDS", 0.1)
    monkeypatch.setattr("baketracker.proposals.reading_worker.WAITS", (2,))
    fine = answering(model, BOUGHT, ("add_purchase", FLOUR))
    model.forget()
    model.answer_with(model.busy(), model.busy(), model.busy(), fine)
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add")
        page.locator("[data-record]").click()
        page.locator("[data-talk][data-state=recording]").wait_for()
        page.wait_for_timeout(900)
        page.locator("[data-record]").click()
        banner = page.locator("[data-progress] p").first
        expect(banner).to_contain_text(re.compile("busy|again", re.I))
        picture(page, "entry-busy")
        assert newest(bakery).state == "reading"
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
        # Three that were refused, then one that hears and one that chooses; nothing after that.
        page.wait_for_timeout(500)
        assert len(model.calls) == 5
        assert counted(bakery) == 1
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("EX22", "AI-07", "AI-08")
def test_who_loads_anew_or_leaves_while_it_is_read_finds_it_again(
    people: Visitors, bakery: BakeryOnDatabase, flour: None, model: SimulatedGemini
) -> None:
    answer = answering(model, BOUGHT, ("add_purchase", FLOUR))
    may_hear, may_choose = threading.Event(), threading.Event()

    def slow(call: Call) -> Reply:
        (may_choose if call.tools else may_hear).wait(servers.PATIENCE_SECONDS)
        return answer(call)

    model.forget()
    model.answer_with(slow)
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add")
        talked(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Reading")
        page.reload()
        expect(page.locator("[data-progress]")).to_contain_text("Listening")
        may_hear.set()  # and it shows before the reading ends
        expect(page.locator(".heard")).to_contain_text(BOUGHT)
        expect(page.get_by_role("heading", level=1)).to_have_text("Reading")
        picture(page, "entry-reading")
        # The next one is said while this one is read.
        page.get_by_role("link", name="Say the next one").click()
        page.locator("[data-record]").wait_for()
        may_choose.set()
        visit.open("/review")
        expect(
            page.get_by_role("link", name=re.compile("being read|ready to save"))
        ).to_be_visible()
        eventually(page, lambda: newest(bakery).state == "ready")
        page.reload()
        page.get_by_role("link", name=re.compile("Costco")).click()
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
        assert counted(bakery) == 1
        assert len(model.calls) == 2
        assert visit.complaints == []


def talked(page: Page, seconds: float = 0.9) -> None:
    """Press, say a sentence, press."""
    page.locator("[data-record]").click()
    page.locator("[data-talk][data-state=recording]").wait_for()
    page.wait_for_timeout(seconds * 1000)
    page.locator("[data-record]").click()
    page.wait_for_url(re.compile("/review/"))


@only_deep
@pytest.mark.covers("EX24", "AI-35")
def test_a_spoken_event_becomes_a_draft_with_recipes_and_a_new_one(
    people: Visitors, bakery: BakeryOnDatabase, model: SimulatedGemini
) -> None:
    with bakery.session() as db:
        Kitchen(db).recipe("Pumpkin Pie", {})
    hears(
        model,
        "Thanksgiving for 12, pumpkin pie and cranberry tart",
        ("create_event_with_recipes", {
            "event_name": "Thanksgiving", "event_date": "2026-11-26", "guest_count": 12,
            "recipe_names": ["pumpkin pie", "cranberry tart"],
        }),
    )  # fmt: skip
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add")
        talked(page)
        plan = page.get_by_role("button", name="Plan it")
        expect(plan).to_be_focused()
        expect(page.get_by_label("Name")).to_have_value("Thanksgiving")
        expect(page.get_by_label("“pumpkin pie”").locator(":checked")).to_have_text("Pumpkin Pie")
        tart = page.get_by_label("“cranberry tart”")
        expect(tart.locator(":checked")).to_have_text("A new recipe: write it later")
        expect(page.get_by_text("No recipe here is called so.")).to_be_visible()
        picture(page, "entry-event")
        # What is changed and not kept yet is kept first, and shown: nobody plans another number.
        page.get_by_label("Guests").fill("14")
        plan.click()
        expect(page.locator(".ink-word")).to_have_text("You edited")
        expect(page.get_by_label("Guests")).to_have_value("14")
        plan.click()
        expect(page).to_have_url(re.compile("/events/"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Thanksgiving")
        with bakery.session() as db:
            assert db.scalars(select(Event.expected_guests)).all() == [14]
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("AI-34", "AI-35")
def test_nothing_to_save_keeps_the_words_to_be_changed_and_read_again(
    people: Visitors, bakery: BakeryOnDatabase, flour: None, model: SimulatedGemini
) -> None:
    hears(model, "two pounds of flower")
    sugar = lot(bakery, product(bakery, ingredient(bakery, "Sugar")), "5")
    with people.enter(bakery, width=PHONE) as visit:
        page = typed(visit, "two pounds of flower")
        expect(page.get_by_role("heading", level=1)).to_have_text("Not read")
        expect(page.get_by_text("Nothing to save was found in that.")).to_be_visible()
        picture(page, "entry-failed")
        used = {"pantry_item_id": str(sugar), "quantity": "1", "unit": "lb"}
        hears(model, "", ("add_purchase", FLOUR), ("use_from_pantry", used))
        box = page.get_by_label("What was said")
        expect(box).to_have_value("two pounds of flower")
        box.fill(f"{BOUGHT}, and I used a pound of the sugar")
        page.get_by_role("button", name="Read it").click()
        save = page.get_by_role("button", name="Save", exact=True)
        expect(save).to_be_focused()
        save.click()
        # What was meant besides stands on its own, and comes next.
        expect(page.get_by_role("heading", level=1)).to_have_text("In the pantry")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#toasts")).to_contain_text("Saved.")
        assert in_stock(bakery) == [4, 2]
        assert visit.complaints == []


TALK = """async ([address, name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const form = new FormData();
  form.append("op_id", crypto.randomUUID());
  form.append("sound", new Blob([bytes], { type }), name);
  const headers = { "HX-Request": "true" };
  const answer = await fetch(address, { method: "POST", body: form, headers });
  return [answer.status, answer.headers.get("HX-Location") ?? "", await answer.text()];
}"""


@only_deep
@pytest.mark.covers("EX25", "AI-03", "AI-04")
def test_what_every_browser_records_is_taken_and_a_renamed_text_is_not(
    people: Visitors, bakery: BakeryOnDatabase, flour: None, model: SimulatedGemini
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    sounds = {kind: recorded(tone(1.2), kind) for kind in (
        "audio/mp4;codecs=aac", "audio/webm;codecs=opus", "audio/mp4;codecs=opus",
    )}  # fmt: skip
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add")
        for kind, content in sounds.items():
            told = ["/add/recording", "recording", kind, b64encode(content).decode()]
            status, onward, _ = page.evaluate(TALK, told)
            assert "/review/" in onward, (kind, status)
        text = b64encode(b"milk, eggs, flour\n" * 60).decode()
        told = ["/add/recording", "memo.webm", "audio/webm", text]
        status, _, answer = page.evaluate(TALK, told)
        assert status == 422
        assert "That is not a recording we can read." in answer
        assert counted(bakery) == len(sounds)
        eventually(page, lambda: newest(bakery).state == "ready")
        # A browser that has no WebM records MP4, and says so.
        page.add_init_script(
            "const can = MediaRecorder.isTypeSupported;"
            "MediaRecorder.isTypeSupported = (type) => !type.includes('webm') && can(type);"
        )
        page = visit.open("/add")
        talked(page)
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
        with bakery.session() as db:
            kinds = db.scalars(select(Proposal.reading["recorded"].astext)).all()
        # Twice MP4 with Opus inside: the fixture, and this browser.
        assert sorted(kinds) == ["audio/mp4;codecs=aac", *["audio/mp4;codecs=opus"] * 2,
                                 "audio/webm;codecs=opus"]  # fmt: skip
        assert visit.complaints == []


@pytest.mark.covers("AI-02")
def test_whoever_closes_the_sheet_is_listened_to_no_longer(
    people: Visitors, bakery: BakeryOnDatabase, flour: None, model: SimulatedGemini
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/pantry")
        page.evaluate(LISTENING)
        add_door(page).click()
        speak = page.locator("[data-record]")
        expect(speak).to_be_visible()
        page.wait_for_timeout(300)
        # Nothing is asked for by opening the sheet.
        assert page.evaluate("listening.length") == 0
        speak.click()
        page.locator("[data-talk][data-state=recording]").wait_for()
        page.wait_for_timeout(900)
        page.keyboard.press("Escape")
        expect(page.locator("#dialog")).to_be_hidden()
        eventually(
            page, lambda: page.evaluate("listening.every((one) => one.readyState === 'ended')")
        )
        # Nor where somebody goes on to another page in the middle of it.
        visit.open("/add")
        page.evaluate(LISTENING)
        speak.click()
        page.locator("[data-talk][data-state=recording]").wait_for()
        page.get_by_role("link", name="Pantry", exact=True).locator("visible=true").first.click()
        expect(page).to_have_url(re.compile("/pantry$"))
        eventually(
            page, lambda: page.evaluate("listening.every((one) => one.readyState === 'ended')")
        )
        page.wait_for_timeout(500)
        assert (counted(bakery), model.calls) == (0, [])
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("AI-01")
def test_a_talk_ends_by_itself_two_and_a_half_seconds_after_the_last_word(
    bare: Browser,
    site: LiveServer,
    bakery: BakeryOnDatabase,
    flour: None,
    model: SimulatedGemini,
    tmp_path: Path,
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    once = f"{speech(tmp_path / 'once.wav')}%noloop"
    with (
        perceiving(bare, sound=once) as browser,
        Visitors(browser, site).enter(bakery, width=PHONE) as visit,
    ):
        page = visit.open("/add")
        page.locator("[data-record]").click()
        page.locator("[data-talk][data-state=recording]").wait_for()
        began = time.monotonic()
        expect(page).to_have_url(re.compile("/review/"))
        assert time.monotonic() - began > 2.5
        eventually(page, lambda: newest(bakery).state == "ready")
        assert counted(bakery) == 1


@only_deep
@pytest.mark.covers("AI-01")
def test_after_a_minute_it_ends_and_what_was_said_is_sent(
    people: Visitors, bakery: BakeryOnDatabase, flour: None, model: SimulatedGemini
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    with people.enter(bakery, width=PHONE) as visit:
        visit.page.clock.install()
        page = visit.open("/add")
        page.locator("[data-record]").click()
        page.locator("[data-talk][data-state=recording]").wait_for()
        page.wait_for_timeout(900)
        page.clock.fast_forward(30_000)
        page.wait_for_timeout(300)
        expect(page.locator("[data-talk][data-state=recording]")).to_be_visible()
        expect(page.locator("[data-time]")).to_have_text(re.compile("^0:[345]"))
        page.clock.fast_forward(30_000)
        expect(page).to_have_url(re.compile("/review/"))
        eventually(page, lambda: newest(bakery).state == "ready")
        assert counted(bakery) == 1


LISTENING = """() => {
  window.listening = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (what) => {
    const stream = await ask(what);
    window.listening.push(...stream.getTracks());
    return stream;
  };
}"""


@only_deep
@pytest.mark.covers("AI-32")
def test_a_recording_of_which_no_answer_came_is_not_refused_when_it_is_sent_again(
    people: Visitors, bakery: BakeryOnDatabase, flour: None, model: SimulatedGemini
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add")
        page.route("**/add/recording", lost, times=1)
        page.locator("[data-record]").click()
        page.locator("[data-talk][data-state=recording]").wait_for()
        page.wait_for_timeout(900)
        page.locator("[data-record]").click()
        eventually(page, lambda: counted(bakery) == 1)
        eventually(page, lambda: page.evaluate(KEPT) == 1)
        page.evaluate("dispatchEvent(new Event('online'))")
        eventually(page, lambda: page.evaluate(KEPT) == 0)
        expect(page.get_by_text("Could not be sent")).to_be_hidden()
        # Nothing of it is still read when the model is asked by another test.
        eventually(page, lambda: newest(bakery).state == "ready")
        assert counted(bakery) == 1


@only_deep
@pytest.mark.covers("AI-32")
def test_what_is_said_without_a_server_is_kept_and_sent_once(
    chromium: Browser,
    settings: Settings,
    bakery: BakeryOnDatabase,
    flour: None,
    model: SimulatedGemini,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    port = servers.free_port()
    monkeypatch.setattr(servers, "free_port", lambda: port)
    with ExitStack() as alive:
        here = alive.enter_context(entering.reading(settings, model))
        with Visitors(chromium, here).enter(bakery, width=PHONE) as visit:
            page = visit.open("/add")
            alive.close()
            page.locator("[data-record]").click()
            page.locator("[data-talk][data-state=recording]").wait_for()
            page.wait_for_timeout(900)
            page.locator("[data-record]").click()
            expect(page.get_by_text("The recording is kept on this device").first).to_be_visible()
            # Typing is there at once.
            expect(page.get_by_label("Type it as you would say it")).to_be_visible()
            picture(page, "entry-kept")
            with entering.reading(settings, model):
                # The answer to the first delivery is lost on its way.
                page.route("**/add/recording", lost, times=1)
                page.evaluate("dispatchEvent(new Event('online'))")
                eventually(page, lambda: counted(bakery) == 1)
                page.wait_for_timeout(300)
                # Whatever page is opened next sends it again; it is there already.
                visit.open("/pantry")
                eventually(page, lambda: page.evaluate(KEPT) == 0)
                eventually(page, lambda: newest(bakery).state == "ready")
                assert counted(bakery) == 1
                assert (newest(bakery).source, len(model.calls)) == ("voice", 2)


@only_deep
@pytest.mark.covers("AI-32")
def test_add_held_without_a_connection_says_what_becomes_of_it(
    chromium: Browser, settings: Settings, bakery: BakeryOnDatabase, model: SimulatedGemini
) -> None:
    """There is no sheet to say it on: it is said at the foot of the page, and listed where things
    are added, where it can be thrown away."""
    with (
        entering.reading(settings, model) as here,
        Visitors(chromium, here).enter(bakery, width=PHONE, workers=True) as visit,
    ):
        page = visit.open("/pantry")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page = visit.open("/pantry")
        visit.context.set_offline(True)
        box = add_door(page).bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        expect(page.get_by_text("Listening: release to stop.")).to_be_visible()
        page.wait_for_timeout(1200)
        page.mouse.up()
        kept = page.get_by_role("link", name="Kept here until there is a connection: 1")
        expect(kept).to_be_visible()
        picture(page, "entry-kept-at-the-foot")
        page.route("**/add/recording", lambda route: route.abort())
        visit.context.set_offline(False)
        kept.click()
        listed = page.get_by_role("region", name="Kept on this device")
        expect(listed).to_contain_text("Recording")
        picture(page, "entry-kept-listed")
        listed.get_by_role("button", name="Discard").click()
        expect(listed).to_be_hidden()
        expect(kept).to_be_hidden()
        assert counted(bakery) == 0
