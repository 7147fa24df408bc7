"""Asking: tried again when that helps, counted exactly, written down with what it cost."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import event

from baketracker.assistant.breaker import Breaker
from baketracker.assistant.calling import Asker, Reading, ask
from baketracker.assistant.errors import (
    ModelBusy,
    ModelFailed,
    ModelRefused,
    ModelResting,
    ModelUnreachable,
    ModelUnreadable,
)
from baketracker.assistant.provider import Answer
from baketracker.db.types import new_id
from tests.assistant.conftest import everything, kept, slept
from tests.assistant.makers import CHOOSE, GOLDEN, KEY, READ, SAID, SHAPE, Maker, asker_for, gemini
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.simulated_gemini import SimulatedGemini

Put = Callable[..., Answer]


def outcomes(bakery: BakeryOnDatabase) -> list[str]:
    return [call.outcome for call in kept(bakery)]


@pytest.mark.covers("AI-45", "S1-model-agnostic")
def test_each_call_is_kept_with_its_tokens(
    maker: Maker, asker: Asker, bakery: BakeryOnDatabase, put: Put
) -> None:
    reading = new_id()
    said = maker.server.reading(GOLDEN, tokens_in=1756, tokens_out=200)
    maker.server.answer_with(said, maker.server.tool_calls(("add_purchase", {"item_name": "x"})))
    assert put(asker, READ, reading).data == GOLDEN
    assert put(asker, CHOOSE, reading).calls
    first, _ = kept(bakery)
    assert outcomes(bakery) == ["answered", "answered"]
    assert (first.reading_id, first.purpose, first.model) == (reading, "test", maker.server.model)
    assert (first.tokens_in, first.tokens_out) == (1756, 200)
    assert first.prompt_version == SAID.version
    assert first.created_by == bakery.scope.account_id


@pytest.mark.covers("AI-45")
def test_tokens_are_priced_exactly(
    simulated_gemini: SimulatedGemini, gemini_asker: Asker, bakery: BakeryOnDatabase, put: Put
) -> None:
    """8 seconds of voice: 1,756 tokens at $0.30 and 200 at $2.50 a million."""
    simulated_gemini.answer_with(
        simulated_gemini.reading(GOLDEN, tokens_in=1756, tokens_out=150, thoughts=50)
    )
    put(gemini_asker, READ)
    assert kept(bakery)[0].dollars == Decimal("0.0010268")


def test_what_nobody_can_price_is_told_in_the_log(
    bakery: BakeryOnDatabase, put: Put, asker: Asker, maker: Maker,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    maker.server.answer_with(maker.server.reading(GOLDEN))
    put(asker, READ)
    is_known = maker.provider.name == "gemini"
    assert ("Nobody knows what" in caplog.text) is not is_known
    assert (kept(bakery)[0].dollars > 0) is is_known


@pytest.mark.covers("AI-36")
@pytest.mark.parametrize(("fault", "kind"), [(429, ModelBusy), (503, ModelUnreachable)])
def test_two_retries_and_then_it_is_told(
    maker: Maker, asker: Asker, bakery: BakeryOnDatabase, put: Put, fault: int,
    kind: type[ModelFailed],
) -> None:  # fmt: skip
    maker.server.answer_with(maker.server.fault(fault))
    with pytest.raises(kind, match="What you sent is kept"):
        put(asker, READ)
    assert len(maker.server.calls) == 3
    assert len(slept(asker)) == 2
    assert outcomes(bakery) == [kind.outcome] * 3


@pytest.mark.covers("AI-36")
def test_a_retry_that_is_answered_is_the_last_call(
    maker: Maker, asker: Asker, bakery: BakeryOnDatabase, put: Put
) -> None:
    server = maker.server
    server.answer_with(server.fault(500), server.reset(), server.reading(GOLDEN))
    assert put(asker, READ).data == GOLDEN
    assert outcomes(bakery) == ["unreachable", "unreachable", "answered"]


@pytest.mark.covers("AI-36")
def test_waits_grow_and_differ(maker: Maker, asker: Asker, put: Put) -> None:
    maker.server.answer_with(maker.server.fault(500))
    for _ in range(4):
        with pytest.raises(ModelUnreachable):
            put(replace(asker, breaker=Breaker()), READ)
    waits = slept(asker)
    assert all(0.5 <= wait <= 0.625 for wait in waits[::2])
    assert all(1 <= wait <= 1.25 for wait in waits[1::2])
    assert len(set(waits)) == len(waits)


@pytest.mark.covers("AI-36")
def test_who_says_how_long_is_given_that_long(maker: Maker, asker: Asker, put: Put) -> None:
    maker.server.answer_with(maker.server.busy(4), maker.server.reading(GOLDEN))
    put(asker, READ)
    (wait,) = slept(asker)
    assert 4 <= wait <= 5


def test_a_wait_longer_than_ten_seconds_is_left_to_later(
    maker: Maker, asker: Asker, put: Put
) -> None:
    maker.server.answer_with(maker.server.busy(60))
    with pytest.raises(ModelBusy) as busy:
        put(asker, READ)
    assert busy.value.retry_after == 60
    assert (len(maker.server.calls), slept(asker)) == (1, [])


@pytest.mark.covers("AI-42")
def test_an_unreadable_answer_is_repaired_once(
    maker: Maker, asker: Asker, bakery: BakeryOnDatabase, put: Put
) -> None:
    server = maker.server
    server.answer_with(server.truncated(GOLDEN), server.reading(GOLDEN))
    assert put(asker, READ).data == GOLDEN
    assert outcomes(bakery) == ["unreadable", "answered"]
    asked = server.calls[1]
    assert asked.text.startswith(READ.text)
    assert "not valid JSON" in asked.text
    assert [medium.content for medium in asked.media] == [m.content for m in READ.media]


@pytest.mark.covers("AI-42")
def test_a_second_unreadable_answer_is_the_end_with_what_was_written(
    maker: Maker, asker: Asker, bakery: BakeryOnDatabase, put: Put
) -> None:
    maker.server.answer_with(maker.server.reading({"price": "8"}, tokens_in=900, tokens_out=9))
    with pytest.raises(ModelUnreadable) as broken:
        put(asker, READ)
    assert broken.value.raw == '{"price": "8"}'
    assert "'item' is a required property" in broken.value.why
    assert "item" not in str(broken.value)
    assert [(call.outcome, call.tokens_in) for call in kept(bakery)] == [("unreadable", 900)] * 2


def test_the_caller_may_look_more_closely(
    maker: Maker, asker: Asker, bakery: BakeryOnDatabase, put: Put
) -> None:
    """An index into a shortlist fits any schema of numbers; what it points to is ours to judge."""

    def check(answer: Answer) -> None:
        if (answer.data or {}).get("item") == "7":
            raise ModelUnreadable("There is no number 7 on the list.", answer.raw)

    server = maker.server
    server.answer_with(server.reading({"item": "7"}), server.reading({"item": "2"}))
    assert put(asker, Reading(SAID, "x", SHAPE, check=check)).data == {"item": "2"}
    assert "There is no number 7" in server.calls[1].text
    first, _ = kept(bakery)
    assert (first.outcome, first.tokens_out) == ("unreadable", 200)


def test_a_refusal_is_not_asked_again(
    maker: Maker, asker: Asker, bakery: BakeryOnDatabase, put: Put
) -> None:
    maker.server.answer_with(maker.server.blocked())
    with pytest.raises(ModelRefused, match="would not read this"):
        put(asker, READ)
    assert outcomes(bakery) == ["refused"]


def test_retries_and_repair_together_end(maker: Maker, asker: Asker, put: Put) -> None:
    server = maker.server
    server.answer_with(
        server.fault(500), server.reading("{"), server.fault(500), server.reading("{")
    )
    with pytest.raises(ModelUnreadable):
        put(asker, READ)
    assert len(server.calls) == 4


@pytest.mark.covers("SD-30", "SR58")
def test_who_does_not_answer_is_left_alone_and_asked_again_later(
    maker: Maker, bakery: BakeryOnDatabase, put: Put
) -> None:
    moment = [0.0]
    asker = asker_for(maker.provider, bakery, breaker=Breaker(lambda: moment[0]))
    maker.server.answer_with(maker.server.fault(500))
    with pytest.raises(ModelUnreachable):
        put(asker, READ)
    with pytest.raises(ModelResting):
        put(asker, READ)
    assert len(maker.server.calls) == len(kept(bakery)) == 5
    with pytest.raises(ModelResting, match="left alone for 30 seconds"):
        put(asker, READ)
    assert len(maker.server.calls) == 5
    moment[0] = 30
    maker.server.answer_with(maker.server.reading(GOLDEN))
    assert put(asker, READ).data == GOLDEN
    assert put(asker, READ).data == GOLDEN


def test_nothing_is_open_in_the_database_while_the_model_thinks(
    maker: Maker, asker: Asker, put: Put
) -> None:
    taken = [0]

    def count(change: int) -> Callable[..., None]:
        return lambda *_: taken.__setitem__(0, taken[0] + change)

    out, back = count(1), count(-1)
    event.listen(asker.engine, "checkout", out)
    event.listen(asker.engine, "checkin", back)
    seen = []

    def answer(_call: object) -> object:
        seen.append(taken[0])
        return maker.server.reading(GOLDEN)

    try:
        maker.server.answer_with(answer)
        put(asker, READ)
    finally:
        event.remove(asker.engine, "checkout", out)
        event.remove(asker.engine, "checkin", back)
    assert seen == [0]


def test_a_mistake_of_ours_is_kept_as_a_call_too(
    bakery: BakeryOnDatabase, gemini_asker: Asker, simulated_gemini: SimulatedGemini, put: Put
) -> None:
    def check(_answer: Answer) -> None:
        raise ZeroDivisionError

    simulated_gemini.answer_with(simulated_gemini.reading(GOLDEN))
    with pytest.raises(ZeroDivisionError):
        put(gemini_asker, Reading(SAID, "x", SHAPE, check=check))
    (call,) = kept(bakery)
    assert call.dollars > 0


@pytest.mark.covers("AI-47")
def test_the_key_is_in_no_row(
    bakery: BakeryOnDatabase, simulated_gemini: SimulatedGemini, put: Put
) -> None:
    asker = asker_for(gemini(simulated_gemini), bakery)
    simulated_gemini.answer_with(
        simulated_gemini.fault(403, f"{KEY} is not allowed"), simulated_gemini.reading(GOLDEN)
    )
    with pytest.raises(ModelFailed):
        put(asker, READ)
    put(asker, READ)
    assert len(kept(bakery)) == 2
    assert not [call for call in kept(bakery) if KEY in everything(call)]


def test_the_neighbour_sees_no_call(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, gemini_asker: Asker,
    simulated_gemini: SimulatedGemini,
) -> None:  # fmt: skip
    simulated_gemini.answer_with(simulated_gemini.reading(GOLDEN))
    ask(gemini_asker, neighbour.scope, READ, UUID(int=1), "test")
    assert kept(bakery) == []
    assert len(kept(neighbour)) == 1
