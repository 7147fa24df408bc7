"""What every provider keeps, whoever makes the model: the same tests for both."""

import pytest

from baketracker.assistant.errors import (
    ModelBusy,
    ModelFailed,
    ModelRefused,
    ModelUnreachable,
    ModelUnreadable,
    ModelUnusable,
)
from tests.assistant.makers import (
    CHOOSE,
    GOLDEN,
    JPEG,
    MAKERS,
    PARAMETERS,
    READ,
    SAID,
    SHAPE,
    TOOL,
    WAV,
    Maker,
)


@pytest.mark.covers("S1-model-agnostic", "AI-49")
def test_a_reading_fills_the_shape_from_what_was_heard_and_seen(maker: Maker) -> None:
    said = maker.server.reading(GOLDEN, tokens_in=1756, tokens_out=190, thoughts=10, sound_in=256)
    maker.server.answer_with(said)
    answer = maker.provider.read(SAID, [WAV, JPEG], "and this", SHAPE)
    assert (answer.data, answer.calls) == (GOLDEN, ())
    usage = answer.usage
    assert (usage.tokens_in, usage.tokens_out, usage.sound_in) == (1756, 200, 256)
    assert usage.model == maker.provider.model == maker.server.model
    assert usage.milliseconds >= 0


@pytest.mark.covers("S1-model-agnostic")
def test_a_reading_sends_the_true_media_the_shape_and_no_tool(maker: Maker) -> None:
    maker.server.answer_with(maker.server.reading(GOLDEN))
    maker.provider.read(SAID, [WAV, JPEG], "and this", SHAPE)
    (call,) = maker.server.calls
    sent = [(medium.media_type, medium.content) for medium in call.media]
    assert sent == [(WAV.media_type, WAV.content), (JPEG.media_type, JPEG.content)]
    assert (call.instruction, call.text, call.shape) == (SAID.text, "and this", SHAPE)
    assert call.tools == {}


@pytest.mark.covers("S1-model-agnostic")
def test_a_choice_names_one_of_the_tools_that_are_declared(maker: Maker) -> None:
    wanted = {"item_name": "flour", "price": "8.00"}
    maker.server.answer_with(maker.server.tool_calls(("add_purchase", wanted)))
    answer = maker.provider.choose(CHOOSE.instruction, CHOOSE.text, [TOOL])
    assert [(call.name, call.arguments) for call in answer.calls] == [("add_purchase", wanted)]
    assert answer.data is None
    (call,) = maker.server.calls
    assert call.tools == {"add_purchase": PARAMETERS}
    assert (call.text, call.media, call.shape) == (CHOOSE.text, (), None)


def test_a_choice_may_find_nothing_to_do(maker: Maker) -> None:
    maker.server.answer_with(maker.server.reading("Nothing to save."))
    answer = maker.provider.choose(CHOOSE.instruction, CHOOSE.text, [TOOL])
    assert (answer.calls, answer.text) == ((), "Nothing to save.")


@pytest.mark.covers("S1-model-agnostic")
def test_a_tool_nobody_offered_is_unreadable(maker: Maker) -> None:
    maker.server.answer_with(maker.server.tool_calls(("delete_everything", {})))
    with pytest.raises(ModelUnreadable) as refused:
        maker.provider.choose(CHOOSE.instruction, CHOOSE.text, [TOOL])
    assert "delete_everything" in refused.value.why
    assert "add_purchase" in refused.value.why


def test_an_answer_may_come_in_pieces(maker: Maker) -> None:
    maker.server.answer_with(maker.server.reading(GOLDEN).in_chunks())
    assert maker.provider.read(SAID, [WAV], "", SHAPE).data == GOLDEN


