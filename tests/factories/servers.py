"""The application behind a real socket: in a thread, or as a process of its own."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn

from baketracker.app import BakeTracker, build
from baketracker.config import ROOT, Settings

PATIENCE_SECONDS = 60


def free_port() -> int:
    """A port of this machine nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(answers: Any, seconds: float = PATIENCE_SECONDS) -> float:
    """Ask until it is true; how long it took. Raises TimeoutError."""
    began = time.monotonic()
    while not answers():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{answers} was not true within {seconds} s")
        time.sleep(0.02)
    return time.monotonic() - began


def is_ready(url: str, host: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", headers={"Host": host}, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


@dataclass
class LiveServer:
    """One server in this process."""

    url: str
    app: BakeTracker
    settings: Settings
    _server: uvicorn.Server = field(repr=False)

    def leave(self) -> None:
        """Begin to stop, as after SIGTERM."""
        self._server.should_exit = True


@contextlib.contextmanager
def serving(settings: Settings, routers: tuple[Any, ...] = ()) -> Iterator[LiveServer]:
    """Serve in a thread on a free loopback port; `routers` join those of the application. Without
    the migrator's login: a server that has it begins by looking through the books of every bakery,
    here those of all tests before, while it answers."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    app = build(settings.model_copy(update={"public_url": url, "admin_database_url": ""}))
    for router in routers:
        app.include_router(router)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, proxy_headers=False,
                       server_header=False)
    )  # fmt: skip
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield LiveServer(url, app, settings, server)
    finally:
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)


@dataclass
class Process:
    """`baketracker serve` as a process of its own."""

    url: str
    popen: subprocess.Popen[bytes]
    environment: dict[str, str] = field(repr=False)

    def terminate(self) -> int:
        """SIGTERM, and how it ended."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(PATIENCE_SECONDS)


def environment_of(settings: Settings, **changes: str) -> dict[str, str]:
    """The environment that makes a process use these settings."""
    compiled = {name: os.environ[name] for name in ("PYTHONPYCACHEPREFIX",) if name in os.environ}
    return (
        compiled
        | {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "ENVIRONMENT": settings.environment,
            "DATABASE_URL": settings.database_url,
            "SECRET_KEY": settings.secret_key.get_secret_value(),
            "REQUESTS_PER_MINUTE": str(settings.requests_per_minute),
            "SIGN_INS_PER_QUARTER": str(settings.sign_ins_per_quarter),
            "WORKER": "false",
            "FILES_DIR": settings.files_dir,
        }
        | changes
    )


@contextlib.contextmanager
def process(settings: Settings, host: str = "", **changes: str) -> Iterator[Process]:
    """`baketracker serve` in another process until the block ends; `host` is its public name."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    public = f"https://{host}" if host else url
    environment = environment_of(settings, PORT=str(port), PUBLIC_URL=public, **changes)
    words = (sys.executable, "-m", "baketracker.cli", "serve")
    popen = subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    running = Process(url, popen, environment)
    try:
        wait_until(lambda: is_ready(url, host or f"127.0.0.1:{port}"))
        yield running
    finally:
        if popen.poll() is None:
            popen.kill()
        popen.wait()
