"""A second maker, for tests alone: proof that nothing above a Provider knows Gemini.

Another wire format (one chat endpoint, messages, tool calls whose arguments are text), spoken by
the client below and by the simulated server: *simulated: written by us, not model output*."""

import base64
import json
import time
import weakref
from collections.abc import Sequence
from typing import Any

import httpx

from baketracker.assistant.answers import offered, parsed
from baketracker.assistant.errors import (
    ModelBusy,
    ModelRefused,
    ModelUnreachable,
    ModelUnreadable,
    ModelUnusable,
)
from baketracker.assistant.provider import (
    Answer,
    Capability,
    Instruction,
    Medium,
    Shape,
    Tool,
    ToolCall,
    Usage,
)
from tests.factories.simulated_server import Call, Media, Reply, SimulatedServer


class SecondProvider:
    """A Provider over chat JSON."""

    name = "second"
    capabilities: frozenset[Capability] = frozenset({"sound", "picture", "tools"})

    def __init__(self, url: str, key: str, model: str = "second-1", seconds: float = 20.0) -> None:
        self.model = model
        self._http = httpx.Client(
            base_url=url, timeout=httpx.Timeout(seconds, connect=2), trust_env=False,
            headers={"Authorization": f"Bearer {key}"},
        )  # fmt: skip
        weakref.finalize(self, self._http.close)

    def read(
        self, instruction: Instruction, media: Sequence[Medium], text: str, shape: Shape
    ) -> Answer:
        parts: list[dict[str, Any]] = [
            {"type": medium.kind, "media_type": medium.media_type,
             "data": base64.b64encode(medium.content).decode()}
            for medium in media
        ]  # fmt: skip
        parts.append({"type": "text", "text": text})
        message, usage = self._ask(instruction, parts, response_format={"json_schema": shape})
        raw = message.get("content") or ""
        return Answer(parsed(raw, shape, usage), raw, (), usage, raw)

    def choose(self, instruction: Instruction, text: str, tools: Sequence[Tool]) -> Answer:
        offer = [
            {"type": "function", "function": {"name": tool.name, "description": tool.description,
                                              "parameters": tool.parameters}}
            for tool in tools
        ]  # fmt: skip
        message, usage = self._ask(instruction, [{"type": "text", "text": text}], tools=offer)
        named = [call["function"] for call in message.get("tool_calls") or []]
        raw = json.dumps(named) if named else message.get("content") or ""
        calls = tuple(ToolCall(it["name"], json.loads(it["arguments"])) for it in named)
        offered(calls, tools, raw, usage)
        return Answer(None, message.get("content") or "", calls, usage, raw)

    def _ask(
        self, instruction: Instruction, parts: list[dict[str, Any]], **more: Any
    ) -> tuple[dict[str, Any], Usage]:
        system = {"role": "system", "content": instruction.text}
        messages = [system, {"role": "user", "content": parts}]
        began = time.monotonic()
        try:
            got = self._http.post("/chat", json={"model": self.model, "messages": messages, **more})
        except httpx.TransportError:
            raise ModelUnreachable from None
        refuse_status(got)
        try:
            body = got.json()
        except ValueError:
            raise ModelUnreadable("It is not an answer of this API.") from None
        used = body["usage"]
        took = int((time.monotonic() - began) * 1000)
        usage = Usage(
            used["prompt_tokens"], used["completion_tokens"], body["model"], took,
            used.get("audio_tokens", 0), used.get("image_tokens", 0),
        )  # fmt: skip
        choices = body["choices"]
        if not choices or choices[0]["finish_reason"] == "content_filter":
            raise ModelRefused(usage=usage)
        return choices[0]["message"], usage


def refuse_status(got: httpx.Response) -> None:
    """What the status says, in our words."""
    if got.status_code == 429:
        raise ModelBusy(int(got.headers.get("retry-after", 0)))
    if got.status_code >= 500:
        raise ModelUnreachable
    if got.status_code != 200:
        raise ModelUnusable


class SimulatedChat(SimulatedServer):
    """The other side of the second provider."""

    model = "second-1"

    def understood(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Call:
        system, user = body["messages"]
        parts = user["content"]
        functions = [tool["function"] for tool in body.get("tools", [])]
        return Call(
            path=path,
            headers=headers,
            body=body,
            media=tuple(
                Media(part["media_type"], base64.b64decode(part["data"]))
                for part in parts
                if part["type"] != "text"
            ),
            instruction=system["content"],
            text="\n".join(part["text"] for part in parts if part["type"] == "text"),
            tools={it["name"]: it["parameters"] for it in functions},
            shape=body.get("response_format", {}).get("json_schema"),
        )

    def reading(self, data: dict[str, Any] | str, **used: int) -> Reply:
        text = data if isinstance(data, str) else json.dumps(data)
        return self._said([_choice({"content": text})], used)

    def tool_calls(self, *calls: tuple[str, dict[str, Any]], **used: int) -> Reply:
        named = [
            {"function": {"name": name, "arguments": json.dumps(arguments)}}
            for name, arguments in calls
        ]
        return self._said([_choice({"content": None, "tool_calls": named})], used)

    def blocked(self) -> Reply:
        return self._said([_choice({"content": None}, "content_filter")], {"tokens_out": 0})

    def without_candidates(self) -> Reply:
        return self._said([], {"tokens_out": 0})

    def fault(self, status: int, message: str = "", headers: dict[str, str] | None = None) -> Reply:
        return Reply({"error": {"message": message}}, status, headers or {})

    def _said(self, choices: list[dict[str, Any]], used: dict[str, int]) -> Reply:
        tokens = {"tokens_in": 1756, "tokens_out": 200} | used
        usage = {
            "prompt_tokens": tokens["tokens_in"],
            "completion_tokens": tokens["tokens_out"] + tokens.get("thoughts", 0),
            "audio_tokens": tokens.get("sound_in", 0),
            "image_tokens": tokens.get("picture_in", 0),
        }
        return Reply({"model": self.model, "choices": choices, "usage": usage})


def _choice(message: dict[str, Any], reason: str = "stop") -> dict[str, Any]:
    return {"message": {"role": "assistant", **message}, "finish_reason": reason}
