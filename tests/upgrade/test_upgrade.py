"""The database of an earlier release, with a bakery's data in it, after an upgrade.

`release_NNNN.json` holds every table's rows as the release whose newest migration was NNNN wrote
them: a sample bakery, and a second bakery with one row of everything. 0006 is the last one before
lots had a ledger."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from alembic import command
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Engine, select

from baketracker.db.connect import make_engine
from baketracker.db.journal import doing
from baketracker.db.provision import Urls, alembic_config, head, kept_passwords, migrate, provision
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.events import service as events
from baketracker.ingredients import service as ingredients
from baketracker.materials.models import MaterialDepletion, MaterialLot
from baketracker.pantry.models import Depletion, Lot
from baketracker.planning import service as planning
from baketracker.recipes import service as recipes
from baketracker.stock.ledger import out_of_balance
from tests.architecture.catalogue import findings
from tests.factories.clients import settings_for_tests
from tests.factories.database import Server

HERE = Path(__file__).parent
# Columns that say in another way what the rest says.
GONE = {"material_lots": {"quantity_bought"}}
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module", params=["0003", "0006"])
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def old_rows(release: str) -> Rows:
    rows: Rows = json.loads((HERE / f"release_{release}.json").read_text(encoding="utf-8"))
    return rows


@pytest.fixture(scope="module")
def upgraded(
    server: Server, worker: str, release: str, old_rows: Rows
) -> Iterator[tuple[str, Urls]]:
    """The old release's database, brought to the newest migration; as superuser, and by role."""
    name = f"bt_upgrade_{release}_{worker}"
    with server.empty(name) as admin:
        with server.roles_alone():
            urls = provision(server.admin, name, kept_passwords(server.folder / "roles"), run=False)
        command.upgrade(alembic_config(urls.migrator), release)
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


@contextmanager
def session(engine: Engine, rows: Rows, tenant: dict[str, Any]) -> Iterator[TenantSession]:
    """Of the bakery's owner, after the upgrade."""
    owner = next(m for m in rows["memberships"] if m["tenant_id"] == tenant["id"])
    scope = Scope(UUID(tenant["id"]), UUID(owner["account_id"]))
    with tenant_transaction(engine, scope) as db:
        yield db


@pytest.fixture
def there(engine_there: Engine, old_rows: Rows) -> Iterator[TenantSession]:
    """In the sample bakery."""
    sample = next(row for row in old_rows["tenants"] if row["name"] == "Sample bakery")
    with session(engine_there, old_rows, sample) as db:
        yield db


@pytest.mark.covers("SD-33")
def test_every_row_and_value_is_still_there(upgraded: tuple[str, Urls], old_rows: Rows) -> None:
    with psycopg.connect(upgraded[0]) as db:
        for table, rows in old_rows.items():
            query = sql.SQL("select to_jsonb(t) from app.{} t").format(sql.Identifier(table))
            now = {row["id"]: row for (row,) in db.execute(query)}
            assert len(now) == len(rows), table
            for row in rows:
                kept = {name: row[name] for name in row.keys() - GONE.get(table, set())}
                assert kept.items() <= now[row["id"]].items(), table


@pytest.mark.covers("SD-33")
def test_the_upgraded_database_is_walled_and_what_a_new_one_is(
    upgraded: tuple[str, Urls], release: str
) -> None:
    admin, urls = upgraded
    with psycopg.connect(admin) as db:
        assert findings(db) == []
    command.check(alembic_config(urls.migrator))
    assert head() > release


def test_the_ledgers_of_lots_add_up(engine_there: Engine, old_rows: Rows) -> None:
    """What left them before was not written down: it starts with nothing."""
    for tenant in old_rows["tenants"]:
        with session(engine_there, old_rows, tenant) as db:
            assert out_of_balance(db, Lot, Depletion) == []
            assert out_of_balance(db, MaterialLot, MaterialDepletion) == []
    assert old_rows["lots"]


def test_lots_of_the_old_bakery_can_be_used(there: TenantSession) -> None:
    lot = there.scalars(select(Lot).where(Lot.in_use()).order_by(Lot.quantity.desc())).first()
    assert lot is not None
    with doing(there, "test.use", "Used some"):
        (locked,) = Lot.locked(there, [lot.id])
        locked.take(there, Decimal("0.5"), "spoilage")
    assert out_of_balance(there, Lot, Depletion) == []


@pytest.mark.covers("SD-33")
def test_the_old_bakery_can_be_worked_in(there: TenantSession) -> None:
    assert ingredients.count(there) >= 4
    recipe = recipes.search(there).items[0]
    assert recipes.get(there, recipe.id).lines
    for event in events.search(there, "all").items:
        plan = planning.plan_for(there, event.id)
        assert plan.units
        assert all(unit.short == 0 for unit in plan.units)
