"""The database is killed while people write: nothing that was acknowledged is lost, and the
application goes on by itself when the database is back."""

import threading
import time

import httpx
import pytest
from sqlalchemy import select

from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.embedded import EmbeddedPostgres
from baketracker.suppliers.models import Supplier
from tests.faces import stall
from tests.factories.bakeries import open_bakery
from tests.factories.depth import DEEP, only_deep
from tests.factories.killing import kill_dead, own_server, own_settings
from tests.factories.servers import serving, wait_until

__all__ = ["own_server", "own_settings"]

KILLS = 10 if DEEP else 2
WRITERS = 4
BETWEEN = 20


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


def acknowledged_by(writers: list[Writer]) -> int:
    return sum(len(writer.acknowledged) for writer in writers)


@only_deep
@pytest.mark.covers("SR55")
def test_kill_9_of_the_database_loses_nothing(
    own_server: EmbeddedPostgres, own_settings: Settings
) -> None:
    engine = make_engine(own_settings.database_url, own_settings)
    bakery = open_bakery(engine, "Killed")
    with serving(own_settings, (stall.api,)) as server:
        writers = [Writer(n, server.url, bakery.token()) for n in range(WRITERS)]
        for writer in writers:
            writer.start()
        for _ in range(KILLS):
            known = acknowledged_by(writers)
            wait_until(lambda known=known: acknowledged_by(writers) > known + BETWEEN)
            kill_dead(own_server)
            own_server.start()
            known = acknowledged_by(writers)
            wait_until(lambda known=known: acknowledged_by(writers) > known + WRITERS)
        for writer in writers:
            writer.done.set()
            writer.join(20)
            writer.client.close()
    engine.dispose()
    with bakery.session() as db:
        stored = set(db.scalars(select(Supplier.name)))
    engine.dispose()
    acknowledged = set[str]().union(*(writer.acknowledged for writer in writers))
    assert len(acknowledged) > BETWEEN * KILLS
    assert acknowledged - stored == set()
    assert set[int]().union(*(writer.odd for writer in writers)) == set()
