"""Passwords: how they are kept, and which ones anybody could guess.

argon2id with OWASP's smaller memory setting, because every sign-in takes that memory at once.
No composition rules: a long password that is not a usual one."""

import unicodedata
from functools import lru_cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from baketracker.errors import N_, InvalidInput

SHORTEST, LONGEST = 12, 1000

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)

# What people begin a password with. Together with runs, years and repetitions it is what guessing
# programs try first.
USUAL = (
    "password", "passwort", "motdepasse", "contrasena", "qwerty", "qwertz", "azerty", "letmein",
    "welcome", "willkommen", "admin", "administrator", "login", "iloveyou", "loveyou", "sunshine",
    "princess", "dragon", "monkey", "football", "baseball", "superman", "batman", "starwars",
    "pokemon", "master", "shadow", "michael", "jennifer", "jordan", "charlie", "trustno", "secret",
    "summer", "winter", "spring", "autumn", "christmas", "holiday", "birthday", "baketracker",
    "bakery", "baking", "baker", "bake", "cookies", "cookie", "chocolate", "cupcake", "flour",
    "sugar", "butter", "bread", "changeme", "default", "test", "testing", "whatever", "computer",
    "internet", "monday", "friday", "sunday", "hello", "freedom", "mustang", "please", "this",
    "my", "the", "pass", "word", "love", "abc", "xyz", "asdf", "zxcv", "qaz", "wsx",
)  # fmt: skip
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop", "1234567890", "qazwsxedc")
LEET = str.maketrans("013457@$!", "oleastasi")
FEWEST_LETTERS = 5


def hashed(password: str) -> str:
    """What is stored of a password."""
    return hasher.hash(_normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether this is the password. Without a stored one the work is the same and the answer no,
    so that time does not tell which e-mail addresses have an account."""
    try:
        return hasher.verify(stored or _nobodys(), _normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return hasher.check_needs_rehash(stored)


def refuse_weak(password: str, *known: str) -> None:
    """Raise InvalidInput for a short or guessable password; `known` are names and e-mail
    addresses a guesser has."""
    if len(password) < SHORTEST:
        raise InvalidInput(
            "Use a longer password: %(shortest)s characters or more.",
            {"password": N_("Use %(shortest)s characters or more.")},
            shortest=SHORTEST,
        )
    if is_usual(password, *known):
        raise InvalidInput(
            "This password is easy to guess. Four words that do not belong together make a good "
            "one.",
            {"password": N_("This is easy to guess. Take four words that do not belong together.")},
        )


def is_usual(password: str, *known: str) -> bool:
    """Whether little is left of it once usual words, names, runs and repetitions are taken away."""
    lower = _normal(password).casefold()
    words = sorted({*USUAL, *_parts(known)}, key=len, reverse=True)
    return any(
        len(set(_remainder(form, words))) < FEWEST_LETTERS
        for form in (lower, lower.translate(LEET))
    )


def _normal(password: str) -> str:
    """The same letters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password)


@lru_cache
def _nobodys() -> str:
    return hasher.hash("nobody has this password")


def _parts(known: tuple[str, ...]) -> set[str]:
    """The words of names and addresses: "ada.lovelace@mill.com" → ada.lovelace, lovelace, mill…"""
    whole = [part for text in known for part in text.casefold().split("@")]
    pieces = [
        piece for part in whole for piece in "".join(
            letter if letter.isalnum() else " " for letter in part
        ).split()
    ]  # fmt: skip
    return {part for part in [*whole, *pieces] if len(part) >= 3}


def _remainder(text: str, words: list[str]) -> str:
    for word in words:
        text = text.replace(word, " ")
    return "".join(piece for piece in _without_runs(text).split())


def _without_runs(text: str) -> str:
    """Take away stretches of three or more that follow each other: 1234, cba, asdf, aaa."""
    kept, start = [], 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _follows(text[start : end + 1]):
            continue
        if end - start < 3:
            kept.append(text[start:end])
        start = end
    return "".join(kept)


def _follows(stretch: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(stretch)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        return True
    return any(stretch in row or stretch[::-1] in row for row in ROWS)
