"""Relations: which may exist, who owns them, who may touch them, what their policy says."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from baketracker.app_tables import metadata
from baketracker.db.base import is_tenant_owned
from baketracker.db.isolation import POLICY, grants_of, tenant_column
from baketracker.db.roles import APP, AUTHN, OWNER, PURGE

Db = psycopg.Connection[tuple[Any, ...]]
Rule = Callable[[Db], Iterator[str]]

SCHEMAS = {"app", "idn", "authn", "jobs", "public"}
OURS = "n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'"
ALL = {"select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain"}
FORBIDDEN_KINDS = {
    "p": "is partitioned: its children could be read without the policy",
    "m": "is a materialised view: it holds every bakery's rows and takes no policy",
    "f": "is a foreign table: row-level security does not reach it",
    "S": "is a sequence: its numbers tell a neighbour's volume",
}
EDITABLE = {"select", "insert", "update", "delete"}


def declared() -> dict[str, str]:
    """Tenant-owned tables by name, with the column their policy compares."""
    return {t.name: tenant_column(t) for t in metadata.tables.values() if is_tenant_owned(t)}


def expected_grants() -> dict[str, dict[str, set[str]]]:
    """What each role may do with each tenant-owned table, as its class declares it."""
    return {
        table.name: {APP: set(grants_of(table).split(", ")), PURGE: {"select", "delete"}}
        for table in metadata.tables.values()
        if is_tenant_owned(table)
    }


def schemas(db: Db) -> Iterator[str]:
    for (name,) in db.execute(f"select n.nspname from pg_namespace n where {OURS}"):
        if name not in SCHEMAS:
            yield f"{name}: nobody knows this schema"


def kinds(db: Db) -> Iterator[str]:
    """Tables and views that see with the reader's eyes; nothing else holds rows."""
    query = f"""
        select n.nspname, c.relname, c.relkind::text, coalesce(c.reloptions, '{{}}'),
               c.relpersistence::text
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where {OURS} and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')"""
    for schema, name, kind, options, persistence in db.execute(query):
        if schema == "jobs" and kind == "S":
            continue
        if kind in FORBIDDEN_KINDS:
            yield f"{schema}.{name} {FORBIDDEN_KINDS[kind]}"
        if kind == "v" and "security_invoker=true" not in options:
            yield f"{schema}.{name} is a view with its owner's eyes"
        if schema in ("authn", "public") and kind == "r":
            yield f"{schema}.{name}: no table belongs in this schema"
        if schema == "app" and persistence != "p":
            yield f"{schema}.{name} does not survive a crash"


def inheritance(db: Db) -> Iterator[str]:
    query = "select inhrelid::regclass::text from pg_inherits i join pg_class c on c.oid = inhrelid"
    for (name,) in db.execute(f"{query} where c.relkind in ('r', 'p', 'f')"):
        yield f"{name} is the child of another table: read directly, it shows every bakery"


def presence(db: Db) -> Iterator[str]:
    query = "select tablename from pg_tables where schemaname = 'app'"
    there, wanted = {row[0] for row in db.execute(query)}, set(declared())
    yield from (f"app.{name} is declared and missing" for name in wanted - there)
    yield from (f"app.{name} belongs to no tenant-owned class" for name in there - wanted)


def owners(db: Db) -> Iterator[str]:
    query = f"""
        select n.nspname, c.relname, pg_get_userbyid(c.relowner)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where {OURS} and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')"""
    for schema, name, owner in db.execute(query):
        if owner != OWNER:
            yield f"{schema}.{name} is owned by {owner}"


def walls(db: Db) -> Iterator[str]:
    """Row-level security on, and forced on the owner too."""
    query = """
        select n.nspname, c.relname, c.relrowsecurity and c.relforcerowsecurity
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'idn') and c.relkind in ('r', 'p')"""
    for schema, name, forced in db.execute(query):
        if not forced and (schema, name) != ("idn", "schema_version"):
            yield f"{schema}.{name}: row-level security is not enabled and forced"