FAILURES: dict[str, tuple[type[ModelFailed], str]] = {
    "busy": (ModelBusy, "busy"),
    "fault": (ModelUnreachable, "unreachable"),
    "reset": (ModelUnreachable, "unreachable"),
    "blocked": (ModelRefused, "refused"),
    "without_candidates": (ModelRefused, "refused"),
    "truncated": (ModelUnreadable, "unreadable"),
    "wrong_shape": (ModelUnreadable, "unreadable"),
    "no_object": (ModelUnreadable, "unreadable"),
    "prose": (ModelUnreadable, "unreadable"),
    "nothing": (ModelUnreadable, "unreadable"),
    "garbage": (ModelUnreadable, "unreadable"),
    "redirect": (ModelUnusable, "refused"),
    "bad_key": (ModelUnusable, "refused"),
}


def scripted(maker: Maker, name: str) -> None:
    server = maker.server
    replies = {
        "busy": lambda: server.busy(7),
        "fault": lambda: server.fault(500, "broken"),
        "reset": server.reset,
        "blocked": server.blocked,
        "without_candidates": server.without_candidates,
        "truncated": lambda: server.truncated(GOLDEN),
        "wrong_shape": lambda: server.reading({"price": 8}),
        "no_object": lambda: server.reading("[1, 2]"),
        "prose": lambda: server.reading("I think it says flour."),
        "nothing": lambda: server.reading(""),
        "garbage": server.garbage,
        "redirect": lambda: server.redirect(f"{server.url}/elsewhere"),
        "bad_key": lambda: server.fault(400, "API key not valid"),
    }
    server.answer_with(replies[name]())


@pytest.mark.covers("S1-model-agnostic", "AI-49")
@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_has_its_name_and_makes_one_call(maker: Maker, name: str) -> None:
    kind, outcome = FAILURES[name]
    scripted(maker, name)
    with pytest.raises(ModelFailed) as failed:
        maker.provider.read(SAID, [WAV], "x", SHAPE)
    assert type(failed.value) is kind
    assert failed.value.outcome == outcome
    assert len(maker.server.calls) == 1


def test_who_is_busy_may_say_how_long(maker: Maker) -> None:
    maker.server.answer_with(maker.server.busy(7))
    with pytest.raises(ModelBusy) as busy:
        maker.provider.read(SAID, [], "x", SHAPE)
    assert busy.value.retry_after == 7


def test_what_was_used_is_known_when_the_answer_is_of_no_use(maker: Maker) -> None:
    said = maker.server.reading("{", tokens_in=1000, tokens_out=3)
    maker.server.answer_with(said)
    with pytest.raises(ModelUnreadable) as broken:
        maker.provider.read(SAID, [], "x", SHAPE)
    assert broken.value.raw == "{"
    assert broken.value.usage is not None
    assert (broken.value.usage.tokens_in, broken.value.usage.tokens_out) == (1000, 3)


@pytest.mark.parametrize("name", ["silence", "slow"])
@pytest.mark.parametrize("which", MAKERS)
def test_who_does_not_answer_in_time_is_unreachable(which: str, name: str) -> None:
    server_of, provider_of = MAKERS[which]
    with server_of() as server:
        replies = {"silence": server.black_hole(), "slow": server.reading(GOLDEN).after(5)}
        server.answer_with(replies[name])
        with pytest.raises(ModelUnreachable):
            provider_of(server, seconds=0.3).read(SAID, [], "x", SHAPE)


@pytest.mark.parametrize("which", MAKERS)
def test_nobody_there_is_unreachable(which: str) -> None:
    server_of, provider_of = MAKERS[which]
    with server_of() as server:
        server.answer_with(server.reading(GOLDEN))
        provider = provider_of(server)
        assert provider.read(SAID, [], "x", SHAPE).data == GOLDEN
        server.stop()
        with pytest.raises(ModelUnreachable):
            provider.read(SAID, [], "x", SHAPE)
        server.start()
        assert provider.read(SAID, [], "x", SHAPE).data == GOLDEN


def test_the_question_that_is_read_and_asked_is_the_same(maker: Maker) -> None:
    maker.server.answer_with(maker.server.reading(GOLDEN))
    assert READ.put_to(maker.provider).data == GOLDEN
    assert maker.server.calls[0].text == READ.text
