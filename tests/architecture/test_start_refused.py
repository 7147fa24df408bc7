"""The app does not start on a connection that could see past the walls."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg import sql
from sqlalchemy import Engine, make_url

from baketracker.app import build
from baketracker.config import Settings
from baketracker.db.connect import make_engine, plain_url, sqlalchemy_url
from baketracker.db.selfcheck import Unsafe, guard_engine, refuse_unsafe
from tests.architecture.conftest import Copy
from tests.factories.database import Server

PASSWORD = "only-for-tests"  # pragma: allowlist secret
DANGEROUS = {
    "superuser": ("superuser", [], "is a superuser"),
    "bypassing": ("bypassrls", [], "may bypass row-level security"),
    "owner": ("", ["alter table app.uploads owner to {role}"], "owns tables"),
    "member": ("noinherit", ["grant bt_owner to {role}"], "is a member of another role"),
    "reader": ("", ["grant pg_read_all_data to {role}"], "is a member of another role"),
}


@contextmanager
def role(copy: Copy, server: Server, name: str, attributes: str, more: list[str]) -> Iterator[str]:
    """A role that may log in, for a while: its URL."""
    identifier = sql.Identifier(name)
    with psycopg.connect(copy.admin, autocommit=True) as db:
        with server.roles_alone():
            made = sql.SQL("create role {} login " + attributes + " password {}")
            db.execute(made.format(identifier, sql.Literal(PASSWORD)))
            db.execute(sql.SQL("grant connect on database {} to {}").format(
                sql.Identifier(db.info.dbname), identifier))  # fmt: skip
            for statement in more:
                db.execute(sql.SQL(statement).format(role=identifier))
        try:
            url = make_url(sqlalchemy_url(copy.admin)).set(username=name, password=PASSWORD)
            yield plain_url(url.render_as_string(hide_password=False))
        finally:
            with server.roles_alone():
                db.execute("alter table app.uploads owner to bt_owner")
                db.execute(sql.SQL("drop owned by {}").format(identifier))
                db.execute(sql.SQL("drop role {}").format(identifier))


def starting(settings: Settings, url: str) -> None:
    app = build(settings.model_copy(update={"database_url": url}))
    with TestClient(app):
        """The lifespan has begun: the app is ready to serve."""


@pytest.mark.covers("SR10")
@pytest.mark.parametrize("kind", DANGEROUS)
def test_a_dangerous_role_is_refused_at_the_start(
    copy: Copy, server: Server, settings: Settings, worker: str, kind: str
) -> None:
    attributes, more, words = DANGEROUS[kind]
    with (
        role(copy, server, f"danger_{kind}_{worker}", attributes, more) as url,
        pytest.raises(Unsafe, match=words),
    ):
        starting(settings, url)


@pytest.mark.covers("SR10")
def test_the_app_role_is_let_in(copy: Copy, settings: Settings) -> None:
    starting(settings, copy.urls.app)


@pytest.fixture
def guarded(copy: Copy, settings: Settings) -> Iterator[Engine]:
    engine = make_engine(copy.urls.app, settings)
    guard_engine(engine)
    yield engine
    engine.dispose()


@pytest.mark.covers("SR10")
def test_an_open_table_is_refused(copy: Copy, guarded: Engine) -> None:
    with psycopg.connect(copy.admin, autocommit=True) as db:
        db.execute("alter table app.lots no force row level security")
        try:
            with pytest.raises(Unsafe, match="off for lots"):
                refuse_unsafe(guarded)
        finally:
            db.execute("alter table app.lots force row level security")


@pytest.mark.covers("SR10")
def test_a_bakery_by_default_is_refused(copy: Copy, guarded: Engine, server: Server) -> None:
    setting = sql.SQL("alter database {} {} app.tenant_id").format
    with psycopg.connect(copy.admin, autocommit=True) as db:
        name = sql.Identifier(db.info.dbname)
        ada = sql.SQL(" = {}").format(sql.Literal(str(copy.neighbours.ada.id)))
        db.execute(setting(name, sql.SQL("set")) + ada)
        try:
            with pytest.raises(Unsafe, match="without a bakery sees rows"):
                refuse_unsafe(guarded)
        finally:
            db.execute(setting(name, sql.SQL("reset")))


def test_a_database_that_is_away_does_not_stop_the_start(settings: Settings) -> None:
    """The process starts, says it is not ready, and checks when the database is there."""
    starting(settings, "postgresql://bt_app@127.0.0.1:1/nowhere")
