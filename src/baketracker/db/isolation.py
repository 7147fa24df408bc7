"""Row-level security from the declaration: teaches Alembic that a tenant-owned table needs it.

`alembic revision --autogenerate` emits `op.isolate_tenants("lots", ...)` for a table whose policy,
FORCE flag or grants differ from what its class declares, and `alembic check` fails on a drift."""

from typing import Any

from alembic.autogenerate import comparators, renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, Operations
from alembic.operations.ops import UpgradeOps
from alembic.util import DispatchPriority, PriorityDispatchResult
from sqlalchemy import Connection, MetaData, Table, text

from .base import SCHEMA, Base, is_tenant_owned
from .roles import APP, PURGE

POLICY = "tenant_isolation"
EDITABLE_GRANTS = "select, insert, update, delete"
LEDGER_GRANTS = "select, insert"


def tenant_column(table: Table) -> str:
    """The column the policy compares: `tenant_id`, or `id` of the tenants themselves."""
    return next(column.name for column in table.columns if column.info.get("tenant_key"))


def grants_of(table: Table) -> str:
    """What the app role may do, as the class declares it."""
    for mapper in Base.registry.mappers:
        if mapper.local_table is table:
            if explicit := getattr(mapper.class_, "app_grants", None):
                return str(explicit)
            if getattr(mapper.class_, "append_only", False):
                return LEDGER_GRANTS
    return EDITABLE_GRANTS


@Operations.register_operation("isolate_tenants")
class IsolateTenants(MigrateOperation):
    """Enable and force row-level security with one policy and exact grants."""

    def __init__(
        self, table: str, column: str = "tenant_id", grants: str = EDITABLE_GRANTS
    ) -> None:
        self.table, self.column, self.grants = table, column, grants

    @classmethod
    def isolate_tenants(
        cls,
        operations: Operations,
        table: str,
        column: str = "tenant_id",
        grants: str = EDITABLE_GRANTS,
    ) -> Any:
        return operations.invoke(cls(table, column, grants))

    def reverse(self) -> "ExposeTenants":
        return ExposeTenants(self.table)

    def to_diff_tuple(self) -> tuple[str, ...]:
        return ("isolate_tenants", self.table, self.column, self.grants)


@Operations.register_operation("expose_tenants")
class ExposeTenants(MigrateOperation):
    """Take policy and grants away (the table itself goes next)."""

    def __init__(self, table: str) -> None:
        self.table = table

    @classmethod
    def expose_tenants(cls, operations: Operations, table: str) -> Any:
        return operations.invoke(cls(table))

    def reverse(self) -> IsolateTenants:
        return IsolateTenants(self.table)

    def to_diff_tuple(self) -> tuple[str, ...]:
        return ("expose_tenants", self.table)


def isolation_statements(table: str, column: str, grants: str) -> list[str]:
    """The statements that make `app.table` safe, one per execute (a distributed engine takes no
    more). Running them again gives the same end."""
    name, own = f"{SCHEMA}.{table}", f"{column} = {SCHEMA}.tenant_id()"
    return [
        f"alter table {name} enable row level security",
        f"alter table {name} force row level security",
        f"drop policy if exists {POLICY} on {name}",
        f"create policy {POLICY} on {name} as permissive for all to {APP}, {PURGE} "
        f"using ({own}) with check ({own})",
        f"revoke all on {name} from {APP}",
        f"grant {grants} on {name} to {APP}",
        f"grant select, delete on {name} to {PURGE}",
    ]


@Operations.implementation_for(IsolateTenants)
def _isolate(operations: Operations, operation: IsolateTenants) -> None:
    for statement in isolation_statements(operation.table, operation.column, operation.grants):
        operations.execute(statement)


@Operations.implementation_for(ExposeTenants)
def _expose(operations: Operations, operation: ExposeTenants) -> None:
    operations.execute(f"drop policy {POLICY} on {SCHEMA}.{operation.table}")
    operations.execute(f"revoke all on {SCHEMA}.{operation.table} from {APP}, {PURGE}")


@renderers.dispatch_for(IsolateTenants)
def _render_isolate(_context: AutogenContext, operation: IsolateTenants) -> str:
    arguments = [repr(operation.table)]
    if operation.column != "tenant_id":
        arguments.append(f"column={operation.column!r}")
    if operation.grants != EDITABLE_GRANTS:
        arguments.append(f"grants={operation.grants!r}")
    return f"op.isolate_tenants({', '.join(arguments)})"


@renderers.dispatch_for(ExposeTenants)
def _render_expose(_context: AutogenContext, operation: ExposeTenants) -> str:
    return f"op.expose_tenants({operation.table!r})"


ACTUAL = text("""
select c.relname as name,
       c.relrowsecurity and c.relforcerowsecurity as forced,
       coalesce(array_agg(p.polname::text) filter (where p.polname is not null), '{}')
           as policies,
       bool_and(p.polcmd = '*' and p.polpermissive and pg_get_expr(p.polqual, p.polrelid)
           = pg_get_expr(p.polwithcheck, p.polrelid)
           and p.polroles @> array[cast(:app as regrole)::oid, cast(:purge as regrole)::oid]
           and cardinality(p.polroles) = 2) as whole,
       max(pg_get_expr(p.polqual, p.polrelid)) as expression,
       array(select lower(privilege) from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE'])
             as privilege where has_table_privilege(:app, c.oid, privilege)) as grants
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join pg_policy p on p.polrelid = c.oid
where n.nspname = :schema and c.relkind = 'r'
group by c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity
""")


def _safe_tables(connection: Connection) -> set[tuple[str, str, frozenset[str]]]:
    """(table, tenant column, grants) of every table that is protected exactly as it must be."""
    safe = set()
    for row in connection.execute(ACTUAL, {"schema": SCHEMA, "app": APP, "purge": PURGE}):
        if row.forced and row.policies == [POLICY] and row.whole:
            column = row.expression.strip("()").split(" = ")[0]
            if row.expression == f"({column} = {SCHEMA}.tenant_id())":
                safe.add((row.name, column, frozenset(row.grants)))
    return safe


@comparators.dispatch_for("schema", priority=DispatchPriority.LAST)
def _compare(context: AutogenContext, upgrade: UpgradeOps, _schemas: Any) -> PriorityDispatchResult:
    assert context.connection is not None
    assert isinstance(context.metadata, MetaData)
    safe = _safe_tables(context.connection)
    for table in sorted(context.metadata.tables.values(), key=lambda t: t.name):
        if not is_tenant_owned(table):
            continue
        column, grants = tenant_column(table), grants_of(table)
        if (table.name, column, frozenset(grants.split(", "))) not in safe:
            upgrade.ops.append(IsolateTenants(table.name, column, grants))
    return PriorityDispatchResult.CONTINUE
