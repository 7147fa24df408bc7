"""Everything a person reads goes through here: gettext, in the reader's language."""

import gettext as gettext_module
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Protocol

from babel import Locale, UnknownLocaleError

from baketracker.config import ROOT
from baketracker.errors import N_ as N_
from baketracker.errors import BadValue, BakeTrackerError, InvalidInput, Text

CATALOGUES = ROOT / "translations"
DEFAULT = "en_US"

speaking: ContextVar[str] = ContextVar("speaking", default=DEFAULT)


@lru_cache
def texts(locale: str) -> gettext_module.NullTranslations:
    """The catalogue of a locale; the texts in the code are English, so English needs none."""
    return gettext_module.translation("messages", CATALOGUES, [locale], fallback=True)


def written(locale: str) -> str:
    """The language a page for this reader is in: theirs, or English while nobody translated it."""
    found = gettext_module.find("messages", CATALOGUES, [locale])
    return locale if found or locale.startswith("en") else DEFAULT


def _(text: str) -> str:
    """The text in the reader's language."""
    return texts(speaking.get()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    return texts(speaking.get()).ngettext(one, many, count)


class Sentence(Protocol):
    """A msgid and what fills its places: an error, something that was done."""

    @property
    def message(self) -> str: ...
    @property
    def numbers(self) -> Mapping[str, Any]: ...


def said(sentence: Sentence | BakeTrackerError | BadValue) -> str:
    """A sentence in the reader's language, filled with its numbers."""
    return _filled(sentence.message, sentence.numbers)


def said_of_fields(error: InvalidInput) -> dict[str, str]:
    """What an error says of each field, in the reader's language."""
    return {
        name: _filled(text, error.numbers) if isinstance(text, Text) else _(text)
        for name, text in error.fields.items()
    }


class Told(Protocol):
    """A sentence kept untranslated, as reports hold them: a msgid, its plural chosen by `count`
    where there is one, and what fills its places: names as they are, words translated first."""

    @property
    def message(self) -> str: ...
    @property
    def many(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def names(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def words(self) -> tuple[tuple[str, str], ...]: ...


def told(it: Told) -> str:
    """The sentence in the reader's language."""
    text = ngettext(it.message, it.many, it.count) if it.many else _(it.message)
    words = {name: _(word) for name, word in it.words}
    return text % {"count": it.count, **dict(it.names), **words}


def _filled(sentence: str, numbers: Mapping[str, object]) -> str:
    words = {key: _(it) if isinstance(it, Text) else it for key, it in numbers.items()}
    return _(sentence) % words if words else _(sentence)


def preferred(accept_language: str) -> str:
    """The best locale a browser asks for, as Babel writes it."""
    for part in accept_language.split(",")[:10]:
        tag = part.split(";")[0].strip().replace("-", "_")
        try:
            if tag and tag != "*":
                return str(Locale.parse(tag))
        except (UnknownLocaleError, ValueError):
            continue
    return DEFAULT
