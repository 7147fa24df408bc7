"""A reading whose worker is killed, whose model is away, which two workers take, which two people
settle at once: it happens once, or waits, and nothing else stands still."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select, text

from baketracker.activity import service as activity
from baketracker.activity.undoing import BuiltUpon
from baketracker.app import BakeTracker
from baketracker.assistant.breaker import Breaker
from baketracker.assistant.calling import Asker
from baketracker.config import ROOT, Settings
from baketracker.db.connect import make_engine
from baketracker.db.types import new_id
from baketracker.exchange.canonical import canonical
from baketracker.pantry.adjusting import adjust
from baketracker.pantry.given import Adjustment
from baketracker.pantry.models import Lot
from baketracker.proposals import reading_worker, service
from baketracker.proposals.drafts import READING, PurchaseDraft
from baketracker.proposals.models import Proposal
from baketracker.proposals.settling import AlreadySettled
from baketracker.tasks import jobs, worker
from baketracker.tasks import service as tasks
from tests.assistant.makers import KEY, Maker, Sleeper
from tests.assistant.makers import gemini as gemini_at
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.catalogue import ingredient, lot, product
from tests.factories.clients import browser, settings_for_tests
from tests.factories.database import Server
from tests.factories.depth import DEEP, only_deep
from tests.factories.servers import environment_of, wait_until
from tests.factories.simulated_server import Call, Reply, SimulatedServer
from tests.proposals.reader import Reader, line, receipt
from tests.proposals.steps import (
    confirmed,
    hands_on,
    how_many,
    in_stock,
    proposal,
    purchases,
    said,
    undone,
)

FLOUR = {"item_name": "flour", "quantity": "2", "unit": "lb", "price": "8"}
SAID = "two pounds of flour for $8, and I used a pound of the sugar"


def begun(bakery: BakeryOnDatabase, words: str = SAID) -> UUID:
    with bakery.session() as db:
        return service.begin_sentence(db, words, new_id())


def perform(bakery: BakeryOnDatabase, proposal_id: UUID, **hands: Any) -> None:
    jobs.perform(bakery.engine, READING, str(bakery.id), str(proposal_id), {}, hands)


def task_state(bakery: BakeryOnDatabase, task_id: UUID) -> str:
    with bakery.session() as db:
        return tasks.get(db, task_id).state


def queued(bakery: BakeryOnDatabase) -> int:
    """How many jobs of the bakery the queue still knows."""
    left = text("select count(*) from jobs.procrastinate_jobs where args->>'tenant_id' = :t")
    with bakery.engine.connect() as db:
        return db.scalar(left, {"t": str(bakery.id)}) or 0


def chooses(server: SimulatedServer, sugar: UUID) -> Callable[[Call], Reply]:
    """Two things of one breath: two proposals."""
    used = {"pantry_item_id": str(sugar), "quantity": "1", "unit": "lb"}
    return lambda _call: server.tool_calls(("add_purchase", FLOUR), ("use_from_pantry", used))


def shelf(bakery: BakeryOnDatabase) -> UUID:
    product(bakery, ingredient(bakery, "Flour"), package_quantity="2")
    return lot(bakery, product(bakery, ingredient(bakery, "Sugar")), "5")


def read_once(bakery: BakeryOnDatabase, first: UUID) -> None:
    """One purchase of one line and one use of the same breath, both ready, and nothing more."""
    with bakery.session() as db:
        rows = db.scalars(select(Proposal).order_by(Proposal.id)).all()
        told = [(row.kind, row.state, row.first_id, len(row.payload["lines"])) for row in rows]
    assert sorted(told, key=lambda one: one[0]) == [
        ("purchase", "ready", None, 1), ("stock", "ready", first, 1),
    ]  # fmt: skip
    assert task_state(bakery, first) == "done"


# The worker dies.


def killed_at(bakery: BakeryOnDatabase, proposal_id: UUID, maker: Maker, point: int) -> bool:
    """Read in a process of its own, which is killed before its statement of this number; False
    when it came through before."""
    hands = Reader(bakery, maker, Sleeper()).hands
    pid = os.fork()
    if pid == 0:  # pragma: no cover
        try:
            url = bakery.engine.url.render_as_string(hide_password=False)
            engine, seen = make_engine(url, settings_for_tests(url)), [0]

            def kill(*_told: Any) -> None:
                seen[0] += 1
                if seen[0] == point:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(engine, "before_cursor_execute", kill)
            own = Asker(gemini_at(maker.server), engine, sleep=Sleeper())
            jobs.perform(
                engine, READING, str(bakery.id), str(proposal_id), {}, hands | {"asker": own}
            )
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


@only_deep
@pytest.mark.covers("SR56")
def test_a_reading_killed_at_any_statement_happens_once(engine: Engine, gemini: Maker) -> None:
    """Killed before each of its statements in turn; in the check before each seventh."""
    point, kills = 1, 0
    while True:
        bakery = open_bakery(engine, "Killed")
        gemini.server.forget()
        gemini.server.answer_with(chooses(gemini.server, shelf(bakery)))
        first = begun(bakery)
        if not killed_at(bakery, first, gemini, point):
            read_once(bakery, first)
            break
        kills += 1
        perform(bakery, first, **Reader(bakery, gemini, Sleeper()).hands)
        read_once(bakery, first)
        point += 1 if DEEP else 7
    assert kills >= 5


@pytest.fixture
def own(server: Server, worker: str) -> Settings:
    """A database with an empty queue, for workers that take whatever is there."""
    return settings_for_tests(server.migrated(f"bt_lives_{worker}").app)


@pytest.fixture
def kitchen(own: Settings) -> Iterator[BakeryOnDatabase]:
    engine = make_engine(own.database_url, own)
    yield open_bakery(engine, "Ada's")
    engine.dispose()


@pytest.mark.covers("SR56")
def test_kill_9_of_a_worker_while_the_model_thinks(
    own: Settings, kitchen: BakeryOnDatabase, gemini: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    gemini.server.forget()
    sugar = shelf(kitchen)
    gemini.server.answer_with(gemini.server.black_hole())
    first = begun(kitchen)
    environment = environment_of(own, GEMINI_API_KEY=KEY, GEMINI_ENDPOINT=gemini.server.url)
    doomed = subprocess.Popen(
        (sys.executable, "-m", "baketracker.cli", "worker"), cwd=ROOT, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until(lambda: gemini.server.calls, 60)
    finally:
        doomed.kill()
        doomed.wait()
    assert (proposal(kitchen, first).state, task_state(kitchen, first)) == ("reading", "working")
    with kitchen.engine.begin() as db:
        # Nobody waits half a minute here until it is taken for dead.
        db.execute(text("update jobs.procrastinate_workers set last_heartbeat = '2020-01-01'"))
    gemini.server.answer_with(chooses(gemini.server, sugar))
    at_work(own, kitchen, gemini, lambda: task_state(kitchen, first) == "done")
    read_once(kitchen, first)
    assert queued(kitchen) == 0


def at_work(
    own: Settings, kitchen: BakeryOnDatabase, maker: Maker, over: Callable[[], bool]
) -> None:
    """A worker until `over`; its breaker has seen no failure of late (it has tests of its own)."""
    forgetful = count(0.0, 1000.0)
    hands = hands_on(kitchen.engine) | {
        "asker": Asker(
            maker.provider, kitchen.engine, breaker=Breaker(lambda: next(forgetful)),
            sleep=lambda _seconds: None,
        )
    }  # fmt: skip

    async def scene() -> None:
        async with worker.working(kitchen.engine, own.database_url, hands):
            for _ in range(600):
                if await asyncio.to_thread(over):
                    # The report to the queue comes after the work.
                    for _ in range(40):
                        if not await asyncio.to_thread(lambda: doing(kitchen)):
                            return
                        await asyncio.sleep(0.05)
                    return
                await asyncio.sleep(0.05)
            raise TimeoutError

    asyncio.run(scene())


def doing(bakery: BakeryOnDatabase) -> int:
    with bakery.engine.connect() as db:
        working = "select count(*) from jobs.procrastinate_jobs where status = 'doing'"
        return db.scalar(text(working)) or 0


@pytest.mark.covers("SR20")
def test_a_job_that_names_the_neighbours_proposal_has_no_effect(
    bakery: BakeryOnDatabase,
    neighbour: BakeryOnDatabase,
    reader: Reader,
    caplog: pytest.LogCaptureFixture,
) -> None:
    theirs = begun(neighbour, "2 lb flour for $8")
    reader.hears("flour", ("add_purchase", FLOUR))
    perform(bakery, theirs, **reader.hands)
    assert (proposal(neighbour, theirs).state, task_state(neighbour, theirs)) == (
        "reading", "waiting",
    )  # fmt: skip
    assert (how_many(bakery), how_many(neighbour), reader.calls) == (0, 1, [])
    refused = [one for one in caplog.records if one.name == "baketracker.security"]
    assert [getattr(one, "event", "") for one in refused] == ["job_refused"]


# The model is away.


@pytest.mark.covers("SR58", "O-20")
def test_while_the_model_is_away_readings_wait_and_nothing_else_does(
    own: Settings,
    kitchen: BakeryOnDatabase,
    gemini: Maker,
    app: BakeTracker,
    bakery: BakeryOnDatabase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Put off again and again, then all read once; a job a reading all the while."""
    monkeypatch.setattr(reading_worker, "WAITS", (0.1,))
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.2)
    impatient = Maker(gemini.server, gemini_at(gemini.server, seconds=0.2))
    server, sugar = gemini.server, shelf(kitchen)
    server.forget()
    server.answer_with(server.black_hole())
    waiting = [begun(kitchen) for _ in range(3)]
    most, slowest = [0], [0.0]

    def tries() -> int:
        with kitchen.session() as db:
            return min(db.scalars(select(Proposal.tries)).all())

    person = browser(bakery, app)

    def put_off_twice() -> bool:
        most[0] = max(most[0], queued(kitchen))
        began = time.monotonic()
        assert person.get("/pantry").status_code == 200
        slowest[0] = max(slowest[0], time.monotonic() - began)
        return tries() >= 2

    at_work(own, kitchen, impatient, put_off_twice)
    # Whoever is put off is queued anew before the old job is done.
    assert most[0] <= 2 * len(waiting)
    assert queued(kitchen) == len(waiting)
    assert slowest[0] < 3
    seen = [proposal(kitchen, one) for one in waiting]
    assert [one.state for one in seen] == ["reading"] * 3
    assert all("is kept" in one.note and one.said == SAID for one in seen)
    # By hand it works meanwhile, and a sentence by our rules where nobody is asked.
    product(bakery, ingredient(bakery, "Flour"), package_quantity="2")
    assert len(confirmed(bakery, said(bakery, "2 lb flour for $8")).href) > 10
    server.answer_with(chooses(server, sugar))
    asked = len(server.calls)
    at_work(own, kitchen, impatient, lambda: all(task_state(kitchen, w) == "done" for w in waiting))
    assert how_many(kitchen) == 2 * len(waiting)
    assert queued(kitchen) == 0
    assert len(server.calls) - asked == len(waiting)
    for one in waiting:
        perform(kitchen, one, asker=None)
    assert how_many(kitchen) == 2 * len(waiting)


