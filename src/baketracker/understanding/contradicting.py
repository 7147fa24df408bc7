"""Pairs of names that can never mean one thing: salted and unsalted, bread and cake flour."""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from baketracker.measures.folding import fold

CONTRADICTIONS = Path(__file__).with_name("contradictions.toml")


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the table: the forms a thing comes in and the ways each is said, longest first."""

    name: str
    heads: tuple[str, ...]
    but: tuple[str, ...]
    marked: frozenset[str]
    usual: frozenset[str]
    ways: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What a text says in a group: its forms, and whether it is about the group's thing at all."""

    forms: frozenset[str]
    is_about: bool


def contradict(one: str, other: str) -> str | None:
    """Why two names can never mean one thing, as "unsalted/salted" or "butter/plain"; None where
    they may. Both are plain words (see names.expand).

    Words are compared whole, so "unsalted" does not say "salted", and in any order. A word missing
    on one side is no contradiction ("butter" may be salted), except where the other side has a
    form that nobody leaves out: plain "sugar" is never powdered sugar."""
    for group, here, there in zip(_groups(), _all_spoken(one), _all_spoken(other), strict=True):
        if here.is_about and there.is_about and (reason := _clash(here, there, group)):
            return reason
    return None


@lru_cache(maxsize=65536)
def unsaid(said: str, known: str) -> int:
    """How many things `known` says of itself that `said` leaves open: "butter" leaves open whether
    it is the "unsalted butter". Forms that are usually left out are not counted."""
    pairs = zip(_groups(), _all_spoken(said), _all_spoken(known), strict=True)
    return sum(
        here.is_about and not here.forms and bool(there.forms - group.usual)
        for group, here, there in pairs
    )


@cache
def usual_words() -> frozenset[str]:
    """Words that names often leave out and still mean: "granulated" of sugar."""
    return frozenset(
        way
        for group in _groups()
        for way, form in group.ways
        if form in group.usual and " " not in way
    )


def vocabulary_of_forms() -> frozenset[str]:
    """Every word or phrase the table knows."""
    return frozenset(
        text for group in _groups() for text in (*group.heads, *(way for way, _ in group.ways))
    )


def _clash(here: _Spoken, there: _Spoken, group: Group) -> str | None:
    if here.forms and there.forms:
        if here.forms & there.forms:
            return None
        return f"{min(here.forms)}/{min(there.forms)}"
    told, silent = (here.forms or there.forms), not (here.forms and there.forms)
    if silent and told and told <= group.marked and group.heads:
        return f"{min(told)}/plain"
    return None


@lru_cache(maxsize=4096)
def _all_spoken(text: str) -> tuple[_Spoken, ...]:
    """What a text says in each group; asked again and again for the same products."""
    plain = _plain(text)
    return tuple(_spoken(plain, group) for group in _groups())


def _spoken(text: str, group: Group) -> _Spoken:
    for phrase in group.but:
        text = text.replace(f" {phrase} ", " ")
    is_about = not group.heads or any(f" {head} " in text for head in group.heads)
    forms = set()
    # The longest ways take their words away: "extra large" does not say "large".
    for way, form in group.ways:
        if f" {way} " in text:
            forms.add(form)
            text = text.replace(f" {way} ", " | ")
    return _Spoken(frozenset(forms), is_about)


def _plain(text: str) -> str:
    folded = fold(text).replace("'", "").replace(",", " ").replace("/", " ").replace(".", " ")
    return f" {' '.join(folded.split())} "


@cache
def _groups() -> tuple[Group, ...]:
    with CONTRADICTIONS.open("rb") as file:
        rows = tomllib.load(file)["groups"]
    return tuple(_group(row) for row in rows)


def _group(row: dict[str, object]) -> Group:
    forms = row["forms"]
    assert isinstance(forms, dict)
    ways = [(way, form) for form, said in forms.items() for way in said]
    return Group(
        name=str(row["name"]),
        heads=_texts(row.get("heads")),
        but=_texts(row.get("but")),
        marked=frozenset(_texts(row.get("marked"))),
        usual=frozenset(_texts(row.get("usual"))),
        ways=tuple(sorted(ways, key=lambda pair: -len(pair[0]))),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(text) for text in value) if isinstance(value, list) else ()
