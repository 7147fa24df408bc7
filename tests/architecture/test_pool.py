"""Many bakeries at once over two connections: nobody is ever handed another's rows."""

import os
import random
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event, make_url, text

from baketracker.config import Settings
from baketracker.db import tenancy
from baketracker.db.connect import make_engine, plain_url, sqlalchemy_url
from baketracker.db.provision import Urls
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.suppliers.models import Supplier
from tests.architecture.statement_log import paused
from tests.factories.bakeries import open_bakery
from tests.factories.depth import DEEP
from tests.factories.servers import free_port

ANSWERS = 50_000 if DEEP else 4_000
THROUGH_POOLER = 50_000 if DEEP else 1_000
BAKERIES, WORKERS = 20, 8
# No criterion and no tenant in the text: only the binding keeps the answers apart.
ASKED = text("select tenant_id from app.suppliers")


@pytest.fixture(scope="module")
def scopes(database: Urls, settings: Settings) -> list[Scope]:
    engine = make_engine(database.app, settings)
    bakeries = [open_bakery(engine, f"Bakery {number}") for number in range(BAKERIES)]
    for bakery in bakeries:
        with bakery.session() as db:
            db.add(Supplier(name="Mill", slug="mill"))
    engine.dispose()
    return [bakery.scope for bakery in bakeries]


@contextmanager
def pool_of_two(url: str, settings: Settings, *, prepared: bool = True) -> Iterator[Engine]:
    # Waiters are not served in turn: with this many, one may wait long, and that is no matter here.
    narrow = {"pool_size": 2, "pool_wait_seconds": 300, "prepared_statements": prepared}
    engine = make_engine(url, settings.model_copy(update=narrow))
    yield engine
    engine.dispose()


@contextmanager
def bound_for_the_session() -> Iterator[None]:
    """The mistake: SET instead of SET LOCAL, which outlives the transaction."""

    def bind(session: TenantSession, _transaction: object, connection: Connection) -> None:
        connection.exec_driver_sql(f"SET app.tenant_id = '{session.scope.tenant_id}'")

    event.remove(TenantSession, "after_begin", tenancy._bind_tenant)
    event.listen(TenantSession, "after_begin", bind)
    try:
        yield
    finally:
        event.remove(TenantSession, "after_begin", bind)
        event.listen(TenantSession, "after_begin", tenancy._bind_tenant)


def answers(engine: Engine, scopes: list[Scope], count: int) -> Counter[str]:
    """Ask `count` times, all at once; every tenth asks without a bakery and may see nothing."""

    def ask(number: int) -> str:
        chance = random.Random(number)
        if number % 10 == 0:
            with engine.begin() as gate:
                return "foreign" if gate.execute(ASKED).all() else "right"
        scope = chance.choice(scopes)
        return _judge(engine, scope)

    with paused(), ThreadPoolExecutor(WORKERS) as pool:
        return Counter(pool.map(ask, range(count), chunksize=50))


def _judge(engine: Engine, scope: Scope) -> str:
    with tenant_transaction(engine, scope) as db:
        seen: set[UUID] = set(db.scalars(ASKED))
    return "right" if seen == {scope.tenant_id} else "foreign"


@pytest.mark.covers("SR7", "S1-zero-leak")
def test_every_answer_holds_the_bakerys_own_rows(
    database: Urls, settings: Settings, scopes: list[Scope]
) -> None:
    with pool_of_two(database.app, settings) as engine:
        assert answers(engine, scopes, ANSWERS) == {"right": ANSWERS}


@pytest.mark.covers("SR7")
def test_binding_the_session_instead_would_be_noticed(
    database: Urls, settings: Settings, scopes: list[Scope]
) -> None:
    with pool_of_two(database.app, settings) as engine, bound_for_the_session():
        assert answers(engine, scopes, 200)["foreign"] > 0


@pytest.fixture(scope="module")
def pooler(database: Urls) -> Iterator[str]:
    """PgBouncer in transaction mode with two connections to the test database."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        pytest.skip("SR7 through PgBouncer: pgbouncer is not installed here")
    url, port = make_url(sqlalchemy_url(database.app)), free_port()
    with tempfile.TemporaryDirectory(prefix="baketracker-pooler-") as name:
        folder = Path(name)
        (folder / "users").write_text(f'"{url.username}" "{url.password}"\n')
        (folder / "settings").write_text(
            f"[databases]\n{url.database} = host={url.host} port={url.port}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = plain\nauth_file = {folder / 'users'}\n"
            "pool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 200\n"
        )
        with _running([program, str(folder / "settings")], folder):
            through = plain_url(url.set(port=port).render_as_string(hide_password=False))
            _wait_for(through)
            yield through


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[None]:
    """PgBouncer refuses to be root, as PostgreSQL does."""
    user = None
    if os.geteuid() == 0:
        user = "nobody"
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, user)
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, user=user)
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=10)


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("PgBouncer does not answer")


@pytest.mark.covers("SR7")
def test_through_a_transaction_pooler_as_well(
    pooler: str, settings: Settings, scopes: list[Scope]
) -> None:
    with pool_of_two(pooler, settings, prepared=False) as engine:
        assert answers(engine, scopes, THROUGH_POOLER) == {"right": THROUGH_POOLER}


@pytest.mark.covers("SR7")
def test_through_the_pooler_a_bound_session_would_be_noticed(
    pooler: str, settings: Settings, scopes: list[Scope]
) -> None:
    with pool_of_two(pooler, settings, prepared=False) as engine, bound_for_the_session():
        assert answers(engine, scopes, 200)["foreign"] > 0
