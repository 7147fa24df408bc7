"""Where we differ from the desktop on purpose: a rule, a pattern of paths and how many leaves."""

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Self

from tests.parity.sections import ASKED, REPLAYED

LISTED = Path(__file__).with_name("deviations.json")


@dataclass(frozen=True, slots=True, eq=False)
class Deviation:
    """One rule on one pattern. `counts` says how many leaves differ, per known data set."""

    rule: str
    path: str
    why: str
    counts: dict[str, int]

    @property
    def section(self) -> str:
        """The section its pattern lies in: stages/<stage>/<group>/<key>/<name>..., or of a list of
        questions the whole group. What belongs to the operations starts with their name."""
        first, _, group, *rest = self.path.split("/")
        if first == REPLAYED:
            return REPLAYED
        if group in ASKED or len(rest) < 2:
            return group
        name = rest[1]
        return f"{group}.{name.rstrip('*')}"


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

    def miscounted(self, data_set: str, covered: Collection[str]) -> dict[Deviation, int]:
        """How many leaves too many (or too few, negative) each deviation of the `covered` sections
        explained.

        A data set that no deviation knows has no counts to keep.
        """
        return {
            deviation: self.used[deviation] - deviation.counts[data_set]
            for deviation in self.listed
            if deviation.section in covered
            and data_set in deviation.counts
            and self.used[deviation] != deviation.counts[data_set]
        }
