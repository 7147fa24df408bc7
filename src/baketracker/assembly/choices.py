"""What the history of packing is asked for, by page and program alike."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from baketracker.fields import Day

from .listing import Wanted


@dataclass(frozen=True, slots=True)
class RunsQuery:
    """Which runs: of a good, for an event, from and until a day."""

    good: UUID | None = None
    event: UUID | None = None
    since: Annotated[Day | None, Query()] = None
    until: Annotated[Day | None, Query()] = None

    def wanted(self) -> Wanted:
        return Wanted(self.good, self.event, self.since, self.until)

    def kept(self) -> dict[str, str]:
        """Its parts of an address."""
        parts = {"good": self.good, "event": self.event, "since": self.since, "until": self.until}
        return {name: str(value) for name, value in parts.items() if value is not None}


AskedRuns = Annotated[RunsQuery, Depends()]
