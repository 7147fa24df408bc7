"""What may not be written anywhere in our source, and the few places that may, each with why."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, Source, imports, sources

SQL = re.compile(
    r"^\s*(select|insert into|update|delete from|alter|create|drop|grant|revoke|truncate|copy|"
    r"set local|set role|set|with recursive|with)\s",
)
TENANT_SET = re.compile(r"\bset\s+(?!local\b)(session\s+)?['\"{]*(app\.|TENANT_SETTING)", re.I)

COMPOSES_SQL = {
    "db/cluster.py": "the superuser's password, given to a server nobody else reaches yet",
    "db/isolation.py": "DDL of migrations, from the names of our own classes",
    "db/roles.py": "DDL of roles, quoted by psycopg.sql",
    "db/tenancy.py": "SET LOCAL takes no parameter; the literal comes from a UUID object",
    "accounts/operator.py": "SET LOCAL ROLE to a constant, and SET LOCAL from a UUID object",
    "tasks/jobs.py": "SET LOCAL of two timeouts named in the line above",
}
BINDS = {
    "db/tenancy.py": "the one place that binds a session",
    "accounts/operator.py": "the purge of an ended draft, as a role that is not the app's",
}
COMMITS = {
    "faces/door.py": "the door: one unit of work per request",
    "accounts/person.py": "ends its own session inside a transaction over several bakeries",
}
AUTOCOMMITS = {
    "db/roles.py": "CREATE DATABASE and roles, as administrator",
    "db/provision.py": "CREATE DATABASE, as administrator",
}


def composed_sql(source: Source) -> list[str]:
    return [
        text
        for text in source.composed()
        if SQL.match(text) or (SQL.match(text.lower()) and text[:6].isupper())
    ]


@pytest.mark.covers("SR11", "S4-chk-sqlparam")
def test_no_sql_is_put_together_from_strings() -> None:
    found = {s.name: composed_sql(s) for s in sources() if composed_sql(s)}
    assert found.keys() <= COMPOSES_SQL.keys(), found


@pytest.mark.covers("SR11", "S4-chk-sqlparam")
def test_text_takes_a_constant_only() -> None:
    """`text(variable)` would hide what the gate above looks for."""
    for source in sources():
        calls = [*source.calls("exec_driver_sql")]
        if imports(source, "sqlalchemy", "text"):
            calls += [call for call in source.calls("text") if isinstance(call.func, ast.Name)]
        for call in calls:
            constant = call.args and isinstance(call.args[0], ast.Constant)
            assert constant or source.name in COMPOSES_SQL | {
                "db/base.py": "the WHERE of a partial index",
                "finished_goods/models.py": "the WHERE of a partial index",
                "stock/ledger.py": "the WHERE of a partial index",
            }, f"{source.name}:{call.lineno}"


@pytest.mark.covers("SR11", "S4-rls-setting")
def test_the_bakery_is_bound_by_set_local_in_one_place() -> None:
    for source in sources():
        for text in source.strings():
            assert not TENANT_SET.search(text), f"{source.name}: {text}"
            assert "set_config" not in text, f"{source.name}: {text}"
            if re.search(r"set local ['\"{]*(app\.|TENANT_SETTING)", text, re.I):
                assert source.name in BINDS, f"{source.name}: {text}"


@pytest.mark.covers("SR11")
def test_no_engine_commits_by_itself() -> None:
    for source in sources():
        words = [text for text in source.strings() if text.upper() == "AUTOCOMMIT"]
        options = [
            keyword
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Call)
            for keyword in node.keywords
            if keyword.arg in ("autocommit", "isolation_level")
        ]
        assert not words, source.name
        assert not options or source.name in AUTOCOMMITS, source.name


def given_sessions(source: Source) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Each function that is handed a session or connection, with that argument's name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            for argument in (*node.args.args, *node.args.kwonlyargs):
                kind = ast.unparse(argument.annotation) if argument.annotation else ""
                if re.search(r"\b(TenantSession|Session|Connection|Gate)\b", kind):
                    yield argument.arg, node


def ends_it(name: str, function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("commit", "rollback", "close", "begin")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == name
        for node in ast.walk(function)
    )


@pytest.mark.covers("L-35", "M-12")
def test_who_is_given_a_session_only_flushes() -> None:
    handed = [
        (source.name, name, function)
        for source in sources()
        for name, function in given_sessions(source)
    ]
    assert len(handed) > 50
    endings = {where for where, name, function in handed if ends_it(name, function)}
    assert not endings, endings


@pytest.mark.covers("L-35", "M-12")
def test_only_the_door_commits() -> None:
    committing = {source.name for source in sources() if any(source.calls("commit"))}
    assert committing <= COMMITS.keys(), committing


@pytest.mark.covers("S4-chk-sqlparam")
def test_nothing_is_evaluated_or_trusted_as_markup() -> None:
    for source in sources():
        for call in source.calls("eval", "exec", "Markup", "loads"):
            harmless = ast.unparse(call.func) == "json.loads"
            assert harmless, f"{source.name}:{call.lineno}"
    for template in (ROOT / "templates").rglob("*"):
        if template.is_file():
            words = template.read_text(encoding="utf-8")
            assert not re.search(r"\|\s*safe\b|autoescape\s+false", words), template.name


@pytest.mark.covers("SR19")
def test_nobody_dumps_with_row_security() -> None:
    """That flag writes an empty backup and says all went well."""
    flag = "--enable-row" + "-security"
    for path in (*ROOT.glob("*"), *(p for d in ("src", "tools", "docs", "alembic", ".ci", "bench")
                                    for p in (ROOT / d).rglob("*"))):  # fmt: skip
        if path.is_file() and path.suffix not in (".pyc",):
            assert flag not in path.read_text(encoding="utf-8", errors="ignore"), path.name


def test_the_gates_see_what_they_look_for() -> None:
    """A gate that finds nothing because it looks nowhere is worse than none."""
    bad = Source(
        "bad.py",
        ast.parse(
            'def f(db: TenantSession, name):\n    q = f"select * from app.lots where id={name}"\n'
            '    r = "delete from app.lots where id=" + name\n'
            '    s = "update app.lots set x={}".format(name)\n'
            '    t = f"SET {TENANT_SETTING} = 1"\n    db.commit()\n'
        ),
    )
    assert len(composed_sql(bad)) == 4
    assert any(TENANT_SET.search(text) for text in bad.strings())
    assert all(ends_it(name, function) for name, function in given_sessions(bad))
    assert Path(ROOT / "src").is_dir()
