"""What the operator allows a bakery at most, and when its days and months begin. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from baketracker.config import Settings

SOFT_PART = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The operator's limits: readings a day, US dollars a calendar month. A bakery's own may be
    lower."""

    readings: int
    dollars: Decimal

    @classmethod
    def of(cls, settings: Settings) -> "Ceiling":
        return cls(settings.readings_per_day, settings.model_spend_limit)

    def lowered(self, readings: int | None, dollars: Decimal | None) -> "Ceiling":
        """With a bakery's own limits; None: it has none."""
        return Ceiling(
            self.readings if readings is None else min(readings, self.readings),
            self.dollars if dollars is None else min(dollars, self.dollars),
        )


@dataclass(frozen=True, slots=True)
class Spans:
    """A day and its month where a bakery is: when they begin, and when the next ones do."""

    today: datetime
    tomorrow: datetime
    month: datetime
    next_month: datetime

    @classmethod
    def at(cls, day: date, zone: str) -> "Spans":
        here = ZoneInfo(zone)

        def begin(of: date) -> datetime:
            return datetime.combine(of, time(0), here)

        first = day.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return cls(begin(day), begin(day + timedelta(days=1)), begin(first), begin(following))
