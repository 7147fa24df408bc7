"""What a plan may promise from what runs taught."""

from dataclasses import replace
from decimal import Decimal
from math import log, log1p
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.planning.batches import batch_options, default_option
from baketracker.production.chances import (
    GIVEN_UP,
    PROMISED,
    ServiceLevel,
    batches_for,
    chance_to_cover,
    required,
)
from baketracker.production.learning import Learnt, PastRun, Source, learn
from baketracker.recipes.batches import Yield, YieldMissing, YieldMode
from tests.factories.depth import DEEP, examples

HAIR = 1e-4
PORTIONED = [(24, 7), (24, 1), (7, 12)] if DEEP else [(24, 7)]
LOST = [(0.01, 3, 0.2), (0.06, 2, 0.03), (0.06, 12, 0.4), (0.12, 12, 1e-6), (0.25, 6, 0.1)][
    :: 1 if DEEP else 3
]
DRAWN = 25_000
TWO_DOZEN = Yield(YieldMode.DISCRETE_COUNT, items_per_batch=24)
EXAMPLES = settings(max_examples=examples(100))
COUNTS = st.integers(1, 60).map(lambda n: Yield(YieldMode.DISCRETE_COUNT, items_per_batch=n))
PORTIONS = st.integers(2, 60).map(
    lambda percent: Yield(YieldMode.BATCH_PORTION, batch_percentage=Decimal(percent))
)
GIVES = st.one_of(COUNTS, PORTIONS)
DEMANDS = st.integers(1, 300)
LEARNT = st.builds(
    Learnt,
    mean_loss=st.floats(0, 0.5),
    clustering=st.floats(1e-6, 0.3),
    weight=st.floats(1, 40),
    runs=st.just(3),
    source=st.just(Source.RECIPE),
)


def dozens(*lost: int) -> list[PastRun]:
    """Runs of two batches of 24 that lost so many, the newest first."""
    return [PastRun(2, 48, 48 - pieces) for pieces in lost]


@EXAMPLES
@given(DEMANDS, st.integers(0, 30), GIVES, LEARNT)
def test_a_chance_is_a_probability_and_its_pieces_add_up(
    demand: int, batches: int, gives: Yield, learnt: Learnt
) -> None:
    found = chance_to_cover(demand, batches, gives, learnt)
    good = gives.items(batches) * learnt.good_fraction
    assert 0 <= found.covers <= 1
    assert found.leftovers >= 0
    assert found.short >= 0
    assert found.leftovers - found.short == pytest.approx(good - demand, abs=0.02)


@pytest.mark.covers("O-02")
@EXAMPLES
@given(DEMANDS, st.integers(1, 30), GIVES, LEARNT)
def test_one_batch_more_never_lowers_the_chance(
    demand: int, batches: int, gives: Yield, learnt: Learnt
) -> None:
    fewer = chance_to_cover(demand, batches, gives, learnt)
    more = chance_to_cover(demand, batches + 1, gives, learnt)
    assert more.covers >= fewer.covers - HAIR
    assert more.short <= fewer.short + 0.02


@EXAMPLES
@given(DEMANDS, st.integers(1, 30), GIVES, LEARNT)
def test_one_piece_more_wanted_never_raises_the_chance(
    demand: int, batches: int, gives: Yield, learnt: Learnt
) -> None:
    found = chance_to_cover(demand, batches, gives, learnt)
    assert chance_to_cover(demand + 1, batches, gives, learnt).covers <= found.covers + HAIR


@pytest.mark.covers("P-03")
@EXAMPLES
@given(DEMANDS, st.integers(1, 30), GIVES, LEARNT, st.floats(0, 0.4))
def test_more_loss_never_raises_the_chance(
    demand: int, batches: int, gives: Yield, learnt: Learnt, more: float
) -> None:
    worse = replace(learnt, mean_loss=learnt.mean_loss + more)
    assert (
        chance_to_cover(demand, batches, gives, worse).covers
        <= chance_to_cover(demand, batches, gives, learnt).covers + HAIR
    )


@EXAMPLES
@given(st.integers(0, 30), GIVES, LEARNT)
def test_nothing_wanted_is_certain(batches: int, gives: Yield, learnt: Learnt) -> None:
    found = chance_to_cover(0, batches, gives, learnt)
    assert (found.covers, found.short) == (1.0, 0.0)


@EXAMPLES
@given(DEMANDS, GIVES, LEARNT)
def test_batches_that_would_be_too_few_without_loss_never_cover(
    demand: int, gives: Yield, learnt: Learnt
) -> None:
    exact = batches_for(ServiceLevel.EXACT, demand, gives, learnt)
    assert chance_to_cover(demand, exact.batches - 1, gives, learnt).covers == 0


@pytest.mark.covers("O-02")
@pytest.mark.parametrize(("gives", "batches"), PORTIONED)
@pytest.mark.parametrize(("loss", "weight", "clustering"), LOST)
def test_the_computed_chance_is_within_a_point_of_drawing_it_by_lot(
    loss: float, weight: float, clustering: float, gives: int, batches: int
) -> None:
    learnt = Learnt(loss, clustering, weight, 3, Source.RECIPE)
    portion = Yield(YieldMode.DISCRETE_COUNT, items_per_batch=gives)
    goods = drawn(learnt, gives, batches, Random(1))
    for demand in range(1, gives * batches + 1):
        found = chance_to_cover(demand, batches, portion, learnt)
        assert abs(found.covers - sum(good >= demand for good in goods) / DRAWN) <= 0.01
        left = sum(max(good - demand, 0) for good in goods) / DRAWN
        assert found.leftovers == pytest.approx(left, abs=0.01 * gives * batches)


