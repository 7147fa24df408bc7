"""What the commands share: the database of this machine or of the environment, and one bakery."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import typer
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from baketracker.accounts import identity
from baketracker.accounts.operator import operator_in
from baketracker.config import ROOT, Settings, UnsafeSettings, settings
from baketracker.db.connect import make_engine, plain_url
from baketracker.db.faults import in_words, sqlstate
from baketracker.db.provision import (
    ForeignDatabase,
    current_revision,
    head,
    migrate,
    refuse_foreign,
)
from baketracker.db.scope import Scope
from baketracker.db.selfcheck import Unsafe, check_connection, guard_engine
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.errors import NotFound

DATA = ROOT / ".data"
NOT_ALLOWED = "42501"


class Sentence(typer.Exit):
    """End the command with one plain sentence and exit code 1."""

    def __init__(self, words: str) -> None:
        typer.echo(words, err=True)
        super().__init__(1)


@contextlib.contextmanager
def database(data: Path | None = None, *, migrating: bool = False) -> Iterator[Settings]:
    """Settings whose database is up: DATABASE_URL, else the embedded one.

    `migrating` brings a given database to the newest migration when ADMIN_DATABASE_URL is set;
    the embedded one always is."""
    from baketracker.db.local import local_database

    try:
        config = settings()
    except UnsafeSettings as error:
        raise Sentence(str(error)) from error
    if config.database_url:
        look_at(config.database_url, config.admin_database_url if migrating else "")
        yield config
        return
    folder = data or DATA
    with local_database(folder) as urls:
        yield config.model_copy(
            update={
                "database_url": urls.app,
                "admin_database_url": urls.migrator,
                "files_dir": config.files_dir or str(folder / "files"),
            }
        )


def look_at(url: str, migrator_url: str = "") -> None:
    """End with one sentence when the given database is down, another program's, or open to a
    role that could see past the walls."""
    try:
        refuse_foreign(plain_url(url))
        if migrator_url and current_revision(migrator_url) != head():
            migrate(migrator_url)
        with psycopg.connect(plain_url(url), connect_timeout=5) as connection:
            check_connection(connection.cursor())
    except psycopg.OperationalError as error:
        raise Sentence(
            "The database at DATABASE_URL does not answer: check the address, the password and "
            "that it runs."
        ) from error
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise Sentence(
            "The database is empty: run 'baketracker roles' and 'baketracker migrate'."
        ) from error
    except (ForeignDatabase, Unsafe) as error:
        raise Sentence(str(error)) from error


@contextlib.contextmanager
def engine(data: Path | None = None) -> Iterator[Engine]:
    """An engine as the app role, checked like the web process's."""
    with database(data) as config:
        made = make_engine(config.database_url, config)
        guard_engine(made)
        try:
            yield made
        finally:
            made.dispose()


def database_trouble(error: SQLAlchemyError | psycopg.Error) -> str:
    """One sentence about a database error nobody expected; never the address, which may hold a
    password."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.OperationalError) and not sqlstate(cause):
        return "The database does not answer: check the address, the password and that it runs."
    # To a baker a refused privilege is a missing entry; whoever runs the server needs its name.
    if isinstance(error, SQLAlchemyError) and sqlstate(error) != NOT_ALLOWED:
        known = in_words(error)
        if known is not None:
            return str(known)
    if isinstance(cause, psycopg.Error) and cause.diag.message_primary:
        return f"The database refused this: {cause.diag.message_primary}."
    return "The database could not do this: check its address and run 'baketracker migrate'."


def find_bakery(made: Engine, wanted: str, owner: str | None) -> Scope:
    """The bakery with this id, or this name among those of `owner` (an e-mail).

    Raises NotFound. Names are only looked up among one person's bakeries: no command lists
    another's."""
    with contextlib.suppress(ValueError):
        return operator_in(made, UUID(wanted))
    if owner:
        with made.connect() as gate:
            person = identity.find_credentials(gate, identity.plain_email(owner))
            ids = identity.my_tenants(gate, person.account_id) if person else []
        for tenant_id in ids:
            scope = operator_in(made, tenant_id)
            if scope.bakery_name == wanted:
                return scope
    raise NotFound("bakery")


@contextlib.contextmanager
def bakery_session(
    bakery: str, owner: str | None = None, data: Path | None = None
) -> Iterator[TenantSession]:
    """One unit of work in the named bakery (id, or name together with the owner's e-mail)."""
    with engine(data) as made, tenant_transaction(made, find_bakery(made, bakery, owner)) as db:
        yield db
