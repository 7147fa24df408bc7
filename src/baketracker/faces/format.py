"""The one formatter: quantities, packages, money and dates as this reader reads them.

Only the display rounds; what is stored keeps its decimals.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from gettext import NullTranslations
from math import ceil
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import (
    format_date,
    format_datetime,
    format_skeleton,
    format_timedelta,
)
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_precision,
    get_group_symbol,
)
from babel.units import format_unit

from baketracker.measures.durations import spoken
from baketracker.measures.systems import System, priced_in, said_in
from baketracker.measures.units import Category, Unit, find_unit

CENT = Decimal("0.01")
TENTH = Decimal("0.1")
# A fraction is written when it is as near as two decimals would be.
_NEAR = Decimal("0.005")
_FRACTIONS: dict[str, Decimal] = {
    "": Decimal(0),
    "⅛": Decimal(1) / 8,
    "¼": Decimal(1) / 4,
    "⅓": Decimal(1) / 3,
    "⅜": Decimal(3) / 8,
    "½": Decimal(1) / 2,
    "⅝": Decimal(5) / 8,
    "⅔": Decimal(2) / 3,
    "¾": Decimal(3) / 4,
    "⅞": Decimal(7) / 8,
}
_MINUS = "\u2212"
# A page says the same few numbers hundreds of times, and writing one asks for the locale's data
# again and again.
_REMEMBERED = 10_000
# A baker says "6 egg whites": pieces need no word of their own.
_PIECES = frozenset({"each", "count", "piece"})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: locale ("en_US"), currency ("USD"), time zone ("America/New_York"), language; the
    `units` they want amounts said in, None as they were written."""

    locale: str = "en_US"
    currency: str = "USD"
    timezone: str = "UTC"
    texts: NullTranslations = field(default_factory=NullTranslations, compare=False, repr=False)
    units: System | None = None

    @property
    def groups(self) -> str:
        """The sign between thousands, for reading what this person types."""
        return get_group_symbol(self.locale)


@dataclass(frozen=True, slots=True)
class Typeset:
    """A quantity in three slots for a column: "2", "½", "lb". Decimals hang with the fraction."""

    integer: str
    fraction: str
    unit: str

    def __str__(self) -> str:
        return f"{self.integer}{self.fraction} {self.unit}".strip()


def quantity(value: Decimal, unit: str, reader: Reader) -> str:
    """ "2½ lb", "1.5 kg", pieces bare as "12"; at most 2 decimals, and never 0 for something."""
    return str(typeset(value, unit, reader))


def typeset(value: Decimal, unit: str, reader: Reader) -> Typeset:
    """`quantity` split for the column where integers, fractions and units align."""
    value, unit = said_in(value, unit, reader.units)
    known = find_unit(unit)
    word = unit_word(value, unit, reader)
    if 0 < abs(value) < CENT / 2:
        return Typeset("<" + number(CENT, reader), "", word)
    sign = _MINUS if value < 0 else ""
    integer, fraction = _split(abs(value), reader, fractions=not (known and known.metric))
    return Typeset(sign + integer, fraction, word)


def number(value: Decimal, reader: Reader) -> str:
    """A bare number with at most 2 decimals: "1,250.5"."""
    rounded = value.quantize(CENT, ROUND_HALF_UP)
    return _written(rounded, "#,##0.##", reader.locale)


def unit_word(value: Decimal, unit: str, reader: Reader) -> str:
    """The unit behind a quantity: "lb", "bag" up to one, "bags" beyond, nothing for pieces."""
    known = find_unit(unit)
    if known is None:
        return unit
    if known.code in _PIECES:
        return ""
    if known.category is Category.WEIGHT or known.category is Category.VOLUME:
        return _named(known, value, reader) if known.code == "cup" else known.symbol
    return _named(known, value, reader)


