"""The plan as it was beside the plan as it is. Values in, values out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of something that has an id and a name."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What there was of it (None: nothing) and what there is."""

    id: str
    name: str
    before: int | None
    now: int | None

    @property
    def status(self) -> str:
        """unchanged, modified, dropped or added."""
        if self.before is None:
            return "added"
        if self.now is None:
            return "dropped"
        return "unchanged" if self.before == self.now else "modified"


def amounts(rows: Iterable[Mapping[str, Any]], count: str) -> list[Amount]:
    """What a snapshot kept: each row with id, name and `count`. Raises KeyError, TypeError or
    ValueError when it cannot be read."""
    return [Amount(str(row["id"]), str(row["name"]), int(row[count])) for row in rows]


def differences(before: Iterable[Amount], now: Iterable[Amount]) -> list[Difference]:
    """Everything that is in either, by name and id. Several rows of one thing add up."""
    was, there = _by_id(before), _by_id(now)
    found = [
        Difference(
            key,
            (there.get(key) or was[key]).name,
            was[key].count if key in was else None,
            there[key].count if key in there else None,
        )
        for key in {**was, **there}
    ]
    return sorted(found, key=lambda one: (one.name, one.id))


def _by_id(rows: Iterable[Amount]) -> dict[str, Amount]:
    found: dict[str, Amount] = {}
    for row in rows:
        count = row.count + (found[row.id].count if row.id in found else 0)
        found[row.id] = Amount(row.id, row.name, count)
    return found
