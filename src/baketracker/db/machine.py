"""What the launcher needs from the operating system: locks, ports, processes, private files.

Standard library only. On Windows the locks do nothing: there, one process uses one data folder.
"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NoReturn

if sys.platform != "win32":
    import fcntl

    def _lock(file: IO[str], *, shared: bool = False, wait: bool = True) -> bool:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(file, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
else:

    def _lock(file: IO[str], *, shared: bool = False, wait: bool = True) -> bool:
        return True


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Only one process at a time gets past this; the lock dies with the process."""
    with path.open("a") as file:
        _lock(file)
        yield


def joined(path: Path) -> IO[str]:
    """One more user of what `path` stands for, until the returned file is closed."""
    file = path.open("a")
    _lock(file, shared=True)
    return file


def is_last(share: IO[str]) -> bool:
    """Whether nobody else has joined."""
    return _lock(share, wait=False)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address."""
    with socket.socket() as probe:
        if sys.platform != "win32":
            # As PostgreSQL does: connections that are closing do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError, OverflowError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether something listens on this port of the loopback address."""
    with (
        contextlib.suppress(OSError),
        socket.create_connection(("127.0.0.1", port), timeout=1),
    ):
        return True
    return False


def command_line(pid: int) -> str:
    """How a process was started; empty when there is none (or a zombie) of that number."""
    if Path("/proc/self/cmdline").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        return ""
    ask = ["ps", "-p", str(pid), "-o", "command="]
    return subprocess.run(ask, check=False, capture_output=True, text=True).stdout


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone may read, from its first moment."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def clean_environment() -> dict[str, str]:
    """Ours without PGHOST, PGDATA and the like; messages in English, because we read them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def last_complaint(log: Path, offset: int) -> str:
    """The last fatal line a server wrote to its log after `offset` bytes."""
    if not log.exists():
        return "it wrote no log"
    told = log.read_bytes()[offset:].decode(errors="replace")
    found = re.findall(r"(?:FATAL|PANIC|ERROR|postgres):\s+(.+)", told)
    if "Address already in use" in told:
        return "its port is in use"
    return str(found[-1]) if found else f"see {log}"


def leave_in_order() -> None:
    """Let SIGTERM and SIGHUP end the process as SystemExit, unless somebody handles them.

    By default they end it at once and nothing is stopped or closed.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _exit)


def _exit(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)
