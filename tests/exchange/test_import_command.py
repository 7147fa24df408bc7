"""Bringing in a file by command: a new bakery with an owner, a table of what came in."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from baketracker.accounts import identity, passwords
from baketracker.accounts.operator import bakeries_of_owner
from baketracker.cli import cli
from baketracker.command_line import bakery_session
from baketracker.config import Settings
from baketracker.config import settings as process_settings
from baketracker.db.types import now
from baketracker.errors import BakeTrackerError
from baketracker.exchange.report_commands import as_text
from baketracker.recipes.models import Recipe
from tests.factories.bakeries import BakeryOnDatabase

from .importing import bring_in, count, small


@pytest.fixture(autouse=True)
def on_this_database(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ENVIRONMENT", "test")
    process_settings.cache_clear()


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["import-desktop", *words])


@pytest.mark.covers("S4-migrate-marianne")
def test_a_file_becomes_a_new_bakery_with_an_owner(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    email, name = f"{uuid4().hex}@example.com", "Marianne’s Kitchen"
    result = run(str(small(tmp_path)), "--bakery", name, "--owner", email)
    assert result.exit_code == 0, result.output
    password = re.search(rf"Sign in as {email} with the password (\S+)", result.output)
    assert password is not None
    assert "They have their recipes as these came in now" in result.output
    with bakery.engine.connect() as gate:
        account = identity.find_credentials(gate, email)
    assert account is not None
    assert passwords.matches(account.password_hash, password[1])
    mine = bakeries_of_owner(bakery.engine, email)
    assert [(known.name, known.role) for known in mine] == [(name, "owner")]
    with bakery_session(name, email) as db:
        assert "oat-thins" in db.scalars(select(Recipe.slug)).all()


@pytest.mark.covers("S4-migrate-marianne", "G-08")
def test_a_second_run_finds_the_bakery_and_changes_nothing(tmp_path: Path) -> None:
    words = (str(small(tmp_path)), "--bakery", f"Quay {uuid4().hex[:8]}")
    assert "Opened the bakery" in run(*words).output
    again = run(*words)
    assert again.exit_code == 0
    assert "Opened" not in again.output
    assert "came in 0, already here" in again.output


def test_an_owner_who_has_an_account_keeps_the_password(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    email = f"{uuid4().hex}@example.com"
    with bakery.engine.begin() as gate:
        identity.create_account(gate, uuid4(), email, "a-hash", "Marianne", now())
    result = run(str(small(tmp_path)), "--bakery", "Kitchen", "--owner", email)
    assert result.exit_code == 0, result.output
    assert "password" not in result.output
    assert len(bakeries_of_owner(bakery.engine, email)) == 1


@pytest.mark.covers("G-12")
def test_the_command_says_what_the_other_doors_say(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    path = small(tmp_path)
    told = as_text(bring_in(neighbour, path))
    assert run(str(path), "--bakery", str(bakery.id)).output.rstrip() == told


def test_a_trial_opens_no_bakery(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    email = f"{uuid4().hex}@example.com"
    result = run(str(small(tmp_path)), "--bakery", "Kitchen", "--owner", email, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "nothing was saved" in result.output
    with bakery.engine.connect() as gate:
        assert identity.find_credentials(gate, email) is None


def test_an_existing_bakery_goes_by_its_id(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    assert run(str(small(tmp_path)), "--bakery", str(bakery.id)).exit_code == 0
    assert count(bakery) > 0


@pytest.mark.covers("G-09")
def test_a_bad_file_ends_with_one_sentence_and_opens_nothing(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    path, email = tmp_path / "notes.txt", f"{uuid4().hex}@example.com"
    path.write_text("flour, eggs")
    result = run(str(path), "--bakery", "Kitchen", "--owner", email)
    assert result.exit_code == 1
    assert isinstance(result.exception, BakeTrackerError)
    assert "not a BakeTracker database" in str(result.exception)
    with bakery.engine.connect() as gate:
        assert identity.find_credentials(gate, email) is None


def test_an_owner_is_an_e_mail(tmp_path: Path) -> None:
    result = run(str(small(tmp_path)), "--bakery", "Kitchen", "--owner", "Marianne")
    assert result.exit_code == 1
    assert "ada@example.com" in result.output
