"""The database of the release before, with a bakery's data in it, after an upgrade.

`release_NNNN.json` holds every table's rows as the release whose newest migration was NNNN wrote
them: our own sample bakery, and a second bakery with one row of everything."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from alembic import command
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Engine

from baketracker.db.connect import make_engine
from baketracker.db.provision import Urls, alembic_config, head, kept_passwords, migrate, provision
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.events import service as events
from baketracker.ingredients import service as ingredients
from baketracker.planning import service as planning
from baketracker.recipes import service as recipes
from tests.architecture.catalogue import findings
from tests.factories.clients import settings_for_tests
from tests.factories.database import Server

HERE = Path(__file__).parent
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def old_rows() -> Rows:
    rows: Rows = json.loads((HERE / "release_0003.json").read_text(encoding="utf-8"))
    return rows


@pytest.fixture(scope="module")
def upgraded(server: Server, worker: str, old_rows: Rows) -> Iterator[tuple[str, Urls]]:
    """The old release's database, brought to the newest migration; as superuser, and by role."""
    name = f"bt_upgrade_{worker}"
    with server.empty(name) as admin:
        with server.roles_alone():
            urls = provision(server.admin, name, kept_passwords(server.folder / "roles"), run=False)
        command.upgrade(alembic_config(urls.migrator), "0003")
        with psycopg.connect(admin) as db:
            for table, rows in old_rows.items():
                fill(db, table, rows)
        migrate(urls.migrator)
        yield admin, urls


def fill(db: psycopg.Connection[Any], table: str, rows: list[dict[str, Any]]) -> None:
    statement = sql.SQL(
        "insert into app.{table} select * from jsonb_populate_recordset(null::app.{table}, %s)"
    ).format(table=sql.Identifier(table))
    db.execute(statement, [Jsonb(rows)])


@pytest.fixture
def engine_there(upgraded: tuple[str, Urls]) -> Iterator[Engine]:
    app = upgraded[1].app
    engine = make_engine(app, settings_for_tests(app))
    yield engine
    engine.dispose()


@pytest.fixture
def there(engine_there: Engine, old_rows: Rows) -> Iterator[TenantSession]:
    """A session of the sample bakery's owner, after the upgrade."""
    sample = next(UUID(t["id"]) for t in old_rows["tenants"] if t["name"] == "Sample bakery")
    owner = next(m for m in old_rows["memberships"] if m["tenant_id"] == str(sample))
    with tenant_transaction(engine_there, Scope(sample, UUID(owner["account_id"]))) as db:
        yield db


@pytest.mark.covers("SD-33")
def test_every_row_and_value_is_still_there(upgraded: tuple[str, Urls], old_rows: Rows) -> None:
    with psycopg.connect(upgraded[0]) as db:
        for table, rows in old_rows.items():
            query = sql.SQL("select to_jsonb(t) from app.{} t").format(sql.Identifier(table))
            now = {row["id"]: row for (row,) in db.execute(query)}
            assert len(now) == len(rows), table
            for row in rows:
                assert row.items() <= now[row["id"]].items(), table


@pytest.mark.covers("SD-33")
def test_the_upgraded_database_is_walled_and_what_a_new_one_is(upgraded: tuple[str, Urls]) -> None:
    admin, urls = upgraded
    with psycopg.connect(admin) as db:
        assert findings(db) == []
    command.check(alembic_config(urls.migrator))
    assert head() > "0003"


@pytest.mark.covers("SD-33")
def test_the_old_bakery_can_be_worked_in(there: TenantSession) -> None:
    assert ingredients.count(there) > 10
    recipe = recipes.search(there).items[0]
    assert recipes.get(there, recipe.id).lines
    for event in events.search(there, "all").items:
        plan = planning.plan_for(there, event.id)
        assert plan.units
        assert all(unit.short == 0 for unit in plan.units)
