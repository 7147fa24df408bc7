"""Everything a person reads goes through here: gettext, in the reader's language."""

import gettext as gettext_module
from contextvars import ContextVar
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from baketracker.config import ROOT
from baketracker.errors import BakeTrackerError

CATALOGUES = ROOT / "translations"
DEFAULT = "en_US"

speaking: ContextVar[str] = ContextVar("speaking", default=DEFAULT)


@lru_cache
def texts(locale: str) -> gettext_module.NullTranslations:
    """The catalogue of a locale; the texts in the code are English, so English needs none."""
    return gettext_module.translation("messages", CATALOGUES, [locale], fallback=True)


def _(text: str) -> str:
    """The text in the reader's language."""
    return texts(speaking.get()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    return texts(speaking.get()).ngettext(one, many, count)


def said(error: BakeTrackerError) -> str:
    """An error's sentence in the reader's language, filled with its numbers."""
    sentence = _(error.message)
    return sentence % error.numbers if error.numbers else sentence


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
