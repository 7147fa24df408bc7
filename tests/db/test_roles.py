"""The roles are made by one command, as often as one likes, and log in with what they are given."""

import psycopg
import pytest

from baketracker.db.provision import Urls
from baketracker.db.roles import APP, ATTRIBUTES, Passwords, create_roles
from tests.factories.database import Server


@pytest.mark.covers("SD-01")
def test_making_the_roles_again_changes_nothing_and_needs_no_note(
    server: Server, database: Urls, worker: str
) -> None:
    with server.roles_alone():
        assert create_roles(server.on(server.admin, f"bt_test_{worker}"), Passwords()) == []


@pytest.mark.covers("SD-01")
def test_the_app_role_gives_up_waiting_by_itself(database: Urls) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout",
             "search_path", "row_security", "TimeZone")  # fmt: skip
    with psycopg.connect(database.app) as db:
        shown = [db.execute(f"show {name}".encode()).fetchone() for name in names]
        assert [row[0] for row in shown if row] == ["5s", "2s", "10s", "app", "on", "UTC"]
        db.execute("set local statement_timeout = '50ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            db.execute("select pg_sleep(1)")


@pytest.mark.covers("SD-01")
def test_the_app_role_can_become_nobody_and_make_nothing(database: Urls) -> None:
    with psycopg.connect(database.app, autocommit=True) as db:
        for role in ATTRIBUTES.keys() - {APP}:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(f"set role {role}".encode())
        for statement in (
            "create table app.mine (id uuid)",
            "create schema mine",
            "create temporary table mine (id uuid)",
            "create function app.mine() returns int language sql as 'select 1'",
            "truncate app.lots",
            "alter table app.lots disable row level security",
            "set session authorization bt_owner",
            "copy app.lots to program 'cat'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(statement.encode())


@pytest.mark.covers("SD-01")
def test_the_backup_role_reads_everything_and_writes_nothing(database: Urls) -> None:
    with psycopg.connect(database.backup, autocommit=True) as db:
        assert db.execute("select count(*) >= 0 from app.lots").fetchone() == (True,)
        assert db.execute("select count(*) >= 0 from idn.accounts").fetchone() == (True,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            db.execute("delete from app.lots")
        db.execute("set default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute("delete from app.lots")


@pytest.mark.covers("SD-02")
def test_accounts_are_reached_through_their_functions_only(database: Urls) -> None:
    with psycopg.connect(database.app, autocommit=True) as db:
        for table in ("accounts", "account_tenants", "sessions", "api_tokens", "rate_limits"):
            for statement in ("select * from idn.{}", "delete from idn.{}", "insert into idn.{} "
                              "default values"):  # fmt: skip
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    db.execute(statement.format(table).encode())
        found = db.execute("select * from authn.find_credentials('nobody@example.com')")
        assert found.fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute(
                "create or replace function authn.find_credentials(p_email text) "
                "returns void language sql as ''"
            )
