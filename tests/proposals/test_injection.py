"""Whatever a receipt, a voice, a jar or a sentence says, and whatever a model answers to it: there
is a proposal or a sentence, nothing else is written, nothing of the neighbour is seen, nothing on
a page runs or leads away."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from baketracker.fields import harmless
from baketracker.proposals import service
from baketracker.proposals.drafts import EventDraft, PurchaseDraft, StockDraft
from baketracker.proposals.models import Proposal
from baketracker.proposals.viewing import ProposalView
from tests.architecture.http_corpus import injected
from tests.assistant.makers import Maker, Sleeper
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.catalogue import ingredient, lot, product, supplier
from tests.factories.clients import browser
from tests.factories.depth import DEEP
from tests.factories.kitchen import Kitchen
from tests.factories.outside import outside
from tests.factories.rows import RowMaker
from tests.proposals import hostile
from tests.proposals.looking import Drawn, only_proposing
from tests.proposals.reader import Reader, line, photo, receipt
from tests.proposals.steps import proposal, said

POUND = {"quantity": "1", "unit": "lb"}
BREAD = "King Arthur all-purpose flour 12 lb"
NUMBERED = list(enumerate(hostile.WORDS))
AT_ONCE = 10
# Each on a receipt of its own in the deep run, ten on one in the check; a few of them are said.
PRINTED = [hostile.WORDS[at : at + (1 if DEEP else AT_ONCE)]
           for at in range(0, len(NUMBERED), 1 if DEEP else AT_ONCE)]  # fmt: skip
SPOKEN = NUMBERED if DEEP else NUMBERED[4::12]
JARS = [hostile.WORDS[at : at + AT_ONCE] for at in range(0, len(NUMBERED), AT_ONCE)]


def named(value: object) -> str:
    return str(value) if isinstance(value, int) else ascii(harmless(str(value))[:24]).strip("'")


@dataclass
class House:
    """A bakery with something in each room a proposal may name, and its neighbour."""

    own: BakeryOnDatabase
    neighbour: BakeryOnDatabase
    lot: UUID
    theirs: dict[str, str]
    secrets: tuple[str, ...]


@pytest.fixture(scope="module")
def house(engine: Engine) -> House:
    own, neighbour = open_bakery(engine, "Ada's"), open_bakery(engine, "The Neighbour")
    flour = product(own, ingredient(own, "All-purpose flour"), package_quantity="12")
    bag = lot(own, flour, "12")
    supplier(own, "Costco")
    with own.session() as db:
        Kitchen(db).recipe("Pumpkin pie", {})
    with neighbour.session() as db:
        made = RowMaker(db).everything()
    named = product(neighbour, ingredient(neighbour, "Zanzibar secret"), brand="Hushhush")
    theirs = {"lot": str(lot(neighbour, named, "3")), "tenant": str(neighbour.id)}
    tables = {
        "event": "events", "good": "finished_goods", "unit": "finished_units",
        "proposal": "proposals",
    }  # fmt: skip
    theirs |= {name: str(made[table]) for name, table in tables.items()}
    secrets = ("Zanzibar", "Hushhush", *theirs.values())
    return House(own, neighbour, bag, theirs, secrets)


@pytest.fixture
def reader(house: House, gemini: Maker) -> Reader:
    gemini.server.forget()
    return Tireless(house.own, gemini, Sleeper())


class Tireless(Reader):
    """Reads as much as is asked of it in a day."""

    @property
    def hands(self) -> dict[str, Any]:
        hands = super().hands
        return hands | {"settings": hands["settings"].model_copy(update={"readings_per_day": 9999})}


@pytest.fixture(scope="module")
def plain(house: House, gemini: Maker, app: BakeTracker) -> Drawn:
    """All that pages of harmless proposals are made of."""
    reader = Tireless(house.own, gemini, Sleeper())
    two = line("KA AP FLOUR 12LB", "8.40", expanded=BREAD), line("ZZ 1", "1.00"), line("BAG", "1")
    seen = [
        reader.sees(receipt(*two, subtotal="9.40", total="10.00", date="??")).shown(photo(900)),
        reader.sees(receipt(*two, store="Nowhere", total="10.40")).shown(photo(901)),
        reader.sees({"items": [jar("flour")]}).shown(photo(902), source="pantry"),
        reader.sees({"items": [jar("nothing")]}).shown(photo(903), source="pantry"),
        reader.hears("party", ("create_event_with_recipes", hostile.EVENT)).said("party for 12"),
        reader.hears("flour", ("add_purchase", hostile.FLOUR)).said("two pounds of flour"),
        reader.hears("?").said("what a lovely morning"),
        reader.hears("dust", ("add_purchase", hostile.FLOUR | {"item_name": "dust"})).said("dust"),
        reader.hears("?").spoken(),
        reader.hears(
            "?", ("count_in_pantry", {"pantry_item_id": str(house.lot)} | POUND)
        ).said("a pound of flour is left"),
    ]  # fmt: skip
    return Drawn("\n".join(page for one in seen for page in pages_of(house, app, one)))


def jar(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "index": None, "percent_low": 30, "percent_high": 50} | more


def pages_of(house: House, app: BakeTracker, seen: ProposalView) -> list[str]:
    """What a person is shown of it: itself, one of its lines, its progress, and the tray."""
    who, own = browser(house.own, app), f"/review/{seen.id}"
    paths = [own, f"{own}/progress", "/review"]
    if isinstance(seen.draft, PurchaseDraft):
        paths.append(f"{own}/lines/{seen.draft.lines[-1].key}")
    answers = [who.get(path) for path in paths]
    assert [one.status_code for one in answers] == [200] * len(paths), paths
    return [one.text for one in answers]


@pytest.fixture
def harmless_here(
    house: House, reader: Reader, plain: Drawn, app: BakeTracker, caplog: pytest.LogCaptureFixture
) -> Iterator[Callable[[ProposalView], None]]:
    """What must hold of anything that was read, looked at before and after."""
    reader.maker.server.forget()
    caplog.set_level(logging.ERROR)
    seen: list[ProposalView] = []
    with only_proposing(house.own, house.neighbour):
        yield seen.append
    assert seen
    assert all(one.state == "ready" or (one.state == "failed" and one.note) for one in seen)
    drawn = [page for one in seen for page in pages_of(house, app, one)]
    for page in drawn:
        assert injected(page) == []
        here = Drawn(page)
        assert here.tags <= plain.tags, here.tags - plain.tags
        assert here.attributes <= plain.attributes, here.attributes - plain.attributes
        assert here.leaving == set()
    asked = [json.dumps(call.body) for call in reader.calls]
    for secret in house.secrets:
        # What the stranger wrote himself he may be shown again, in his own words.
        assert not any(secret in page for page in drawn), secret
        assert not any(secret in body for body in asked), secret
    for call in reader.calls:
        assert not (call.media and call.tools)
    assert outside.tried == []
    crashed = [r.getMessage() for r in caplog.records if r.exc_info and r.name == "baketracker"]
    assert crashed == []
    with house.own.session() as db:
        for one in seen:
            service.discard(db, one.id)


@pytest.mark.covers("SR38", "AI-41", "AI-55", "EX35", "SR37")
@pytest.mark.parametrize("number", range(len(PRINTED)))
def test_a_receipt_may_print_anything(
    reader: Reader, harmless_here: Callable[[ProposalView], None], number: int
) -> None:
    printed = [(words[:300], words[:60]) for words in PRINTED[number]]
    words, short = printed[0]
    read = receipt(
        line("KA AP FLOUR 12LB", "8.40", expanded=BREAD),
        *(line(long, part, expanded=long, barcode=part, quantity=part, unit_price=part)
          for long, part in printed),
        store=words, date=words, number=words, total=short, tax=short, discount=short,
    )  # fmt: skip
    seen = reader.sees(read).shown(photo(number), confirmed=True)
    harmless_here(seen)
    assert seen.state == "ready", seen.note
    assert isinstance(seen.draft, PurchaseDraft)
    assert seen.draft.lines[0].price is not None
    assert all(harmless(one.text) == one.text for one in seen.draft.lines)


@pytest.mark.covers("SR38", "AI-41", "AI-55")
@pytest.mark.parametrize(("number", "words"), SPOKEN, ids=named)
def test_a_voice_may_say_anything(
    reader: Reader, harmless_here: Callable[[ProposalView], None], number: int, words: str
) -> None:
    """What it says is heard, and a model that was talked into it writes it into every field."""
    words = words[:2000]
    bought = hostile.FLOUR | {"item_name": words[:200] or "x", "store": words[:200]}
    planned = hostile.EVENT | {"event_name": words[:200], "recipe_names": [words[:200], "pie"]}
    chosen = (("add_purchase", bought), ("create_event_with_recipes", planned))
    reader.hears(words, chosen[number % 2], chosen[1 - number % 2])
    seen = reader.spoken()
    harmless_here(seen)
    # What is named by nothing that can be read is refused, in words.
    is_named = bool(harmless(words[:200])) and "\ud83c" not in words
    assert seen.state == ("ready" if is_named else "failed"), seen.note


@pytest.mark.covers("SR38", "AI-41", "AI-55")
@pytest.mark.parametrize("number", range(len(JARS) if DEEP else 2))
def test_jars_may_be_labelled_anything(
    reader: Reader, harmless_here: Callable[[ProposalView], None], house: House, number: int
) -> None:
    labels = [words[:280] for words in JARS[number]]
    items = [jar(words) for words in labels] + [jar(f"flour {words}") for words in labels]
    items += [jar("flour", index=place) for place in (0, -1, 99)]
    seen = reader.sees({"items": items}).shown(
        photo(number + 300), source="pantry", said=" ".join(labels), confirmed=True
    )
    harmless_here(seen)
    assert isinstance(seen.draft, StockDraft)
    assert {one.lot_id for one in seen.draft.lines} <= {house.lot, None}


@pytest.mark.covers("SR38", "AI-41", "AI-55")
@pytest.mark.parametrize("number", range(len(JARS) if DEEP else 2))
def test_a_sentence_may_be_anything(
    house: House, harmless_here: Callable[[ProposalView], None], number: int
) -> None:
    """Typed, and read by our own rules."""
    for place, words in enumerate(JARS[number]):
        harmless_here(said(house.own, f"2 lb flour for $8 at {words}" if place % 2 else words))


THEIRS = ("lot", "event", "good", "unit", "proposal", "tenant")
NAMES = list(hostile.calls("", dict.fromkeys(THEIRS, "")))


@pytest.mark.covers("SR38", "O-19")
@pytest.mark.parametrize("name", NAMES if DEEP else NAMES[::5])
def test_a_model_may_choose_anything(
    house: House, reader: Reader, harmless_here: Callable[[ProposalView], None], name: str
) -> None:
    chosen = hostile.calls(str(house.lot), house.theirs)[name]
    reader.hears("delete everything and confirm", *chosen)
    seen = reader.spoken()
    harmless_here(seen)
    with house.own.session() as db:
        kept = db.scalars(select(Proposal.payload)).all()
    for foreign in house.theirs.values():
        assert not any(foreign in json.dumps(payload) for payload in kept)
    refused = name not in ("a store that runs", "a zero in a name", "one of two is theirs")
    assert seen.state == ("failed" if refused else "ready"), (seen.note, seen.draft)


@pytest.mark.covers("AI-42", "AI-41")
@pytest.mark.parametrize(
    "raw",
    ['{"items": [{"name": "flour", "index": null, "percent_low": NaN, "percent_high": 9}]}',
     '{"items": [{"name": "flour", "index": null, "percent_low": 0, "percent_high": Infinity}]}',
     '{"items": [{"name": "flour", "index": 1e400, "percent_low": 0, "percent_high": 9}]}',
     "[" * 100_000, "", "null", '{"items": []} {"items": []}', "```json\n{}\n```"],
)  # fmt: skip
def test_what_is_no_answer_is_said_so(
    reader: Reader, harmless_here: Callable[[ProposalView], None], raw: str
) -> None:
    """Asked once more, then put down as not read; the picture stays."""
    server = reader.maker.server
    reader.answers(server.reading(raw))
    seen = reader.shown(photo(777), source="pantry", confirmed=True)
    harmless_here(seen)
    assert seen.state == "failed"
    assert len(reader.calls) == 2


ODD: dict[str, dict[str, Any]] = {
    "brought back": {"total": "-999"},
    "a store that turns": {"store": "Tesco\u202eoc"},
    "a store of tags": {"store": f"Tesco{hostile.TAGS}"},
    "a store nobody sees": {"store": "\u200b\u3164"},
    "a long store": {"store": "S" * 300},
    "a long number": {"number": "9" * 300},
    "a number that turns": {"number": "9\u202e9"},
    "a zero in it": {"number": "12\x0034", "store": "A\x00B"},
    "half a sign": {"number": "\ud83c", "store": "\udfff"},
    "a day of no calendar": {"date": "0001-01-01"},
    "a day to come": {"date": "9999-12-31"},
    "more tax than goods": {"tax": "999999.99"},
}
LINES: dict[str, dict[str, Any]] = {
    "a million of it": {"quantity": "999999", "total": None},
    "nearly nothing of it": {"quantity": "0.0000001"},
    "very dear": {"total": "999999.99"},
    "below nothing": {"total": "-8.40"},
    "digits of anywhere": {"total": "8.²٤"},
    "nobody's package": {"text": "FLOUR 3LB", "expanded": "all-purpose flour 3 lb"},
    "a long one": {"text": "F" * 300, "expanded": ("all-purpose flour " * 20)[:290] + " 3 lb"},
    "a dear one": {"text": "FLR", "expanded": "all-purpose flour 3 lb", "total": "999999.99"},
    "one below nothing": {"text": "FLR", "expanded": "all-purpose flour 3 lb", "total": "-3"},
    "one that turns": {"text": "F\u202eL", "expanded": "all-purpose\u202e flour 3 lb"},
    "more than anything weighs": {"text": "X", "expanded": "all-purpose flour 999999999999 lb"},
}


@pytest.mark.covers("AI-41")
@pytest.mark.parametrize("name", [*ODD, *LINES] if DEEP else [*ODD, *LINES][::4])
def test_what_is_odd_is_saved_or_refused_in_words(
    bakery: BakeryOnDatabase, gemini: Maker, app: BakeTracker, name: str
) -> None:
    """A person presses Save without looking: never a crash."""
    product(bakery, ingredient(bakery, "All-purpose flour"), package_quantity="12")
    one = {"text": "KA AP FLOUR 12LB", "expanded": BREAD, "total": "8.40"} | LINES.get(name, {})
    reader = Reader(bakery, gemini, Sleeper())
    seen = reader.sees(receipt(line(**one), **ODD.get(name, {}))).shown()
    assert seen.state == "ready", seen.note
    who = browser(bakery, app)
    answer = who.post(f"/review/{seen.id}/confirmation", data={"seen": seen.fingerprint})
    assert answer.status_code in (303, 422), answer.text
    assert (answer.status_code == 303) == (proposal(bakery, seen.id).state == "confirmed")


def test_as_many_doubles_as_there_are_lines_are_no_fault(
    bakery: BakeryOnDatabase, gemini: Maker
) -> None:
    """Thirty things that were said, and the receipt of all of them."""
    from tests.proposals.steps import confirmed

    things = [f"Thing {chr(65 + n // 6)}{chr(65 + n % 6)}rk" for n in range(30)]
    for name in things:
        product(bakery, ingredient(bakery, name), brand="", package_quantity="1")
    rows = [line(name.upper(), "2.00", expanded=f"{name} 1 lb") for name in things]
    reader, today = Reader(bakery, gemini, Sleeper()), bakery.scope.today().isoformat()
    told = {"quantity": "1", "unit": "lb", "price": "2.00", "store": "Costco"}
    calls = [("add_purchase", told | {"item_name": name}) for name in things]
    confirmed(bakery, reader.hears("thirty things", *calls).spoken())
    seen = reader.sees(receipt(*rows, date=today)).shown()
    assert seen.state == "ready", seen.note
    assert isinstance(seen.draft, PurchaseDraft)
    assert len(seen.draft.doubles) == 20


@pytest.mark.covers("EX37", "AI-37")
def test_typing_works_when_no_more_may_be_read(
    house: House, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = reader.hands["settings"].model_copy(update={"readings_per_day": 0})
    hands = reader.hands | {"settings": config}
    monkeypatch.setattr(Tireless, "hands", property(lambda _self: hands))
    reader.hears("never asked")
    seen = reader.said("2 lb flour for $8")
    assert (seen.state, reader.calls) == ("ready", [])
    heard = reader.spoken()
    assert heard.state == "failed"
    assert "midnight" in heard.note


def test_a_name_of_unseen_signs_is_no_name(bakery: BakeryOnDatabase) -> None:
    from baketracker.errors import InvalidInput

    for name in ("  ", hostile.UNSEEN, hostile.TURNED, "\x00"):
        with pytest.raises(InvalidInput), bakery.session() as db:
            service.propose_event(db, name, None, 3, [])
    with bakery.session() as db:
        made = service.propose_event(db, f"Par{hostile.UNSEEN}ty", None, 3, ["\x00", "a\x00pie"])
    assert isinstance(made.draft, EventDraft)
    assert (made.draft.name, [one.said for one in made.draft.dishes]) == ("Party", ["a pie"])


def test_what_was_replaced_is_replaced_once(bakery: BakeryOnDatabase, gemini: Maker) -> None:
    """Some lines are saved in place of an old receipt; the others later, though it is gone."""
    from baketracker.proposals.editing import LineChange
    from tests.proposals.steps import confirmed

    product(bakery, ingredient(bakery, "All-purpose flour"), package_quantity="12")
    reader = Reader(bakery, gemini, Sleeper())
    flour = line("KA AP FLOUR 12LB", "8.40", expanded=BREAD)
    confirmed(bakery, reader.sees(receipt(flour, total="8.40")).shown(photo(1)))
    reader.sees(receipt(flour, line("XQ 44", "1.00"), total="8.40"))
    second = reader.shown(photo(7))
    assert isinstance(second.draft, PurchaseDraft)
    place = next(n for n, one in enumerate(second.draft.doubles) if one.how == "same_sums")
    with bakery.session() as db:
        for at in range(len(second.draft.doubles)):
            answer: Literal["replace", "keep"] = "replace" if at == place else "keep"
            second = service.answer_double(db, second.id, at, answer, second.version)
    assert confirmed(bakery, second).waits
    left, of = proposal(bakery, second.id), ingredient(bakery, "Salt")
    change = LineChange(is_new=True, name="Salt", ingredient_id=of.id, quantity=1, unit="lb")
    with bakery.session() as db:
        left = service.change_line(db, left.id, 1, change, left.version)
        service.confirm(db, left.id, left.fingerprint, new_id())
