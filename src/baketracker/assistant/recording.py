"""Real answers kept for tests: recorded once with a real key, replayed without one.

A recording holds the answer of one question to one model on one day. It belongs to the prompt it
was made with: a replay of a changed prompt is an error, never an old answer. Recordings lie
outside the repository (`build/recordings`): they hold what people said and bought."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from baketracker.db.types import now

from .provider import (
    Answer,
    Capability,
    Instruction,
    Medium,
    Provider,
    Shape,
    Tool,
    ToolCall,
    Usage,
    fingerprint,
)

FORMAT = 1


class NotRecorded(Exception):
    """There is no recording of this question; record it with a real key."""


class PromptChanged(Exception):
    """The recording was made with another prompt or shape: it says nothing about this one."""


class RecordingProvider:
    """A provider that keeps each answer of `inner` as one JSON file of `folder`."""

    def __init__(self, inner: Provider, folder: Path) -> None:
        self._inner, self._folder = inner, folder
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def model(self) -> str:
        return self._inner.model

    @property
    def capabilities(self) -> frozenset[Capability]:
        return self._inner.capabilities

    def read(
        self, instruction: Instruction, media: Sequence[Medium], text: str, shape: Shape
    ) -> Answer:
        answer = self._inner.read(instruction, media, text, shape)
        return self._kept(answer, _asked(instruction, text, media), _prompt(instruction, shape))

    def choose(self, instruction: Instruction, text: str, tools: Sequence[Tool]) -> Answer:
        answer = self._inner.choose(instruction, text, tools)
        offer = [asdict(tool) for tool in tools]
        return self._kept(answer, _asked(instruction, text), _prompt(instruction, offer))

    def _kept(self, answer: Answer, asked: Mapping[str, Any], prompt: str) -> Answer:
        told = {
            "format": FORMAT,
            "model": answer.usage.model,
            "date": now().date().isoformat(),
            "prompt_hash": prompt,
            **asked,
            "answer": asdict(answer),
        }
        _path(self._folder, asked).write_text(json.dumps(told, indent=1, ensure_ascii=False))
        return answer


class ReplayProvider:
    """A provider that answers from the recordings of `folder`, and costs nothing to ask."""

    name = "replay"
    capabilities: frozenset[Capability] = frozenset({"sound", "picture", "tools"})

    def __init__(self, folder: Path, model: str = "recorded") -> None:
        self._folder, self.model = folder, model

    def read(
        self, instruction: Instruction, media: Sequence[Medium], text: str, shape: Shape
    ) -> Answer:
        """Raises NotRecorded and PromptChanged."""
        return self._found(_asked(instruction, text, media), _prompt(instruction, shape))

    def choose(self, instruction: Instruction, text: str, tools: Sequence[Tool]) -> Answer:
        """Raises NotRecorded and PromptChanged; other tools are another prompt."""
        offer = [asdict(tool) for tool in tools]
        return self._found(_asked(instruction, text), _prompt(instruction, offer))

    def _found(self, asked: Mapping[str, Any], prompt: str) -> Answer:
        path = _path(self._folder, asked)
        if not path.exists():
            raise NotRecorded(f"{path.name} is not in {self._folder}: record it with a real key.")
        told = json.loads(path.read_text())
        if told["prompt_hash"] != prompt:
            raise PromptChanged(
                f"{path.name} was recorded on {told['date']} from {told['model']} with another "
                f"{asked['instruction']} prompt. Record it again."
            )
        return _answer(told["answer"])


def _asked(instruction: Instruction, text: str, media: Sequence[Medium] = ()) -> dict[str, Any]:
    """What was put to the model, told by its hashes: nothing of it can be read from them."""
    return {
        "instruction": instruction.name,
        "text_sha256": fingerprint(text),
        "media_sha256": [medium.sha256 for medium in media],
    }


def _prompt(instruction: Instruction, shape: Shape | list[dict[str, Any]]) -> str:
    """The hash of our side of the question: the words, and the shape or the tools."""
    return fingerprint([instruction.text, shape])


def _path(folder: Path, asked: Mapping[str, Any]) -> Path:
    return folder / f"{asked['instruction']}-{fingerprint(asked)[:16]}.json"


def _answer(told: dict[str, Any]) -> Answer:
    calls = tuple(ToolCall(**call) for call in told.pop("calls"))
    return Answer(calls=calls, usage=Usage(**told.pop("usage")), **told)
