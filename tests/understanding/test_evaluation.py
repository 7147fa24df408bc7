"""The evaluation itself: its fixtures, its split, and that what it promises holds."""

import json
from collections import Counter

import pytest
from evaluation import __main__ as evaluation
from evaluation.fixtures import captions, catalogue, phrases, receipts, split
from evaluation.pictures import draw
from evaluation.report import Figures, judged, wilson_low


@pytest.fixture(scope="module")
def untouched() -> Figures:
    return judged("untouched")


@pytest.mark.covers("AI-48")
def test_there_is_enough_to_judge_by() -> None:
    assert len(catalogue()) >= 120
    assert len(receipts()) >= 24
    assert sum(len(receipt.things) for receipt in receipts()) >= 300
    assert len({receipt.store for receipt in receipts()}) >= 8
    assert len(phrases()) >= 200
    assert len(captions()) >= 60
    truths = Counter(thing.truth for receipt in receipts() for thing in receipt.things)
    keys = {candidate.key for candidate in catalogue()}
    assert set(truths) - {"new", "skip"} <= keys
    assert min(truths["new"], truths["skip"]) >= 25
    assert sum(receipt.is_wrong for receipt in receipts()) >= 5


@pytest.mark.covers("AI-48")
def test_two_hundred_are_for_tuning_and_the_rest_is_untouched() -> None:
    tune = split()
    by_id = {receipt.id: receipt for receipt in receipts()}
    lines = sum(len(by_id[key].things) for key in tune.receipts)
    assert lines + len(tune.phrases) + len(tune.captions) == 200
    assert tune.phrases < {phrase.id for phrase in phrases()}
    assert tune.captions < {caption.id for caption in captions()}
    ids = [one.id for one in receipts()] + [one.id for one in phrases()]
    ids += [one.id for one in captions()]
    assert len(set(ids)) == len(ids)
    assert len({by_id[key].store for key in tune.receipts}) == 8


@pytest.mark.covers("AI-17")
def test_what_is_ready_is_right(untouched: Figures) -> None:
    values = untouched.values
    assert (values["auto_ready_precision"] or 0) >= 0.98
    assert (values["auto_ready_recall"] or 0) >= 0.60


@pytest.mark.covers("AI-23", "O-15")
def test_every_receipt_adds_up_or_is_flagged(untouched: Figures) -> None:
    assert untouched.values["receipts_reconciled_or_flagged"] == 1


@pytest.mark.covers("AI-50")
def test_the_report_ends_with_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluation.main([]) == 0
    told = capsys.readouterr().out.strip().splitlines()
    figures = json.loads(told[-1])
    assert figures["simulated"] is True
    assert "not model output" in told[0]
    names = (
        "auto_ready_precision", "auto_ready_precision_low", "auto_ready_recall", "f1_name",
        "f1_quantity", "f1_unit", "f1_price", "line_precision", "line_recall", "phrases_correct",
        "captions_correct", "receipts_reconciled_or_flagged", "count_lines", "dollars", "seconds",
    )  # fmt: skip
    for name in names:
        assert isinstance(figures[name], int | float)


def test_the_lower_bound_is_wilsons() -> None:
    # Brown, Cai and DasGupta (2001): 10 of 10 gives 0.7225.
    assert wilson_low(10, 10) == 0.7225
    assert wilson_low(0, 10) == 0
    assert wilson_low(0, 0) is None


def test_a_receipt_is_drawn_the_same_each_time() -> None:
    first = receipts()[0]
    assert draw(first).tobytes() == draw(first).tobytes()
    assert draw(first).size[1] > 28 * len(first.things)
