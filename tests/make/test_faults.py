"""Whatever breaks while batches are written down: the run and their end are there, or nothing. And
two who finish the same batches at once bake them once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from baketracker.errors import BakeTrackerError
from baketracker.production import service as production
from baketracker.production.schemas import RunView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.breaking import whole_or_nothing
from tests.make.kitchens import begin, finish, ready
from tests.production.bakes import undo


@pytest.mark.covers("M-01", "SC-21")
def test_a_fault_at_any_statement_leaves_the_batches_in_the_oven(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.brownie, event_id=made.event)
    losses = [{"category": "burnt", "quantity": 4}]
    assert whole_or_nothing(bakery, lambda: finish(bakery, batch.id, 20, losses=losses)) > 20


@pytest.mark.covers("SC-20")
def test_two_who_finish_at_once_write_down_one_run(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie, event_id=made.event)

    def one(_hand: int) -> RunView | None:
        try:
            return finish(bakery, batch.id, 48)
        except BakeTrackerError:
            return None

    with ThreadPoolExecutor(4) as hands:
        runs = [run for run in hands.map(one, range(4)) if run]
    assert len(runs) == 1
    with bakery.session() as db:
        assert len(production.search(db, production.Wanted()).items) == 1
    undo(bakery, runs[0].operation_id)
    assert finish(bakery, batch.id, 47).good == 47
