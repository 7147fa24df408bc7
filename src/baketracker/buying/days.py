"""A day as people write it while they put things away: a date, or how long from now on."""

from datetime import date, timedelta

from baketracker.errors import N_, InvalidInput
from baketracker.measures.durations import BadDuration, parse_days

# What one press writes, and how it is called.
CHIPS = (("3d", N_("+3 days")), ("1w", N_("+1 week")), ("1m", N_("+1 month")))
NO_DAY = N_("Write a date such as 2026-12-19, or how long from then: 3 days, 2 weeks, 1 month.")


class BadDay(InvalidInput):
    """What was typed is no day."""

    code = "bad_day"

    def __init__(self) -> None:
        super().__init__(NO_DAY)


def parse_day(written: str, start: date) -> date:
    """The day that is meant: "2026-12-19", or "+1 week", "2w", "10 days" after `start`.

    Raises BadDay."""
    text = written.strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return start + timedelta(days=parse_days(text.removeprefix("+")))
    except (BadDuration, OverflowError) as error:
        raise BadDay from error
