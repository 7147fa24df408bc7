"""With many bakeries on one server, every list still finds its rows by the bakery's index."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, Table

from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.tenancy import tables_of_tenants, tenant_transaction
from tests.architecture.conftest import Copy, Template
from tests.architecture.statement_log import Statement, statements
from tests.architecture.statement_rules import tables_of
from tests.architecture.two_tenants import bind
from tests.architecture.verbs import parameters, rule, verbs
from tests.factories.depth import DEEP
from tests.factories.rows import tenant_tables

BAKERIES, ROWS = (500, 200) if DEEP else (60, 60)
MANY = {
    "ingredients": 600,
    "recipes": 600,
    "finished_goods": 600,
}  # more than a page, so that reading in order pays
BIG = 1_000  # below this many rows reading a whole table is no fault
LISTED = {"suppliers", "ingredients", "products", "recipes", "finished_units", "finished_goods",
          "events", "lots", "audit_log"}  # fmt: skip
SEARCHED = {name: verb for name, verb in verbs().items() if rule(name).right == "read"
            and all(p.default is not p.empty for p in parameters(verb))}  # fmt: skip


@pytest.fixture(scope="module")
def crowded(template: Template, worker: str) -> Iterator[Copy]:
    """The seeded database with many bakeries, each with as many rows as Ada's."""
    with template.copy(f"bt_crowded_{worker}") as copy:
        with psycopg.connect(copy.admin, autocommit=True) as db:
            # Clones keep their references, so nothing needs to be checked again.
            db.execute("set session_replication_role = replica")
            ada = copy.neighbours.ada.id
            for table in tenant_tables():
                if table.name in LISTED:
                    grow(db, table, ada, copy.neighbours.rows_of_ada[table.name])
            open_more(db, ada)
            for table in tenant_tables():
                spread(db, table, ada)
            db.execute("vacuum analyze")
        yield copy


def grow(db: Any, table: Table, bakery: object, row: object) -> None:
    """`ROWS` or `MANY` clones of one row; words get a number, so that they sort and stay unique."""
    values = {
        column.name: sql.SQL("{} || '-' || lpad(g::text, 6, '0')").format(_name(column))
        if column.type.python_type is str and not _is_word(table, column.name)
        else _name(column)
        for column in table.columns
    } | {"id": sql.SQL("gen_random_uuid()")}
    clones = sql.SQL("generate_series(1, {}) g").format(MANY.get(table.name, ROWS))
    _insert(db, table, values, clones,
            sql.SQL("t.tenant_id = {} and t.id = {}").format(bakery, row))  # fmt: skip


def _is_word(table: Table, column: str) -> bool:
    """A column whose words are a fixed list: its checks name it."""
    return any(f"{column} in (" in str(getattr(c, "sqltext", "")) for c in table.constraints)


def open_more(db: Any, bakery: object) -> None:
    statement = sql.SQL(
        "insert into app.tenants (id, name, timezone, currency, locale, units, is_active, version, "
        "created_at, updated_at) select gen_random_uuid(), name || g, timezone, currency, locale, "
        "units, is_active, version, created_at, updated_at from app.tenants, "
        "generate_series(1, {}) g where id = {}"
    )
    db.execute(statement.format(BAKERIES, bakery))


def spread(db: Any, table: Table, bakery: object) -> None:
    """Each other bakery gets the same rows with the same ids."""
    values: dict[str, sql.Composable] = {c.name: _name(c) for c in table.columns}
    values["tenant_id"] = sql.SQL("b.id")
    _insert(db, table, values, sql.SQL("app.tenants b"),
            sql.SQL("t.tenant_id = {} and b.id <> t.tenant_id").format(bakery))  # fmt: skip


def _insert(
    db: Any, table: Table, values: Mapping[str, sql.Composable], of: Any, where: Any
) -> None:
    statement = sql.SQL(
        "insert into app.{table} ({columns}) select {values} from app.{table} t, {of} "
        "where {where} on conflict do nothing"
    )
    db.execute(
        statement.format(
            table=sql.Identifier(table.name),
            columns=sql.SQL(", ").join(map(sql.Identifier, values)),
            values=sql.SQL(", ").join(values.values()),
            of=of,
            where=where,
        )
    )


