"""From an empty server to a migrated database: roles, schemas, migrations."""

import secrets
from dataclasses import dataclass
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import URL, create_engine, make_url, pool

from baketracker.config import ROOT

from .connect import plain_url, sqlalchemy_url
from .roles import APP, BACKUP, MIGRATOR, OPS, Passwords, create_roles


class ForeignDatabase(Exception):
    """The database is not ours: a plain sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Urls:
    """The same database, as each role that logs in."""

    app: str
    migrator: str
    backup: str


def alembic_config(url: str) -> Config:
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config


def head() -> str:
    """The newest migration the code knows."""
    script = ScriptDirectory.from_config(alembic_config(""))
    return script.get_current_head() or ""


def migrate(migrator_url: str) -> None:
    """Bring the database to the newest migration, as the migrator."""
    command.upgrade(alembic_config(migrator_url), "head")


def current_revision(migrator_url: str) -> str | None:
    """The migration the database stands at, or None when it is empty."""
    engine = create_engine(sqlalchemy_url(migrator_url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        options = {"version_table": "schema_version", "version_table_schema": "idn"}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


def provision(admin_url: str, database: str, passwords: Passwords, *, run: bool = True) -> Urls:
    """Make `database` on the server of `admin_url` (a role that may create roles and databases),
    with roles, schemas and all migrations. Safe to run again.

    Raises ForeignDatabase when the database holds tables that are not ours."""
    with psycopg.connect(plain_url(admin_url), autocommit=True) as db:
        known = db.execute("select 1 from pg_database where datname = %s", (database,)).fetchone()
        if not known:
            db.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    there = make_url(sqlalchemy_url(admin_url)).set(database=database)
    admin = plain_url(there.render_as_string(hide_password=False))
    refuse_foreign(admin)
    create_roles(admin, passwords)
    urls = Urls(
        app=_as(there, APP, passwords.app),
        migrator=_as(there, MIGRATOR, passwords.migrator),
        backup=_as(there, BACKUP, passwords.backup),
    )
    if run and current_revision(admin) != head():
        migrate(urls.migrator)
    return urls


def refuse_foreign(url: str) -> None:
    """Raise ForeignDatabase when somebody else's tables live here."""
    with psycopg.connect(url) as db:
        strangers = db.execute(
            "select count(*) from pg_tables where schemaname not in "
            "('pg_catalog', 'information_schema', 'app', 'idn', 'jobs')"
        ).fetchone()
        ours = db.execute(
            "select exists (select from pg_tables "
            "where schemaname = 'idn' and tablename = 'schema_version')"
        ).fetchone()
    if strangers and strangers[0] and not (ours and ours[0]):
        raise ForeignDatabase(
            "This database belongs to another program. Point DATABASE_URL at an empty one."
        )


def _as(there: URL, role: str, password: str | None) -> str:
    url = there.set(username=role, password=password)
    return plain_url(url.render_as_string(hide_password=False))


def kept_passwords(file: Path) -> Passwords:
    """The passwords of one machine's roles: made once, kept in a file only its owner reads."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        lines = (f"{role} {secrets.token_urlsafe(24)}" for role in (APP, MIGRATOR, BACKUP, OPS))
        file.write_text("\n".join(lines), encoding="utf-8")
    made = dict(line.split(" ", 1) for line in file.read_text(encoding="utf-8").splitlines())
    return Passwords(made[APP], made[MIGRATOR], made[BACKUP], made[OPS])
