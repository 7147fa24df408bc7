"""What the list of runs is asked for, by a page or by a program."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from baketracker.fields import Day

from .listing import Wanted


@dataclass(frozen=True, slots=True)
class RunsQuery:
    """Which runs; nothing said is every one. Both days are included."""

    recipe: UUID | None = None
    finished_unit: UUID | None = None
    event: UUID | None = None
    since: Annotated[Day | None, Query(description="The first day")] = None
    until: Annotated[Day | None, Query(description="The last day")] = None

    def wanted(self) -> Wanted:
        return Wanted(
            recipe_id=self.recipe,
            finished_unit_id=self.finished_unit,
            event_id=self.event,
            since=self.since,
            until=self.until,
        )

    def kept(self) -> dict[str, str]:
        """Its parts as an address carries them."""
        parts = {name: getattr(self, name) for name in self.__slots__}
        return {name: str(value) for name, value in parts.items() if value}


AskedRuns = Annotated[RunsQuery, Depends()]