def _name(column: Any) -> sql.Composed:
    return sql.SQL("t.{}").format(sql.Identifier(column.name))


@pytest.fixture(scope="module")
def crowd(crowded: Copy, settings: Settings) -> Iterator[Engine]:
    engine = make_engine(crowded.urls.app, settings)
    yield engine
    engine.dispose()


def plan_of(copy: Copy, said: Statement, url: str) -> list[dict[str, Any]]:
    """The nodes of its plan, for the role of `url` inside Ada's bakery."""
    with psycopg.connect(url) as db:
        bind(db, copy.neighbours.ada.id)
        asked = f"explain (format json) {said.text}".encode()
        row = db.execute(asked, said.parameters or None).fetchone()
    assert row is not None
    answer = row[0] if isinstance(row[0], list) else json.loads(row[0])
    return list(_nodes(answer[0]["Plan"]))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)


def sizes(copy: Copy) -> dict[str, int]:
    query = "select relname, reltuples::bigint from pg_class where relname = any(%s)"
    with psycopg.connect(copy.admin) as db:
        return dict(db.execute(query, (tables_of_tenants(),)).fetchall())


def faults(copy: Copy, said: Statement, size: dict[str, int], url: str = "") -> list[str]:
    """Scans of big tables that do not go by the bakery's index; as the app role unless told."""
    found = []
    for node in plan_of(copy, said, url or copy.urls.app):
        table = node.get("Relation Name", "")
        kind, condition = node["Node Type"], node.get("Index Cond", "")
        index = node.get("Index Name", "")
        if kind == "Seq Scan" and size.get(table, 0) > BIG:
            found.append(f"reads all of {table}")
        own = "id = " if index == "pk_tenants" else "tenant_id"
        if "Index" in kind and own not in condition:
            found.append(f"goes through {index} without the bakery")
    return found


@pytest.mark.covers("SR15")
@pytest.mark.parametrize("name", SEARCHED)
def test_what_a_verb_reads_is_found_by_the_bakerys_index(
    crowded: Copy, crowd: Engine, name: str
) -> None:
    scope, size = crowded.neighbours.ada.scope, sizes(crowded)
    with statements() as heard, tenant_transaction(crowd, scope) as db:
        SEARCHED[name](db)
    asked = [said for said in heard if tables_of(said.text)]
    wrong = {said.text: fault for said in asked if (fault := faults(crowded, said, size))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("verb", "table"),
    [
        pytest.param(
            "ingredients.search", "ingredients", marks=pytest.mark.covers("S4-index-ingredients")
        ),
        pytest.param("recipes.search", "recipes", marks=pytest.mark.covers("S4-index-recipes")),
        pytest.param(
            "finished_goods.search", "finished_goods", marks=pytest.mark.covers("S2-10k-500ms")
        ),
    ],
)
def test_a_list_by_name_is_read_in_the_order_of_its_index(
    crowded: Copy, crowd: Engine, verb: str, table: str
) -> None:
    with statements() as heard, tenant_transaction(crowd, crowded.neighbours.ada.scope) as db:
        SEARCHED[verb](db)
    plans = [
        plan_of(crowded, said, crowded.urls.app)
        for said in heard
        if table in tables_of(said.text) and f"ORDER BY app.{table}.name" in said.text
    ]
    assert f"ix_{table}_name" in {node.get("Index Name") for plan in plans for node in plan}


@pytest.mark.covers("SR15")
@pytest.mark.parametrize("table", sorted(LISTED & {t.name for t in tenant_tables()}))
def test_the_first_page_of_a_big_table_goes_by_the_bakerys_index(crowded: Copy, table: str) -> None:
    size = sizes(crowded)
    assert size[table] > BIG, "too small to prove anything"
    own = {"own": crowded.neighbours.ada.id}
    text = f"select * from app.{table} where tenant_id = %(own)s order by id limit 50"
    assert faults(crowded, Statement(text, own), size) == []


@pytest.mark.covers("SR15")
def test_a_read_of_everything_would_be_noticed(crowded: Copy) -> None:
    """Seen by the backup role, whom no policy gives a condition."""
    said = Statement("select * from app.lots where quantity > 0", None)
    found = faults(crowded, said, sizes(crowded), crowded.urls.backup)
    assert found == ["reads all of lots"]
