"""Two walls, each tested with the other one taken away; with both gone the same test is red."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import CursorResult, Engine, Executable, delete, event, exists, select, text, update
from sqlalchemy.orm import aliased

from baketracker.config import Settings
from baketracker.db import tenancy
from baketracker.db.connect import make_engine
from baketracker.db.tenancy import TenantSession, tables_of_tenants
from baketracker.ingredients.models import Ingredient, IngredientAlias
from baketracker.products.models import Product
from tests.architecture.conftest import Copy, Template
from tests.architecture.statement_log import paused
from tests.factories.rows import model_of, tenant_tables


class ThrownAway(Exception):
    """Ends a unit of work without keeping it."""


@pytest.fixture(scope="module")
def without_rls(template: Template, worker: str, settings: Settings) -> Iterator[Engine]:
    """The seeded database with row-level security switched off by its superuser."""
    with template.copy(f"bt_open_{worker}") as copy:
        with psycopg.connect(copy.admin, autocommit=True) as db:
            for table in tables_of_tenants():
                off = sql.SQL("alter table app.{} disable row level security")
                db.execute(off.format(sql.Identifier(table)))
        engine = make_engine(copy.urls.app, settings)
        yield engine
        engine.dispose()


@contextmanager
def no_criterion() -> Iterator[None]:
    """Sessions without the first wall; what they say is not logged."""
    event.remove(TenantSession, "do_orm_execute", tenancy._only_this_tenant)
    try:
        with paused():
            yield
    finally:
        event.listen(TenantSession, "do_orm_execute", tenancy._only_this_tenant)


def foreign_rows(engine: Engine, copy: Copy) -> list[str]:
    """What Ada's bakery sees or touches of Bob's, through the ORM, in every way there is."""
    ada = copy.neighbours.ada.scope
    found: list[str] = []
    for look in (_selecting, _joining, _changing):
        try:
            with tenancy.tenant_transaction(engine, ada) as db:
                found += look(db, copy)
                raise ThrownAway
        except ThrownAway:
            pass
    return found


def _selecting(db: TenantSession, copy: Copy) -> list[str]:
    found = []
    for table in tenant_tables():
        model = model_of(table)
        rows = db.scalars(select(model)).all()
        assert any(row.tenant_id == db.scope.tenant_id for row in rows), table.name
        foreign = sum(row.tenant_id != db.scope.tenant_id for row in rows)
        theirs = copy.neighbours.rows_of_bob[table.name]
        foreign += db.scalar(select(model.id).where(model.id == theirs)) is not None
        if foreign:
            found.append(f"{table.name}: {foreign} seen")
    return found


def _joining(db: TenantSession, copy: Copy) -> list[str]:
    theirs = copy.neighbours.rows_of_bob
    other = aliased(Ingredient)
    asked: dict[str, Executable] = {
        "join": select(Product.id)
        .join(Ingredient, Ingredient.id == Product.ingredient_id)
        .where(Product.id == theirs["products"]),
        "alias": select(other.id).where(other.id == theirs["ingredients"]),
        "sub-query": select(Product.id).where(
            Product.id == theirs["products"],
            Product.ingredient_id.in_(select(Ingredient.id)),
        ),
        "union": select(Product.id)
        .where(Product.id == theirs["products"])
        .union_all(select(Ingredient.id).where(Ingredient.id == theirs["ingredients"])),
        "exists": select(text("1")).where(exists().where(Ingredient.id == theirs["ingredients"])),
    }
    with paused():
        return [how for how, statement in asked.items() if db.execute(statement).all()]


def _changing(db: TenantSession, copy: Copy) -> list[str]:
    """Statements without WHERE, of which only the walls know whom they may touch."""
    found = []
    for how, statement in {
        "update": update(Product).values(notes="mine"),
        "delete": delete(IngredientAlias),
    }.items():
        entity = statement.entity_description["entity"]
        own = db.scalars(select(entity.tenant_id)).all().count(db.scope.tenant_id)
        changed = db.execute(statement.execution_options(synchronize_session=False))
        touched = cast(CursorResult[Any], changed).rowcount
        if touched > own:
            found.append(f"{how}: {touched} rows, {own} are own")
    return found


@pytest.mark.covers("DEC-09")
def test_the_criterion_alone_holds(without_rls: Engine, copy: Copy) -> None:
    assert foreign_rows(without_rls, copy) == []


@pytest.mark.covers("DEC-09")
def test_row_level_security_alone_holds(copy_engine: Engine, copy: Copy) -> None:
    with no_criterion():
        assert foreign_rows(copy_engine, copy) == []


@pytest.mark.covers("DEC-09")
def test_with_both_walls_gone_every_way_shows_the_neighbour(
    without_rls: Engine, copy: Copy
) -> None:
    with no_criterion():
        found = foreign_rows(without_rls, copy)
    assert {line.partition(":")[0] for line in found} >= {
        "products", "ingredients", "join", "alias", "sub-query", "exists", "union", "update",
        "delete",
    }  # fmt: skip
