"""What any model is to us, whoever makes it: something that reads, and something that chooses.

Reading takes sound, pictures and text and fills a shape; it knows no tools, so whatever a receipt
says, nothing can be done by reading it. Choosing takes our own words and the tools there are, and
names one; it does nothing either."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

MediumKind = Literal["sound", "picture"]
Capability = Literal["sound", "picture", "tools"]
Shape = dict[str, Any]
"""A JSON schema."""


@dataclass(frozen=True, slots=True)
class Medium:
    """One recording or photo; `media_type` is what `content` really is (audio/wav, image/jpeg)."""

    kind: MediumKind
    media_type: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Instruction:
    """A prompt of ours. `version` changes with each word of it and of the shape it asks for."""

    name: str
    version: str
    text: str

    @classmethod
    def of(cls, name: str, text: str, shape: Shape | None = None) -> "Instruction":
        """The instruction with its version worked out."""
        return cls(name, fingerprint([text, shape or {}])[:12], text)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as the live MCP server lists it; `parameters` is its input schema."""

    name: str
    description: str
    parameters: Shape


@dataclass(frozen=True, slots=True)
class ToolCall:
    """What the model would have done: a tool's name and arguments nobody has looked at yet."""

    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the model's maker counted them, and how long it took.

    `sound_in` and `picture_in` are parts of `tokens_in`, where the maker tells them apart;
    `tokens_out` includes what the model thought. `model` is who really answered."""

    tokens_in: int
    tokens_out: int
    model: str
    milliseconds: int
    sound_in: int = 0
    picture_in: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: of a reading `data`, which fits its shape; of a choice `calls`, each of a
    tool that was offered, or `text` where none fits. `raw` is the answer as it was written."""

    data: dict[str, Any] | None
    text: str
    calls: tuple[ToolCall, ...]
    usage: Usage
    raw: str


class Provider(Protocol):
    """One model of one maker. Both verbs make one HTTP call and no retry.

    Raise ModelBusy, ModelUnreachable, ModelRefused or ModelUnreadable (`errors.py`), and nothing
    else that a model or a network can cause."""

    @property
    def name(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def capabilities(self) -> frozenset[Capability]: ...

    def read(
        self, instruction: Instruction, media: Sequence[Medium], text: str, shape: Shape
    ) -> Answer:
        """Fill `shape` from what is heard, seen and written."""
        ...

    def choose(self, instruction: Instruction, text: str, tools: Sequence[Tool]) -> Answer:
        """Name the tool that does what `text` wants, with its arguments."""
        ...


def fingerprint(value: Any) -> str:
    """SHA-256 of anything JSON can say, whatever the order of its keys."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
