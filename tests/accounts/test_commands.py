"""The operator's commands, as typed in a terminal."""

import pytest
from sqlalchemy import Engine, select
from typer.testing import CliRunner, Result

from baketracker.accounts import door
from baketracker.accounts.signing_in import start_draft
from baketracker.cli import cli
from baketracker.command_line import bakery_session
from baketracker.config import ROOT, Settings
from baketracker.config import settings as cached
from baketracker.db.audit import AuditEntry
from baketracker.db.types import new_id
from baketracker.errors import Forbidden, NotFound, SignInNeeded
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase

from .people import comes_in, me, somebody


@pytest.fixture
def bake(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A terminal whose environment names the test database."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ADMIN_DATABASE_URL", settings.admin_database_url)
    cached.cache_clear()
    yield CliRunner()
    cached.cache_clear()


def typed(bake: CliRunner, *words: str) -> Result:
    return bake.invoke(cli, list(words))


@pytest.mark.covers("S4-tenants-active")
def test_a_bakery_is_suspended_and_opened_again(
    bake: CliRunner, bakery: BakeryOnDatabase, settings: Settings
) -> None:
    cookie = bakery.cookie()
    assert (
        typed(bake, "bakeries", "suspend", str(bakery.id)).output == "Ada's Bakery is suspended.\n"
    )
    with pytest.raises(Forbidden, match="suspended"):
        door.resolve_session(bakery.engine, settings, cookie, "")
    by_name = ("Ada's Bakery", "--owner", bakery.scope.email)
    assert typed(bake, "bakeries", "resume", *by_name).output == "Ada's Bakery is open.\n"
    assert door.resolve_session(bakery.engine, settings, cookie, "")


@pytest.mark.covers("S4-tenants-private")
def test_bakeries_are_listed_of_one_person_only(
    bake: CliRunner, bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    listed = typed(bake, "bakeries", "list", "--owner", bakery.scope.email.upper()).output
    assert listed.split() == [str(bakery.id), "owner", "Ada's", "Bakery"]
    missing = typed(bake, "bakeries", "list", "--owner", "nobody@example.com")
    assert isinstance(missing.exception, NotFound)


@pytest.mark.covers("G-06")
def test_somebody_joins_a_bakery(
    bake: CliRunner, bakery: BakeryOnDatabase, engine: Engine, settings: Settings
) -> None:
    who = somebody(engine, settings)
    added = typed(bake, "members", "add", who.email, "--bakery", str(bakery.id), "--role", "admin")
    assert added.output == f"{who.email} is admin of Ada's Bakery.\n"
    listed = typed(bake, "bakeries", "list", "--owner", who.email).output
    assert "admin   Ada's Bakery" in listed
    wrong = typed(bake, "members", "add", who.email, "--bakery", str(bakery.id), "--role", "king")
    assert (wrong.exit_code, "owner, admin or member" in wrong.output) == (1, True)


@pytest.mark.covers("SD-10", "SR24")
def test_somebody_is_shut_out(bake: CliRunner, engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    assert typed(bake, "members", "disable", who.email).exit_code == 0
    with pytest.raises(SignInNeeded):
        me(engine, settings, who.came.secret)
    with pytest.raises(SignInNeeded):
        comes_in(engine, settings, who)


def test_drafts_that_have_not_ended_stay(
    bake: CliRunner, engine: Engine, settings: Settings
) -> None:
    secret = start_draft(engine)
    assert typed(bake, "bakeries", "purge-drafts").output == "0 drafts deleted.\n"
    assert me(engine, settings, secret).tenant_id


@pytest.mark.covers("SR26")
def test_the_table_is_printed(bake: CliRunner) -> None:
    written = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert typed(bake, "permissions").output == written


def test_what_the_operator_does_is_logged_as_nobodys(
    bake: CliRunner, bakery: BakeryOnDatabase
) -> None:
    with bakery_session(str(bakery.id)) as db:
        assert (db.scope.bakery_name, db.scope.role) == ("Ada's Bakery", "owner")
        db.add(Supplier(name="Mill", slug="mill"))
    with bakery.session() as db:
        entry = db.scalars(select(AuditEntry).where(AuditEntry.entity == "suppliers")).one()
    assert (entry.actor_kind, entry.created_by) == ("operator", None)
    unknown = typed(bake, "bakeries", "suspend", str(new_id()))
    assert isinstance(unknown.exception, NotFound)


def test_an_owner_is_found_however_the_address_is_written(
    bake: CliRunner, engine: Engine, settings: Settings
) -> None:
    name = new_id().hex
    who = somebody(engine, settings, email=f"weiß{name}@example.com")
    by_name = ("The Corner", "--owner", f" WEISS{name.upper()}@Example.com ")
    assert who.email == f"weiss{name}@example.com"
    assert typed(bake, "bakeries", "resume", *by_name).output == "The Corner is open.\n"
