"""Address books as vCards (2.1, 3.0 and 4.0): what of them a recipient has. Pure.

Our own small reader: the kept libraries bring more than they take away, and refuse whole files for
one card that is written badly."""

import base64
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from baketracker.errors import N_

from .contacts import Contact, Postal, refuse_many, together

NAMELESS = N_("There is no name in it.")
UNENDED = N_("It breaks off before its end.")
# Cards that are no people: lists of them.
NO_PEOPLE = frozenset({"group"})
# Pictures and keys: long, and nothing a recipient has.
LEFT_OUT = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})

# Any other is read as the usual one, with what cannot be read marked.
CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15",
                      "windows-1252", "cp1252"})  # fmt: skip

_HEAD = re.compile(r'((?:[^":]|"[^"]*")*):(.*)', re.S)
_PARAM = re.compile(r';((?:[^";]|"[^"]*")*)')


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: "TEL;TYPE=cell:+49 30 1"; the names of parameters in capitals, their
    words in small letters."""

    name: str
    kinds: frozenset[str]
    value: str

    @property
    def parts(self) -> list[str]:
        """The value taken apart at its semicolons."""
        return [_plain(part) for part in _split(self.value, ";")]

    @property
    def text(self) -> str:
        return _plain(self.value)


def is_vcard(text: str) -> bool:
    return text.lstrip()[:11].upper() == "BEGIN:VCARD"


def people_in(text: str) -> list[Contact]:
    """Every person of the file, in its order. Raises BadContacts for too many."""
    cards = list(_cards(_unfolded(text)))
    refuse_many(len(cards))
    found = (_contact(place, card, ended) for place, (card, ended) in enumerate(cards, 1))
    return [one for one in found if one is not None]


def _cards(lines: Iterator[str]) -> Iterator[tuple[list[Property], bool]]:
    """The lines of each card, and whether it ends."""
    card: list[Property] | None = None
    for line in lines:
        one = _property(line)
        if one is None:
            continue
        if (one.name, one.value.strip().upper()) == ("BEGIN", "VCARD"):
            if card is not None:
                yield card, False
            card = []
        elif one.name == "END" and card is not None:
            yield card, True
            card = None
        elif card is not None and one.name not in LEFT_OUT:
            card.append(one)
    if card is not None:
        yield card, False


def _unfolded(text: str) -> Iterator[str]:
    """The lines as they were before they were folded; quoted-printable ones go on after "="."""
    whole: list[str] = []
    for line in re.split(r"\r\n|\r|\n", text):
        if whole and line[:1] in (" ", "\t"):
            whole.append(line[1:])
        elif whole and whole[-1].endswith("=") and "QUOTED-PRINTABLE" in _head(whole):
            whole[-1] = whole[-1][:-1]
            whole.append(line)
        else:
            yield "".join(whole)
            whole = [line]
    yield "".join(whole)


def _head(whole: Sequence[str]) -> str:
    return whole[0].partition(":")[0].upper()


def _property(line: str) -> Property | None:
    found = _HEAD.fullmatch(line.strip())
    if found is None:
        return None
    head, value = found.groups()
    name = head.partition(";")[0].rpartition(".")[2].strip().upper()
    given = [one.strip().replace('"', "") for one in _PARAM.findall(head)]
    pairs = [one.partition("=") for one in given]
    options = {key.upper(): word for key, _is, word in pairs if word}
    # In 2.1 a kind stands alone: TEL;CELL.
    words = {word.strip().lower() for key, _is, word in pairs for word in (word or key).split(",")}
    return Property(name, frozenset(words), _decoded(value, words, options))


def _decoded(value: str, words: set[str], options: dict[str, str]) -> str:
    charset = options.get("CHARSET", "utf-8").lower()
    if charset not in CHARSETS:
        charset = "utf-8"
    try:
        if "quoted-printable" in words:
            return quopri.decodestring(value.encode("latin-1", "replace")).decode(
                charset, "replace"
            )
        if words & {"b", "base64"}:
            return base64.b64decode(value, validate=True).decode(charset)
    except (LookupError, ValueError):
        return value
    return value


def _contact(place: int, card: Sequence[Property], ended: bool) -> Contact | None:
    said = {one.name: one for one in reversed(card)}
    if "KIND" in said and said["KIND"].text.lower() in NO_PEOPLE:
        return None
    household = together(said["ORG"].parts[:1]) if "ORG" in said else ""
    mail, name = _best(card, "EMAIL"), _name(said)
    name = name or household or mail
    if not ended:
        return Contact(place, {"name": name}, UNENDED)
    if not name:
        return Contact(place, {}, NAMELESS)
    notes = "\n".join(one.text.strip() for one in card if one.name == "NOTE")
    fields = {
        "name": " ".join(name.split()),
        "household": "" if household == name else " ".join(household.split()),
        "email": mail,
        "phone": _best(card, "TEL"),
        "notes": notes,
    }
    return Contact(place, fields | _address(card))


def _name(said: dict[str, Property]) -> str:
    if "FN" in said and said["FN"].text.strip():
        return said["FN"].text
    if "N" not in said:
        return ""
    family, given, more, before, behind = (said["N"].parts + [""] * 5)[:5]
    return together((before, given, more, family, behind))


def _best(card: Sequence[Property], name: str) -> str:
    """The one to write to: preferred, else of a mobile telephone or of home, else the first."""
    own = [one for one in card if one.name == name and one.text.strip()]
    ranked = sorted(own, key=_rank)
    return ranked[0].text.strip().removeprefix("tel:").removeprefix("mailto:") if ranked else ""


def _rank(one: Property) -> int:
    preferred = {"pref", "1"} & one.kinds
    return 0 if preferred else 1 if {"cell", "mobile", "home"} & one.kinds else 2


def _address(card: Sequence[Property]) -> dict[str, Any]:
    own = sorted((one for one in card if one.name == "ADR"), key=_rank)
    if not own:
        return {}
    box, more, street, town, region, code, country = (own[0].parts + [""] * 7)[:7]
    lines = "\n".join(part.strip() for part in (box, more, street) if part.strip())
    return Postal(lines, town, region, code, country).fields()


def _split(value: str, at: str) -> list[str]:
    """Taken apart where `at` is not behind a backslash."""
    pieces, begun, escaped = list[str](), 0, False
    for place, sign in enumerate(value):
        if sign == at and not escaped:
            pieces.append(value[begun:place])
            begun = place + 1
        escaped = sign == "\\" and not escaped
    return [*pieces, value[begun:]]


def _plain(value: str) -> str:
    """Without the backslashes of the format."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
