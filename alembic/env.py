"""Migrations: run as the migrator, who becomes the owner; a waiting lock gives up after a second
instead of queueing every reader behind it."""

import warnings

from alembic import context
from sqlalchemy import Connection, create_engine, exc, pool, text

from baketracker.app_tables import metadata
from baketracker.config import settings
from baketracker.db.base import SCHEMA
from baketracker.db.connect import sqlalchemy_url
from baketracker.db.isolation import IsolateTenants
from baketracker.db.roles import OWNER

OPTIONS = {
    "target_metadata": metadata,
    "version_table": "schema_version",
    "version_table_schema": "idn",
    "include_schemas": True,
    "compare_type": True,
    "include_name": lambda name, kind, _parents: kind != "schema" or name == SCHEMA,
}

# SQLAlchemy reads back a check that is not validated with an argument it does not know itself.
warnings.filterwarnings("ignore", "Can't validate argument 'dialect_options'", exc.SAWarning)

assert IsolateTenants  # importing it teaches autogenerate what a tenant-owned table needs


def migrate(connection: Connection) -> None:
    connection.execute(text(f"set role {OWNER}"))
    connection.commit()
    context.configure(connection=connection, transaction_per_migration=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


def migration_url() -> str:
    url = context.config.attributes.get("url") or settings().admin_database_url
    if not url:
        raise SystemExit("Set ADMIN_DATABASE_URL to the database as bt_migrator, or use ./bake.")
    return sqlalchemy_url(url)


if context.is_offline_mode():
    context.configure(
        dialect_name="postgresql",
        literal_binds=True,
        transaction_per_migration=True,
        **OPTIONS,
    )
    with context.begin_transaction():
        context.execute(f"set role {OWNER}")
        context.run_migrations()
else:
    with create_engine(migration_url(), poolclass=pool.NullPool).connect() as connection:
        migrate(connection)
