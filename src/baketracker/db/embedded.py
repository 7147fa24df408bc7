"""PostgreSQL on one machine: started, shared, watched and stopped by us.

What lies in the data folder, beside the database itself (see `cluster.py`):
    port            the last one used, so that a restart is found where it was
    starting.lock   held while somebody starts or stops the server
    users.lock      shared by every process that uses it; the last one out stops the server

Locks die with their process. After kill -9 the server lives on, and the next start takes it over.
Standard library only, so that it works before anything else does.
"""

import atexit
import contextlib
import os
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
from baketracker.db.cluster import SUPERUSER, Cluster, EmbeddedError, in_one_sentence

PATIENCE_SECONDS = 90
LOG_BYTES = 5_000_000


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
        self._cluster = Cluster(self.home, durable=durable)
        self._share: IO[str] | None = None
        self._done = threading.Event()

    @property
    def data(self) -> Path:
        """Where PostgreSQL keeps its files, links followed."""
        return self._cluster.data

    @property
    def url(self) -> str:
        """As superuser, database `postgres`. Valid while started."""
        return f"postgresql://{SUPERUSER}:{self._cluster.password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> str:
        """Start or take over the server and return `url`. Raises EmbeddedError."""
        with in_one_sentence(self.home):
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
        with in_one_sentence(self.home), machine.alone(self.home / "starting.lock"):
            if not self._done.is_set():
                self._ensure_running()

    def _ensure_running(self) -> None:
        self._cluster.make_ready()
        self.port = self._running_port() or self._launch()
        (self.home / "port").write_text(str(self.port))

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
        self._cluster.heal_password()
        for _ in range(3):
            port = self._choose_port()
            told = log.stat().st_size if log.exists() else 0
            if self._pg_ctl("start", "-l", str(log), "-o", self._options(port)) == 0:
                return port
            reason = machine.last_complaint(log, told)
            if "in use" not in reason:
                break
        raise self._cluster.damaged(reason)

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
            # What an import brought is known to the planner soon, not within a minute.
            "autovacuum_naptime": "5s",
        }
        if os.name != "nt":
            options["unix_socket_directories"] = "''"
        if self._cluster.binaries.has_statement_statistics():
            options["shared_preload_libraries"] = "pg_stat_statements"
        if not self.durable:
            options |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        return " ".join(f"-c {name}={value}" for name, value in options.items())

    def _pg_ctl(self, verb: str, *options: str) -> int:
        command = ["pg_ctl", "-D", str(self.data), verb, *options]
        if verb != "status":
            command += ["-w", "-t", str(PATIENCE_SECONDS)]
        # Never a pipe: the server would inherit it and keep us waiting for its end.
        answer = self._cluster.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return answer.returncode


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
