"""What the pages of baking draw beside what the services tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from baketracker.faces.format import Reader
from baketracker.production.open_schemas import OpenBatchView

PLACE: dict[str, Any] = {"here": "make", "mode": "make"}


@dataclass(frozen=True, slots=True)
class Clock:
    """A timer as a page says it: the moment it ends for scripts, and on the clock of the wall."""

    name: str
    moment: str
    clock: str


def clocks(batch: OpenBatchView, reader: Reader) -> list[Clock]:
    """The timers of a batch, the next to end first."""
    zone = ZoneInfo(reader.timezone)
    return [
        Clock(
            one.name,
            one.ends_at.isoformat(),
            format_datetime(one.ends_at.astimezone(zone), "HH:mm", locale=reader.locale),
        )
        for one in batch.timers
    ]


def clocks_of(batches: Iterable[OpenBatchView], reader: Reader) -> dict[Any, list[Clock]]:
    """The same of several, by their ids."""
    return {batch.id: clocks(batch, reader) for batch in batches}
