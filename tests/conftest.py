"""What every test may ask for: a migrated database, a bakery of its own, and a neighbour.

Each test makes fresh bakeries and really commits, connected as the app role: row-level security
is the isolation, so tests run side by side and nothing is cleaned."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck
from sqlalchemy import Engine
from typer.testing import CliRunner

from baketracker.app import BakeTracker
from baketracker.config import Settings
from baketracker.config import settings as cached
from baketracker.db.connect import make_engine
from baketracker.db.provision import Urls
from baketracker.operations.balancing import lots_out_of_balance
from tests.architecture.statement_log import StatementLog
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.clients import app_on, settings_for_tests, stop_all, waiting
from tests.factories.database import Choice, Server, admin_url, choose_database
from tests.factories.depth import DEEP
from tests.factories.folders import folder_of, this_run
from tests.factories.outside import outside
from tests.factories.servers import LiveServer, serving
from tests.factories.terminal import Terminal

SHARED = pytest.StashKey[Path]()
# Tests of these features write stock only through the services.
KEEPS_BOOKS = {
    "activity", "assembly", "buying", "exchange", "finished_stock", "giving", "make", "materials",
    "pantry", "planning", "production", "products", "purchases", "recipes", "reports", "shopping",
    "stock",
}  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db",
        choices=["auto", "container"],
        default="auto",
        help="container: a PostgreSQL of testcontainers, where an engine runs",
    )


def pytest_configure(config: pytest.Config) -> None:
    outside.stand_guard()
    # The suite keeps a million objects; looking through all of them so often takes a tenth of it.
    gc.set_threshold(100_000, 20, 50)
    # The check says the same of the same code; the deep run looks further, elsewhere each time.
    # How long an example takes says how busy the machine is; a bakery may serve all examples.
    unasked = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    hypothesis.settings.register_profile(
        "check", derandomize=not DEEP, database=None, deadline=None, suppress_health_check=unasked
    )
    hypothesis.settings.load_profile("check")
    log = StatementLog()
    log.listen()
    config.pluginmanager.register(log, "statement-log")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.config.stash[SHARED] = folder_of(node.workerinput["testrunuid"])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Workers leave their folder to the one that started them."""
    if shared := config.stash.get(SHARED, None):
        shutil.rmtree(shared, ignore_errors=True)


@contextmanager
def run_folder() -> Iterator[Path]:
    """One folder for all workers of one run, outside the project."""
    folder = this_run()
    folder.mkdir(exist_ok=True, mode=0o711)
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        if "PYTEST_XDIST_WORKER" not in os.environ:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_leaves() -> Iterator[None]:
    """A call that our code swallowed is found all the same."""
    outside.tried.clear()
    yield
    assert outside.tried == []


@pytest.fixture(scope="session")
def database_choice(request: pytest.FixtureRequest) -> Choice:
    return choose_database(dict(os.environ), request.config.getoption("--db"))


@pytest.fixture(scope="session")
def worker() -> str:
    """Names what belongs to this worker alone."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def server(database_choice: Choice) -> Iterator[Server]:
    with run_folder() as folder, admin_url(database_choice, folder) as admin:
        yield Server(admin, folder)


@pytest.fixture(scope="session")
def database(server: Server, worker: str) -> Urls:
    """A migrated database of this worker, as each role that logs in."""
    return server.migrated(f"bt_test_{worker}")


@pytest.fixture(scope="session")
def settings(database: Urls) -> Settings:
    return settings_for_tests(database.app, admin_database_url=database.migrator)


@pytest.fixture(scope="session")
def hasty(database: Urls) -> Settings:
    """The same where nobody waits long for another, for tests of what happens then."""
    return settings_for_tests(waiting(database.app, for_a_lock="500ms"))


@pytest.fixture(scope="session")
def engine(settings: Settings) -> Iterator[Engine]:
    """The app role's engine."""
    engine = make_engine(settings.database_url, settings)
    yield engine
    stop_all()
    engine.dispose()


@pytest.fixture(scope="session")
def app(engine: Engine) -> BakeTracker:
    """The whole application, started."""
    return app_on(engine)


@pytest.fixture(scope="session")
def live_server(settings: Settings) -> Iterator[LiveServer]:
    """The application behind a real socket, in this process."""
    with serving(settings) as server:
        yield server


@pytest.fixture
def bakery(engine: Engine, request: pytest.FixtureRequest) -> Iterator[BakeryOnDatabase]:
    """A fresh bakery with its owner. Whatever a test of stock did, the books balance afterwards."""
    made = open_bakery(engine, "Ada's Bakery")
    yield made
    if request.path.parent.name in KEEPS_BOOKS:
        assert lots_out_of_balance(engine, made.id) == []


@pytest.fixture
def neighbour(engine: Engine) -> BakeryOnDatabase:
    """Another bakery on the same database, which must see nothing of the first."""
    return open_bakery(engine, "The Neighbour")


@pytest.fixture
def terminal(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """The command line on this database."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    cached.cache_clear()
    yield Terminal(CliRunner())
    cached.cache_clear()
