"""A backup holds every bakery's rows, and what is restored from it is as safe as before."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from baketracker.db.postgres_binaries import Binaries, installations
from baketracker.db.roles import Passwords, create_roles
from tests.architecture.catalogue import findings
from tests.architecture.conftest import Template
from tests.factories.database import Server


@pytest.fixture(scope="module")
def programs(server: Server) -> Binaries:
    """pg_dump and pg_restore that are not older than the server."""
    with psycopg.connect(server.admin) as db:
        major = db.info.server_version // 10_000
    for found in installations():
        if found.major >= major and Path(found.program("pg_dump")).exists():
            return found
    pytest.skip(f"SR19: no pg_dump of version {major} or newer is here")


@pytest.fixture(scope="module")
def restored(
    server: Server,
    template: Template,
    programs: Binaries,
    worker: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A new database from a dump made by the backup role, roles and rights given again."""
    file = tmp_path_factory.mktemp("dump") / "bakery.dump"
    run(programs, "pg_dump", "--format=custom", f"--file={file}", template.urls.backup)
    with server.empty(f"bt_restored_{worker}", "template0") as admin:
        run(programs, "pg_restore", "--exit-on-error", f"--dbname={admin}", str(file))
        yield admin


def run(programs: Binaries, name: str, *arguments: str) -> None:
    answer = subprocess.run(
        [programs.program(name), *arguments], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


def counts(admin: str) -> dict[str, int]:
    """Rows of every table, as somebody whom no policy stops."""
    query = """select schemaname, tablename from pg_tables
               where schemaname in ('app', 'idn', 'jobs') order by 1, 2"""
    found = {}
    with psycopg.connect(admin) as db:
        for schema, table in db.execute(query).fetchall():
            name = sql.Identifier(schema, table)
            row = db.execute(sql.SQL("select count(*) from {}").format(name)).fetchone()
            found[f"{schema}.{table}"] = row[0] if row else 0
    return found


@pytest.mark.covers("SR19", "S1-one-migration")
def test_the_dump_holds_every_row_of_every_table(
    restored: str, server: Server, template: Template
) -> None:
    original = counts(server.on(server.admin, template.name))
    assert counts(restored) == original
    empty = [name for name, rows in original.items() if name.startswith("app.") and not rows]
    assert empty == [], "tables without rows prove nothing"


@pytest.mark.covers("SR1", "SR19")
def test_the_restored_database_is_safe_once_its_roles_are_made_again(
    restored: str, server: Server
) -> None:
    with psycopg.connect(restored) as db:
        before = findings(db)
    with server.roles_alone():
        create_roles(restored, Passwords())
    with psycopg.connect(restored) as db:
        after = findings(db)
    assert before, "rights on the database itself are in no dump: this must be noticed"
    assert all(line.startswith(("Database:", "Schema public")) for line in before), before
    assert after == []


@pytest.mark.covers("SR19")
def test_the_app_role_cannot_make_a_backup_that_looks_whole(
    template: Template, programs: Binaries, tmp_path: Path
) -> None:
    answer = subprocess.run(
        [programs.program("pg_dump"), f"--file={tmp_path / 'x'}", template.urls.app],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
