"""Where we differ from the desktop on purpose: a rule, a pattern of paths and how many leaves."""

import json
from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Self

LISTED = Path(__file__).with_name("deviations.json")


@dataclass(frozen=True, slots=True, eq=False)
class Deviation:
    """One rule on one pattern. `counts` says how many leaves differ, per known data set."""

    rule: str
    path: str
    why: str
    counts: dict[str, int]


@dataclass(slots=True)
class Deviations:
    """All of them, and how often each was used in this run."""

    listed: tuple[Deviation, ...]
    used: Counter[Deviation] = field(default_factory=Counter)

    @classmethod
    def read(cls, path: Path = LISTED) -> Self:
        """Those of `deviations.json`."""
        return cls(tuple(Deviation(**row) for row in json.loads(path.read_text("utf-8"))))

    def for_path(self, where: str) -> Deviation | None:
        """The first deviation whose pattern fits the leaf."""
        return next((d for d in self.listed if fnmatchcase(where, d.path)), None)

    def miscounted(self, data_set: str) -> dict[Deviation, int]:
        """How many leaves too many (or too few, negative) each deviation explained.

        A data set that no deviation knows has no counts to keep.
        """
        return {
            deviation: self.used[deviation] - deviation.counts[data_set]
            for deviation in self.listed
            if data_set in deviation.counts and self.used[deviation] != deviation.counts[data_set]
        }
