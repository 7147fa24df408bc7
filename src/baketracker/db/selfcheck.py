"""Refuse to work with a database connection that could see past the walls.

Runs on the first connection of every engine, so nothing is ever served before it passed."""

import contextlib
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from .roles import OWNER

ROLE = """
select r.rolsuper, r.rolbypassrls,
       exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where n.nspname in ('app', 'idn') and c.relowner = r.oid),
       exists (select 1 from pg_auth_members m where m.member = r.oid)
       or pg_has_role(r.oid, to_regrole(%s), 'member'),
       current_user
from pg_roles r where r.rolname = current_user
"""
OPEN_TABLES = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'app' and c.relkind in ('r', 'p')
  and not (c.relrowsecurity and c.relforcerowsecurity)
order by 1
"""
UNBOUND = "select app.tenant_id() is null, (select count(*) from app.tenants)"


class Unsafe(RuntimeError):
    """The database connection may not be used; one sentence says why."""


def check_connection(cursor: Any) -> None:
    """Raise Unsafe when this connection's role or the tables' walls are not as they must be."""
    superuser, bypasses, owns, belongs, name = cursor.execute(ROLE, (OWNER,)).fetchone()
    faults = [
        (superuser, "is a superuser"),
        (bypasses, "may bypass row-level security"),
        (owns, "owns tables"),
        (belongs, "is a member of another role"),
    ]
    for fault, words in faults:
        if fault:
            raise Unsafe(f"The database role {name} {words}: connect as bt_app instead.")
    if open_tables := [row[0] for row in cursor.execute(OPEN_TABLES).fetchall()]:
        raise Unsafe(f"Row-level security is off for {', '.join(open_tables)}: run the migrations.")
    unbound, visible = cursor.execute(UNBOUND).fetchone()
    if not unbound or visible:
        raise Unsafe("A connection without a bakery sees rows: the tenant setting has a default.")


def guard_engine(engine: Engine) -> None:
    """Check the engine's first connection before anybody uses it."""
    passed = False

    @event.listens_for(engine, "connect")
    def _check(connection: Any, _record: object) -> None:
        nonlocal passed
        if passed:
            return
        with connection.cursor() as cursor:
            check_connection(cursor)
        connection.rollback()
        passed = True


def refuse_unsafe(engine: Engine) -> None:
    """Raise Unsafe at the start rather than at the first request. A database that does not answer
    yet is no reason: until it does nothing is served, and then the same check runs."""
    with contextlib.suppress(DBAPIError), engine.connect():
        pass
