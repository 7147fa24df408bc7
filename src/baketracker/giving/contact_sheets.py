"""Address books as CSV files, whatever program wrote them: heads in many words, any of the usual
separators. A cell is a text and nothing more. Pure."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from baketracker.errors import N_
from baketracker.fields import lines
from baketracker.measures.folding import fold
from baketracker.sheets import COMPUTES

from .contacts import BadContacts, Contact, Postal, refuse_many, together

NAMELESS = N_("There is no name in it.")
NO_HEADS = N_("No column is called Name. The first line has to say what the columns are.")
SEPARATORS = ",;\t|"

# What our fields are called in address books; folded, without signs.
HEADS: dict[str, tuple[str, ...]] = {
    "name": ("name", "full name", "display name", "recipient", "recipient name", "person", "fn"),
    "given": ("first name", "given name", "vorname"),
    "family": ("last name", "family name", "surname", "nachname"),
    "household": ("household", "household name", "family", "company", "organization",
                  "organisation", "organization name", "organization 1 name", "org"),
    "address": ("address", "postal address", "mailing address", "home address",
                "address 1 formatted"),
    "street": ("street", "street address", "home street", "address 1 street", "address line 1",
               "address 1"),
    "street_2": ("street 2", "address line 2", "address 2", "home street 2",
                 "address 1 extended address"),
    "town": ("city", "town", "home city", "address 1 city", "locality"),
    "region": ("state", "region", "province", "home state", "address 1 region"),
    "code": ("zip", "zip code", "postal code", "postcode", "home postal code",
             "address 1 postal code"),
    "country": ("country", "home country", "country region", "home country region",
                "address 1 country", "country code"),
    "email": ("email", "e mail", "email address", "e mail address", "mail", "e mail 1 value",
              "email 1 value"),
    "phone": ("phone", "telephone", "tel", "mobile", "mobile phone", "phone number", "cell",
              "home phone", "phone 1 value"),
    "allergens": ("allergens", "allergies", "allergy", "must not eat"),
    "notes": ("notes", "note", "comments", "comment", "remarks"),
}  # fmt: skip
FIELD_OF = {word: name for name, words in HEADS.items() for word in words}


def people_in(text: str) -> list[Contact]:
    """Every line of the file as somebody. Raises BadContacts where no column is a name, and for
    too many."""
    rows = [row for row in _rows(text) if any(cell.strip() for cell in row)]
    heads = [FIELD_OF.get(_head(cell), "") for cell in rows[0]] if rows else []
    if not {"name", "given", "family"} & set(heads):
        raise BadContacts(NO_HEADS)
    refuse_many(len(rows) - 1)
    return [_contact(place, _said(heads, row)) for place, row in enumerate(rows[1:], 1)]


def _rows(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    told, _newline, rest = text.partition("\n")
    if told.strip().lower().startswith("sep=") and len(told.strip()) == 5:
        return _read(rest, told.strip()[4])
    return _read(text, max(SEPARATORS, key=first.count))


def _read(text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise BadContacts(NO_HEADS) from error


def _head(cell: str) -> str:
    signs = "".join(sign if sign.isalnum() else " " for sign in fold(_cell(cell)))
    return " ".join(signs.split())


def _cell(text: str) -> str:
    """A cell as it was meant: our own files quote what a spreadsheet would compute."""
    bare = text.strip()
    return bare[1:] if bare[:1] == "'" and bare[1:].startswith(COMPUTES) else bare


def _said(heads: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """What the row says by field; of two columns for one field the first that says something."""
    said: dict[str, str] = {}
    for head, cell in zip(heads, row, strict=False):
        if head and (text := _cell(cell)):
            said.setdefault(head, text)
    return said


def _contact(place: int, said: Mapping[str, str]) -> Contact:
    def told(name: str) -> str:
        return said.get(name, "")

    name = told("name") or together((told("given"), told("family")))
    if not name:
        return Contact(place, {}, NAMELESS)
    street = "\n".join(filter(None, (told("address") or told("street"), told("street_2"))))
    postal = Postal(street, told("town"), told("region"), told("code"), told("country"))
    fields: dict[str, Any] = {
        "name": " ".join(name.split()),
        "household": " ".join(told("household").split()),
        "email": told("email"),
        "phone": told("phone"),
        "allergens": lines(told("allergens").replace(";", "\n").replace(",", "\n")),
        "notes": told("notes"),
    }
    return Contact(place, fields | postal.fields())
