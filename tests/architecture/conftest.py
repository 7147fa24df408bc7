"""A template database that holds one row of everything for two bakeries, and copies of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import Engine

from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.provision import Urls
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.database import Server
from tests.factories.rows import RowMaker


@dataclass(frozen=True)
class Neighbours:
    """Two bakeries, each with the id of one row of every table."""

    ada: BakeryOnDatabase
    bob: BakeryOnDatabase
    rows_of_ada: dict[str, UUID]
    rows_of_bob: dict[str, UUID]


@dataclass(frozen=True)
class Copy:
    """A copy of the seeded database, to be broken: as superuser and as the app role."""

    admin: str
    urls: Urls
    neighbours: Neighbours


@dataclass(frozen=True)
class Template:
    """The seeded database nobody is connected to."""

    server: Server
    name: str
    urls: Urls
    neighbours: Neighbours

    @contextmanager
    def copy(self, name: str) -> Iterator[Copy]:
        with self.server.copied(self.name, name) as admin:
            urls = Urls(*(self.server.on(url, name) for url in self._urls()))
            yield Copy(admin, urls, self.neighbours)

    def _urls(self) -> tuple[str, str, str]:
        return self.urls.app, self.urls.migrator, self.urls.backup


def two_bakeries(engine: Engine) -> Neighbours:
    """Ada and Bob, each with a row in every table."""
    ada, bob = open_bakery(engine, "Ada's Bakery"), open_bakery(engine, "Bob's Bakery")
    rows = []
    for bakery in (ada, bob):
        with bakery.session() as db:
            rows.append(RowMaker(db).everything())
    return Neighbours(ada, bob, *rows)


@pytest.fixture(scope="session")
def template(server: Server, worker: str, settings: Settings) -> Template:
    name = f"bt_template_{worker}"
    urls = server.migrated(name)
    engine = make_engine(urls.app, settings)
    neighbours = two_bakeries(engine)
    engine.dispose()
    return Template(server, name, urls, neighbours)


@pytest.fixture(scope="module")
def copy(template: Template, worker: str, request: pytest.FixtureRequest) -> Iterator[Copy]:
    """A copy for one module."""
    module = request.module.__name__.rpartition(".")[2].removeprefix("test_")
    with template.copy(f"bt_{module}_{worker}") as copied:
        yield copied


@pytest.fixture(scope="module")
def copy_engine(copy: Copy, settings: Settings) -> Iterator[Engine]:
    """The app role's engine on the copy."""
    engine = make_engine(copy.urls.app, settings)
    yield engine
    engine.dispose()
