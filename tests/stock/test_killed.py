"""The database, or the application, is killed while people buy and use: what was acknowledged is
there, what is there is whole, and the books balance."""

import threading
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.embedded import EmbeddedPostgres
from baketracker.db.idempotency import IdempotencyKey
from baketracker.db.journal import Operation
from baketracker.db.types import new_id
from baketracker.pantry.models import Depletion, Lot
from baketracker.purchases.models import Purchase, Receipt
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.depth import DEEP, only_deep
from tests.factories.killing import kill_dead, own_server, own_settings
from tests.factories.servers import process, serving, wait_until

from .pantries import assert_in_balance, stocked

__all__ = ["own_server", "own_settings"]

ROUNDS = 10 if DEEP else 1
WRITERS = 4


class Writer(threading.Thread):
    """Buys and uses in turn, and remembers what was acknowledged."""

    def __init__(self, url: Callable[[], str], bakery: BakeryOnDatabase, of: Any, bag: Any) -> None:
        super().__init__(daemon=True)
        self.url, self.of, self.bag = url, of, bag
        self.acknowledged = list[str]()
        self.used, self.odd, self.done = 0, set[int](), threading.Event()
        self.client = httpx.Client(
            headers={"Authorization": f"Bearer {bakery.token()}"}, timeout=20, trust_env=False
        )

    def run(self) -> None:
        while not self.done.is_set():
            for step in (self.buy, self.use):
                try:
                    answer = step()
                except httpx.TransportError:
                    time.sleep(0.05)
                    continue
                if answer.status_code == 503:
                    time.sleep(0.05)
                elif answer.status_code not in (200, 201):
                    self.odd.add(answer.status_code)

    def buy(self) -> httpx.Response:
        key = str(new_id())
        line = {"product_id": str(self.bag.id), "packages": 1, "package_price": "4.00"}
        body = {"bought_on": "2026-11-02", "lines": [line, line]}
        answer = self._post("/api/receipts", body, key)
        if answer.status_code == 201:
            self.acknowledged.append(answer.json()["id"])
        return answer

    def use(self) -> httpx.Response:
        body = {"quantity": "3", "unit": "lb", "reason": "ad_hoc_usage"}
        answer = self._post(f"/api/ingredients/{self.of.id}/use", body, str(new_id()))
        self.used += answer.status_code in (200, 201)
        return answer

    def _post(self, path: str, body: dict[str, Any], key: str) -> httpx.Response:
        return self.client.post(self.url() + path, json=body, headers={"Idempotency-Key": key})


def started(url: Callable[[], str], bakery: BakeryOnDatabase) -> list[Writer]:
    of, bag, _ = stocked(bakery, "Flour", 20)
    writers = [Writer(url, bakery, of, bag) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    return writers


def known(writers: list[Writer]) -> int:
    return sum(len(writer.acknowledged) + writer.used for writer in writers)


def go_on(writers: list[Writer]) -> None:
    """Wait until every writer has had answers again."""
    before = known(writers)
    wait_until(lambda: known(writers) > before + 2 * WRITERS)


def judged(bakery: BakeryOnDatabase, writers: list[Writer]) -> None:
    for writer in writers:
        writer.done.set()
    for writer in writers:
        writer.join(20)
        writer.client.close()
    bakery.engine.dispose()
    with bakery.session() as db:
        assert_in_balance(db)
        stored = {str(key) for key in db.scalars(select(Receipt.id))}
        purchases = db.scalar(select(func.count(Purchase.id)))
        bought = db.scalar(select(func.count(Lot.id)).where(Lot.purchase_id.is_not(None)))
        taken = db.scalar(select(func.sum(Depletion.quantity))) or Decimal(0)
        operations = db.scalar(select(func.count(Operation.id)))
        unanswered = db.scalar(
            select(func.count(IdempotencyKey.id)).where(IdempotencyKey.status.is_(None))
        )
    acknowledged = {one for writer in writers for one in writer.acknowledged}
    assert len(acknowledged) > ROUNDS
    assert acknowledged - stored == set()
    assert purchases == bought == 2 * len(stored)
    uses = taken / 3
    assert uses >= sum(writer.used for writer in writers)
    assert operations == len(stored) + uses
    assert unanswered == 0
    assert set[int]().union(*(writer.odd for writer in writers)) == set()
    bakery.engine.dispose()


@pytest.mark.skipif(not DEEP, reason="in a deep run: stock under a killed database")
@pytest.mark.covers("SD-25", "SR55")
def test_kill_9_of_the_database_while_stock_is_written(
    own_server: EmbeddedPostgres, own_settings: Settings
) -> None:
    engine = make_engine(own_settings.database_url, own_settings)
    bakery = open_bakery(engine, "Killed")
    with serving(own_settings) as server:
        writers = started(lambda: server.url, bakery)
        for _ in range(ROUNDS):
            go_on(writers)
            kill_dead(own_server)
            own_server.start()
        go_on(writers)
        judged(bakery, writers)


@only_deep
@pytest.mark.covers("SD-25")
def test_kill_9_of_the_application_while_stock_is_written(bakery: BakeryOnDatabase,
                                                          settings: Settings) -> None:  # fmt: skip
    place = {"url": ""}
    writers: list[Writer] = []
    for _ in range(ROUNDS):
        with process(settings) as running:
            place["url"] = running.url
            writers = writers or started(lambda: place["url"], bakery)
            go_on(writers)
            running.popen.kill()
            running.popen.wait()
    with process(settings) as running:
        place["url"] = running.url
        go_on(writers)
        judged(bakery, writers)
