"""The countries people live in: a code of two letters each, named in the reader's language."""

from functools import lru_cache
from typing import Annotated

from babel import Locale, localedata
from babel.languages import get_official_languages
from pydantic import AfterValidator, StringConstraints

from baketracker.errors import BadValue
from baketracker.measures.folding import fold

# What Babel counts as territories and no letter goes to.
NOWHERE = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
# What people write, and no list of names says.
ALSO = {"uk": "GB", "great britain": "GB", "england": "GB", "usa": "US", "u.s.a.": "US",
        "united states of america": "US", "holland": "NL"}  # fmt: skip


@lru_cache
def countries(locale: str) -> dict[str, str]:
    """Code → name, A to Z as the reader's language writes them."""
    names = Locale.parse(locale).territories
    found = {
        code: name
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NOWHERE
    }
    return dict(sorted(found.items(), key=lambda pair: fold(pair[1])))


def country_of(written: str) -> str | None:
    """The code of a country as an address book writes it: "DE", "Germany", "Deutschland"; None
    where no country is called so."""
    typed = fold(written)
    if typed.upper() in countries("en"):
        return typed.upper()
    return _codes().get(typed)


@lru_cache
def _codes() -> dict[str, str]:
    """Folded name → code: each country in English and in the languages spoken there."""
    found = {fold(name): code for code, name in countries("en").items()}
    for code in countries("en"):
        for language in get_official_languages(code, de_facto=True):
            if localedata.exists(language):
                found.setdefault(fold(countries(language).get(code, "")), code)
    return {name: code for name, code in found.items() if name} | ALSO


def _known(code: str) -> str:
    if code.upper() not in countries("en"):
        raise BadValue("Choose a country from the list.")
    return code.upper()


Country = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=2), AfterValidator(_known)
]
"""A country by its code of two letters."""
