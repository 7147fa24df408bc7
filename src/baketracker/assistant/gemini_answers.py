"""What google-genai gives back, in our words: an answer, its tokens, or why there is none."""

import json
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from math import ceil
from typing import TYPE_CHECKING, Any

import httpx2

from baketracker.db.types import now

from .errors import (
    ModelBusy,
    ModelFailed,
    ModelRefused,
    ModelUnreachable,
    ModelUnreadable,
    ModelUnusable,
)
from .outbound import AddressRefused
from .provider import ToolCall, Usage

if TYPE_CHECKING:
    from google.genai import types

log = logging.getLogger(__name__)

ENDED = ("STOP", "MAX_TOKENS", "FINISH_REASON_UNSPECIFIED")
BROKEN = (
    "MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
)  # fmt: skip
DELAY = re.compile(r"^(\d+(?:\.\d+)?)s$")


@dataclass(frozen=True, slots=True)
class Said:
    """A whole answer: its text without what was thought, the tools it named, and what it used."""

    text: str
    calls: tuple[ToolCall, ...]
    usage: Usage

    @property
    def raw(self) -> str:
        calls = [{"name": call.name, "arguments": call.arguments} for call in self.calls]
        return json.dumps(calls, default=str) if calls else self.text


def said(response: "types.GenerateContentResponse", model: str, milliseconds: int) -> Said:
    """The first candidate. Raises ModelRefused when there is none or it was stopped, and
    ModelUnreadable when the model broke its own rules; both know what was used."""
    usage = _usage(response, model, milliseconds)
    candidates = response.candidates or []
    feedback = response.prompt_feedback
    if not candidates or (feedback and feedback.block_reason):
        raise ModelRefused(usage=usage)
    reason = _name(candidates[0].finish_reason) or "STOP"
    content = candidates[0].content
    parts = [p for p in (content.parts or [] if content else []) if not p.thought]
    answer = Said("".join(p.text or "" for p in parts), tuple(_calls(parts)), usage)
    if reason in BROKEN:
        raise ModelUnreadable(f"It ended with {reason}.", answer.raw, usage)
    if reason not in ENDED:
        raise ModelRefused(usage=usage)
    return answer


def _calls(parts: "Iterable[types.Part]") -> Iterable[ToolCall]:
    for part in parts:
        if part.function_call:
            yield ToolCall(part.function_call.name or "", dict(part.function_call.args or {}))


def _usage(response: "types.GenerateContentResponse", model: str, milliseconds: int) -> Usage:
    """What it thought is paid as what it said. Cached tokens count in full: rather too much."""
    told = response.usage_metadata
    who = response.model_version or model
    if told is None:
        return Usage(0, 0, who, milliseconds)
    kinds = {_name(d.modality): d.token_count or 0 for d in told.prompt_tokens_details or []}
    return Usage(
        tokens_in=(told.prompt_token_count or 0) + (told.tool_use_prompt_token_count or 0),
        tokens_out=(told.candidates_token_count or 0) + (told.thoughts_token_count or 0),
        model=who,
        milliseconds=milliseconds,
        sound_in=kinds.get("AUDIO", 0),
        picture_in=kinds.get("IMAGE", 0),
    )


def failure(error: Exception) -> ModelFailed:
    """What the library raised, in our words; what was really said goes into no log."""
    from google.genai import errors

    if isinstance(error, errors.APIError) and isinstance(error.code, int):
        return _of_status(error)
    if isinstance(error, httpx2.TransportError):
        return ModelUnreachable()
    if isinstance(error, AddressRefused):
        log.error("The model's address is not the configured one: nothing was sent.")
        return ModelUnusable()
    # The envelope itself was no JSON, or none the library knows.
    log.warning("The model's answer cannot be read at all: %s", type(error).__name__)
    return ModelUnreadable("It is not an answer of this API.")


def _of_status(error: Any) -> ModelFailed:
    if error.code == 429:
        return ModelBusy(_retry_after(error))
    if error.code == 408 or error.code >= 500:
        return ModelUnreachable(retry_after=_retry_after(error))
    log.error("The model refuses our calls: HTTP %s. Look at the key and the model.", error.code)
    return ModelUnusable()


def _retry_after(error: Any) -> int:
    """Whole seconds, as the header says them or Google's own detail does; 0: nobody says."""
    headers = getattr(error.response, "headers", {})
    if text := str(headers.get("retry-after", "")).strip():
        return ceil(float(text)) if text.replace(".", "", 1).isdecimal() else _until(text)
    details = error.details.get("error", {}) if isinstance(error.details, dict) else {}
    for detail in details.get("details", []) if isinstance(details, dict) else []:
        found = DELAY.match(str(detail.get("retryDelay", ""))) if isinstance(detail, dict) else None
        if found:
            return ceil(float(found[1]))
    return 0


def _until(text: str) -> int:
    try:
        moment: datetime = parsedate_to_datetime(text)
        return max(0, ceil((moment - now()).total_seconds()))
    except (ValueError, TypeError):
        return 0


def _name(value: Any) -> str:
    """An enumeration's name, also one this version of the library does not know yet."""
    return str(getattr(value, "value", value) or "")
