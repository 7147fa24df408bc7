"""PostgreSQL on one machine: it starts, is shared, stops, and survives what people do to it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from baketracker.db import cluster, embedded, machine
from baketracker.db.cluster import EmbeddedError
from baketracker.db.embedded import EmbeddedPostgres
from baketracker.db.postgres_binaries import Binaries, installations, reachable, server_user

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
APP = """
import signal, sys, time
from baketracker.db.embedded import EmbeddedPostgres
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background shell ignores Ctrl-C
with EmbeddedPostgres(sys.argv[1], durable=False) as server:
    print(server.url, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty place for a data folder that an unprivileged user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="baketracker-embedded-"))
    folder.chmod(0o711)
    yield folder / "data"
    if (folder / "data" / "postgres").is_dir():
        with EmbeddedPostgres(folder / "data", durable=False):
            """Whatever a test left running is taken over and stopped."""
    shutil.rmtree(folder)


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(home, durable=False) as server:
        yield server


def ask(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as db:
        found = db.execute(statement.encode()).fetchone()
        return found[0] if found else None


def remember(url: str, word: str) -> None:
    with psycopg.connect(url) as db:
        db.execute("create table if not exists words (word text)")
        db.execute("insert into words values (%s)", (word,))


def start_app(home: Path) -> "tuple[subprocess.Popen[str], str]":
    """The launcher in a process of its own, and its URL once it is up."""
    app = subprocess.Popen(
        [sys.executable, "-c", APP, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert app.stdout
    return app, app.stdout.readline().strip()


def end_app(app: "subprocess.Popen[str]", number: int) -> None:
    app.send_signal(number)
    app.wait(timeout=30)
    assert app.stdout
    app.stdout.close()


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1].split("/")[0])


def test_it_listens_on_loopback_and_wants_its_password(server: EmbeddedPostgres) -> None:
    assert ask(server.url, "show listen_addresses") == "127.0.0.1"
    assert ask(server.url, "show unix_socket_directories") == ""
    assert ask(server.url, "show password_encryption") == "scram-sha-256"
    assert (server.home / "password").stat().st_mode & 0o777 == 0o600
    password = (server.home / "password").read_text()
    for wrong in ("", "guess"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.url.replace(password, wrong)).close()


def test_sorting_does_not_depend_on_the_machine(server: EmbeddedPostgres) -> None:
    shown = ask(
        server.url,
        "select coalesce(to_jsonb(d) ->> 'datlocale', datcollate) from pg_database d "
        "where datname = 'postgres'",
    )
    assert shown == "C.UTF-8"
    assert ask(server.url, "select lower('CRÈME BRÛLÉE')") == "crème brûlée"


def test_it_never_runs_as_root(server: EmbeddedPostgres) -> None:
    assert server.data.stat().st_uid != 0


@pytest.mark.covers("B6")
def test_a_fresh_folder_is_set_up_and_a_second_start_keeps_data_and_port(home: Path) -> None:
    with EmbeddedPostgres(home) as first:
        remember(first.url, "yeast")
        assert ask(first.url, "show fsync") == "on"
    assert not machine.answers(first.port)
    with EmbeddedPostgres(home) as second:
        assert second.port == first.port
        assert ask(second.url, "select word from words") == "yeast"
    shutil.rmtree(home)
    with EmbeddedPostgres(home, durable=False) as fresh:
        assert ask(fresh.url, "select to_regclass('words')") is None


def test_an_interrupted_set_up_is_begun_anew(home: Path) -> None:
    (home / "postgres.new").mkdir(parents=True)
    (home / "postgres.new" / "PG_VERSION").write_text("18")
    with EmbeddedPostgres(home, durable=False) as server:
        assert ask(server.url, "select 1") == 1


def test_two_users_share_one_server_and_the_last_one_stops_it(home: Path) -> None:
    first, second = EmbeddedPostgres(home, durable=False), EmbeddedPostgres(home)
    assert first.start() == second.start()
    first.stop()
    assert ask(second.url, "select 1") == 1
    second.stop()
    assert not machine.answers(second.port)
    second.stop()


def test_sigterm_stops_the_server(home: Path) -> None:
    app, url = start_app(home)
    end_app(app, signal.SIGTERM)
    assert not machine.answers(port_of(url))


def test_ctrl_c_stops_the_server(home: Path) -> None:
    app, url = start_app(home)
    end_app(app, signal.SIGINT)
    assert not machine.answers(port_of(url))


def test_after_kill_9_the_next_start_takes_the_server_over(home: Path) -> None:
    app, url = start_app(home)
    remember(url, "butter")
    end_app(app, signal.SIGKILL)
    assert machine.answers(port_of(url))
    with EmbeddedPostgres(home) as server:
        assert server.url == url
        assert ask(url, "select word from words") == "butter"
    assert not machine.answers(server.port)


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(home: Path) -> None:
    with EmbeddedPostgres(home, durable=False) as server:
        pid_file = server.data / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with EmbeddedPostgres(home, durable=False) as server:
        assert ask(server.url, "select 1") == 1


def test_a_server_killed_under_us_comes_back_with_every_acknowledged_row(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        server.watch(every_seconds=0.1)
        remember(server.url, "sugar")
        pid = int((server.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                assert ask(server.url, "select word from words") == "sugar"
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        else:
            pytest.fail("the server did not come back")
    assert not machine.answers(server.port)


def test_a_lost_password_is_replaced(home: Path) -> None:
    with EmbeddedPostgres(home, durable=False) as server:
        remember(server.url, "salt")
        (home / "password").unlink()
    with EmbeddedPostgres(home, durable=False) as server:
        assert ask(server.url, "select word from words") == "salt"


def test_a_taken_port_is_said_so(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(EmbeddedError, match=f"Port {port} is taken"):
            EmbeddedPostgres(home, durable=False, port=port).start()


def test_a_remembered_port_that_is_taken_now_is_replaced(home: Path) -> None:
    with EmbeddedPostgres(home, durable=False) as server:
        port = server.port
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with EmbeddedPostgres(home, durable=False) as server:
            assert server.port != port


def test_a_file_in_place_of_the_folder_is_said_so(home: Path) -> None:
    home.write_text("a shopping list")
    with pytest.raises(EmbeddedError, match=r"cannot be used .* choose another folder"):
        EmbeddedPostgres(home).start()


def test_a_folder_that_is_no_database_is_said_so(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "photo.jpg").write_text("")
    try:
        with pytest.raises(EmbeddedError, match="holds no database"):
            EmbeddedPostgres(home).start()
    finally:
        shutil.rmtree(home)


def test_data_of_another_version_is_said_so(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "PG_VERSION").write_text("9\n")
    try:
        with pytest.raises(EmbeddedError, match="made by PostgreSQL 9 and this machine has"):
            EmbeddedPostgres(home).start()
    finally:
        shutil.rmtree(home)


def test_a_damaged_database_is_said_so_with_its_reason(home: Path) -> None:
    with EmbeddedPostgres(home, durable=False) as server:
        pass
    (server.data / "global" / "pg_control").unlink()
    try:
        with pytest.raises(
            EmbeddedError, match=r"could not find the database system.*put a backup"
        ):
            EmbeddedPostgres(home, durable=False).start()
    finally:
        shutil.rmtree(home)


def test_a_machine_without_postgresql_is_told_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "installations", lambda: iter(()))
    with pytest.raises(EmbeddedError, match="There is no PostgreSQL on this machine"):
        EmbeddedPostgres(home).start()


def test_a_throwaway_server_leaves_nothing() -> None:
    with embedded.throwaway() as server:
        assert ask(server.url, "select 1") == 1
    assert not server.home.exists()
    assert not machine.answers(server.port)


@as_root
def test_below_a_closed_folder_root_keeps_the_data_elsewhere_and_opens_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = home.with_name("shelf")
    monkeypatch.setattr(cluster, "SHELF", shelf)
    closed = home.with_name("closed")
    closed.mkdir(mode=0o700)
    for _ in range(2):
        with EmbeddedPostgres(closed / "data", durable=False) as server:
            assert server.data.is_relative_to(shelf)
            assert ask(server.url, "select 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_programs_in_a_closed_folder_are_copied_for_the_server_user(home: Path) -> None:
    found = next(installations())
    closed, shelf = home.with_name("closed"), home.with_name("shelf")
    shelf.mkdir(mode=0o711)
    shelf.chmod(0o711)
    package = closed / found.folder.parents[1].name
    shutil.copytree(found.folder.parent, package / found.folder.parent.name, symlinks=True)
    libraries = found.folder.parents[1].with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, closed / libraries.name, symlinks=True)
    closed.chmod(0o700)
    user = server_user(home)
    assert user
    there = package / found.folder.parent.name / found.folder.name
    usable = Binaries(there, found.major).usable_by(user, shelf)
    assert reachable(Path(usable.program("postgres")))
    subprocess.run(
        [usable.program("postgres"), "--version"], check=True, user=user.uid, group=user.gid
    )
    assert Binaries(there, found.major).usable_by(user, shelf) == usable


@as_root
def test_data_copied_by_root_is_given_back_to_the_server_user(home: Path) -> None:
    with EmbeddedPostgres(home, durable=False) as server:
        remember(server.url, "flour")
    for path in (server.data, *server.data.rglob("*")):
        os.chown(path, 0, 0)
    server.data.chmod(0o755)
    with EmbeddedPostgres(home, durable=False) as server:
        assert ask(server.url, "select word from words") == "flour"
