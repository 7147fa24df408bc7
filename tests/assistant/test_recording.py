"""Recorded once, replayed often, and never for another prompt."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from baketracker.assistant.errors import ModelUnreadable
from baketracker.assistant.provider import Instruction
from baketracker.assistant.recording import (
    NotRecorded,
    PromptChanged,
    RecordingProvider,
    ReplayProvider,
)
from baketracker.db.types import now
from tests.assistant.makers import CHOOSE, GOLDEN, JPEG, KEY, SAID, SHAPE, TOOL, WAV, Maker


@pytest.mark.covers("AI-51")
def test_a_recording_says_which_model_which_day_and_which_prompt(
    maker: Maker, tmp_path: Path
) -> None:
    recording = RecordingProvider(maker.provider, tmp_path)
    assert (recording.name, recording.model) == (maker.provider.name, maker.provider.model)
    assert recording.capabilities == maker.provider.capabilities
    maker.server.answer_with(maker.server.reading(GOLDEN))
    recording.read(SAID, [WAV], "my own words", SHAPE)
    (path,) = tmp_path.iterdir()
    told = json.loads(path.read_text())
    assert told["model"] == maker.server.model
    assert told["date"] == now().date().isoformat()
    assert len(told["prompt_hash"]) == 64
    assert told["media_sha256"] == [WAV.sha256]
    assert told["answer"]["data"] == GOLDEN
    assert "my own words" not in path.read_text()
    assert KEY not in path.read_text()


@pytest.mark.covers("AI-51", "S1-model-agnostic")
def test_a_replay_answers_as_the_model_did(maker: Maker, tmp_path: Path) -> None:
    recording, replay = RecordingProvider(maker.provider, tmp_path), ReplayProvider(tmp_path)
    server = maker.server
    server.answer_with(server.reading(GOLDEN), server.tool_calls((TOOL.name, {"item_name": "x"})))
    read = recording.read(SAID, [WAV, JPEG], "x", SHAPE)
    chosen = recording.choose(CHOOSE.instruction, "x", [TOOL])
    assert replay.read(SAID, [WAV, JPEG], "x", SHAPE) == read
    assert replay.choose(CHOOSE.instruction, "x", [TOOL]) == chosen
    assert len(server.calls) == 2


@pytest.mark.covers("AI-51")
def test_a_changed_prompt_shape_or_tool_fails_the_replay(maker: Maker, tmp_path: Path) -> None:
    recording, replay = RecordingProvider(maker.provider, tmp_path), ReplayProvider(tmp_path)
    server = maker.server
    server.answer_with(server.reading(GOLDEN), server.tool_calls((TOOL.name, {})))
    recording.read(SAID, [WAV], "x", SHAPE)
    recording.choose(CHOOSE.instruction, "x", [TOOL])
    other = Instruction.of(SAID.name, SAID.text + " Be brief.", SHAPE)
    with pytest.raises(PromptChanged, match="Record it again"):
        replay.read(other, [WAV], "x", SHAPE)
    with pytest.raises(PromptChanged):
        replay.read(SAID, [WAV], "x", SHAPE | {"title": "Purchase"})
    with pytest.raises(PromptChanged):
        replay.choose(CHOOSE.instruction, "x", [replace(TOOL, name="record_purchase")])
    assert replay.read(SAID, [WAV], "x", SHAPE).data == GOLDEN


@pytest.mark.covers("AI-51")
def test_another_question_is_not_recorded(maker: Maker, tmp_path: Path) -> None:
    maker.server.answer_with(maker.server.reading(GOLDEN))
    RecordingProvider(maker.provider, tmp_path).read(SAID, [WAV], "x", SHAPE)
    replay = ReplayProvider(tmp_path)
    for media, text in (([JPEG], "x"), ([WAV], "y"), ([], "x")):
        with pytest.raises(NotRecorded, match="record it with a real key"):
            replay.read(SAID, media, text, SHAPE)


def test_what_failed_is_not_recorded(maker: Maker, tmp_path: Path) -> None:
    maker.server.answer_with(maker.server.reading("{"))
    with pytest.raises(ModelUnreadable):
        RecordingProvider(maker.provider, tmp_path).read(SAID, [], "x", SHAPE)
    assert list(tmp_path.iterdir()) == []


def test_the_version_of_an_instruction_follows_its_words_and_its_shape() -> None:
    same = Instruction.of("other", SAID.text, dict(reversed(SHAPE.items())))
    assert same.version == SAID.version
    assert Instruction.of("purchase", SAID.text + ".", SHAPE).version != SAID.version
    assert Instruction.of("purchase", SAID.text, SHAPE | {"title": "x"}).version != SAID.version