@pytest.mark.covers("SR58", "AI-36")
def test_a_busy_model_is_asked_again_and_after_an_answer_no_more(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    server, sugar = reader.maker.server, shelf(bakery)
    reader.answers(server.busy(1), server.busy(1), chooses(server, sugar))
    first = begun(bakery)
    perform(bakery, first, **reader.hands)
    read_once(bakery, first)
    assert (len(reader.calls), len(reader.sleeper.slept)) == (3, 2)
    for _ in range(3):
        perform(bakery, first, **reader.hands)
    assert len(reader.calls) == 3
    read_once(bakery, first)


@only_deep
def test_a_long_wait_is_left_to_the_queue(bakery: BakeryOnDatabase, reader: Reader) -> None:
    server, sugar = reader.maker.server, shelf(bakery)
    reader.answers(server.busy(120))
    first, before = begun(bakery), queued(bakery)
    perform(bakery, first, **reader.hands)
    assert (len(reader.calls), queued(bakery)) == (1, before + 1)
    later = text(
        "select max(scheduled_at) > now() + interval '100 seconds' from jobs.procrastinate_jobs "
        "where args->>'task_id' = :t"
    )
    with bakery.engine.connect() as db:
        assert db.scalar(later, {"t": str(first)})
    assert task_state(bakery, first) == "waiting"
    reader.answers(chooses(server, sugar))
    perform(bakery, first, **reader.hands)
    read_once(bakery, first)


# Two at once.


@only_deep
@pytest.mark.covers("SR56")
def test_two_workers_on_one_reading_read_it_once(bakery: BakeryOnDatabase, reader: Reader) -> None:
    """Both have their answer before either writes."""
    server, sugar, both = reader.maker.server, shelf(bakery), threading.Barrier(2, timeout=10)

    def answer(_call: Call) -> Reply:
        both.wait()
        return chooses(server, sugar)(_call)

    reader.answers(answer)
    first = begun(bakery)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _n: perform(bakery, first, **reader.hands), range(2)))
    assert len(reader.calls) == 2
    read_once(bakery, first)


