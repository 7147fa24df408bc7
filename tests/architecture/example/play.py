"""Plays a developer's day with the new feature, in a process of its own so that no other test
knows these tables: autogenerate, migrate, use, look from next door, read the catalogue.

Arguments: the database as migrator, as app and as superuser. The last line is JSON."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine, text

from baketracker.app_tables import metadata
from baketracker.config import Settings
from baketracker.db.connect import make_engine, sqlalchemy_url
from baketracker.db.scope import VERBS
from tests.architecture.catalogue import findings
from tests.architecture.example import tins
from tests.factories.bakeries import open_bakery
from tests.factories.rows import RowMaker


def main(migrator: str, app: str, admin: str) -> None:
    before = findings_of(admin)
    with as_owner(migrator) as (connection, context):
        script = produce_migrations(context, metadata)
        assert script.upgrade_ops is not None
        code = render_python_code(script.upgrade_ops)
        run(code, context)
        connection.commit()
    with as_owner(migrator) as (_, context):
        again = produce_migrations(context, metadata).upgrade_ops
        assert again is not None
        drift = [str(operation) for operation in again.ops]
    told = {"code": code, "drift": drift, "before": before, "after": findings_of(admin)}
    print(json.dumps(told | use(app)))


@contextmanager
def as_owner(url: str) -> Iterator[tuple[Connection, MigrationContext]]:
    options = {
        "include_schemas": True,
        "version_table_schema": "idn",
        "version_table": "schema_version",
        "include_name": lambda name, kind, _parents: kind != "schema" or name == "app",
    }
    with create_engine(sqlalchemy_url(url)).connect() as connection:
        connection.execute(text("set role bt_owner"))
        connection.commit()
        yield connection, MigrationContext.configure(connection, opts=options)


def run(code: str, context: MigrationContext) -> None:
    """Run the generated lines, which stand inside a function, as a migration would."""
    with Operations.context(context) as operations:
        body = compile("if True:\n    " + code, "generated", "exec")
        exec(body, {"op": operations, "sa": sqlalchemy})


def findings_of(admin: str) -> list[str]:
    with psycopg.connect(admin) as db:
        return findings(db)


def use(url: str) -> dict[str, object]:
    engine = make_engine(url, Settings())
    ada, bob = open_bakery(engine, "Ada"), open_bakery(engine, "Bob")
    with ada.session() as db:
        made = tins.create(db, "round")
    with bob.session() as db:
        next_door = [tin.slug for tin in tins.everything(db)]
        rows = sorted(set(RowMaker(db).everything()) & {"tins", "tin_entries"})
    with ada.session() as db:
        own = [tin.slug for tin in tins.everything(db)]
    engine.dispose()
    verbs = sorted(name for name in VERBS if name.endswith((".create", ".everything")))
    return {"made": made.slug, "own": own, "next_door": next_door, "rows": rows, "verbs": verbs}


if __name__ == "__main__":
    main(*sys.argv[1:])