def drawn(learnt: Learnt, gives: int, batches: int, chance: Random) -> list[int]:
    """The good pieces of so many runs, drawn as the model says it happens: a mean nobody knows,
    a loss of each batch around it, and pieces lost at that rate."""
    seen = learnt.weight * gives / (1 + (gives - 1) * learnt.clustering) + 1
    seen = max(seen, 1 / learnt.mean_loss)
    whole = 1 / learnt.clustering - 1
    found = []
    for _ in range(DRAWN):
        mean = chance.betavariate(seen * learnt.mean_loss, seen * (1 - learnt.mean_loss))
        mean = min(max(mean, 1e-9), 1 - 1e-9)
        rates = (chance.betavariate(mean * whole, (1 - mean) * whole) for _ in range(batches))
        found.append(gives * batches - sum(lost_of(gives, rate, chance) for rate in rates))
    return found


def lost_of(pieces: int, rate: float, chance: Random) -> int:
    """From one lost piece to the next: a draw for each that is lost, not for each there is."""
    if rate >= 1 - 1e-12:
        return pieces
    lost, place = 0, 0
    while rate > 1e-12:
        place += int(log(1 - chance.random()) / log1p(-rate)) + 1
        if place > pieces:
            break
        lost += 1
    return lost


@pytest.mark.covers("O-02", "G-28")
@EXAMPLES
@given(DEMANDS, GIVES, LEARNT)
def test_exact_is_what_the_planner_takes_today(demand: int, gives: Yield, learnt: Learnt) -> None:
    today = default_option(batch_options(demand, gives))
    assert today is not None
    assert batches_for(ServiceLevel.EXACT, demand, gives, learnt).batches == today.batches


@pytest.mark.covers("O-02")
@EXAMPLES
@given(DEMANDS, GIVES, LEARNT)
def test_the_levels_are_ordered_and_each_takes_the_fewest_batches_that_keep_its_promise(
    demand: int, gives: Yield, learnt: Learnt
) -> None:
    exact, rarely, never = (batches_for(level, demand, gives, learnt) for level in ServiceLevel)
    assert exact.batches <= rarely.batches <= never.batches
    for level, promised in PROMISED.items():
        found = batches_for(level, demand, gives, learnt)
        given_up = found.batches == GIVEN_UP * exact.batches
        assert found.covers >= promised or given_up
        if found.batches > exact.batches:
            fewer = chance_to_cover(demand, found.batches - 1, gives, learnt)
            assert fewer.covers < promised


@pytest.mark.covers("O-02")
def test_each_option_prints_its_chance_and_its_leftovers() -> None:
    learnt = learn(dozens(4, 3, 5, 4, 4, 3))
    options = [chance_to_cover(120, batches, TWO_DOZEN, learnt) for batches in (5, 6, 7)]
    assert [option.batches for option in options] == [5, 6, 7]
    assert options[0].covers < 0.05
    assert options[0].short > 8
    assert 0.9 < options[1].covers < options[2].covers
    assert options[2].leftovers - options[1].leftovers == pytest.approx(22, abs=0.5)


@pytest.mark.covers("P-03")
@pytest.mark.parametrize(
    ("demand", "loss", "pieces", "batches"),
    [(288, 0.04, 300, 13), (90, 0.1, 100, 5), (24, 0, 24, 1), (24, 0.01, 25, 2), (0, 0.2, 0, 0)],
)
def test_what_is_lost_on_average_is_made_on_top_in_whole_batches(
    demand: int, loss: float, pieces: int, batches: int
) -> None:
    found = required(demand, TWO_DOZEN, loss)
    assert (found.pieces, found.batches) == (pieces, batches)


def test_portions_take_whole_items_of_all_batches_together() -> None:
    third = Yield(YieldMode.BATCH_PORTION, batch_percentage=Decimal(30))
    learnt = Learnt(0.0, 1e-6, 10, 3, Source.RECIPE)
    assert chance_to_cover(10, 3, third, learnt).covers == pytest.approx(1, abs=HAIR)
    assert chance_to_cover(10, 2, third, learnt).covers == 0


def test_a_recipe_that_always_fails_is_given_up_and_the_chance_says_so() -> None:
    hopeless = Learnt(1.0, 0.05, 50, 9, Source.RECIPE)
    found = batches_for(ServiceLevel.NEVER_SHORT, 48, TWO_DOZEN, hopeless)
    assert (found.batches, found.covers) == (2 * GIVEN_UP, pytest.approx(0, abs=HAIR))


@pytest.mark.parametrize("demand", [2_001, 50_000, 1_000_000])
def test_very_many_pieces_are_counted_in_lumps_and_scale(demand: int) -> None:
    learnt = learn(dozens(4, 3, 5, 4, 4, 3))
    few = batches_for(ServiceLevel.NEVER_SHORT, 2_000, TWO_DOZEN, learnt)
    many = batches_for(ServiceLevel.NEVER_SHORT, demand, TWO_DOZEN, learnt)
    assert many.covers >= PROMISED[ServiceLevel.NEVER_SHORT]
    assert many.batches / few.batches == pytest.approx(demand / 2_000, rel=0.04)


def test_a_yield_nobody_said_is_asked_for() -> None:
    with pytest.raises(YieldMissing):
        chance_to_cover(24, 1, Yield(YieldMode.DISCRETE_COUNT), learn([]))
