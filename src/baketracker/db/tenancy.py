"""The only doorway to a bakery's rows.

Three things hold here and nowhere else: SET LOCAL binds the transaction to the tenant (row-level
security reads it), an automatic criterion adds `tenant_id = :scope` to every ORM statement (the
first wall, and what routes on a distributed engine), and each flush stamps tenant, actor and
audit entry on what it writes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, FromClause, event, insert
from sqlalchemy.orm import (
    ORMExecuteState,
    Session,
    SessionTransaction,
    UOWTransaction,
    with_loader_criteria,
)

from .audit import AuditEntry, births_in, entries_for
from .base import Base, TenantOwned, Versioned
from .scope import Scope
from .types import new_id, now

TENANT_SETTING = "app.tenant_id"

Row = TypeVar("Row", bound=TenantOwned)


class NoTenant(RuntimeError):
    """A session was asked for without a bakery: a mistake of ours, raised before any SQL."""


class WrongTenant(RuntimeError):
    """A row of one bakery was put into another bakery's session."""


class TenantSession(Session):
    """A session that sees exactly one bakery, for ever. Services ask for this type, so a caller
    without a tenant cannot call them."""

    def __init__(self, bind: Engine | Connection, scope: Scope, **options: Any) -> None:
        if not isinstance(getattr(scope, "tenant_id", None), UUID):
            raise NoTenant("A session needs the scope of one bakery.")
        super().__init__(bind, expire_on_commit=False, **options)
        self._scope = scope
        # The operation that what is written now is part of; set by db.journal alone.
        self.operation_id: UUID | None = None

    @property
    def scope(self) -> Scope:
        return self._scope

    def find(self, entity: type[Row], row_id: UUID) -> Row | None:
        """The row of this bakery, or None (missing or another bakery's: no difference)."""
        return self.get(entity, (self._scope.tenant_id, row_id))

    def own(self, table: FromClause) -> ColumnElement[bool]:
        """`tenant_id = :scope` for statements the automatic criterion cannot see (Core, CTEs)."""
        condition: ColumnElement[bool] = table.c.tenant_id == self._scope.tenant_id
        return condition

    def reads_most(self) -> None:
        """Say that what is asked from here to the end of the transaction reads most of a bakery:
        every table is read once, never once for each row of another.

        A bakery newer than the planner's statistics is taken for one row a table, and three of
        them are then joined by going through all for each: 100 s for a report of 1,000 rows. One
        statement."""
        self.connection().exec_driver_sql("SET LOCAL enable_nestloop = off")

    def insert_rows(self, entity: type[Row], rows: Iterable[Mapping[str, Any]]) -> int:
        """Insert many rows at once with tenant and actor stamped, and one audit entry for all.

        Values are those of `entity`'s columns; a missing id is made. Returns how many."""
        stamped = [self._stamped(entity, row) for row in rows]
        if stamped:
            # With NULLs written out all rows have one shape, so they go in one statement.
            self.execute(insert(entity), stamped, execution_options={"render_nulls": True})
            self.add(
                AuditEntry(
                    action="insert_rows",
                    entity=entity.__tablename__,  # type: ignore[attr-defined]
                    entity_id=None,
                    changes={"count": len(stamped)},
                )
            )
        return len(stamped)

    def _stamped(self, entity: type[Row], row: Mapping[str, Any]) -> dict[str, Any]:
        actor, moment = self._scope.account_id, now()
        stamp: dict[str, Any] = {"id": new_id(), "created_at": moment, "created_by": actor}
        if issubclass(entity, Versioned):
            stamp |= {"version": 1, "updated_at": moment, "updated_by": actor}
        return stamp | dict(row) | {"tenant_id": self._scope.tenant_id}


@event.listens_for(TenantSession, "after_begin")
def _bind_tenant(
    session: TenantSession, _transaction: SessionTransaction, connection: Connection
) -> None:
    """SET LOCAL, never set_config(): a distributed engine forwards only the statement. It takes
    no bind parameter, so the literal is composed from a UUID object and nothing else."""
    tenant = UUID(int=session.scope.tenant_id.int)
    connection.exec_driver_sql(f"SET LOCAL {TENANT_SETTING} = '{tenant}'")


@event.listens_for(TenantSession, "do_orm_execute")
def _only_this_tenant(state: ORMExecuteState) -> None:
    """The first wall. Column loads of rows already in hand carry the key by themselves."""
    if state.is_select or state.is_update or state.is_delete:
        session = state.session
        assert isinstance(session, TenantSession)
        tenant_id = session.scope.tenant_id
        state.statement = state.statement.options(
            with_loader_criteria(
                TenantOwned,
                lambda entity: entity.tenant_id == tenant_id,
                include_aliases=True,
            )
        )


@event.listens_for(TenantSession, "before_flush")
def _stamp(session: TenantSession, _flush: UOWTransaction, _instances: object) -> None:
    """Fill tenant, id and actor, and write down what changed, in the same transaction."""
    scope, moment = session.scope, now()
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, TenantOwned) and row.tenant_id not in (None, scope.tenant_id):
            raise WrongTenant("That row belongs to another bakery.")
    for row in session.new:
        if isinstance(row, TenantOwned):
            row.tenant_id = scope.tenant_id
            row.id = row.id or new_id()
            row.created_at = row.created_at or moment
            row.created_by = row.created_by or scope.account_id
    for row in [*session.new, *session.dirty]:
        if isinstance(row, Versioned) and (row in session.new or session.is_modified(row)):
            row.updated_at, row.updated_by = moment, scope.account_id
    for entry in entries_for(session, scope, moment, session.operation_id):
        session.add(entry)


@event.listens_for(TenantSession, "after_flush")
def _write_down_births(session: TenantSession, _flush: UOWTransaction) -> None:
    session.add_all(list(births_in(session)))


@contextmanager
def tenant_transaction(engine: Engine, scope: Scope) -> Iterator[TenantSession]:
    """One unit of work: commits when the block ends well, rolls back when it raises."""
    with TenantSession(engine, scope) as db, db.begin():
        yield db


def tables_of_tenants() -> list[str]:
    """Names of all tenant-owned tables (the generated tests walk this list)."""
    from .base import is_tenant_owned

    return sorted(t.name for t in Base.metadata.tables.values() if is_tenant_owned(t))
