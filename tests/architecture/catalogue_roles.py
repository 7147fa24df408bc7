"""Roles: what they are, whom they belong to, where they may go."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from baketracker.db.roles import (
    APP,
    ATTRIBUTES,
    AUTHN,
    BACKUP,
    MIGRATOR,
    OPS,
    OWNER,
    PURGE,
    SCHEMAS,
    SETTINGS,
)

Db = psycopg.Connection[tuple[Any, ...]]
Rule = Callable[[Db], Iterator[str]]

MEMBERSHIPS = {(MIGRATOR, OWNER), (MIGRATOR, AUTHN), (MIGRATOR, PURGE)} | {
    (role, "pg_read_all_data") for role in (BACKUP, OPS)
}
USAGE = {
    "app": {APP, PURGE},
    "idn": {AUTHN, PURGE},
    "authn": {APP},
    "jobs": {APP},
    "public": set[str](),
}
CONNECT = {APP, MIGRATOR, BACKUP, OPS}


def attributes(db: Db) -> Iterator[str]:
    """No role may do more than its line in db/roles.py says."""
    query = """
        select rolname::text, rolsuper or rolcreaterole or rolcreatedb or rolreplication,
               rolbypassrls, rolcanlogin, rolinherit
        from pg_roles where rolname like 'bt\\_%%' and rolname = any(%s)"""
    found = {row[0]: row[1:] for row in db.execute(query, (list(ATTRIBUTES),))}
    for role, words in ATTRIBUTES.items():
        wanted = (
            False,
            "BYPASSRLS" in words,
            "NOLOGIN" not in words,
            "NOINHERIT" not in words,
        )
        if found.get(role) != wanted:
            yield f"Role {role} is not {words}"


def settings(db: Db) -> Iterator[str]:
    query = """
        select coalesce(r.rolname::text, ''), coalesce(d.datname::text, ''), unnest(s.setconfig)
        from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole
        left join pg_database d on d.oid = s.setdatabase
        where coalesce(d.datname, current_database()) = current_database()"""
    found: dict[str, dict[str, str]] = {}
    for role, database, line in db.execute(query):
        name, _, value = line.partition("=")
        if name.lower().startswith("app."):
            yield f"{role or database} is given a bakery by default"
        if role in ATTRIBUTES and not database:
            found.setdefault(role, {})[name.lower()] = value
        elif role in ATTRIBUTES:
            yield f"Role {role} has a setting of its own in {database}: {name}"
    for role in ATTRIBUTES:
        if found.get(role, {}) != SETTINGS.get(role, {}):
            yield f"Role {role}: its settings are {found.get(role, {})}"


def memberships(db: Db) -> Iterator[str]:
    """Our roles belong to exactly these groups; nobody belongs to the app role."""
    query = """
        select m.rolname::text, g.rolname::text from pg_auth_members a
        join pg_roles m on m.oid = a.member join pg_roles g on g.oid = a.roleid
        where m.rolname = any(%s) or g.rolname = any(%s)"""
    ours = list(ATTRIBUTES)
    found = {(member, group) for member, group in db.execute(query, (ours, ours))}
    for member, group in found - MEMBERSHIPS:
        if member in ATTRIBUTES or group == APP:
            yield f"{member} is a member of {group}"
    for member, group in MEMBERSHIPS - found:
        yield f"{member} is not a member of {group}"


def possessions(db: Db) -> Iterator[str]:
    """Who logs in owns nothing."""
    query = """
        select r.rolname::text, count(*) from pg_shdepend s join pg_roles r on r.oid = s.refobjid
        where s.deptype = 'o' and r.rolname = any(%s)
          and s.dbid in (0, (select oid from pg_database where datname = current_database()))
        group by 1"""
    for role, count in db.execute(query, ([*CONNECT, PURGE],)):
        yield f"Role {role} owns {count} things"


def schema_rights(db: Db) -> Iterator[str]:
    query = """
        select n.nspname::text, pg_get_userbyid(n.nspowner)::text,
               case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee)::text end,
               lower(a.privilege_type)
        from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
        where n.nspname in ('app', 'idn', 'authn', 'jobs', 'public')"""
    seen = set()
    for schema, owner, role, privilege in db.execute(query):
        seen.add(schema)
        if owner != SCHEMAS.get(schema, owner):
            yield f"Schema {schema} is owned by {owner}"
        if role != owner and (privilege != "usage" or role not in USAGE[schema]):
            yield f"Schema {schema}: {role} has {privilege}"
    yield from (f"Schema {schema} is missing" for schema in SCHEMAS if schema not in seen)


def database_rights(db: Db) -> Iterator[str]:
    """A plain dump forgets these: PUBLIC may do nothing, and who connects is a list."""
    query = """
        select case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee)::text end,
               array_agg(lower(a.privilege_type))
        from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
        where d.datname = current_database() and a.grantee <> d.datdba group by 1"""
    found = {role: set(privileges) for role, privileges in db.execute(query)}
    wanted = {role: {"connect"} for role in CONNECT} | {OWNER: {"create"}}
    for role in sorted(found.keys() | wanted.keys()):
        if found.get(role, set()) != wanted.get(role, set()):
            yield f"Database: {role} has {', '.join(sorted(found.get(role, set()))) or 'nothing'}"


RULES: tuple[Rule, ...] = (
    attributes, settings, memberships, possessions, schema_rights, database_rights,
)  # fmt: skip
