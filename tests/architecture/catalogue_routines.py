"""Functions: the one that names the bakery, and the few that see accounts, pinned by their body."""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from baketracker.db.roles import APP, AUTHN, BACKUP, OPS, OWNER, PURGE
from tests.architecture.pins import PINS

Db = psycopg.Connection[tuple[Any, ...]]
Rule = Callable[[Db], Iterator[str]]

ROUTINES = """
    select n.nspname, p.proname::text, l.lanname::text, p.provolatile::text, p.prosecdef,
           pg_get_userbyid(p.proowner)::text, coalesce(p.proconfig, '{}'),
           regexp_replace(p.prosrc, '\\s+', ' ', 'g'),
           pg_get_function_arguments(p.oid) || ' -> ' || pg_get_function_result(p.oid),
           array(select case when a.grantee = 0 then 'public'
                        else pg_get_userbyid(a.grantee)::text end
                 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    join pg_language l on l.oid = p.prolang
    where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')"""
TARGET = re.compile(r"\b(?:from|join|into|update)\s+([a-z_.]+)")
OTHER_SCHEMA = re.compile(r"\b(?:app|jobs|public|pg_temp)\.")


def fingerprint(signature: str, body: str) -> str:
    """What a pin holds: the function's arguments, result and body, spaces apart."""
    return hashlib.sha256(f"{signature}\n{body.strip()}".encode()).hexdigest()[:16]


def fingerprints(db: Db) -> dict[str, str]:
    """Function → fingerprint, for all that are pinned."""
    return {
        f"{row[0]}.{row[1]}": fingerprint(row[8], row[7])
        for row in db.execute(ROUTINES)
        if row[0] in ("app", "authn")
    }


def routines(db: Db) -> Iterator[str]:
    """Each function where it belongs, with its owner, its rights and its search path."""
    for schema, name, language, volatility, definer, owner, config, body, _, roles in db.execute(
        ROUTINES
    ):
        where, may_run = f"{schema}.{name}()", set(roles)
        if definer and schema != "authn":
            yield f"{where} runs with its owner's rights outside schema authn"
        if schema == "authn":
            yield from _identity(where, language, definer, owner, config, body, may_run)
        elif schema == "app":
            yield from _tenant(where, name, language, volatility, owner, config, may_run)
        elif schema == "jobs":
            if "public" in may_run or config != ["search_path=jobs, pg_temp"]:
                yield f"{where} is open to everybody or looks names up where it should not"
        else:
            yield f"{where}: no function belongs in this schema"


def _identity(
    where: str,
    language: str,
    definer: bool,
    owner: str,
    config: list[str],
    body: str,
    may_run: set[str],
) -> Iterator[str]:
    if not definer or owner != AUTHN or language != "plpgsql":
        yield f"{where} is not a PL/pgSQL function with the rights of {AUTHN}"
    if config != ['search_path=""']:
        yield f"{where}: its search_path is not pinned empty"
    if may_run != {APP, AUTHN}:
        yield f"{where} may be run by {', '.join(sorted(may_run))}"
    outside = [name for name in TARGET.findall(body.lower()) if not _identity_table(name)]
    if outside or OTHER_SCHEMA.search(body.lower()):
        yield f"{where} touches more than identity tables: {', '.join(outside) or 'another schema'}"


def _identity_table(name: str) -> bool:
    # `do update set`, `from now` and the like name no table.
    return name.startswith("idn.") or name == "set"


def _tenant(
    where: str,
    name: str,
    language: str,
    volatility: str,
    owner: str,
    config: list[str],
    may_run: set[str],
) -> Iterator[str]:
    if name != "tenant_id":
        yield f"{where}: schema app holds one function only"
    if (language, volatility, owner, config) != ("sql", "s", OWNER, []):
        yield f"{where} is not a STABLE SQL function of {OWNER} that can be inlined"
    if may_run != {OWNER, APP, PURGE, BACKUP, OPS}:
        yield f"{where} may be run by {', '.join(sorted(may_run))}"


def pins(db: Db) -> Iterator[str]:
    """A changed body must be read by a second pair of eyes before its pin changes."""
    actual = fingerprints(db)
    for name in sorted(PINS.keys() | actual.keys()):
        if name not in actual:
            yield f"{name} is pinned and missing"
        elif PINS.get(name) != actual[name]:
            yield f"{name} changed: read it, then pin {actual[name]}"


RULES: tuple[Rule, ...] = (routines, pins)
