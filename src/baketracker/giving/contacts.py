"""Somebody as an address book writes them, and what both kinds of files share. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from baketracker.errors import N_, InvalidInput, Text

from .countries import country_of

MOST_PEOPLE = 500
LARGEST = 8 * 1024 * 1024
# Where the town stands before its region and postal code.
TOWN_FIRST = frozenset({"US", "CA", "AU"})
NOT_READ = N_("That file cannot be read. Send a vCard (.vcf) or a CSV file.")


class BadContacts(InvalidInput):
    """The file is none we read, or holds too much."""

    code = "bad_contacts"

    def __init__(self, message: str, **numbers: object) -> None:
        super().__init__(message, {"file": Text(message)}, **numbers)


@dataclass(frozen=True, slots=True)
class Contact:
    """One entry as it was found: `place` counts from 1; `fields` are those of a recipient;
    `trouble` says why it cannot be read."""

    place: int
    fields: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Postal:
    """The parts of an address."""

    street: str = ""
    town: str = ""
    region: str = ""
    code: str = ""
    country: str = ""

    def fields(self) -> dict[str, Any]:
        """As a recipient has it: lines as they are written there, and the country by its code; one
        nobody knows stays in the lines."""
        known = country_of(self.country) if self.country else None
        if known in TOWN_FIRST or (known is None and self.region):
            last = ", ".join(filter(None, (self.town, together((self.region, self.code)))))
        else:
            last = together((self.code, self.town, self.region))
        lines = [*self.street.splitlines(), last, "" if known else self.country]
        address = "\n".join(line.strip() for line in lines if line.strip())
        return {"address": address} | ({"country": known} if known else {})


def together(words: Iterable[str]) -> str:
    """What is not empty, with spaces between."""
    return " ".join(word.strip() for word in words if word.strip())


def text_of(content: bytes) -> str:
    """The text of a file, whatever program wrote it. Raises BadContacts for what is no text."""
    if len(content) > LARGEST:
        raise BadContacts(
            N_("That file is larger than %(most)s MB. Leave out the pictures, or send a part."),
            most=LARGEST // 1024 // 1024,
        )
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for code in ["utf-16"] if wide else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadContacts(NOT_READ)


def refuse_many(count: int) -> None:
    """Raises BadContacts."""
    if count > MOST_PEOPLE:
        raise BadContacts(
            N_("There are %(count)s people in it. Send at most %(most)s at a time."),
            count=count, most=MOST_PEOPLE,
        )  # fmt: skip
