"""PostgreSQL on one machine: set up, started, shared and stopped by us.

What lies in the data folder:
    postgres/       the database (as root in a closed folder: a link to /var/lib/baketracker/...)
    password        of the superuser, readable by its owner alone
    port            the last one used, so that a restart is found where it was
    starting.lock   held while somebody starts or stops the server
    users.lock      shared by every process that uses it; the last one out stops the server

Locks die with their process. After kill -9 the server lives on, and the next start takes it over.
Standard library only, so that it works before anything else does.
"""

import atexit
import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self

from baketracker.db import machine
from baketracker.db.postgres_binaries import (
    OLDEST_MAJOR,
    Binaries,
    ServerUser,
    installations,
    reachable,
    server_user,
)

SUPERUSER = "bt_admin"
PATIENCE_SECONDS = 90
LOG_BYTES = 5_000_000
SHELF = Path("/var/lib/baketracker")


class EmbeddedError(Exception):
    """The embedded database cannot be used; the message is one sentence that says what to do."""


class EmbeddedPostgres:
    """One server on 127.0.0.1 whose data lives in `data_dir`.

    `durable=False` trades safety for speed and is for tests only. `port` asks for a fixed port;
    by default the last one is taken again, or a free one. Several processes may start the same
    folder: the first starts the server, the last to stop ends it. In a main thread, SIGTERM and
    SIGHUP become SystemExit, so that stopping is not skipped.
    """

    def __init__(
        self,
        data_dir: Path | str,
        durable: bool = True,
        port: int | None = None,
        *,
        max_connections: int = 60,
    ) -> None:
        self.home = Path(data_dir).expanduser().absolute()
        self.durable = durable
        self.asked_port = port
        self.max_connections = max_connections
        self.port = 0
        self._link = self.home / "postgres"
        self._share: IO[str] | None = None
        self._user: ServerUser | None = None
        self._done = threading.Event()

    @property
    def data(self) -> Path:
        """Where PostgreSQL keeps its files, links followed."""
        return self._link.resolve()

    @property
    def url(self) -> str:
        """As superuser, database `postgres`. Valid while started."""
        password = (self.home / "password").read_text()
        return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> str:
        """Start or take over the server and return `url`. Raises EmbeddedError."""
        with _in_one_sentence(self.home):
            self.home.mkdir(parents=True, exist_ok=True)
            with machine.alone(self.home / "starting.lock"):
                self._ensure_running()
                self._share = self._share or machine.joined(self.home / "users.lock")
            url = self.url
        self._done.clear()
        atexit.register(self.stop)
        machine.leave_in_order()
        return url

    def watch(self, every_seconds: float = 1.0) -> None:
        """Start the server again, on the same port, should it die while we use it."""
        threading.Thread(target=self._watch, args=(every_seconds,), daemon=True).start()

    def stop(self) -> None:
        """Stop the server unless another process still uses it. Twice is harmless."""
        self._done.set()
        atexit.unregister(self.stop)
        share, self._share = self._share, None
        if share is None or not self.home.exists():
            return
        with machine.alone(self.home / "starting.lock"), share:
            if machine.is_last(share) and self._running_port() is not None:
                self._pg_ctl("stop", "-m", "fast")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # Callers above, callees below.

    def _watch(self, every_seconds: float) -> None:
        while not self._done.wait(every_seconds):
            if machine.answers(self.port):
                continue
            with contextlib.suppress(EmbeddedError):
                self._start_again()

    def _start_again(self) -> None:
        with _in_one_sentence(self.home), machine.alone(self.home / "starting.lock"):
            if not self._done.is_set():
                self._ensure_running()

    def _ensure_running(self) -> None:
        self._user = server_user(self._link)
        self._binaries = self._choose_binaries()
        if not self._link.exists():
            self._create()
        self._take_ownership()
        self.port = self._running_port() or self._launch()
        (self.home / "port").write_text(str(self.port))

    def _choose_binaries(self) -> Binaries:
        """The programs whose version made the data, or the best ones for new data."""
        made_by = self._made_by()
        found = list(installations())
        for binaries in found:
            if made_by in (None, binaries.major):
                return binaries.usable_by(self._user, _shelf()) if self._user else binaries
        if not found:
            raise EmbeddedError(
                "There is no PostgreSQL on this machine: connect to the internet and start again, "
                f"install PostgreSQL {OLDEST_MAJOR} or newer, or set DATABASE_URL."
            )
        here = ", ".join(sorted({str(binaries.major) for binaries in found}))
        raise EmbeddedError(
            f"The data in {self.home} was made by PostgreSQL {made_by} and this machine has {here}:"
            f" install PostgreSQL {made_by}, or choose another folder with --data."
        )

    def _made_by(self) -> int | None:
        """Major version of existing data; None when there is none yet."""
        if not self._link.exists():
            if self._link.is_symlink():
                raise self._damaged(f"{self._link.readlink()} is gone")
            return None
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise self._damaged("it holds no database") from None

    def _create(self) -> None:
        """Set up new data beside its final place, so that an interruption leaves nothing half."""
        place = self._place_for_data()
        draft = place.with_name(f"{place.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        secret = draft.with_name("password.new")
        machine.write_private(secret, self._new_password())
        if self._user:
            os.chown(draft, self._user.uid, self._user.gid)
            os.chown(secret, self._user.uid, self._user.gid)
        try:
            self._initdb(draft, secret)
        finally:
            secret.unlink()
        draft.rename(place)
        if place != self._link:
            self._link.symlink_to(place)
            sys.stderr.write(f"The database lives in {place}: {self.home} is closed to others.\n")

    def _place_for_data(self) -> Path:
        if self._user is None or reachable(self.home):
            return self._link
        folder = Path(tempfile.mkdtemp(prefix="data-", dir=_shelf()))
        folder.chmod(0o711)
        return folder / "postgres"

    def _initdb(self, folder: Path, secret: Path) -> None:
        command = ["initdb", "-D", str(folder), "-U", SUPERUSER, "-E", "UTF8"]
        command += ["--auth=scram-sha-256", f"--pwfile={secret}"]
        # Sorting and case rules must not depend on the machine; from 17 on PostgreSQL has its own.
        builtin = [
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        command += builtin if self._binaries.major >= 17 else ["--locale=C.UTF-8"]
        command += [] if self.durable else ["--no-sync"]
        answer = self._run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if answer.returncode != 0:
            reason = (answer.stderr.strip().splitlines() or ["no reason given"])[0]
            raise EmbeddedError(
                f"A new database could not be set up in {self.home} ({reason}): free some space or "
                "choose another folder with --data."
            )

    def _take_ownership(self) -> None:
        """A copied folder may have lost owner and mode, without which PostgreSQL will not start."""
        self.data.chmod(0o700)
        if self._user and self.data.stat().st_uid == 0:
            for path in (self.data, *self.data.rglob("*")):
                os.chown(path, self._user.uid, self._user.gid, follow_symlinks=False)

    def _running_port(self) -> int | None:
        """The port of our living server; waits while it starts or stops."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            lines = self._pid_file_lines()
            if len(lines) < 4 or not self._is_ours(int(lines[0])):
                return None
            if len(lines) > 7 and lines[7].strip() == "ready":
                return int(lines[3])
            time.sleep(0.05)
        raise EmbeddedError(
            f"PostgreSQL in {self.home} is still busy starting or stopping: try again in a minute."
        )

    def _pid_file_lines(self) -> list[str]:
        with contextlib.suppress(FileNotFoundError):
            return (self.data / "postmaster.pid").read_text().splitlines()
        return []

    def _is_ours(self, pid: int) -> bool:
        """Numbers of dead processes are used again: the command line must name our folder."""
        if sys.platform == "win32":
            return self._pg_ctl("status") == 0
        command = machine.command_line(pid)
        return "postgres" in command and str(self.data) in command

    def _launch(self) -> int:
        """Start the server and return its port."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        log = self.data / "server.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.unlink()
        self._heal_password()
        for _ in range(3):
            port = self._choose_port()
            told = log.stat().st_size if log.exists() else 0
            if self._pg_ctl("start", "-l", str(log), "-o", self._options(port)) == 0:
                return port
            reason = machine.last_complaint(log, told)
            if "in use" not in reason:
                break
        raise self._damaged(reason)

    def _choose_port(self) -> int:
        if self.asked_port is not None:
            if not machine.is_free(self.asked_port):
                raise EmbeddedError(
                    f"Port {self.asked_port} is taken by another program: choose another one."
                )
            return self.asked_port
        with contextlib.suppress(OSError, ValueError):
            last = int((self.home / "port").read_text())
            if machine.is_free(last):
                return last
        return machine.free_port()

    def _options(self, port: int) -> str:
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "max_connections": self.max_connections,
        }
        if os.name != "nt":
            options["unix_socket_directories"] = "''"
        if self._binaries.has_statement_statistics():
            options["shared_preload_libraries"] = "pg_stat_statements"
        if not self.durable:
            options |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        return " ".join(f"-c {name}={value}" for name, value in options.items())

    def _new_password(self) -> str:
        password = secrets.token_urlsafe(24)
        machine.write_private(self.home / "password", password)
        return password

    def _heal_password(self) -> None:
        """A lost password file would lock the owner out of their own data: set a new password."""
        if (self.home / "password").exists():
            return
        statement = f"ALTER ROLE {SUPERUSER} PASSWORD '{self._new_password()}';\n"
        command = ["postgres", "--single", "-D", str(self.data), "postgres"]
        self._run(
            command,
            input=statement,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _damaged(self, reason: str) -> EmbeddedError:
        return EmbeddedError(
            f"The database folder {self.home} cannot be used ({reason}): put a backup in its place,"
            " or choose another folder with --data."
        )

    def _pg_ctl(self, verb: str, *options: str) -> int:
        command = ["pg_ctl", "-D", str(self.data), verb, *options]
        if verb != "status":
            command += ["-w", "-t", str(PATIENCE_SECONDS)]
        # Never a pipe: the server would inherit it and keep us waiting for its end.
        answer = self._run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return answer.returncode

    def _run(
        self,
        command: list[str],
        *,
        stdout: int,
        stderr: int,
        input: str | None = None,
    ) -> "subprocess.CompletedProcess[str]":
        user = self._user
        return subprocess.run(
            [self._binaries.program(command[0]), *command[1:]],
            check=False,
            cwd="/",
            env=machine.clean_environment(),
            stdout=stdout,
            stderr=stderr,
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            text=True,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )


@contextlib.contextmanager
def throwaway(max_connections: int = 60) -> Iterator[EmbeddedPostgres]:
    """A server for one test run or check; it and its data are gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="baketracker-"))
    home.chmod(0o711)
    try:
        with EmbeddedPostgres(home, durable=False, max_connections=max_connections) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _in_one_sentence(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EmbeddedError(
            f"The database folder {home} cannot be used ({error.strerror or error}): make it yours "
            "to read and write, or choose another folder with --data."
        ) from error


def _shelf() -> Path:
    """Root's own place for what an unprivileged server must be able to reach."""
    SHELF.mkdir(parents=True, exist_ok=True)
    SHELF.chmod(0o711)
    return SHELF
