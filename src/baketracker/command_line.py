"""What the commands share: the database of this machine or of the environment, and one bakery."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import typer
from sqlalchemy import Engine, select

from baketracker.accounts import identity
from baketracker.accounts.models import Membership, Tenant
from baketracker.config import ROOT, Settings, UnsafeSettings, settings
from baketracker.db.connect import make_engine, plain_url
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
    with local_database(data or DATA) as urls:
        yield config.model_copy(
            update={"database_url": urls.app, "admin_database_url": urls.migrator}
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


def operator_scope(made: Engine, tenant_id: UUID) -> Scope:
    """The operator's scope in one bakery: an owner's rights, named as operator in the audit log."""
    with tenant_transaction(made, Scope(tenant_id, kind="operator")) as db:
        tenant = db.scalars(select(Tenant).where(Tenant.id == tenant_id)).one_or_none()
        if tenant is None:
            raise NotFound("bakery")
        owner = db.scalars(
            select(Membership).where(Membership.role == "owner").order_by(Membership.id).limit(1)
        ).one_or_none()
        return Scope(
            tenant_id,
            account_id=owner.account_id if owner else None,
            role="owner",
            kind="operator",
            bakery_name=tenant.name,
            timezone=tenant.timezone,
            currency=tenant.currency,
            locale=tenant.locale,
        )


def find_bakery(made: Engine, wanted: str, owner: str | None) -> Scope:
    """The bakery with this id, or this name among those of `owner` (an e-mail).

    Raises NotFound. Names are only looked up among one person's bakeries: no command lists
    another's."""
    with contextlib.suppress(ValueError):
        return operator_scope(made, UUID(wanted))
    if owner:
        with made.connect() as gate:
            person = identity.find_credentials(gate, owner.lower())
            ids = identity.my_tenants(gate, person.account_id) if person else []
        for tenant_id in ids:
            scope = operator_scope(made, tenant_id)
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
