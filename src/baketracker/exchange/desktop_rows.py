"""One row of a desktop table, read by type: what cannot be stored is said, never guessed."""

import json
import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from baketracker.costs import kept
from baketracker.errors import N_

from .sentences import Sentence, sentence

PLACES = Decimal("1e-10")
TOO_MUCH = Decimal("1e10")
LARGEST_WHOLE = 2**31 - 1
LONGEST_NAME = 200
LONGEST_TEXT = 20_000
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class NotTaken(Exception):
    """This row stays behind; `reason` is a few words for the report."""

    def __init__(self, reason: str, **words: object) -> None:
        self.reason: Sentence = sentence(reason, **words)
        super().__init__(str(self.reason))


class DesktopRow:
    """Values of one row by column. Every reader raises NotTaken for what it cannot store; a column
    the file does not have gives the default, as SQL NULL does. `clock` is that of its times."""

    def __init__(
        self, values: Mapping[str, object], asked: set[str] | None = None, clock: tzinfo = UTC
    ) -> None:
        self.values, self.clock = values, clock
        # Which columns anybody asked for: the others are reported.
        self.asked = set() if asked is None else asked

    @property
    def number_in_file(self) -> int:
        """The integer key by which other rows of the file point here."""
        key = self.values.get("id")
        if not isinstance(key, int):
            raise NotTaken(N_("it has no number"))
        return key

    @property
    def uuid(self) -> UUID:
        try:
            return UUID(str(self.values.get("uuid")))
        except ValueError:
            raise NotTaken(N_("its id cannot be read")) from None

    def name(self, column: str) -> str:
        """1 to 200 characters, without line breaks."""
        value = " ".join(self.text(column, longest=LARGEST_WHOLE).split())
        if not value:
            raise NotTaken(N_("it has no name"))
        if len(value) > LONGEST_NAME:
            raise NotTaken(N_("its name is longer than %(most)s characters"), most=LONGEST_NAME)
        return value

    def text(self, column: str, default: str = "", longest: int = LONGEST_TEXT) -> str:
        """Text with its line breaks; zero bytes and other control characters are left out."""
        value = self._value(column)
        if value is None:
            return default
        if isinstance(value, bytes):
            raise NotTaken(N_("%(column)s is not text"), column=_said(column))
        kept = storable(str(value))
        if len(kept) > longest:
            raise NotTaken(N_("%(column)s is too long"), column=_said(column))
        return kept

    def words(self, column: str, longest: int = 500) -> str | None:
        """Text that may be missing; empty text is missing."""
        return self.text(column, longest=longest).strip() or None

    def slug(self, column: str = "slug") -> str | None:
        """Byte for byte as it is stored; None when there is none that could be kept."""
        value = self._value(column)
        usable = isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()
        return str(value) if usable else None

    def number(self, column: str, default: Decimal | None = None) -> Decimal | None:
        """An amount of at least 0, rounded to 10 places."""
        value = self._value(column)
        if value is None:
            return default
        if isinstance(value, bytes):
            raise NotTaken(N_("%(column)s is not a number"), column=_said(column))
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            raise NotTaken(N_("%(column)s is not a number"), column=_said(column)) from None
        if not amount.is_finite() or not 0 <= amount < TOO_MUCH:
            raise NotTaken(N_("%(column)s is out of range"), column=_said(column))
        return amount.quantize(PLACES, ROUND_HALF_UP)

    def amount(self, column: str, *, above_zero: bool = False) -> Decimal:
        """An amount that must be there."""
        value = self.number(column)
        if value is None:
            raise NotTaken(N_("%(column)s is missing"), column=_said(column))
        if above_zero and value <= 0:
            raise NotTaken(N_("%(column)s is not more than 0"), column=_said(column))
        return value

    def whole(self, column: str, default: int | None = None) -> int | None:
        """A whole number of at least 0."""
        value = self.number(column)
        if value is None:
            return default
        if value != int(value) or value > LARGEST_WHOLE:
            raise NotTaken(N_("%(column)s is not a whole number"), column=_said(column))
        return int(value)

    def count(self, column: str) -> int:
        """A whole number of at least 1 that must be there."""
        value = self.whole(column)
        if not value:
            raise NotTaken(N_("%(column)s is not more than 0"), column=_said(column))
        return value

    def change(self, column: str) -> int:
        """A whole number, above or below 0, that must be there."""
        value = self._value(column)
        if not isinstance(value, int) or abs(value) > LARGEST_WHOLE:
            raise NotTaken(N_("%(column)s is not a whole number"), column=_said(column))
        return value

    def money(self, column: str) -> Decimal | None:
        """An amount of money of at least 0, as it is stored; None when there is none."""
        value = self.number(column)
        amount = None if value is None else kept(value)
        if amount is not None and amount >= TOO_MUCH:
            raise NotTaken(N_("%(column)s is out of range"), column=_said(column))
        return amount

    def flag(self, column: str, default: bool = False) -> bool:
        value = self._value(column)
        return default if value is None else value not in (0, "0", "false", "", b"")

    def choice(self, column: str, known: Collection[str], default: str | None) -> str | None:
        """One of `known`, whatever the case: the desktop stores enums in upper case."""
        value = self._value(column)
        if value is None:
            return default
        found = next((one for one in known if one.lower() == str(value).lower()), None)
        if found is None:
            raise NotTaken(N_("%(column)s holds an unknown word"), column=_said(column))
        return found

    def day(self, column: str) -> date | None:
        value = self._value(column)
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError:
            raise NotTaken(N_("%(column)s is not a date"), column=_said(column)) from None

    def moment(self, column: str) -> datetime | None:
        """A moment in UTC: the desktop wrote times without saying whose. None when unreadable."""
        try:
            read = datetime.fromisoformat(str(self._value(column)).removesuffix("Z"))
            return (read if read.tzinfo else read.replace(tzinfo=self.clock)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def listing(self, column: str) -> list[Any]:
        """A list kept as JSON text; SQL NULL and the word null are empty."""
        read = self._json(column)
        if read is None:
            return []
        if not isinstance(read, list):
            raise NotTaken(N_("%(column)s is not a list"), column=_said(column))
        return read

    def mapping(self, column: str) -> dict[str, Any] | None:
        """An object kept as JSON text."""
        read = self._json(column)
        return read if isinstance(read, dict) else None

    def inner(self, column: str) -> "DesktopRow":
        """The object kept as JSON text, read as a row of its own."""
        return DesktopRow(self.mapping(column) or {}, clock=self.clock)

    def inners(self, column: str) -> list["DesktopRow"]:
        """The objects of a list, kept as JSON text or in what was read of it."""
        held = self.values.get(column)
        read = held if isinstance(held, list) else self.listing(column)
        self.asked.add(column)
        if not all(isinstance(one, dict) for one in read):
            raise NotTaken(N_("%(column)s cannot be read"), column=_said(column))
        return [DesktopRow(one, clock=self.clock) for one in read]

    def _json(self, column: str) -> Any:
        """What JSON text says, if it can be stored again: no zero bytes, half characters, NaN."""
        value = self._value(column)
        if value is None:
            return None
        try:
            read = json.loads(str(value))
            again = json.dumps(read, allow_nan=False, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise NotTaken(N_("%(column)s cannot be read"), column=_said(column)) from None
        if b"\\u0000" in again:
            raise NotTaken(N_("%(column)s cannot be read"), column=_said(column))
        return read

    def points_to(self, column: str) -> int | None:
        """The integer key this row holds of another row."""
        value = self._value(column)
        if value is not None and not isinstance(value, int):
            raise NotTaken(N_("%(column)s points nowhere"), column=_said(column))
        return value

    def _value(self, column: str) -> object:
        self.asked.add(column)
        return self.values.get(column)


def storable(text: str) -> str:
    """Text without the control characters no database and no page takes."""
    return UNSTORABLE.sub("", text)


def _said(column: str) -> str:
    """A column's name as words. It is the file's own, so it is not translated."""
    return column.replace("_", " ")
