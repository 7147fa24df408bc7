"""Whatever is baked, used and taken back in whatever order: what is there is what came and went."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from baketracker.activity import service as activity
from baketracker.activity.undoing import AlreadyUndone, BuiltUpon, Changed
from baketracker.pantry.consuming import NotEnough, consume
from baketracker.pantry.schemas import Want
from baketracker.production import service
from baketracker.production.outcome import LossesTooMany
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.depth import examples
from tests.production.bakes import Bakes, bake, dump, kitchen_of, on_hand

bakes = st.tuples(
    st.just("bake"), st.booleans(), st.integers(1, 3), st.integers(0, 60), st.integers(0, 3),
    st.sampled_from(["refuse", "take"]),
)  # fmt: skip
uses = st.tuples(st.just("use"), st.integers(1, 4))
undos = st.tuples(st.just("undo"), st.integers(0, 9))


def act(bakery: BakeryOnDatabase, of: Bakes, step: tuple[object, ...], done: list[UUID]) -> None:
    match step:
        case ("bake", bool(cookies), int(batches), int(good), int(burnt), str(short)):
            losses = [{"category": "burnt", "quantity": burnt}] if burnt else []
            unit = of.cookie if cookies else of.brownie
            try:
                run = bake(bakery, unit, batches, good, losses=losses, short=short, confirmed=True)
            except (NotEnough, LossesTooMany):
                return
            assert run.operation_id is not None
            done.append(run.operation_id)
        case ("use", int(cups)):
            with bakery.session() as db:
                want = Want(of.sugar, Decimal(cups), "cup")
                done.append(consume(db, [want], "ad_hoc_usage", short="take").operation_id)
        case ("undo", int(which)) if done:
            try:
                with bakery.session() as db:
                    activity.undo(db, done[which % len(done)])
            except (AlreadyUndone, BuiltUpon, Changed):
                return


@pytest.mark.covers("M-01", "A12")
@settings(max_examples=examples(12), suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.one_of(bakes, uses, undos), min_size=2, max_size=8))
def test_the_books_balance_and_all_undone_is_as_before(
    engine: Engine, steps: list[tuple[object, ...]]
) -> None:
    bakery = open_bakery(engine, "Bookkeeper")
    of = kitchen_of(bakery)
    before, done = dump(bakery), list[UUID]()
    for step in steps:
        act(bakery, of, step, done)
        # `dump` compares every lot and every finished unit with its ledger.
        dump(bakery)
    with bakery.session() as db:
        good = sum(run.good for run in service.all_runs(db))
    assert good == on_hand(bakery, of.cookie) + on_hand(bakery, of.brownie)
    for operation_id in reversed(done):
        act_undo(bakery, operation_id)
    assert dump(bakery) == before


def act_undo(bakery: BakeryOnDatabase, operation_id: UUID) -> None:
    try:
        with bakery.session() as db:
            activity.undo(db, operation_id)
    except AlreadyUndone:
        return
