"""The migrated database is safe, and the mutants prove that this would be noticed."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from baketracker.db.tenancy import tables_of_tenants
from tests.architecture.catalogue import Db, findings
from tests.architecture.conftest import Copy
from tests.architecture.mutants import MUTANTS
from tests.architecture.source import ROOT
from tests.architecture.two_tenants import leaks
from tests.factories.database import Server
from tests.factories.depth import DEEP


@pytest.fixture(scope="module")
def broken(copy: Copy) -> Iterator[Db]:
    """A superuser's connection to a database that may be broken."""
    with psycopg.connect(copy.admin, autocommit=True) as db:
        yield db


@contextmanager
def mutated(db: Db, name: str, ada: str) -> Iterator[None]:
    """The database with one wall broken, until the block ends."""
    with db.transaction(force_rollback=True):
        for statement in MUTANTS[name]:
            complete = statement.replace("{ada}", ada).replace("{database}", db.info.dbname)
            db.execute(sql.SQL(complete))
        db.execute("reset role")
        yield


def seen_from_outside(db: Db, copy: Copy) -> list[str]:
    """What the app role itself notices, table by table."""
    ada, bob = copy.neighbours.ada.id, copy.neighbours.bob.id
    found = []
    with db.transaction(force_rollback=True):
        db.execute("set local role bt_app")
        for table in ("lots", "suppliers", "tenants"):
            found += leaks(db, table, ada, bob)
    return found


def write_down(line: str) -> None:
    """The table of mutants: build/mutants.txt."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "mutants.txt").open("a", encoding="utf-8") as table:
        table.write(f"{line}\n")


@pytest.mark.covers("SR1", "SR16", "SD-01", "SD-02", "SD-04", "S4-rls-setting", "S0-indexes")
def test_the_migrated_database_has_no_finding(server: Server, copy: Copy) -> None:
    with psycopg.connect(copy.admin) as db:
        assert findings(db) == []


@pytest.mark.covers("S0-51-tables", "R-GEN-01", "M-03")
def test_every_table_of_a_bakery_is_known_and_walled(copy: Copy) -> None:
    """A new table changes this figure: look at its policy, then write the number down."""
    with psycopg.connect(copy.admin) as db:
        query = """
            select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid
            where c.relnamespace = 'app'::regnamespace and c.relforcerowsecurity"""
        walled = sorted(row[0] for row in db.execute(query))
    assert walled == tables_of_tenants()
    assert len(walled) == 74, f"tables of bakeries: {', '.join(walled)}"


def test_the_app_sees_nothing_of_the_neighbour_before_anything_is_broken(
    broken: Db, copy: Copy
) -> None:
    assert seen_from_outside(broken, copy) == []


@pytest.mark.covers("SR3")
@pytest.mark.parametrize("name", sorted(MUTANTS)[:: 1 if DEEP else 3])
def test_each_broken_wall_is_noticed(broken: Db, copy: Copy, server: Server, name: str) -> None:
    with server.roles_alone(), mutated(broken, name, str(copy.neighbours.ada.id)):
        static, dynamic = findings(broken), seen_from_outside(broken, copy)
    if DEEP:
        write_down(f"{name:<40} catalogue {len(static):>2}  app {len(dynamic):>2}  {static[:1]}")
    assert static, f"The catalogue test survived: {name}; the app noticed {dynamic}"


@pytest.mark.covers("SR3")
def test_there_are_enough_mutants_and_the_app_itself_notices_the_worst(
    broken: Db, copy: Copy, server: Server
) -> None:
    """Where a wall is really open, not only written wrongly, the app role must see it as well."""
    assert len(MUTANTS) >= 30
    for name in (
        "policy dropped", "row security disabled", "USING (true)", "a second policy for support",
        "to everybody", "not to the app", "app may bypass", "app is superuser",
        "app owns a table", "the bakery's function with a default", "or unbound",
    ):  # fmt: skip
        with server.roles_alone(), mutated(broken, name, str(copy.neighbours.ada.id)):
            noticed = seen_from_outside(broken, copy)
        harmless = name in ("to everybody", "app owns a table")
        assert bool(noticed) is not harmless, f"{name}: {noticed}"


def test_the_copy_is_another_database(copy: Copy, server: Server) -> None:
    assert make_url(copy.admin).database != make_url(server.admin).database
