"""The database is killed while people write: nothing that was acknowledged is lost, and the
application goes on by itself when the database is back."""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.embedded import EmbeddedPostgres
from baketracker.db.provision import kept_passwords, provision
from baketracker.suppliers.models import Supplier
from tests.faces import stall
from tests.factories.bakeries import open_bakery
from tests.factories.clients import settings_for_tests
from tests.factories.servers import serving, wait_until

KILLS = 10 if os.environ.get("BAKETRACKER_DEEP") else 2
WRITERS = 4


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


@pytest.fixture
def own_settings(own_server: EmbeddedPostgres) -> Settings:
    roles = kept_passwords(own_server.home / "roles")
    return settings_for_tests(provision(own_server.url, "baketracker", roles).app)


class Writer(threading.Thread):
    """Writes one thing after the other and remembers what was acknowledged."""

    def __init__(self, number: int, url: str, token: str) -> None:
        super().__init__(daemon=True)
        self.number, self.acknowledged, self.done = number, set[str](), threading.Event()
        headers = {"Authorization": f"Bearer {token}"}
        self.client = httpx.Client(base_url=url, headers=headers, timeout=20)
        self.odd: set[int] = set()

    def run(self) -> None:
        count = 0
        while not self.done.is_set():
            count += 1
            name = f"{self.number}-{count}"
            answer = self.client.post("/api/stall", json={"name": name})
            if answer.status_code == 201:
                self.acknowledged.add(name)
            elif answer.status_code == 503:
                time.sleep(0.05)
            else:
                self.odd.add(answer.status_code)


@pytest.mark.covers("SR55")
def test_kill_9_of_the_database_loses_nothing(
    own_server: EmbeddedPostgres, own_settings: Settings
) -> None:
    engine = make_engine(own_settings.database_url, own_settings)
    bakery = open_bakery(engine, "Killed")
    recovered_after = []
    with serving(own_settings, (stall.api,)) as server:
        writers = [Writer(n, server.url, bakery.token()) for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        for _ in range(KILLS):
            time.sleep(0.8)
            kill_dead(own_server)
            own_server.start()
            known = sum(len(writer.acknowledged) for writer in writers)
            recovered_after.append(
                wait_until(
                    lambda known=known: sum(len(w.acknowledged) for w in writers) > known + WRITERS
                )
            )
        for writer in writers:
            writer.done.set()
            writer.join(20)
            writer.client.close()
    engine.dispose()
    with bakery.session() as db:
        stored = set(db.scalars(select(Supplier.name)))
    engine.dispose()
    acknowledged = set[str]().union(*(writer.acknowledged for writer in writers))
    assert len(acknowledged) > 20 * KILLS
    assert acknowledged - stored == set()
    assert max(recovered_after) <= 5, recovered_after
    assert set[int]().union(*(writer.odd for writer in writers)) == set()