POLICIES = """
    select n.nspname, c.relname, p.polname::text, p.polpermissive, p.polcmd::text,
           array(select case when r = 0 then 'public' else pg_get_userbyid(r)::text end
                 from unnest(p.polroles) r order by 1),
           pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
    from pg_policy p join pg_class c on c.oid = p.polrelid
    join pg_namespace n on n.oid = c.relnamespace"""


def policies(db: Db) -> Iterator[str]:
    """Exactly one policy per table, word for word."""
    seen: dict[str, int] = {}
    bakeries = declared()
    for schema, table, name, permissive, command, roles, using, check in db.execute(POLICIES):
        where = f"{schema}.{table}"
        seen[where] = seen.get(where, 0) + 1
        if schema == "app":
            own = f"({bakeries.get(table, 'tenant_id')} = app.tenant_id())"
            exact = (name, set(roles), using, check) == (POLICY, {APP, PURGE}, own, own)
        else:
            exact = schema == "idn" and set(roles) <= {AUTHN, PURGE}
        if not (exact and permissive and command == "*"):
            yield f"{where}: policy {name} is not the one that is declared"
        if seen[where] > 1:
            yield f"{where}: a second policy would let through what the first one stops"
    for table in bakeries:
        if f"app.{table}" not in seen:
            yield f"app.{table} has no policy"


ACL = """
    select n.nspname, c.relname, c.relkind::text,
           case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee)::text end,
           array_agg(lower(a.privilege_type)), bool_or(a.is_grantable)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace,
         aclexplode(c.relacl) a
    where n.nspname in ('app', 'idn', 'jobs', 'authn', 'public')
      and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    group by 1, 2, 3, 4"""


def grants(db: Db) -> Iterator[str]:
    """Each role may do exactly what the table's class declares; nobody may pass it on."""
    wanted, seen = expected_grants(), set()
    for schema, name, kind, role, privileges, grantable in db.execute(ACL):
        if role == OWNER:
            continue
        has = set(privileges)
        seen.add((schema, name, role))
        if grantable:
            yield f"{schema}.{name}: {role} may pass its rights on"
        if not _allowed(schema, name, kind, role, has, wanted):
            yield f"{schema}.{name}: {role} may {', '.join(sorted(has))}"
    for table, by_role in wanted.items():
        for role in by_role:
            if ("app", table, role) not in seen:
                yield f"app.{table}: {role} may do nothing with it"


def _allowed(
    schema: str,
    name: str,
    kind: str,
    role: str,
    has: set[str],
    wanted: dict[str, dict[str, set[str]]],
) -> bool:
    if schema == "app" and kind == "v":
        return role == APP and has == {"select"}
    if schema == "app":
        return has == wanted.get(name, {}).get(role)
    if schema == "idn":
        return role in (AUTHN, PURGE) and has <= EDITABLE
    if schema == "jobs":
        return role == APP and has <= (EDITABLE if kind == "r" else {"usage"})
    return False


def column_grants(db: Db) -> Iterator[str]:
    query = f"""
        select n.nspname, c.relname, a.attname from pg_attribute a
        join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where {OURS} and a.attacl is not null"""
    for schema, table, column in db.execute(query):
        yield f"{schema}.{table}.{column} has rights of its own"


def default_grants(db: Db) -> Iterator[str]:
    for (role,) in db.execute("select pg_get_userbyid(defaclrole) from pg_default_acl"):
        yield f"What {role} makes from now on gets rights nobody declared"


def leaks(db: Db) -> Iterator[str]:
    """Publications and slots hand out every bakery's rows."""
    for (name,) in db.execute("select pubname from pg_publication"):
        yield f"Publication {name} emits every bakery's rows"
    slots = "select slot_name from pg_replication_slots where database = current_database()"
    for (name,) in db.execute(slots):
        yield f"Replication slot {name} emits every bakery's rows"


RULES: tuple[Rule, ...] = (
    schemas, kinds, inheritance, presence, owners, walls, policies, grants, column_grants,
    default_grants, leaks,
)  # fmt: skip
