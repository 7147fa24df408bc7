"""What a statement on the bakeries' tables must say, so that a distributed engine can route it.

Pure: text in, faults out. Row-level security is the net behind these rules, never the router."""

import re
from collections.abc import Iterator
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tests.architecture.catalogue_tables import declared

TABLES = declared()
"""Table of a bakery → the column that says whose row it is."""

NAMES = re.compile(r"\b(" + "|".join(TABLES) + r")\b")
MADE_UP = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|"
    r"gen_random_uuid|uuidv7|uuidv4|nextval)\s*\(|\bcurrent_(timestamp|date|time)\b",
    re.IGNORECASE,
)
CONFIG = re.compile(r"\bset_config\s*\(", re.IGNORECASE)
SESSION_SET = re.compile(r"^\s*set\s+(session\s+)?app\.", re.IGNORECASE)
SCOPES = (exp.Select, exp.Update, exp.Delete, exp.Insert)
CHANGING = re.compile(r"\b(insert|update|delete)\b", re.IGNORECASE)
# However many values a statement takes, one says as much: `in (?, ?, ?)`, `values (?), (?)`.
PARAMETER = re.compile(r"%\(\w+\)s")
SEVERAL = re.compile(r"(%\(p\)s(?:::\w+(?:\(\d+\))?)?)(?:,\s*\1)+")
ROWS = re.compile(r"(\((?:[^()]|\([\w, ]*\))*\))(?:,\s*\1)+")


@lru_cache(maxsize=10_000)
def tables_of(statement: str) -> frozenset[str]:
    """The bakeries' tables it names."""
    return frozenset(NAMES.findall(statement))


@lru_cache(maxsize=10_000)
def shape(statement: str) -> str:
    """The statement with one parameter where it has several alike: reading a thousand rows of
    VALUES takes seconds."""
    text = SEVERAL.sub(r"\1", PARAMETER.sub("%(p)s", statement))
    return ROWS.sub(r"\1", text)


def changed_tables(statement: str) -> frozenset[str]:
    """The bakeries' tables it inserts into, updates or deletes from."""
    return _changed_tables(shape(statement)) if tables_of(statement) else frozenset()


@lru_cache(maxsize=10_000)
def _changed_tables(statement: str) -> frozenset[str]:
    changed = set()
    for part in _read(statement) if CHANGING.search(statement) else ():
        for node in part.find_all(exp.Insert, exp.Update, exp.Delete):
            target = node.this.find(exp.Table)
            if target is not None and target.name in TABLES:
                changed.add(target.name)
    return frozenset(changed)


@lru_cache(maxsize=10)
def _read(statement: str) -> list[exp.Expr]:
    """Its parts, kept for the next question about the same one."""
    return [part for part in sqlglot.parse(statement, dialect="postgres") if part]


def faults(statement: str) -> tuple[str, ...]:
    """Every rule the statement breaks, in a few words each."""
    return _faults(shape(statement))


@lru_cache(maxsize=10_000)
def _faults(statement: str) -> tuple[str, ...]:
    found = []
    if CONFIG.search(statement) or SESSION_SET.search(statement):
        found.append("binds with something else than SET LOCAL")
    if tables_of(statement):
        try:
            parts = _read(statement)
        except SqlglotError:
            return (*found, "cannot be read")
        if len(parts) != 1:
            found.append("is several statements in one")
        found += [fault for part in parts for fault in _faults_of(part)]
    return tuple(found)


def _faults_of(tree: exp.Expr) -> Iterator[str]:
    for scope in tree.find_all(exp.Select, exp.Update, exp.Delete):
        yield from _unrouted(scope)
    for update in tree.find_all(exp.Update, exp.OnConflict):
        if MADE_UP.search(update.sql(dialect="postgres")):
            yield "lets the server make a value up in an UPDATE"


def _unrouted(scope: exp.Expr) -> Iterator[str]:
    """Tables of one SELECT, UPDATE or DELETE that are not tied to the bakery."""
    sources = {table.alias_or_name: TABLES[table.name] for table in _tables(scope)}
    if not sources:
        return
    bound, pairs = _ties(scope, sources)
    reached = _reached(bound, pairs)
    wanted = bound if scope.args.get("locks") else reached
    for alias in sorted(sources.keys() - wanted):
        yield f"reads {alias} without {sources[alias]} = parameter"
    first, *others = sources
    if loose := sorted(set(others) - _reached({first}, pairs)):
        yield f"joins {', '.join(loose)} without pairing the bakery"


def _tables(scope: exp.Expr) -> list[exp.Table]:
    """The bakeries' tables directly in FROM, JOIN, USING or as target; no sub-query's."""
    return [
        table
        for table in scope.find_all(exp.Table)
        if table.name in TABLES
        and table.db in ("", "app")
        and table.find_ancestor(*SCOPES) is scope
        and not isinstance(table.parent, exp.Lock)
        and not (table.db == "" and table.name in _common_names(scope))
    ]


def _common_names(scope: exp.Expr) -> set[str]:
    """Names that WITH gives in the whole statement."""
    return {cte.alias for cte in scope.root().find_all(exp.CTE)}


def _ties(scope: exp.Expr, sources: dict[str, str]) -> tuple[set[str], list[tuple[str, str]]]:
    """Aliases compared with a parameter, and pairs of aliases compared with each other."""
    bound, pairs = set(), []
    for condition in _conditions(scope):
        if not isinstance(condition, exp.EQ):
            continue
        left, right = (_alias(side, sources) for side in (condition.this, condition.expression))
        if left and right:
            pairs.append((left, right))
        elif left and _is_parameter(condition.expression):
            bound.add(left)
        elif right and _is_parameter(condition.this):
            bound.add(right)
    return bound, pairs


def _conditions(scope: exp.Expr) -> Iterator[exp.Expr]:
    """What must hold for every row: the parts of WHERE and ON that AND ties together."""
    where = scope.args.get("where")
    roots = [where.this] if where else []
    roots += [
        join.args["on"]
        for join in scope.find_all(exp.Join)
        if join.args.get("on") and join.find_ancestor(*SCOPES) is scope
    ]
    for root in roots:
        yield from _flat(root)


def _flat(condition: exp.Expr) -> Iterator[exp.Expr]:
    condition = condition.unnest()
    if isinstance(condition, exp.And):
        yield from _flat(condition.left)
        yield from _flat(condition.right)
    else:
        yield condition


def _alias(side: exp.Expr, sources: dict[str, str]) -> str | None:
    """The alias whose bakery column this is."""
    side = side.unnest()
    if not isinstance(side, exp.Column):
        return None
    alias = side.table or (next(iter(sources)) if len(sources) == 1 else "")
    return alias if sources.get(alias) == side.name else None


def _is_parameter(side: exp.Expr) -> bool:
    side = side.unnest()
    if isinstance(side, exp.Cast):
        side = side.this
    return isinstance(side, exp.Placeholder | exp.Parameter)


def _reached(start: set[str], pairs: list[tuple[str, str]]) -> set[str]:
    reached = set(start)
    for _ in pairs:
        for left, right in pairs:
            if left in reached or right in reached:
                reached |= {left, right}
    return reached
