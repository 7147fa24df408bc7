"""What runs teach, and whether plans made from it keep their promise."""

from dataclasses import replace

import pytest
from bench import yields
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.production.chances import ServiceLevel, batches_for
from baketracker.production.learning import START, Learnt, PastRun, Prior, Source, learn
from baketracker.recipes.batches import Yield, YieldMode
from tests.factories.depth import DEEP, examples

TWO_DOZEN = Yield(YieldMode.DISCRETE_COUNT, items_per_batch=24)
EXAMPLES = settings(max_examples=examples(100))


@st.composite
def runs(draw: st.DrawFn) -> PastRun:
    batches = draw(st.integers(1, 6))
    expected = batches * draw(st.integers(1, 48))
    return PastRun(batches, expected, draw(st.integers(0, expected)))


def dozens(*lost: int) -> list[PastRun]:
    """Runs of two batches of 24 that lost so many, the newest first."""
    return [PastRun(2, 48, 48 - pieces) for pieces in lost]


@pytest.mark.covers("G-28", "O-01")
def test_without_a_run_the_prior_is_believed_and_told() -> None:
    found = learn([])
    assert found == Learnt(START.loss, START.clustering, START.weight, 0, Source.PRIOR)
    assert found.good_fraction == pytest.approx(0.94)


@pytest.mark.covers("G-28")
def test_what_the_baker_says_replaces_the_prior_and_its_weight() -> None:
    told = learn([], Prior(loss=0.15, weight=10))
    assert (told.mean_loss, told.weight, told.source) == (0.15, 10, Source.PRIOR)
    few = dozens(0, 0)
    assert learn(few, Prior(loss=0.15, weight=10)).mean_loss > learn(few).mean_loss
    insisting = learn(few, Prior(loss=0.15, weight=1e9))
    assert insisting.mean_loss == pytest.approx(0.15)


@pytest.mark.covers("O-01")
def test_a_recipe_without_runs_takes_the_bakerys_mean_and_says_so() -> None:
    bakery = learn(dozens(8, 7, 9, 8))
    found = learn([], START, bakery)
    assert found.mean_loss == bakery.mean_loss > START.loss
    assert (found.source, found.runs, found.weight) == (Source.BAKERY, 0, START.weight)
    assert learn([], START, learn([])).source is Source.PRIOR


@pytest.mark.covers("O-01")
def test_a_few_runs_are_shrunk_to_the_bakerys_mean_and_many_speak_for_themselves() -> None:
    bakery = learn(dozens(*[10] * 20))
    one, many = learn(dozens(0), START, bakery), learn(dozens(*[0] * 30), START, bakery)
    assert 0.05 < one.mean_loss < bakery.mean_loss
    assert many.mean_loss < 0.02
    assert (one.runs, many.runs, many.source) == (1, 30, Source.RECIPE)


@pytest.mark.covers("O-01")
def test_a_recent_run_moves_more_than_an_old_one() -> None:
    recent, old = learn(dozens(24, *[0] * 11)), learn(dozens(*[0] * 11, 24))
    assert recent.mean_loss > old.mean_loss > learn(dozens(*[0] * 12)).mean_loss


def test_more_than_expected_is_no_loss_and_does_not_make_up_for_one() -> None:
    burnt, surplus = PastRun(1, 24, 12), PastRun(1, 24, 36)
    assert surplus.lost == 0
    assert learn([burnt, surplus]) == learn([burnt, PastRun(1, 24, 24)])


def test_a_run_that_expected_nothing_teaches_nothing() -> None:
    assert learn([PastRun(1, 0, 0)]) == learn([])


def test_the_same_loss_in_one_burnt_tray_is_more_clustered_than_a_little_in_each_run() -> None:
    burnt, even = learn(dozens(0, 0, 24, 0, 0, 0)), learn(dozens(*[4] * 6))
    assert burnt.clustering > 2 * START.clustering
    assert even.clustering < START.clustering
    assert (
        batches_for(ServiceLevel.NEVER_SHORT, 120, TWO_DOZEN, burnt).batches
        > batches_for(ServiceLevel.NEVER_SHORT, 120, TWO_DOZEN, even).batches
    )


@EXAMPLES
@given(st.lists(runs(), min_size=1, max_size=12), st.integers(0, 11), st.integers(1, 48))
def test_losing_more_never_lowers_the_mean_loss(past: list[PastRun], index: int, more: int) -> None:
    index %= len(past)
    worse = list(past)
    worse[index] = replace(past[index], good=max(past[index].good - more, 0))
    assert learn(worse).mean_loss >= learn(past).mean_loss


@EXAMPLES
@given(st.lists(runs(), max_size=8), st.integers(2, 9))
def test_the_mean_loss_does_not_depend_on_the_size_of_a_piece(
    past: list[PastRun], scale: int
) -> None:
    smaller = [PastRun(run.batches, run.expected * scale, run.good * scale) for run in past]
    assert learn(smaller).mean_loss == pytest.approx(learn(past).mean_loss)


@pytest.mark.covers("O-01", "O-02")
@pytest.mark.parametrize("rate", [0.01, 0.08, 0.2] if DEEP else [0.08])
@pytest.mark.parametrize("manner", ["independent", "clustered 0.05", "trays lost"])
def test_never_short_covers_from_the_sixth_run_on_whatever_is_really_lost(
    manner: str, rate: float
) -> None:
    found = {
        rule: tally.figures() for rule, tally in yields.simulate(manner, rate, range(60)).items()
    }
    assert found["never short"]["covered"] >= 95
    assert found["never short"]["covered"] >= found["rarely short"]["covered"]
    assert found["rarely short"]["covered"] > found["round up"]["covered"]


@pytest.mark.covers("O-01")
@pytest.mark.parametrize("rate", [0.01, 0.04, 0.08] if DEEP else [0.04])
@pytest.mark.parametrize("manner", ["independent", "clustered 0.02", "clustered 0.05"])
def test_never_short_leaves_less_over_than_a_fifth_on_top(manner: str, rate: float) -> None:
    tallies = yields.simulate(manner, rate, range(60))
    flat = tallies["flat +20 %"].figures()
    assert flat["covered"] >= 95
    assert tallies["never short"].figures()["left"] < flat["left"]


@pytest.mark.covers("O-01")
@pytest.mark.parametrize("rate", yields.TABLE_RATES if DEEP else yields.TABLE_RATES[-1:])
def test_the_table_of_independent_losses_is_reproduced(rate: float) -> None:
    found = yields.simulate_table(rate, range(400))
    assert found["learnt"].figures()["covered"] >= 95
    assert 12 <= found["learnt"].figures()["left"] <= 19
    if rate >= 0.08:
        assert found["round up"].figures()["covered"] < 60
