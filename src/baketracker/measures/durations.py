"""How long something keeps, as people say it: "10 days", "2 weeks", "6 months", "1 year"."""

import re
from enum import StrEnum

from baketracker.errors import N_, InvalidInput

LONGEST_DAYS = 3650


class Span(StrEnum):
    """What shelf lives are counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"

    @property
    def in_days(self) -> int:
        """A month on a label is 30 days, a year 365."""
        return _IN_DAYS[self]


_IN_DAYS = {Span.DAYS: 1, Span.WEEKS: 7, Span.MONTHS: 30, Span.YEARS: 365}
_SPELLED = {
    word: span
    for span, words in {
        Span.DAYS: ("", "d", "day", "days"),
        Span.WEEKS: ("w", "wk", "wks", "week", "weeks"),
        Span.MONTHS: ("m", "mo", "mos", "month", "months"),
        Span.YEARS: ("y", "yr", "yrs", "year", "years"),
    }.items()
    for word in words
}
_WRITTEN = re.compile(r"([0-9]{1,4})\s*([a-z]*)\.?", re.IGNORECASE)


class BadDuration(InvalidInput):
    """What was typed is not a time something may keep."""

    code = "bad_duration"


def parse_days(written: str) -> int:
    """How many days "6 months" are; a bare number counts days. From 1 day to 10 years.

    Raises BadDuration."""
    found = _WRITTEN.fullmatch(written.strip())
    span = _SPELLED.get(found[2].lower()) if found else None
    if found is None or span is None:
        raise BadDuration(N_("Write how long, such as 10 days, 2 weeks, 6 months or 1 year."))
    return checked_days(int(found[1]) * span.in_days)


def checked_days(days: int) -> int:
    """The same limits for a number of days that was not typed. Raises BadDuration."""
    if days < 1:
        raise BadDuration(N_("It keeps for at least 1 day. Leave it empty when nobody knows."))
    if days > LONGEST_DAYS:
        raise BadDuration(N_("That is too long: at most 10 years."))
    return days


def spoken(days: int) -> tuple[int, Span]:
    """The days in the largest span that they fill exactly: 180 are 6 months, 10 are 10 days."""
    span = next(span for span in reversed(Span) if days % span.in_days == 0)
    return days // span.in_days, span
