"""What a list of the reports is asked for, by a page or by a program."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query

from baketracker.fields import FIRST_YEAR, LAST_YEAR, SearchText
from baketracker.stock.ledger import Reason

from .history import Wanted
from .kinds import KindName

Back = Annotated[int, Query(ge=1, le=3660)]
"""So many days back."""
InYear = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)]
"""One year; all or the newest unless told."""


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which entries of the ledgers; an empty choice is every one."""

    search: Annotated[SearchText, Query()] = ""
    reason: Reason | Literal[""] = ""
    kind: KindName | Literal[""] = ""
    ingredient: UUID | None = None
    material: UUID | None = None
    days: Back | None = None

    def wanted(self) -> Wanted:
        return Wanted(
            text=self.search,
            kind=self.kind or None,
            reason=self.reason or None,
            ingredient_id=self.ingredient,
            material_id=self.material,
            days=self.days,
        )

    def kept(self) -> dict[str, str]:
        """Its parts as an address carries them."""
        parts = {name: getattr(self, name) for name in self.__slots__}
        return {name: str(value) for name, value in parts.items() if value}


AskedHistory = Annotated[HistoryQuery, Depends()]
