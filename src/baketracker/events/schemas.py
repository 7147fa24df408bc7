"""What every door shows of events."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from .models import Event

When = Literal["upcoming", "past", "all"]


class EventView(BaseModel):
    """Something to bake for. `plan_state`: draft, locked, in_production or completed; `goods` is
    how many finished goods it wants in all."""

    id: UUID
    name: str
    slug: str
    event_date: date
    plan_state: str
    expected_guests: int | None
    notes: str
    goods: int

    @classmethod
    def of(cls, row: Event, goods: int) -> "EventView":
        names = (name for name in cls.model_fields if name != "goods")
        return cls(**{name: getattr(row, name) for name in names}, goods=goods)