def packages(
    total: Decimal, unit: str, package_size: Decimal, package: str | None, reader: Reader
) -> str:
    """Packages and what they hold together: "2½ bags (12.5 lb)".

    `total` and `package_size` are in `unit`; without a size only the total is said.
    """
    if package_size <= 0:
        return quantity(total, unit, reader)
    count = total / package_size
    total, unit = said_in(total, unit, reader.units)
    held = f"{_decimals(total, reader)} {unit_word(total, unit, reader)}"
    return f"{_package_count(count, package, reader)} ({held.strip()})"


def money(value: Decimal, reader: Reader) -> str:
    """ "$12.50": the currency's own number of decimals, half rounded up."""
    places = get_currency_precision(reader.currency)
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return _priced(rounded, reader.currency, reader.locale)


def fine_money(value: Decimal, reader: Reader) -> str:
    """ "$0.70", "$0.0033": the price of a small thing, with as many digits as it takes."""
    places = max(get_currency_precision(reader.currency), 2)
    if value and abs(value) < 1:
        places = max(places, 1 - value.adjusted())
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return format_currency(
        rounded,
        reader.currency,
        locale=reader.locale,
        currency_digits=False,
        decimal_quantization=False,
    )


def unit_cost(value: Decimal, unit: str, reader: Reader) -> str:
    """ "$0.70 a lb", "$0.0033 a cm", "$0.31 each": as many digits as it takes, never 0 for tiny."""
    value, unit = priced_in(value, unit, reader.units)
    price = fine_money(value, reader)
    known = find_unit(unit)
    if known and known.code in _PIECES:
        return reader.texts.gettext("%(price)s each") % {"price": price}
    word = unit_word(Decimal(1), unit, reader)
    if word[:1].lower() in "aeiou":
        return reader.texts.gettext("%(price)s an %(unit)s") % {"price": price, "unit": word}
    return reader.texts.gettext("%(price)s a %(unit)s") % {"price": price, "unit": word}


def count(value: int, reader: Reader) -> str:
    """A whole number: "1,250"."""
    return _written(value, None, reader.locale)


def counted(value: int, one: str, many: str, reader: Reader) -> str:
    """ "3 batches": `one` and `many` are msgids such as "%(n)s batch" and "%(n)s batches"."""
    return reader.texts.ngettext(one, many, value) % {"n": count(value, reader)}


def day(value: date, reader: Reader, now: datetime | None = None) -> str:
    """ "Sat 19 Dec", with the year when it is not the reader's year at `now` (else the clock's)."""
    this_year = value.year == today(now or datetime.now(UTC), reader).year
    if _english(reader):
        style = "EEE d MMM" if this_year else "EEE d MMM y"
        return format_date(value, style, locale=reader.locale)
    return format_skeleton("MMMEd" if this_year else "yMMMEd", _noon(value), locale=reader.locale)


def short_day(value: date, reader: Reader, now: datetime | None = None) -> str:
    """ "19 Dec" for a narrow column, the year as in `day`."""
    this_year = value.year == today(now or datetime.now(UTC), reader).year
    if _english(reader):
        return format_date(value, "d MMM" if this_year else "d MMM y", locale=reader.locale)
    return format_skeleton("MMMd" if this_year else "yMMMd", _noon(value), locale=reader.locale)


def long_day(value: date, reader: Reader) -> str:
    """ "Saturday 19 December 2026"."""
    style = "EEEE d MMMM y" if _english(reader) else "full"
    return format_date(value, style, locale=reader.locale)


def month_name(value: date, reader: Reader) -> str:
    """ "December 2026"."""
    return format_skeleton("yMMMM", _noon(value), locale=reader.locale)


def short_month(value: date, reader: Reader) -> str:
    """ "Dec" on an axis, and the year alone where one begins: "2026"."""
    return format_skeleton("y" if value.month == 1 else "MMM", _noon(value), locale=reader.locale)


def moment(value: datetime, reader: Reader, now: datetime | None = None) -> str:
    """ "Sat 19 Dec, 14:05" in the reader's time zone; `value` must know its own. Year as `day`."""
    local = value.astimezone(ZoneInfo(reader.timezone))
    clock = format_datetime(local, "HH:mm", locale=reader.locale)
    return f"{day(local.date(), reader, now)}, {clock}"


