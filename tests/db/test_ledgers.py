"""What was written down stays: ledgers never change, deleting keeps the row, numbers are real."""

from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from baketracker.accounts import operator
from baketracker.accounts.models import Tenant
from baketracker.accounts.service import rename_bakery
from baketracker.db.audit import AuditEntry
from baketracker.db.base import Archivable
from baketracker.db.faults import sqlstate
from baketracker.db.isolation import LEDGER_GRANTS, grants_of
from baketracker.db.types import now
from baketracker.pantry.models import Lot
from baketracker.suppliers.models import Supplier
from tests.architecture.statement_log import paused
from tests.architecture.two_tenants import bind
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.rows import RowMaker, model_of, tenant_tables, text_columns

LEDGERS = sorted(t.name for t in tenant_tables() if grants_of(t) == LEDGER_GRANTS)


@pytest.mark.covers("SD-26", "SR53")
@pytest.mark.parametrize("table", LEDGERS)
@pytest.mark.parametrize("change", ["update app.{} set id = id", "delete from app.{}"])
def test_a_ledger_refuses_change_and_deletion(
    bakery: BakeryOnDatabase, table: str, change: str
) -> None:
    url = bakery.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as db:
        bind(db, bakery.id)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute(change.format(table).encode())


@pytest.mark.covers("SD-26")
def test_the_audit_log_is_a_ledger() -> None:
    assert "audit_log" in LEDGERS
    assert AuditEntry.append_only


@pytest.mark.covers("SR53", "SD-26")
@pytest.mark.parametrize("table", sorted(table.name for table in tenant_tables()))
def test_every_kind_of_row_leaves_an_audit_entry_or_says_why_not(
    bakery: BakeryOnDatabase, table: str
) -> None:
    with bakery.session() as db:
        row_id = RowMaker(db).row(table)
    with bakery.session() as db:
        entries = select(AuditEntry).where(
            AuditEntry.entity == table, AuditEntry.entity_id == row_id
        )
        actions = [entry.action for entry in db.scalars(entries)]
    unlogged = {
        "audit_log", "corrections", "files", "idempotency_keys", "model_calls", "operations",
        "proposal_files", "stock_snapshot_lines", "tasks", "uploads",
    }  # fmt: skip
    assert actions == ([] if table in unlogged else ["insert"])


@pytest.mark.covers("SD-26")
def test_a_bakerys_opening_and_its_changes_are_written_down_too(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        rename_bakery(db, "The Other Name")
    operator.set_active(bakery.engine, bakery.id, active=False)
    with bakery.session() as db:
        written = select(AuditEntry.actor_kind, AuditEntry.changes).where(
            AuditEntry.entity == "tenants", AuditEntry.entity_id == bakery.id
        )
        entries = db.execute(written.order_by(AuditEntry.id)).all()
        here = db.scalars(select(Tenant).where(Tenant.id == bakery.id)).one()
    opened, *changed = entries
    assert (opened.actor_kind, opened.changes["name"]) == ("person", [None, "Ada's Bakery"])
    assert [(kind, list(changes)) for kind, changes in changed] == [
        ("person", ["name"]),
        ("operator", ["is_active"]),
    ]
    assert changed[0].changes["name"] == ["Ada's Bakery", "The Other Name"]
    assert here.version == 3


@pytest.mark.covers("SD-26")
def test_work_that_fails_leaves_no_audit_entry(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        before = len(db.scalars(select(AuditEntry)).all())
    with pytest.raises(IntegrityError):
        twice(bakery)
    with bakery.session() as db:
        assert len(db.scalars(select(AuditEntry)).all()) == before


def twice(bakery: BakeryOnDatabase) -> None:
    """A good row and then one that is refused, in one unit of work."""
    with bakery.session() as db:
        db.add(Supplier(name="Mill", slug="mill"))
        db.flush()
        db.add(Supplier(name="Mill", slug="mill"))


@pytest.mark.covers("SD-26")
def test_many_rows_at_once_leave_one_entry_with_their_count(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = db.insert_rows(Supplier, [{"name": n, "slug": n} for n in ("a", "b", "c")])
    with bakery.session() as db:
        shops = db.scalars(select(Supplier)).all()
        entry = db.scalars(select(AuditEntry).where(AuditEntry.entity == "suppliers")).one()
    assert made == 3
    assert (entry.action, entry.changes) == ("insert_rows", {"count": 3})
    assert {(s.tenant_id, s.created_by) for s in shops} == {(bakery.id, bakery.scope.account_id)}


@pytest.mark.covers("SD-27")
@pytest.mark.parametrize(
    "table",
    sorted(t.name for t in tenant_tables()
           if issubclass(model_of(t), Archivable) and "slug" in text_columns(t)),
)  # fmt: skip
def test_a_deleted_name_can_be_used_again(bakery: BakeryOnDatabase, table: str) -> None:
    with bakery.session() as db:
        names = {name: "Again" for name in ("name", "slug") if name in model_columns(table)}
        maker = RowMaker(db)
        maker.row(table, deleted_at=now(), **names)
        maker.row(table, deleted_at=now(), **names)
        maker.row(table, **names)
    with pytest.raises(IntegrityError) as taken, bakery.session() as db:
        RowMaker(db, beside=maker).row(table, **names)
    assert sqlstate(taken.value) == "23505"


def model_columns(table: str) -> set[str]:
    return next(set(t.columns.keys()) for t in tenant_tables() if t.name == table)


@pytest.mark.covers("SR52")
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e30"])
def test_the_database_itself_refuses_numbers_that_are_none(
    bakery: BakeryOnDatabase, number: str
) -> None:
    with pytest.raises(DBAPIError) as refused, bakery.session() as db:
        RowMaker(db).row("lots", quantity=Decimal(number))
    assert sqlstate(refused.value) in ("23514", "22003")
    with bakery.session() as db:
        assert db.scalars(select(Lot)).all() == []


@pytest.mark.covers("SD-26")
def test_a_ledger_cannot_be_changed_through_the_session_either(bakery: BakeryOnDatabase) -> None:
    with paused(), pytest.raises(DBAPIError) as refused:
        rewrite_history(bakery)
    assert sqlstate(refused.value) == "42501"


def rewrite_history(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        entry = db.scalars(select(AuditEntry)).first()
        assert entry is not None
        entry.action = "nothing happened"