@pytest.mark.covers("SR49")
def test_who_discards_and_who_confirms_at_once_do_not_both(engine: Engine) -> None:
    for _round in range(10 if DEEP else 4):
        bakery = open_bakery(engine, "Two minds")
        product(bakery, ingredient(bakery, "Flour"), package_quantity="2")
        seen = said(bakery, "2 lb flour for $8")
        begin = threading.Barrier(4, timeout=10)

        def settle(number: int, of: Any = seen, own: Any = bakery, go: Any = begin) -> str:
            go.wait()
            try:
                with own.session() as db:
                    if number % 2:
                        service.discard(db, of.id, new_id())
                        return "discarded"
                    service.confirm(db, of.id, of.fingerprint, new_id())
                    return "confirmed"
            except AlreadySettled:
                return "late"

        with ThreadPoolExecutor(4) as pool:
            answers = sorted(pool.map(settle, range(4)))
        assert answers.count("late") == 3
        [state] = set(answers) - {"late"}
        assert proposal(bakery, seen.id).state == state
        assert len(purchases(bakery)) == (state == "confirmed")


@only_deep
@pytest.mark.covers("SR49")
def test_who_discards_while_it_is_read_is_not_overruled(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    server, sugar = reader.maker.server, shelf(bakery)
    first = begun(bakery)

    def answer(call: Call) -> Reply:
        with bakery.session() as db:
            service.discard(db, first, new_id())
        return chooses(server, sugar)(call)

    reader.answers(answer)
    perform(bakery, first, **reader.hands)
    assert (proposal(bakery, first).state, how_many(bakery)) == ("discarded", 1)


@pytest.mark.covers("SR49")
def test_saved_under_one_key_it_is_not_saved_under_another(bakery: BakeryOnDatabase) -> None:
    product(bakery, ingredient(bakery, "Flour"), package_quantity="2")
    seen = said(bakery, "2 lb flour for $8")
    confirmed(bakery, seen)
    with pytest.raises(AlreadySettled):
        confirmed(bakery, seen)
    assert in_stock(bakery) == [2]


# Taken back.

NAMES = [f"Thing {one}{other}rk" for one in "ABCDE" for other in "ABCDEF"]


@pytest.fixture
def thirty(bakery: BakeryOnDatabase, reader: Reader) -> Any:
    """A receipt of thirty lines, read and not saved."""
    for name in NAMES:
        product(bakery, ingredient(bakery, name), brand="", package_quantity="1")
    rows = [line(f"{name.upper()} 1LB", "2.10", expanded=f"{name} 1 lb") for name in NAMES]
    seen = reader.sees(receipt(*rows, subtotal="63.00", total="63.00")).shown()
    assert isinstance(seen.draft, PurchaseDraft), seen.note
    assert [one.state for one in seen.draft.lines] == ["ready"] * 30
    return seen


@pytest.mark.covers("O-14", "SR49")
def test_thirty_lines_are_taken_back_to_the_last_row(bakery: BakeryOnDatabase, thirty: Any) -> None:
    with bakery.session() as db:
        before = canonical(db)
    saved = confirmed(bakery, thirty)
    assert (len(purchases(bakery)), in_stock(bakery)) == (30, [1] * 30)
    undone(bakery, saved)
    with bakery.session() as db:
        assert canonical(db) == before
    again = proposal(bakery, thirty.id)
    assert (again.state, again.fingerprint) == ("ready", thirty.fingerprint)
    saved = confirmed(bakery, again)
    assert in_stock(bakery) == [1] * 30


@only_deep
@pytest.mark.covers("O-14")
def test_after_later_use_the_whole_chain_is_taken_back(
    bakery: BakeryOnDatabase, thirty: Any
) -> None:
    with bakery.session() as db:
        before = canonical(db)
    saved = confirmed(bakery, thirty)
    with bakery.session() as db:
        used = db.scalars(select(Lot.id).order_by(Lot.id).limit(3)).all()
    for key in used:
        with bakery.session() as db:
            adjust(db, key, Adjustment(amount_used=Decimal("0.4"), reason="ad_hoc_usage"), new_id())
    with pytest.raises(BuiltUpon) as later, bakery.session() as db:
        activity.undo(db, saved.operation_id)
    assert len(purchases(bakery)) == 30
    chain = [one.id for one in later.value.chain]
    assert len(chain) == 3
    with bakery.session() as db:
        activity.undo(db, saved.operation_id, chain)
    with bakery.session() as db:
        assert canonical(db) == before
    assert (purchases(bakery), in_stock(bakery)) == ([], [])
