"""One session, one bakery, for ever; and two walls behind it."""

from dataclasses import FrozenInstanceError
from typing import Any, cast

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from baketracker.db.audit import AuditEntry
from baketracker.db.scope import Scope
from baketracker.db.tenancy import NoTenant, TenantSession, WrongTenant
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase


def test_a_row_is_seen_by_its_own_bakery_only(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        shop = Supplier(name="Mill", slug="mill")
        db.add(shop)
    with neighbour.session() as db:
        assert db.find(Supplier, shop.id) is None
        assert db.scalars(select(Supplier)).all() == []
    with bakery.session() as db:
        assert db.find(Supplier, shop.id) is not None


@pytest.mark.covers("SR9", "S4-rls-setting")
def test_a_session_without_a_bakery_is_refused_before_any_sql(bakery: BakeryOnDatabase) -> None:
    with pytest.raises(NoTenant):
        TenantSession(bakery.engine, cast(Any, None))
    with pytest.raises(NoTenant):
        TenantSession(bakery.engine, Scope(cast(Any, None)))


@pytest.mark.covers("SR9")
def test_a_session_cannot_change_its_bakery(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        with pytest.raises(AttributeError):
            cast(Any, db).scope = neighbour.scope
        with pytest.raises(FrozenInstanceError):
            cast(Any, db.scope).tenant_id = neighbour.id


def test_a_row_of_another_bakery_is_refused(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with pytest.raises(WrongTenant), bakery.session() as db:
        db.add(Supplier(tenant_id=neighbour.id, name="Mill", slug="mill"))


def test_a_row_cannot_be_moved_or_smuggled_into_another_bakery(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    """Refused before any SQL, so that this holds without row-level security as well."""
    with bakery.session() as db:
        shop = Supplier(name="Mill", slug="mill")
        db.add(shop)
    shop_id = shop.id
    with pytest.raises(WrongTenant):
        move(bakery, shop, neighbour)
    with pytest.raises(WrongTenant):
        erase(neighbour, shop)
    with bakery.session() as db:
        assert db.find(Supplier, shop_id) is not None


def move(bakery: BakeryOnDatabase, shop: Supplier, neighbour: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        found = db.find(Supplier, shop.id)
        assert found is not None
        found.tenant_id = neighbour.id


def erase(neighbour: BakeryOnDatabase, shop: Supplier) -> None:
    """An object of one bakery's session, handed to another's."""
    with neighbour.session() as db:
        db.delete(shop)


@pytest.mark.covers("SR8")
def test_commit_rollback_and_savepoint_keep_the_bakery_bound(bakery: BakeryOnDatabase) -> None:
    bound = text("select current_setting('app.tenant_id')")
    with TenantSession(bakery.engine, bakery.scope) as db:
        for end in (db.commit, db.rollback):
            assert db.scalar(bound) == str(bakery.id)
            end()
        with db.begin_nested() as savepoint:
            assert db.scalar(bound) == str(bakery.id)
            savepoint.rollback()
        assert db.scalar(bound) == str(bakery.id)


@pytest.mark.covers("SR8")
def test_work_goes_on_bound_after_a_savepoint_was_taken_back(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        db.add(Supplier(name="Mill", slug="mill"))
        db.flush()
        with pytest.raises(IntegrityError), db.begin_nested():
            db.add(Supplier(name="Mill", slug="mill"))
        db.add(Supplier(name="Shop", slug="shop"))
    with bakery.session() as db:
        assert sorted(db.scalars(select(Supplier.name))) == ["Mill", "Shop"]


@pytest.mark.covers("SR9")
def test_rows_put_in_at_once_are_the_bakerys_own_whatever_they_say(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    row = {"name": "Mill", "slug": "mill", "tenant_id": neighbour.id}
    with bakery.session() as db:
        assert db.insert_rows(Supplier, [row]) == 1
        assert db.insert_rows(Supplier, []) == 0
    with bakery.session() as db:
        assert db.scalars(select(Supplier.tenant_id)).all() == [bakery.id]


def test_a_core_statement_is_tied_to_the_bakery_by_one_word(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    suppliers = Supplier.__table__
    for each in (bakery, neighbour):
        with each.session() as db:
            db.add(Supplier(name="Mill", slug="mill"))
    with bakery.session() as db:
        asked = select(suppliers.c.tenant_id).where(db.own(suppliers))
        assert db.scalars(asked).all() == [bakery.id]


@pytest.mark.covers("SD-26")
def test_each_change_leaves_an_audit_entry_with_before_and_after(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        shop = Supplier(name="Mill", slug="mill")
        db.add(shop)
    with bakery.session() as db:
        again = db.find(Supplier, shop.id)
        assert again is not None
        again.name = "Old Mill"
    with bakery.session() as db:
        newest = select(AuditEntry).where(AuditEntry.entity_id == shop.id).order_by(AuditEntry.id)
        first, second = db.scalars(newest).all()
    assert (first.action, first.changes["name"]) == ("insert", [None, "Mill"])
    assert (second.action, second.changes) == ("update", {"name": ["Mill", "Old Mill"]})
    assert second.created_by == bakery.scope.account_id
    assert second.actor_kind == "person"