def today(now: datetime, reader: Reader) -> date:
    """The date on the reader's wall when it is `now`."""
    return now.astimezone(ZoneInfo(reader.timezone)).date()


def lasting(value: int, reader: Reader) -> str:
    """So many days as people say them: "6 months", "10 days"."""
    amount, span = spoken(value)
    return format_unit(amount, f"duration-{span.removesuffix('s')}", locale=reader.locale)


def away(value: date, from_day: date, reader: Reader) -> str:
    """ "today", "tomorrow", "in 9 days", "3 days ago"."""
    days = (value - from_day).days
    near = {
        -1: reader.texts.gettext("yesterday"),
        0: reader.texts.gettext("today"),
        1: reader.texts.gettext("tomorrow"),
    }
    if days in near:
        return near[days]
    return format_timedelta(
        timedelta(days=days),
        granularity="day",
        threshold=_ONLY_DAYS,
        add_direction=True,
        locale=reader.locale,
    )


# Beyond any span in years, so that babel never turns days into weeks or months.
_ONLY_DAYS = 1_000_000.0


@lru_cache(maxsize=_REMEMBERED)
def _written(value: Decimal | int, pattern: str | None, locale: str) -> str:
    return format_decimal(value, format=pattern, locale=locale)


@lru_cache(maxsize=_REMEMBERED)
def _priced(value: Decimal, currency: str, locale: str) -> str:
    return format_currency(value, currency, locale=locale)


def _split(value: Decimal, reader: Reader, *, fractions: bool) -> tuple[str, str]:
    if fractions:
        whole, sign = _nearest(value)
        if sign is not None:
            return (_written(whole, None, reader.locale) if whole or not sign else ""), sign
    text = number(value, reader)
    point = number(Decimal("0.5"), reader)[1]
    integer, mark, decimals = text.rpartition(point)
    return (integer, mark + decimals) if mark else (text, "")


@lru_cache(maxsize=_REMEMBERED)
def _nearest(value: Decimal) -> tuple[int, str | None]:
    """The whole number and the fraction sign nearest to `value`; None when none is near enough."""
    whole = int(value)
    rest = value - whole
    if 1 - rest < _NEAR:
        return whole + 1, ""
    sign, size = min(_FRACTIONS.items(), key=lambda known: abs(rest - known[1]))
    return whole, sign if abs(rest - size) < _NEAR else None


def _decimals(value: Decimal, reader: Reader) -> str:
    return "<" + number(CENT, reader) if 0 < value < CENT / 2 else number(value, reader)


def _package_count(value: Decimal, package: str | None, reader: Reader) -> str:
    if package in {None, "", "package"}:
        word = reader.texts.ngettext("package", "packages", _plural_of(value))
    else:
        word = unit_word(value, package or "", reader)
    return f"{_bare(_tenths(value), reader)} {word}".strip()


def _tenths(value: Decimal) -> Decimal:
    """To one decimal, unless a fraction says it better or nothing would be left of it."""
    tenths = value.quantize(TENTH, ROUND_HALF_UP)
    return value if not tenths or _nearest(value)[1] is not None else tenths


def _bare(value: Decimal, reader: Reader) -> str:
    return str(typeset(value, "", reader))


def _named(unit: Unit, value: Decimal, reader: Reader) -> str:
    return reader.texts.ngettext(unit.name, unit.plural, _plural_of(value))


def _plural_of(value: Decimal) -> int:
    """Half a bag is written like one bag, one and a half like two; none like many."""
    return max(ceil(abs(value)), 1) if value else 0


def _english(reader: Reader) -> bool:
    return Locale.parse(reader.locale).language == "en"


def _noon(value: date) -> datetime:
    """Babel's skeletons take moments only; it shows this one in UTC, so the day stays."""
    return datetime(value.year, value.month, value.day, 12, tzinfo=UTC)
