"""A database server of one test alone, and its sudden end."""

import gc
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from baketracker.config import Settings
from baketracker.db.embedded import EmbeddedPostgres
from baketracker.db.provision import kept_passwords, provision
from tests.factories.clients import settings_for_tests


def children(parent: int) -> list[int]:
    """The processes a process started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[1]) == parent:
            found.append(int(status.parent.name))
    return found


def kill_dead(server: EmbeddedPostgres) -> None:
    """kill -9 of the server and of everything it started, at once."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    for pid in [postmaster, *children(postmaster)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


@pytest.fixture
def own_server() -> Iterator[EmbeddedPostgres]:
    """A durable server of this test alone."""
    home = Path(tempfile.mkdtemp(prefix="baketracker-killed-"))
    home.chmod(0o711)  # the server runs as another user when we are root
    try:
        with EmbeddedPostgres(home) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)
        # Connections to a killed server end with nobody: not in the middle of another test.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


@pytest.fixture
def own_settings(own_server: EmbeddedPostgres) -> Settings:
    roles = kept_passwords(own_server.home / "roles")
    return settings_for_tests(provision(own_server.url, "baketracker", roles).app)
