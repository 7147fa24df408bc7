"""The log that listens to the whole run: what it accuses, what it lets pass, and that it counts."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, select, text, update

from baketracker.db import tenancy
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.suppliers.models import Supplier
from tests.architecture import statement_log
from tests.architecture.statement_log import Log, holds_transaction, paused, statements
from tests.architecture.statement_rules import faults
from tests.architecture.test_two_walls import no_criterion
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import DEEP, only_deep

ROOT = Path(__file__).resolve().parents[2]
OWN = "tenant_id = %(own)s::UUID"
GOOD = {
    "a list": f"select * from app.suppliers where app.suppliers.{OWN} and name > %(n)s",
    "an alias": f"select s.id from app.suppliers as s where s.{OWN} for update",
    "a pair": "select l.id from app.lots l join app.products p on p.tenant_id = l.tenant_id "
    f"and p.id = l.product_id where l.{OWN} and p.{OWN}",
    "a sub-query": f"select id from app.lots l where l.{OWN} and exists "
    f"(select 1 from app.products p where p.{OWN} and p.id = l.product_id)",
    "a change": f"update app.lots set quantity = %(q)s where app.lots.{OWN} and id = %(i)s",
    "both terms": f"with recursive t as (select id from app.recipes where {OWN} union all "
    "select c.component_recipe_id from app.recipe_components c join t on t.id = c.recipe_id "
    f"where c.{OWN}) select * from t",
    "the bakery itself": "select name from app.tenants where app.tenants.id = %(own)s",
    "an insert": "insert into app.lots (tenant_id, id) values (%(t)s, %(i)s)",
    "no bakery's table": "select * from authn.my_tenants(%(a)s)",
}
BAD = {
    "no condition": "select * from app.suppliers",
    "only the id": "select * from app.suppliers where id = %(i)s",
    "the function instead": "select * from app.suppliers where tenant_id = app.tenant_id()",
    "inside OR": f"select * from app.suppliers where {OWN} or name = %(n)s",
    "a join on id": "select l.id from app.lots l join app.products p on p.id = l.product_id "
    f"where l.{OWN} and p.{OWN}",
    "a bare sub-query": f"select id from app.lots l where l.{OWN} and exists "
    "(select 1 from app.products p where p.id = l.product_id)",
    "one term only": f"with recursive t as (select id from app.recipes where {OWN} union all "
    "select c.component_recipe_id from app.recipe_components c join t on t.id = c.recipe_id) "
    "select * from t",
    "a lock by the pair": "select l.id from app.lots l join app.products p "
    f"on p.tenant_id = l.tenant_id and p.id = l.product_id where l.{OWN} for update",
    "an update of all": "update app.lots set quantity = %(q)s",
    "a delete by id": "delete from app.lots where id = %(i)s",
    "a clock": f"update app.lots set updated_at = now() where {OWN}",
    "a clock on conflict": "insert into app.lots (tenant_id, id) values (%(t)s, %(i)s) "
    "on conflict (tenant_id, id) do update set updated_at = clock_timestamp()",
    "a copy": "insert into app.lots (id) select id from app.lots",
    "set_config": "select set_config('app.tenant_id', %(t)s, true)",
    "a session's SET": "set app.tenant_id = 'x'",
    "two in one": f"delete from app.lots where {OWN}; delete from app.uploads where {OWN}",
}


@contextmanager
def own_log(engine: Engine) -> Iterator[Log]:
    """A log of this engine alone, while the run's own log does not count."""
    log = Log(pausable=False)
    for name, listener in log.listeners():
        event.listen(engine, name, listener)
    try:
        with paused():
            yield log
    finally:
        for name, listener in log.listeners():
            event.remove(engine, name, listener)


@pytest.mark.parametrize("name", GOOD)
def test_a_statement_that_carries_the_bakery_passes(name: str) -> None:
    assert faults(GOOD[name]) == ()


@pytest.mark.parametrize("name", BAD)
def test_a_statement_that_does_not_is_accused(name: str) -> None:
    assert faults(BAD[name])


@pytest.mark.covers("SR18")
def test_ordinary_work_is_heard_and_not_accused(bakery: BakeryOnDatabase) -> None:
    with own_log(bakery.engine) as log, bakery.session() as db:
        db.add(Supplier(name="Mill", slug="mill"))
        db.flush()
        assert db.scalars(select(Supplier)).one().name == "Mill"
    assert log.heard >= 4
    assert log.found == {}


@pytest.mark.covers("SR18", "DEC-09")
def test_dropping_the_criterion_is_noticed(bakery: BakeryOnDatabase) -> None:
    with own_log(bakery.engine) as log, no_criterion(), bakery.session() as db:
        db.scalars(select(Supplier)).all()
    assert any("without tenant_id = parameter" in fault for fault in log.found)


