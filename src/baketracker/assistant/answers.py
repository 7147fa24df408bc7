"""What a model wrote, judged: JSON of the shape that was asked for, and tools that were offered.

Shared by the providers, so that each of them refuses the same."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic_core import from_json

from .errors import ModelUnreadable
from .provider import Shape, Tool, ToolCall, Usage

LONGEST_REASON = 300


def parsed(raw: str, shape: Shape, usage: Usage) -> dict[str, Any]:
    """The object `raw` says. Raises ModelUnreadable, which tells what is wrong with it."""
    try:
        data = json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        why = f"It is not valid JSON ({error}). It may have been cut off."
        raise ModelUnreadable(why, raw, usage) from None
    if not isinstance(data, dict):
        raise ModelUnreadable("It is not a JSON object.", raw, usage)
    if fault := _misfit(data, shape):
        raise ModelUnreadable(fault, raw, usage)
    return data


def part_of(raw: str, shape: Shape, items: str) -> dict[str, Any] | None:
    """What is whole of an answer that was cut off: the entries of its list `items` that are, and
    None for what comes after them. None where not one is."""
    try:
        data = from_json(raw, allow_partial=True)
    except ValueError:
        return None
    if not isinstance(data, dict) or not isinstance(data.get(items), list):
        return None
    entry = shape["properties"][items]["items"]
    whole = [one for one in data[items] if not _misfit(one, entry)]
    told = dict.fromkeys(shape["properties"]) | data | {items: whole}
    return told if whole and not _misfit(told, shape) else None


def _no_number(name: str) -> None:
    """NaN and Infinity are no JSON, and pass every limit of a shape."""
    raise ValueError(f"{name} is no number")


def _misfit(data: dict[str, Any], shape: Shape) -> str:
    # It takes seconds to import, and nobody needs it before a model has answered.
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match
    from referencing import Registry

    # An own registry: the library's default would fetch a schema that a reference names.
    judge: Any = Draft202012Validator(shape, registry=Registry())
    fault = best_match(judge.iter_errors(data))
    if fault is None:
        return ""
    return f"At {fault.json_path}: {fault.message}"[:LONGEST_REASON]


def offered(calls: Sequence[ToolCall], tools: Sequence[Tool], raw: str, usage: Usage) -> None:
    """Raise ModelUnreadable for a tool nobody offered. What its arguments are worth, the tool
    itself says when it is run."""
    names = sorted(tool.name for tool in tools)
    for call in calls:
        if call.name not in names:
            why = f"There is no tool called {call.name[:80]!r}. There are: {', '.join(names)}."
            raise ModelUnreadable(why, raw, usage)
