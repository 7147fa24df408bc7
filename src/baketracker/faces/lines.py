"""Lines inside a form: fields named `lines.0.unit`, and buttons that add, move and remove a line.

It works without scripts: such a button posts the whole form, which is drawn again with one line
more or fewer and everything else as it was typed."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

BUTTON = "rearrange"

_FIELD = re.compile(r"([a-z_]{1,40})\.(\d{1,3})\.([a-z_]{1,40})")
_ACTION = re.compile(r"(add|remove|up)\.([a-z_]{1,40})(?:\.(\d{1,3}))?")

Line = dict[str, Any]
Typed = dict[str, Any]


def gathered(
    fields: Mapping[str, Any], silent: Mapping[str, frozenset[str]] | None = None
) -> Typed:
    """The fields with those of lines as lists of dicts, in the order of their numbers, which may
    have gaps: `lines.0.unit` and `lines.7.unit` are two lines.

    `silent` names the fields of a group that stand there before anybody types: a line with nothing
    else is empty."""
    typed: Typed = {}
    numbered: dict[str, dict[int, Line]] = {}
    for name, value in fields.items():
        if found := _FIELD.fullmatch(name):
            group, number, field = found.groups()
            # A field of a line says one thing: sent twice, the last counts.
            one = value[-1] if isinstance(value, list) else value
            numbered.setdefault(group, {}).setdefault(int(number), {})[field] = one
        else:
            typed[name] = value
    for group, names in (silent or {}).items():
        for line in numbered.get(group, {}).values():
            if not _filled({name: value for name, value in line.items() if name not in names}):
                line.clear()
    return typed | {group: [lines[n] for n in sorted(lines)] for group, lines in numbered.items()}


def rearranged(typed: Typed, button: str) -> Typed | None:
    """What was typed, after the pressed button; None when no such button was pressed."""
    pressed = _ACTION.fullmatch(button)
    if pressed is None:
        return None
    verb, group, number = pressed.groups()
    lines = list(_lines(typed, group))
    at = int(number or 0)
    if verb == "add":
        lines.append({})
    elif at < len(lines):
        line = lines.pop(at)
        if verb == "up":
            lines.insert(max(0, at - 1), line)
    return typed | {group: lines}


def filled(typed: Typed) -> Typed:
    """What is not empty: the values a model judges. Lines in which nothing stands are left out."""
    whole = {
        name: [line for line in map(_filled, value) if line] if _has_lines(value) else value
        for name, value in typed.items()
    }
    return _filled(whole)


def field_of(typed: Typed, place: Iterable[object]) -> str:
    """The name of the field at a place in what `filled` gave: ("lines", 1, "unit") is
    "lines.4.unit" when lines 1, 2 and 3 are empty."""
    group, *deeper = place
    lines = _lines(typed, str(group))
    if len(deeper) < 2 or not lines:
        return str(group)
    standing = [number for number, line in enumerate(lines) if _filled(line)]
    nth = int(str(deeper[0]))
    return f"{group}.{standing[nth]}.{deeper[1]}" if nth < len(standing) else str(group)


def place_in(typed: Typed, name: str) -> str:
    """As `field_of`, for the name a service gave the field: "lines.1.unit"."""
    found = _FIELD.fullmatch(name)
    return field_of(typed, found.groups()) if found else name


def standing(form: Any, group: str, stored: list[Line]) -> list[Line]:
    """The lines to draw: those typed, or those stored before anybody types."""
    return _lines(form.typed, group) if form else stored


def one_of(form: Any, group: str, number: int, line: Line) -> dict[str, Any]:
    """One line as the form macros take a form: what stands in it and what is wrong with it, by the
    names of its fields."""
    names = {f"{group}.{number}.{field}": value for field, value in line.items()}
    return {"typed": names, "errors": form.errors if form else {}}


def _lines(typed: Typed, group: str) -> list[Line]:
    value = typed.get(group)
    return value if isinstance(value, list) and _has_lines(value) else []


def _has_lines(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _filled(values: Mapping[str, Any]) -> Typed:
    return {name: value for name, value in values.items() if value not in ("", [])}
