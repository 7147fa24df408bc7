"""Passwords: long, not a usual one, kept with argon2id."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from baketracker.accounts import identity, passwords
from baketracker.accounts.providers import EmailAndPassword, LocalProvider
from baketracker.config import Settings
from baketracker.db.types import new_id, now
from baketracker.errors import InvalidInput

from .people import PASSWORD, fresh_email

pytestmark = pytest.mark.covers("S4-chk-password")


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "Password2024!!", "P@ssw0rd!123", "qwertyuiop12", "123456789012",
        "aaaaaaaaaaaa", "abcabcabcabc", "111122223333", "letmein12345", "iloveyou1234",
        "baketracker1", "chocolatecookie", "ada.lovelace1", "Adas-Bakery-1", "zyxwvutsrqponm",
    ],
)  # fmt: skip
def test_what_a_guesser_tries_first_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        passwords.refuse_weak(password, "ada.lovelace@example.com", "Ada", "Adas Bakery")
    assert "password" in refused.value.fields


@pytest.mark.parametrize(
    "password",
    [
        "violet tundra sock lamp", "summer rain on tin roof", "kH7$vb29Lq!x", "zażółć gęślą jaźń",
        "buttermilkwalrus", "🥐🍞🧁🍪🥧🍩🎂🍰🥨🥯🧇🥞",
    ],
)  # fmt: skip
def test_long_and_unusual_is_enough_whatever_letters_it_has(password: str) -> None:
    passwords.refuse_weak(password, "ada.lovelace@example.com", "Ada", "Adas Bakery")


def test_eleven_characters_are_too_few() -> None:
    with pytest.raises(InvalidInput, match="12 characters"):
        passwords.refuse_weak("kH7$vb29Lq!")


def test_it_is_kept_with_argon2id_and_salt() -> None:
    first, second = passwords.hashed(PASSWORD), passwords.hashed(PASSWORD)
    assert first.startswith("$argon2id$")
    assert first != second
    assert passwords.matches(first, PASSWORD)
    assert not passwords.matches(first, PASSWORD + " ")


def test_an_unknown_account_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    class Watched:
        def verify(self, stored: str, password: str) -> bool:
            checked.append(stored)
            return real.verify(stored, password)

        hash = passwords.hasher.hash

    real = passwords.hasher
    monkeypatch.setattr(passwords, "hasher", Watched())
    assert not passwords.matches(None, PASSWORD)
    assert len(checked) == 1
    assert checked[0].split("$")[1:4] == real.hash("x").split("$")[1:4]


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(
    engine: Engine, settings: Settings
) -> None:
    email, account = fresh_email(), new_id()
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with engine.begin() as gate:
        identity.create_account(gate, account, email, weak, "Grace", now())
    LocalProvider(engine).verify(EmailAndPassword(email, PASSWORD))
    with engine.begin() as gate:
        known = identity.find_credentials(gate, email)
    assert known is not None
    assert known.password_hash != weak
    assert not passwords.outdated(known.password_hash or "")
    assert passwords.matches(known.password_hash, PASSWORD)