@pytest.mark.covers("SR18")
def test_binding_with_set_config_is_noticed(bakery: BakeryOnDatabase) -> None:
    def bind(session: TenantSession, _transaction: object, connection: Connection) -> None:
        value = {"tenant": str(session.scope.tenant_id)}
        connection.execute(text("select set_config('app.tenant_id', :tenant, true)"), value)

    event.remove(TenantSession, "after_begin", tenancy._bind_tenant)
    event.listen(TenantSession, "after_begin", bind)
    try:
        with own_log(bakery.engine) as log, bakery.session() as db:
            db.scalars(select(Supplier)).all()
    finally:
        event.remove(TenantSession, "after_begin", bind)
        event.listen(TenantSession, "after_begin", tenancy._bind_tenant)
    accused = " ".join(log.found)
    assert "something else than SET LOCAL" in accused
    assert "outside a bound transaction" in accused


@pytest.mark.covers("SR18")
def test_a_statement_after_the_commit_is_unbound(bakery: BakeryOnDatabase) -> None:
    own = {"own": bakery.id}
    with own_log(bakery.engine) as log, bakery.engine.connect() as connection:
        connection.exec_driver_sql(f"SET LOCAL app.tenant_id = '{bakery.id}'")
        connection.commit()
        connection.execute(text("select id from app.suppliers where tenant_id = :own"), own)
    assert [fault.partition(":")[0] for fault in log.found] == ["runs outside a bound transaction"]


@pytest.mark.covers("SR53")
def test_a_change_around_the_audit_log_is_noticed(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        db.add(Supplier(name="Mill", slug="mill"))
    with own_log(bakery.engine) as log, bakery.session() as db:
        db.execute(update(Supplier).values(notes="quietly"))
    assert list(log.found) == ["changed without an audit entry: suppliers"]


def test_what_a_block_says_can_be_recorded(bakery: BakeryOnDatabase) -> None:
    with statements() as heard, bakery.session() as db:
        db.add(Supplier(name="Mill", slug="mill"))
    assert {table for said in heard for table in said.writes} == {"suppliers", "audit_log"}
    with statements() as heard, bakery.session() as db:
        db.scalars(select(Supplier)).all()
    assert not any(said.writes for said in heard)


@pytest.mark.covers("AR-02")
def test_a_template_that_queries_is_noticed(bakery: BakeryOnDatabase) -> None:
    def draw() -> None:
        with bakery.session() as db:
            db.scalars(select(Supplier)).all()

    with own_log(bakery.engine) as log:
        statement_log._while_drawing(draw)()
    assert any("while a template is drawn" in fault for fault in log.found)


@pytest.mark.covers("AR-05")
def test_a_network_call_inside_a_transaction_is_noticed(bakery: BakeryOnDatabase) -> None:
    """Code of ours (by its file) that holds an open transaction and opens a socket."""
    source = "def fetch(db, look):\n    return look()\n"
    ours: dict[str, object] = {}
    exec(compile(source, f"{statement_log.PACKAGE}/somewhere.py", "exec"), ours)
    theirs: dict[str, object] = {}
    exec(compile(source, __file__, "exec"), theirs)

    def look() -> bool:
        frame = sys._getframe(1)
        return holds_transaction(frame)

    with bakery.session() as db:
        db.scalars(select(Supplier)).all()
        assert ours["fetch"](db, look)  # type: ignore[operator]
        assert not theirs["fetch"](db, look)  # type: ignore[operator]
    assert not ours["fetch"](db, look)  # type: ignore[operator]


@only_deep
@pytest.mark.parametrize("workers", ["0", "2"] if DEEP else ["2"])
def test_a_fault_anywhere_fails_the_whole_run(tmp_path: Path, workers: str) -> None:
    (tmp_path / "conftest.py").write_text(
        "from tests.architecture.statement_log import StatementLog\n"
        "LOG = StatementLog()\n"
        "def pytest_configure(config):\n"
        "    config.pluginmanager.register(LOG, 'statement-log')\n"
    )
    (tmp_path / "test_it.py").write_text(
        "from conftest import LOG\n\ndef test_it():\n    LOG.log.accuse('wrong', 'select 1')\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--rootdir", str(tmp_path)]
    answer = subprocess.run(
        [*command, "-c", "/dev/null", "-p", "no:cacheprovider", "test_it.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "1 passed" in answer.stdout
    assert "wrong: select 1" in answer.stdout


def test_the_kernel_is_the_only_place_that_binds(bakery: BakeryOnDatabase) -> None:
    with statements() as heard, tenant_transaction(bakery.engine, bakery.scope) as db:
        db.scalars(select(Supplier)).all()
    assert heard[0].text == f"SET LOCAL app.tenant_id = '{bakery.id}'"
