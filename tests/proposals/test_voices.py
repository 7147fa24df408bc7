"""Something spoken becomes a proposal: heard by a model without tools, then chosen by it among the
tools the live server has, which run as the person who spoke."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from baketracker.assistant import preferences
from baketracker.assistant.limits import Ceiling
from baketracker.assistant.models import ModelCall
from baketracker.assistant.schemas import AssistantChange
from baketracker.config import Settings
from baketracker.db.types import now
from baketracker.files.models import StoredFile
from baketracker.media.sounds import BadSound, Silent
from baketracker.operations.sweeping import sweep
from baketracker.proposals import service
from baketracker.proposals.drafts import EventDraft, PurchaseDraft, StockDraft
from baketracker.proposals.tools import tools
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, supplier
from tests.factories.clients import browser
from tests.factories.kitchen import Kitchen
from tests.media.making import recorded, tone
from tests.proposals.reader import Reader
from tests.proposals.steps import confirmed, in_stock, purchases, undone

BOUGHT = "I bought two pounds of flour at Costco for eight dollars"
FLOUR: dict[str, Any] = {
    "item_name": "all-purpose flour", "quantity": "2", "unit": "lb", "price": "8.00",
    "store": "Costco",
}  # fmt: skip


@pytest.mark.covers(
    "S1-voice-purchase", "S1-model-agnostic", "S1-mcp-pattern", "S4-gemini-voice", "EX16", "AI-09",
    "S4-mcp-three-voices",
)  # fmt: skip
def test_a_spoken_purchase_comes_through_our_tool_whoever_reads(
    bakery: BakeryOnDatabase, any_reader: Reader
) -> None:
    product(bakery, ingredient(bakery, "All-purpose flour"), package_quantity="2")
    supplier(bakery, "Costco")
    seen = any_reader.hears(BOUGHT, ("add_purchase", FLOUR)).spoken()
    assert (seen.state, seen.source, seen.said) == ("ready", "voice", BOUGHT)
    assert isinstance(seen.draft, PurchaseDraft)
    [line] = seen.draft.lines
    assert (line.state, line.packages, line.price) == ("ready", 1, Decimal(8))
    assert line.by["packages"] == "model"
    hear, choose = any_reader.calls
    assert not hear.tools
    assert hear.media[0].media_type == "audio/wav"
    assert not choose.media
    assert {"add_purchase", "adjust_inventory", "create_event_with_recipes"} <= set(choose.tools)
    assert purchases(bakery) == []
    saved = confirmed(bakery, seen)
    assert [row.package_price for row in purchases(bakery)] == [8]
    undone(bakery, saved)
    assert (purchases(bakery), in_stock(bakery)) == ([], [])


@pytest.mark.covers("S4-mcp-three-voices", "S1-photo-inventory", "S4-mcp-adjust")
def test_how_full_a_bag_is_reaches_its_tool(bakery: BakeryOnDatabase, any_reader: Reader) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery, "Flour")), "5")
    seen = any_reader.hears(
        "the flour bag is about 40% full",
        ("adjust_inventory", {"pantry_item_id": str(bag), "percentage_remaining": 40}),
    ).spoken()
    assert isinstance(seen.draft, StockDraft)
    assert (seen.draft.lines[0].lot_id, seen.draft.lines[0].quantity) == (bag, 2)
    assert str(bag) in any_reader.calls[-1].text
    confirmed(bakery, seen)
    assert in_stock(bakery) == [2]


@pytest.mark.covers("EX36")
def test_of_two_bags_it_is_asked_which(bakery: BakeryOnDatabase, reader: Reader) -> None:
    flour = product(bakery, ingredient(bakery, "Flour"))
    first, second = lot(bakery, flour, "5"), lot(bakery, flour, "4")
    seen = reader.hears(
        "the flour bag is 40% full",
        ("adjust_inventory", {"pantry_item_id": str(first), "percentage_remaining": 40}),
    ).spoken()
    assert isinstance(seen.draft, StockDraft)
    [line] = seen.draft.lines
    assert (line.state, line.lot_id, line.choices) == ("check", None, [first, second])


@pytest.mark.covers("EX24", "S1-voice-event", "S4-mcp-event", "S4-mcp-fuzzy", "S4-mcp-three-voices")
def test_a_spoken_event_matches_its_recipes_and_offers_the_others_as_new(
    bakery: BakeryOnDatabase, any_reader: Reader
) -> None:
    with bakery.session() as db:
        pie = Kitchen(db).recipe("Pumpkin Pie", {})
    call = {
        "event_name": "Thanksgiving", "event_date": "2030-11-28", "guest_count": 12,
        "recipe_names": ["pumpkin pie", "cranberry tart"],
    }  # fmt: skip
    said = "Thanksgiving for 12, pumpkin pie and cranberry tart"
    seen = any_reader.hears(said, ("create_event_with_recipes", call)).spoken()
    assert isinstance(seen.draft, EventDraft)
    assert [one.recipe_id for one in seen.draft.dishes] == [pie, None]
    settled = confirmed(bakery, seen)
    assert settled.href.startswith("/events/")


@pytest.mark.covers("S1-mcp-pattern")
def test_a_tool_with_another_name_breaks_the_journey(
    bakery: BakeryOnDatabase, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baketracker import app as contents
    from baketracker.app import for_jobs
    from tests.factories.clients import settings_for_tests

    renamed = tools.__class__("renamed")
    renamed.mount(tools, namespace="other")
    monkeypatch.setattr(contents, "TOOLS", [])
    monkeypatch.setattr(contents, "listed", lambda names: [renamed] if not names else [])
    url = bakery.engine.url.render_as_string(hide_password=False)
    config: Settings = settings_for_tests(url)
    server = for_jobs(config, bakery.engine)["tools"]
    reader.hears(BOUGHT, ("add_purchase", FLOUR))
    hands = {**reader.hands, "tools": server}
    monkeypatch.setattr(Reader, "hands", property(lambda _self: hands))
    assert reader.spoken().state == "failed"
    # It is there, under its other name, and that one leads to a proposal.
    assert "other_add_purchase" in reader.calls[-1].tools
    assert "add_purchase" not in reader.calls[-1].tools
    reader.hears(BOUGHT, ("other_add_purchase", FLOUR))
    assert reader.spoken(recorded(tone(1.7))).state == "ready"


@pytest.mark.covers("AI-35", "EX17")
def test_things_of_one_breath_stand_together_and_other_intents_apart(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    sugar = lot(bakery, product(bakery, ingredient(bakery, "Sugar")), "5")
    seen = reader.hears(
        "two pounds of flour and a dozen eggs at Costco, and I used a pound of the sugar",
        ("add_purchase", FLOUR),
        ("add_purchase", FLOUR | {"item_name": "eggs", "quantity": "12", "unit": "each"}),
        ("use_from_pantry", {"pantry_item_id": str(sugar), "quantity": "1", "unit": "lb"}),
    ).spoken()
    assert isinstance(seen.draft, PurchaseDraft)
    assert [one.name for one in seen.draft.lines] == ["all-purpose flour", "eggs"]
    from baketracker.proposals import service

    with bakery.session() as db:
        [other] = service.following(db, seen.id)
    assert (other.kind, other.first_id) == ("stock", seen.id)
    confirmed(bakery, other)
    assert in_stock(bakery) == [4]


@pytest.mark.covers("EX19", "AI-05", "AI-33")
@pytest.mark.parametrize("seconds", [0.3, 3.0])
def test_silence_costs_no_call(reader: Reader, seconds: float) -> None:
    samples = tone(seconds, decibels=-80)
    with pytest.raises(BadSound):
        reader.hears("nothing").spoken(recorded(samples))
    assert reader.calls == []


@pytest.mark.covers("AI-33")
def test_a_silent_recording_is_told_from_a_broken_one(reader: Reader) -> None:
    with pytest.raises(Silent):
        reader.spoken(recorded(tone(2, decibels=-80)))


@pytest.mark.covers("AI-34", "S4-gemini-not-understood")
def test_what_is_no_entry_keeps_its_words(reader: Reader) -> None:
    seen = reader.hears("what a lovely morning").spoken()
    assert (seen.state, seen.said) == ("failed", "what a lovely morning")
    assert "Nothing to save" in seen.note


@pytest.mark.covers("AI-45", "AI-54")
def test_what_it_cost_is_kept_and_the_recording_is_not(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    seen = reader.hears(BOUGHT, ("add_purchase", FLOUR)).spoken()
    with bakery.session() as db:
        calls = db.scalars(select(ModelCall).where(ModelCall.reading_id == seen.id)).all()
        files = db.scalars(select(StoredFile.deleted_at)).all()
    assert [one.purpose for one in calls] == ["admission", "hear", "choose"]
    assert all(one.dollars > 0 for one in calls[1:])
    assert None not in files


@pytest.mark.covers("AI-54")
def test_a_recording_that_was_not_read_or_was_discarded_goes_after_a_month(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    failed = reader.hears("what a lovely morning").spoken(recorded(tone(1.6)))
    with bakery.session() as db:
        service.discard(db, reader.hears("").spoken(recorded(tone(1.8))).id)

    def kept() -> int:
        with bakery.session() as db:
            living = select(func.count(StoredFile.id)).where(StoredFile.deleted_at.is_(None))
            return db.scalar(living) or 0

    store = reader.hands["files"]
    assert (failed.state, kept()) == ("failed", 2)
    sweep(bakery.engine, store, now() + timedelta(days=29))
    assert kept() == 2
    sweep(bakery.engine, store, now() + timedelta(days=31))
    assert kept() == 0


@pytest.mark.covers("AI-54")
def test_a_bakery_that_wants_to_keep_recordings_can_listen_to_them(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    wanted = AssistantChange(is_on=True, keeps_sound=True, includes_tax=False)
    with bakery.session() as db:
        preferences.change(db, wanted, preferences.get(db).version, Ceiling(60, 1))
    seen = reader.hears(BOUGHT, ("add_purchase", FLOUR)).spoken()
    with bakery.session() as db:
        (file_id,) = service.files_of(db, seen.id)
    sweep(bakery.engine, reader.hands["files"], now() + timedelta(days=99))
    heard = browser(bakery).get(f"/files/{file_id}")
    assert heard.status_code in (200, 303, 307)


@pytest.mark.covers("S1-tool-contract", "AI-41")
@pytest.mark.parametrize(
    "wrong",
    [{"quantity": "0"}, {"quantity": "-2"}, {"price": "-1"}, {"price": "99999"},
     {"unit": "bananas"}, {"item_name": ""}, {"tenant_id": "x"}],
)  # fmt: skip
def test_nonsense_a_model_chose_is_refused_in_words(
    bakery: BakeryOnDatabase, reader: Reader, wrong: dict[str, Any]
) -> None:
    seen = reader.hears(BOUGHT, ("add_purchase", FLOUR | wrong)).spoken()
    assert seen.state == "failed"
    assert seen.note
    assert purchases(bakery) == []


@pytest.mark.covers("AI-53")
def test_an_estimate_is_an_interval_and_its_low_end_is_what_counts(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    flour = product(bakery, ingredient(bakery, "Flour"))
    lot(bakery, flour, "5")
    seen = reader.sees(
        {"items": [{"name": "flour bag", "index": 0, "percent_low": 30, "percent_high": 50}]}
    ).shown(source="pantry")
    assert isinstance(seen.draft, StockDraft)
    [line] = seen.draft.lines
    assert (line.percent_low, line.percent_high, line.quantity) == (30, 50, Decimal("1.5"))
    confirmed(bakery, seen)
    assert in_stock(bakery) == [Decimal("1.5")]
    with bakery.session() as db:
        from baketracker.pantry import service as pantry

        [shelf] = pantry.shelves(db).items
    assert (shelf.known_by, shelf.by_unit[0].amount) == ("estimated", Decimal("1.5"))
