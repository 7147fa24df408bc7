"""What every door shows of years beside each other."""

from pydantic import BaseModel

from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut


class Told(BaseModel):
    """What was packed and spent (as far as known; of `unknown` runs or parts nobody knows all), and
    how it came out: so many goods were left over or wanted in vain (null: nobody said)."""

    goods: int
    spent: DecimalOut
    unknown: int
    left_over: int | None
    ran_short: int | None


class EventYear(Told):
    """One event of a series."""

    event: EventRef
    year: int
    guests: int | None


class SeriesView(BaseModel):
    """Events that are called the same but for the year, the newest first."""

    name: str
    years: list[EventYear]


class YearTotal(Told):
    """All events of a year, `guests` as far as they were told; `beside` was spent on what was made
    for no event."""

    year: int
    events: int
    guests: int
    beside: DecimalOut


class YearsReport(BaseModel):
    """Year by year, the newest first; and what comes again, by its newest event."""

    years: list[YearTotal]
    series: list[SeriesView]
