"""Keys, indexes and columns: everything leads with the bakery, nothing acts by itself."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from tests.architecture.catalogue_tables import declared

Db = psycopg.Connection[tuple[Any, ...]]
Rule = Callable[[Db], Iterator[str]]

LONGEST_NAME = 50  # a distributed engine appends a shard number, and 63 is the end
NO_ACTION = {"a", "r"}
KEYS = """
    select c.relname, k.conname, k.contype::text,
           array(select a.attname::text from unnest(k.conkey) with ordinality x(n, o)
                 join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.n order by x.o),
           t.relname, tn.nspname,
           array(select a.attname::text from unnest(k.confkey) with ordinality x(n, o)
                 join pg_attribute a on a.attrelid = k.confrelid and a.attnum = x.n order by x.o),
           k.confdeltype::text, k.confupdtype::text
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_class t on t.oid = k.confrelid
    left join pg_namespace tn on tn.oid = t.relnamespace
    where n.nspname = 'app' and k.contype in ('p', 'u', 'f', 'x')"""


def keys(db: Db) -> Iterator[str]:
    """Every key leads with the bakery, so that no bakery can reference, block or guess another's
    row; and no key changes a row by itself."""
    bakeries = declared()
    for table, name, kind, columns, target, schema, far, on_delete, on_update in db.execute(KEYS):
        where, tenant = f"app.{table}: {name}", bakeries.get(table, "tenant_id")
        if not columns or columns[0] != tenant:
            yield f"{where} does not lead with {tenant}"
        if kind == "p" and columns != list(dict.fromkeys([tenant, "id"])):
            yield f"{where} is not the key ({tenant}, id)"
        if kind != "f":
            continue
        if schema != "app":
            yield f"{where} leaves schema app"
        whole = ["id"] if target == "tenants" else ["tenant_id", "id"]
        if far != whole or len(columns) != len(far):
            yield f"{where} references a row without its bakery"
        if on_delete not in NO_ACTION or on_update not in NO_ACTION:
            yield f"{where} changes or deletes rows by itself"


def strangers(db: Db) -> Iterator[str]:
    """Identity and jobs stay apart from the bakeries' tables."""
    query = """
        select k.conname, n.nspname, tn.nspname from pg_constraint k
        join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
        where k.contype = 'f' and n.nspname <> tn.nspname"""
    for name, here, there in db.execute(query):
        yield f"{name} ties schema {here} to schema {there}"


def indexes(db: Db) -> Iterator[str]:
    query = """
        select c.relname, i.indexrelid::regclass::text, i.indisvalid,
               (select a.attname::text from pg_attribute a
                where a.attrelid = i.indrelid and a.attnum = i.indkey[0])
        from pg_index i join pg_class c on c.oid = i.indrelid
        join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'app'"""
    bakeries = declared()
    for table, name, valid, first in db.execute(query):
        if first != bakeries.get(table, "tenant_id"):
            yield f"app.{table}: index {name} leads with {first or 'an expression'}"
        if not valid:
            yield f"app.{table}: index {name} is not valid"


def names(db: Db) -> Iterator[str]:
    query = """
        select conname::text from pg_constraint k join pg_namespace n on n.oid = k.connamespace
        where n.nspname in ('app', 'idn') and length(conname) > %(longest)s
        union select relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'idn') and c.relkind in ('r', 'i')
          and length(relname) > %(longest)s"""
    for (name,) in db.execute(query, {"longest": LONGEST_NAME}):
        yield f"{name} is longer than {LONGEST_NAME} characters"


COLUMNS = """
    select n.nspname, c.relname, a.attname::text, format_type(a.atttypid, a.atttypmod),
           a.attnotnull, a.attidentity::text, a.attgenerated::text,
           pg_get_expr(d.adbin, d.adrelid),
           exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'c'
                   and k.convalidated
                   and pg_get_constraintdef(k.oid) ~ ('\\y' || a.attname || ' <> ''NaN'''))
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where n.nspname in ('app', 'idn') and c.relkind in ('r', 'p')
      and a.attnum > 0 and not a.attisdropped"""


def columns(db: Db) -> Iterator[str]:
    """Numbers without NaN, moments with their zone, and no value that the server makes up."""
    seen: dict[str, tuple[str, bool]] = {}
    for schema, table, name, kind, required, identity, computed, default, real in db.execute(
        COLUMNS
    ):
        where = f"{schema}.{table}.{name}"
        seen[where] = (kind, required)
        if kind in ("timestamp without time zone", "time without time zone"):
            yield f"{where} knows no time zone"
        if kind in ("real", "double precision", "money"):
            yield f"{where} rounds: {kind}"
        if schema == "app" and kind.startswith("numeric") and not real:
            yield f"{where} may hold NaN"
        if identity or computed or (default and ("(" in default or "CURRENT" in default.upper())):
            yield f"{where} is filled by the server: a clock, a number or a chance"
    for table, column in declared().items():
        if seen.get(f"app.{table}.{column}") != ("uuid", True):
            yield f"app.{table}.{column} is not a uuid that must be there"


def machinery(db: Db) -> Iterator[str]:
    """No trigger, no rule: what happens to a row is written in a service."""
    triggers = """
        select c.relname, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
        where not t.tgisinternal and n.nspname in ('app', 'idn')"""
    for table, name in db.execute(triggers):
        yield f"{table}: trigger {name} acts unseen"
    rules = """
        select c.relname, r.rulename from pg_rewrite r join pg_class c on c.oid = r.ev_class
        join pg_namespace n on n.oid = c.relnamespace
        where r.rulename <> '_RETURN' and n.nspname in ('app', 'idn', 'jobs')"""
    for table, name in db.execute(rules):
        yield f"{table}: rule {name} acts unseen"
    for (name,) in db.execute("select evtname from pg_event_trigger"):
        yield f"Event trigger {name} acts unseen"


RULES: tuple[Rule, ...] = (keys, strangers, indexes, names, columns, machinery)
