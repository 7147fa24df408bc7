"""Every table, two bakeries: neither sees, changes, references or is told of the other's rows."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from baketracker.app_tables import metadata
from baketracker.db.faults import sqlstate
from baketracker.db.tenancy import tables_of_tenants
from baketracker.db.types import new_id
from tests.architecture.conftest import Copy
from tests.architecture.two_tenants import Db, bind, leaks
from tests.factories.bakeries import open_bakery
from tests.factories.rows import RowMaker, model_of, references, tenant_tables, text_columns

REFERENCES = sorted((t.name, column) for t in tenant_tables() for column in references(t))


@pytest.fixture(scope="module")
def app_role(copy: Copy) -> Iterator[Db]:
    """A plain connection as the app role: no session of ours, no criterion."""
    with psycopg.connect(copy.urls.app, autocommit=True) as db:
        yield db


@pytest.mark.covers("SR4", "S4-ing-rls")
@pytest.mark.parametrize("table", tables_of_tenants())
def test_a_bakery_sees_and_changes_its_own_rows_only(app_role: Db, copy: Copy, table: str) -> None:
    ada, bob = copy.neighbours.ada.id, copy.neighbours.bob.id
    for asking, other in ((ada, bob), (bob, ada)):
        with app_role.transaction(force_rollback=True):
            assert leaks(app_role, table, asking, other) == []


@pytest.mark.covers("SR4")
@pytest.mark.parametrize(("table", "column"), REFERENCES)
def test_the_neighbours_row_cannot_be_referenced(
    copy: Copy, copy_engine: Engine, table: str, column: str
) -> None:
    """The neighbour's id and an id nobody has are refused alike."""
    target = references(metadata.tables[f"app.{table}"])[column]
    for stranger in (copy.neighbours.rows_of_bob[target], new_id()):
        third = open_bakery(copy_engine, "A Third Bakery")
        with pytest.raises(IntegrityError) as refused, third.session() as db:
            RowMaker(db).row(table, **{column: stranger})
        assert sqlstate(refused.value) == "23503"
        assert "Key (" not in str(refused.value), "the database told what the neighbour has"


@pytest.mark.covers("SR13", "S0-tenant-unique", "R-GEN-01")
def test_two_bakeries_may_hold_the_same_ids_names_and_slugs(copy_engine: Engine) -> None:
    made: list[dict[str, UUID]] = []
    for name in ("Twin One", "Twin Two"):
        with open_bakery(copy_engine, name).session() as db:
            made.append(RowMaker(db, seed="twin").everything())
    assert made[0] == made[1]
    slugged = {t.name for t in tenant_tables() if "slug" in text_columns(t)}
    assert slugged >= {"suppliers", "ingredients", "recipes", "events", "finished_goods"}


@pytest.mark.covers("SR13")
def test_inside_one_bakery_a_slug_is_taken_once(copy_engine: Engine) -> None:
    bakery = open_bakery(copy_engine, "One")
    for table in tenant_tables():
        if "slug" not in text_columns(table):
            continue
        with bakery.session() as db:
            maker = RowMaker(db)
            maker.row(table.name, slug="same")
        with pytest.raises(IntegrityError) as refused, bakery.session() as db:
            RowMaker(db, beside=maker).row(table.name, slug="same")
        assert sqlstate(refused.value) == "23505", table.name
        assert hasattr(model_of(table), "deleted_at"), table.name


@pytest.mark.covers("S4-tenants-private")
def test_no_bakery_can_list_bakeries_or_people(app_role: Db, copy: Copy) -> None:
    with app_role.transaction(force_rollback=True):
        bind(app_role, copy.neighbours.ada.id)
        rows = app_role.execute("select id from app.tenants").fetchall()
        assert rows == [(copy.neighbours.ada.id,)]
        emails = app_role.execute("select count(distinct tenant_id) from app.memberships")
        assert emails.fetchone() == (1,)
    for table in ("accounts", "account_tenants", "sessions", "api_tokens", "rate_limits"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app_role.execute(sql.SQL("select * from idn.{}").format(sql.Identifier(table)))


@pytest.mark.covers("S1-one-migration")
def test_opening_a_bakery_adds_rows_and_no_table_schema_or_role(
    copy: Copy, copy_engine: Engine
) -> None:
    query = """select (select count(*) from pg_class), (select count(*) from pg_namespace),
                      (select count(*) from pg_roles), (select count(*) from pg_policy)"""
    with psycopg.connect(copy.admin, autocommit=True) as db:
        before = db.execute(query).fetchone()
        for name in ("North", "South"):
            open_bakery(copy_engine, name)
        assert db.execute(query).fetchone() == before
