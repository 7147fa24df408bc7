"""One place chooses the test database: TEST_DATABASE_URL, else testcontainers when asked for and
an engine answers, else the embedded one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from baketracker.db.embedded import EmbeddedPostgres
from baketracker.db.machine import alone
from baketracker.db.provision import Urls, kept_passwords, provision

Choice = Literal["url", "container", "embedded"]


class NoEngine(RuntimeError):
    """testcontainers were asked for and no container engine answers."""


def choose_database(environment: Mapping[str, str], asked: str) -> Choice:
    """Which database the tests use."""
    if environment.get("TEST_DATABASE_URL"):
        return "url"
    return "container" if asked == "container" else "embedded"


@contextmanager
def admin_url(choice: Choice, folder: Path) -> Iterator[str]:
    """A server where the tests may make roles and databases."""
    if choice == "url":
        import os

        yield os.environ["TEST_DATABASE_URL"]
    elif choice == "container":
        yield from _container()
    else:
        with EmbeddedPostgres(folder / "pg", durable=False, max_connections=120) as server:
            yield server.url


def _container() -> Iterator[str]:
    from docker.errors import DockerException
    from testcontainers.postgres import PostgresContainer

    try:
        container = PostgresContainer("postgres:18", driver=None).start()
    except DockerException as error:
        raise NoEngine("No container engine answers: leave out --db container.") from error
    try:
        yield container.get_connection_url()
    finally:
        container.stop()


@contextmanager
def serve(choice: Choice, folder: Path, database: str) -> Iterator[Urls]:
    """A freshly migrated database with its roles."""
    with admin_url(choice, folder) as admin:
        # Roles belong to the whole server: one worker at a time.
        with alone(folder / "provisioning"):
            urls = provision(admin, database, kept_passwords(folder / "roles"))
        yield urls
