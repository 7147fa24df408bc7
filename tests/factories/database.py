"""One place chooses the test database: TEST_DATABASE_URL, else testcontainers when asked for and
an engine answers, else the embedded one."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from baketracker.db.connect import plain_url, sqlalchemy_url
from baketracker.db.embedded import EmbeddedPostgres
from baketracker.db.machine import alone
from baketracker.db.provision import Urls, kept_passwords, provision
from baketracker.db.roles import Passwords, create_roles

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


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server that is ours: `admin` logs in as superuser. Roles belong to the whole
    server, so only one worker at a time may touch them (`roles_alone`)."""

    admin: str
    folder: Path

    def on(self, url: str, database: str) -> str:
        """The same login, another database."""
        moved = make_url(sqlalchemy_url(url)).set(database=database)
        return plain_url(moved.render_as_string(hide_password=False))

    @contextmanager
    def roles_alone(self) -> Iterator[None]:
        with alone(self.folder / "provisioning"):
            yield

    def migrated(self, database: str) -> Urls:
        """A database with our roles and all migrations."""
        with self.roles_alone():
            return provision(self.admin, database, kept_passwords(self.folder / "roles"))

    @contextmanager
    def empty(self, database: str, template: str = "template1") -> Iterator[str]:
        """A new database for a while, as superuser; nobody may be connected to the template."""
        name, source = sql.Identifier(database), sql.Identifier(template)
        with psycopg.connect(self.admin, autocommit=True) as db:
            db.execute(sql.SQL("drop database if exists {} with (force)").format(name))
            db.execute(sql.SQL("create database {} template {}").format(name, source))
            try:
                yield self.on(self.admin, database)
            finally:
                db.execute(sql.SQL("drop database {} with (force)").format(name))

    @contextmanager
    def copied(self, template: str, database: str) -> Iterator[str]:
        """A copy of a migrated database for a while, as superuser. Rights on the database itself
        are not copied, so they are given again."""
        with self.empty(database, template) as admin:
            with self.roles_alone():
                create_roles(admin, Passwords())
            yield admin
