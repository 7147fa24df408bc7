"""The day a receipt was printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from baketracker.measures.folding import fold

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Older receipts are possible, but a misread year is likelier.
OLD = 60
# Nobody keeps a receipt of before.
OLDEST = 1950

Why = Literal["", "none", "future", "old", "order", "year"]
"""Nothing odd; no day was found; it is still to come; it is long ago; day and month may be changed
over; no year was printed."""

_NAMED = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_SHORT = re.compile(r"(?<![\d.,/])(\d{1,2})/(\d{1,2})(?![\d/])")
_MONTH_FIRST = re.compile(
    rf"\b{_NAMED}\s*(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s*'?(\d{{4}}|\d{{2}}))?(?![\d:])"
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s./-]*{_NAMED}(?:[,\s./-]*'?(\d{{4}}|\d{{2}}))?(?![\d:])"
)


@dataclass(frozen=True, slots=True)
class ReadDay:
    """The day, or None; whether somebody should look at it, and why."""

    day: date | None
    is_doubtful: bool
    why: Why


def receipt_day(text: str, today: date, *, day_first: bool | None) -> ReadDay:
    """The day a receipt's text tells, never one that is still to come; the first that can be read.

    Whether 3/4 is in March or in April is decided by the text where a number above 12 or points
    between the numbers (European) say so; else by the reader's habit (`day_first`, None: unknown),
    unless that day is still to come; a day of which either could be meant is doubtful when nothing
    decides. Days more than 60 days ago are doubtful."""
    folded = fold(text)
    found = _exact(folded, today) or _numeric(folded, today, day_first) or _yearless(folded, today)
    if found is None:
        return ReadDay(None, True, "none")
    day, why = found
    if day > today:
        return ReadDay(None, True, "future")
    if (today - day).days > OLD:
        return ReadDay(day, True, "old")
    return ReadDay(day, bool(why), why)


Found = tuple[date, Why]


def _exact(text: str, today: date) -> Found | None:
    """Days that can be read in one way: 2026-11-20, Nov 20, 2026, 20NOV26."""
    for match in _ISO.finditer(text):
        if day := _date(int(match[1]), int(match[2]), int(match[3])):
            return day, ""
    for pattern, month, number in ((_MONTH_FIRST, 1, 2), (_DAY_FIRST, 2, 1)):
        for match in pattern.finditer(text):
            name = MONTHS.index(match[month][:3]) + 1
            year = _year(match[3]) if match[3] else None
            if year and (day := _date(year, name, int(match[number]))):
                return day, ""
            if not year and (day := _latest(name, int(match[number]), today)):
                return day, "year"
    return None


def _numeric(text: str, today: date, day_first: bool | None) -> Found | None:
    """20/11/2026, 11/20/26, 3.4.2026."""
    matches = list(_NUMERIC.finditer(text))
    evidence = _evidence(matches)
    for match in matches:
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        american, european = _date(year, first, second), _date(year, second, first)
        if american is None or european is None or american == european:
            if day := american or european:
                return day, ""
            continue
        chosen = evidence if evidence is not None else day_first
        return _decided(american, european, chosen, evidence is not None, today)
    return None


def _decided(
    american: date, european: date, day_first: bool | None, is_evident: bool, today: date
) -> Found:
    """One of two days: as the text or the reader has it, else the later that is not to come."""
    past = [day for day in (american, european) if day <= today]
    if day_first is not None:
        day = european if day_first else american
        if day <= today or is_evident or not past:
            return day, ""
        return past[0], "order"
    return (max(past) if past else american), "order" if len(past) != 1 else ""


def _evidence(matches: list[re.Match[str]]) -> bool | None:
    """Whether the day goes first, as far as the text itself says; None where it does not."""
    for match in matches:
        if int(match[1]) > 12 >= int(match[3]):
            return True
        if int(match[3]) > 12 >= int(match[1]):
            return False
    return True if any(match[2] == "." for match in matches) else None


def _yearless(text: str, today: date) -> Found | None:
    """11/20, in the year that makes it the latest day before tomorrow."""
    for day in _readings(text, today):
        return day, "year"
    return None


def _readings(text: str, today: date) -> Iterator[date]:
    for match in _SHORT.finditer(text):
        for month, number in ((match[1], match[2]), (match[2], match[1])):
            if day := _latest(int(month), int(number), today):
                yield day


def _latest(month: int, number: int, today: date) -> date | None:
    for year in (today.year, today.year - 1):
        day = _date(year, month, number)
        if day and day <= today:
            return day
    return None


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def _date(year: int, month: int, day: int) -> date | None:
    if year < OLDEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
