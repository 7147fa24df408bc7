"""What changed between two versions of a recipe. Values in, values out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]
FIELDS = ("name", "category", "source", "minutes", "notes", "is_production_ready")
Rows = dict[tuple[str, int], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. `part` is a field ("name") or a list ("lines", "yields", ...);
    `name` is what of the list. `before` is None for what came, `after` for what went."""

    part: str
    name: str
    before: str | None
    after: str | None


def changes(before: Content, after: Content) -> list[Change]:
    """What is not the same, fields first, then each list in its order."""
    found = [
        Change(name, "", _text(before.get(name)), _text(after.get(name)))
        for name in FIELDS
        if before.get(name) != after.get(name)
    ]
    for part, rows in (("lines", _line), ("components", _component), ("yields", _yield)):
        was, now = (_keyed(map(rows, side.get(part, []))) for side in (before, after))
        found += _between(part, was, now)
    return found + _between("steps", _steps(before), _steps(after))


def _between(part: str, was: Rows, now: Rows) -> list[Change]:
    keys = [*now, *(key for key in was if key not in now)]
    found = []
    for key in keys:
        (name, old), (new_name, new) = was.get(key, ("", None)), now.get(key, ("", None))
        if (name, old) != (new_name, new) and (old is None or new is None or old != new):
            found.append(Change(part, new_name or name, old, new))
        elif name != new_name:
            found.append(Change(part, new_name, name, new_name))
    return found


def _keyed(rows: Iterable[tuple[str, str, str]]) -> Rows:
    """Rows by what they are about; the same ingredient twice is told apart by its turn."""
    turns: Counter[str] = Counter()
    keyed: Rows = {}
    for key, name, words in rows:
        keyed[key, turns[key]] = (name, words)
        turns[key] += 1
    return keyed


def _line(row: Content) -> tuple[str, str, str]:
    words = [f"{row['quantity']} {row['unit']}", row.get("notes", "")]
    return row["ingredient_id"], row["ingredient"], ", ".join(filter(None, words))


def _component(row: Content) -> tuple[str, str, str]:
    return row["recipe_id"], row["recipe"], ", ".join(filter(None, [row["batches"], row["notes"]]))


def _yield(row: Content) -> tuple[str, str, str]:
    if row["yield_mode"] == "batch_portion":
        amount = f"{row['batch_percentage']} %"
    else:
        amount = f"{row['items_per_batch']} {row['item_unit'] or ''}".strip()
    days = f"{row['shelf_life_days']} d" if row.get("shelf_life_days") else ""
    more = (row.get("portion_description"), days, row.get("production_notes"))
    return row["id"], row["name"], ", ".join(filter(None, [amount, row["yield_type"], *more]))


def _steps(content: Content) -> Rows:
    """Steps by their place."""
    rows: Rows = {}
    for place, step in enumerate(content.get("steps", []), start=1):
        minutes = f"{step['minutes']} min" if step.get("minutes") else ""
        heat = f"{step['oven_celsius']} °C" if step.get("oven_celsius") else ""
        words = ", ".join(filter(None, [step["text"], minutes, heat]))
        rows[str(place), 0] = (str(place), words)
    return rows


def _text(value: object) -> str | None:
    if value in (None, "", False):
        return None
    return "yes" if value is True else str(value)
