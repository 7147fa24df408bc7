"""Days as people speak of them: "Thanksgiving", "next Saturday", "December 5", "in two weeks"."""

import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from baketracker.measures.folding import fold

from .numerals import number_at
from .tokens import tokens_of

OCCASIONS = Path(__file__).with_name("occasions.toml")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
_WRITTEN = (
    re.compile(rf"\b(?:on\s+)?{_MONTH}\s+(?:the\s+)?{_DAY}\b{_YEAR}"),
    re.compile(rf"\b(?:on\s+)?(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}\b{_YEAR}"),
    re.compile(r"\b(?:on\s+)?(?P<year>\d{4})-(?P<nr>\d{1,2})-(?P<day>\d{1,2})\b"),
    re.compile(r"\b(?:on\s+)?(?P<nr>\d{1,2})/(?P<day>\d{1,2})(?:/(?P<year>\d{4}))?\b"),
)
_WEEKDAY = re.compile(
    r"\b(?:on\s+)?(?:(?P<which>this|next|coming|this coming)\s+)?"
    r"(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)\b"
)
_WEEKEND = re.compile(r"\b(?:on\s+)?(?P<which>this|next|the)\s+weekend\b")
_NEAR = re.compile(r"\b(?P<word>today|tonight|tomorrow)\b")
_AHEAD = re.compile(
    r"\bin\s+(?P<number>[\w ]{1,12}?)\s+(?P<unit>days?|weeks?|months?)\b(?:\s+time\b)?"
)
_FROM_NOW = re.compile(
    r"\b(?P<number>\w{1,10}|a couple of)\s+(?P<unit>days?|weeks?|months?)\s+from\s+(?:now|today)\b"
)
_ONLY_DAY = re.compile(r"\b(?:on\s+)?the\s+(?P<day>\d{1,2})(?:st|nd|rd|th)\b")


@dataclass(frozen=True, slots=True)
class Occasion:
    """A row of the table: how it is called and how its day is found; no rule, no day."""

    name: str
    words: tuple[str, ...]
    day: tuple[int, int] | None = None
    nth: tuple[int, int, int] | None = None
    easter: int | None = None

    def next_on(self, today: date) -> date | None:
        """Its day on or after today; None without a rule, or beyond the calendar."""
        for year in (today.year, today.year + 1):
            found = self._in(year) if year <= date.max.year else None
            if found and found >= today:
                return found
        return None

    def _in(self, year: int) -> date | None:
        if self.day:
            return date(year, *self.day)
        if self.nth:
            return nth_weekday(year, *self.nth)
        return None if self.easter is None else easter_of(year) + timedelta(self.easter)


@dataclass(frozen=True, slots=True)
class SpokenDay:
    """A day, and where it was said in the folded text."""

    day: date
    start: int
    end: int


@cache
def occasions() -> tuple[tuple[str, Occasion], ...]:
    """Every way to call an occasion, the longest first."""
    with OCCASIONS.open("rb") as file:
        rows = tomllib.load(file)["occasions"]
    known = [
        Occasion(
            row["name"], tuple(row["words"]), tuple(row["day"]) if "day" in row else None,
            tuple(row["nth"]) if "nth" in row else None, row.get("easter"),
        )
        for row in rows
    ]  # fmt: skip
    named = [(word, one) for one in known for word in one.words]
    return tuple(sorted(named, key=lambda pair: -len(pair[0])))


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday (Monday is 0) of a month; -1 is the last."""
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def easter_of(year: int) -> date:
    """Easter Sunday of the western churches, by the anonymous Gregorian computus (Meeus, Jones,
    Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, short = divmod(century, 4)
    moved = (8 * century + 13) // 25
    epact = (19 * golden + century - leap - moved + 15) % 30
    quarter, over = divmod(rest, 4)
    weekday = (32 + 2 * short + 2 * quarter - epact - over) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def spoken_day(text: str, today: date) -> SpokenDay | None:
    """The first day that is said in a text, on or after today unless its year says otherwise; None
    where none is. "Next Saturday" is that of the week after this one (weeks begin on Monday), "on
    Saturday" the coming one. 12/5 is December 5."""
    folded = fold(text)
    for reader in (_written, _weekday, _weekend, _near, _ahead, _only_day):
        try:
            found = reader(folded, today)
        except (ValueError, OverflowError):
            continue
        if found:
            return found
    return None


def _written(text: str, today: date) -> SpokenDay | None:
    for pattern in _WRITTEN:
        if match := pattern.search(text):
            parts = match.groupdict()
            name = parts.get("month")
            month = MONTHS.index(name[:3]) + 1 if name else int(parts["nr"] or 0)
            day = int(parts["day"])
            if year := parts.get("year"):
                return SpokenDay(date(int(year), month, day), *match.span())
            return SpokenDay(_coming(month, day, today), *match.span())
    return None


def _coming(month: int, day: int, today: date) -> date:
    # February 29 may be years away.
    for year in range(today.year, min(today.year + 8, date.max.year) + 1):
        if day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    raise ValueError(day)


def _weekday(text: str, today: date) -> SpokenDay | None:
    match = _WEEKDAY.search(text)
    if match is None:
        return None
    weekday = WEEKDAYS.index(match["weekday"][:3])
    if match["which"] == "next":
        monday = today - timedelta(today.weekday())
        return SpokenDay(monday + timedelta(7 + weekday), *match.span())
    return SpokenDay(today + timedelta((weekday - today.weekday()) % 7), *match.span())


def _weekend(text: str, today: date) -> SpokenDay | None:
    match = _WEEKEND.search(text)
    if match is None:
        return None
    saturday = today + timedelta((5 - today.weekday()) % 7)
    return SpokenDay(saturday + timedelta(7 * (match["which"] == "next")), *match.span())


def _near(text: str, today: date) -> SpokenDay | None:
    match = _NEAR.search(text)
    if match is None:
        return None
    return SpokenDay(today + timedelta(match["word"] == "tomorrow"), *match.span())


def _ahead(text: str, today: date) -> SpokenDay | None:
    match = _AHEAD.search(text) or _FROM_NOW.search(text)
    number = number_at(tokens_of(match["number"]), 0) if match else None
    if match is None or number is None or number.value % 1:
        return None
    count, unit = int(number.value), match["unit"][0]
    if unit == "m":
        months = today.month - 1 + count
        year, month = today.year + months // 12, months % 12 + 1
        last = monthrange(year, month)[1]
        return SpokenDay(date(year, month, min(today.day, last)), *match.span())
    return SpokenDay(today + timedelta(count * (7 if unit == "w" else 1)), *match.span())


def _only_day(text: str, today: date) -> SpokenDay | None:
    match = _ONLY_DAY.search(text)
    if match is None:
        return None
    day, year, month = int(match["day"]), today.year, today.month
    for _ in range(3):
        if day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return SpokenDay(date(year, month, day), *match.span())
        year, month = year + month // 12, month % 12 + 1
    return None
