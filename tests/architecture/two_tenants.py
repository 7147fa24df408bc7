"""What a bakery can see and do of its neighbour, asked of the database itself.

No session, no criterion: plain SQL as the app role, so only the database's own wall answers."""

from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from baketracker.app_tables import metadata
from baketracker.db.isolation import tenant_column

Db = psycopg.Connection[tuple[Any, ...]]


def bind(db: Db, tenant_id: UUID | None) -> None:
    """Bind this transaction to a bakery, or to none."""
    value = sql.Literal(str(tenant_id) if tenant_id else "")
    db.execute(sql.SQL("set local app.tenant_id = {}").format(value))


def leaks(db: Db, table: str, ada: UUID, bob: UUID) -> list[str]:
    """What is wrong with `table` when Ada's bakery asks; `db` acts as the app role inside a
    transaction, and nothing is kept."""
    return [*_reading(db, table, ada), *_writing(db, table, ada, bob)]


def _reading(db: Db, table: str, ada: UUID) -> list[str]:
    found = []
    bind(db, None)
    if seen := _count(db, table, "true"):
        found.append(f"{table}: without a bakery {seen} rows are seen")
    bind(db, ada)
    if not _count(db, table, "{own}", ada):
        found.append(f"{table}: the bakery does not see its own rows")
    if seen := _count(db, table, "not {own}", ada):
        found.append(f"{table}: {seen} rows of the neighbour are seen")
    return found


def _writing(db: Db, table: str, ada: UUID, bob: UUID) -> list[str]:
    """Statements without WHERE: the policy alone decides which rows they touch."""
    found = []
    own = _count(db, table, "{own}", ada)
    touching = {
        "an UPDATE of all": ("update app.{table} set {column} = {column}", own),
        "a DELETE of all": ("delete from app.{table}", own),
        "a move to the neighbour": ("update app.{table} set {column} = {bob}", 0),
    }
    for what, (statement, allowed) in touching.items():
        touched = _touched(db, _compose(statement, table, ada, bob))
        if touched > allowed:
            found.append(f"{table}: {what} touched {touched} rows, {allowed} are its own")
    return found


def _touched(db: Db, statement: sql.Composed) -> int:
    """Rows touched, and everything as before; 0 when the database refuses."""
    try:
        with db.transaction(force_rollback=True):
            return db.execute(statement).rowcount
    except psycopg.Error:
        return 0


def _count(db: Db, table: str, condition: str, ada: UUID | None = None) -> int:
    statement = "select count(*) from app.{table} where " + condition.replace(
        "{own}", "{column} = {ada}"
    )
    try:
        with db.transaction():
            row = db.execute(_compose(statement, table, ada, None)).fetchone()
    except psycopg.Error:
        return 0
    return int(row[0]) if row else 0


def _compose(statement: str, table: str, ada: UUID | None, bob: UUID | None) -> sql.Composed:
    column = tenant_column(metadata.tables[f"app.{table}"])
    return sql.SQL(statement).format(
        table=sql.Identifier(table),
        column=sql.Identifier(column),
        ada=sql.Literal(ada),
        bob=sql.Literal(bob),
    )
