"""What holds for every bakery: never short, every figure its chain, order is no matter."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import replace
from decimal import Decimal
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.planning.core import make_plan
from baketracker.planning.gaps import Lot
from baketracker.planning.netting import OnHand
from baketracker.planning.plan_terms import Counting, Inputs, Plan
from tests.factories.depth import examples
from tests.planning.by_hand import grams_of, worked_out
from tests.planning.generated import DAY, METRIC, bakeries

BAKERIES = settings(max_examples=examples(200))
HAIR = Decimal("1e-9")


def totals(plan: Plan) -> dict[str, Any]:
    return {
        "to make": {unit.unit.id: unit.to_make for unit in plan.units},
        "batches": dict(plan.batches),
        "needs": {(g.need.ingredient.id, g.need.unit): g.need.quantity for g in plan.gaps},
        "missing": {(g.need.ingredient.id, g.need.unit): g.missing for g in plan.gaps},
        "assembled": {good: count for good, count in plan.assembled.items() if count},
    }


def grams(plan: Plan) -> tuple[dict[Hashable, float], dict[Hashable, float]]:
    """What is needed and what is missing of each ingredient."""
    needed: defaultdict[Hashable, float] = defaultdict(float)
    missing: defaultdict[Hashable, float] = defaultdict(float)
    for gap in plan.gaps:
        key, unit = gap.need.ingredient.id, gap.need.unit
        needed[key] += grams_of(plan.inputs, key, float(gap.need.quantity), unit)
        missing[key] += grams_of(plan.inputs, key, float(gap.missing), unit)
    return needed, missing


@pytest.mark.covers("S1-underproduction", "S1-diverse-scenarios")
@BAKERIES
@given(bakeries())
def test_with_default_choices_no_plan_is_ever_short(bakery: Inputs) -> None:
    plan = make_plan(bakery)
    assert plan.is_enough
    for unit in plan.units:
        assert unit.extra >= 0
        assert unit.supply >= unit.needed - unit.from_goods
    for wish in plan.wishes:
        assert wish.share is not None
        assert (wish.share.short, wish.share.can_make) == (0, wish.wish.quantity)


@pytest.mark.covers("O-10", "P-02", "F21", "F25")
@BAKERIES
@given(bakeries())
def test_every_figure_is_the_sum_of_its_chains(bakery: Inputs) -> None:
    plan = make_plan(bakery)
    for unit in plan.units:
        chains = sum(prod(link.quantity for link in one.chain) for one in unit.sources)
        ready = sum(one.count * one.each for one in unit.spared)
        assert unit.to_make == chains - ready - unit.from_stock >= 0
    for gap in plan.gaps:
        assert gap.need.quantity == sum(source.quantity for source in gap.need.sources)
        assert gap.on_hand == sum(counted.quantity for counted in gap.counted)
        assert gap.missing in (0, gap.need.quantity - gap.on_hand)
    assert sum(plan.batches.values()) == sum(unit.batches for unit in plan.units)


@pytest.mark.covers("A17")
@BAKERIES
@given(bakeries(), st.randoms(use_true_random=False))
def test_no_order_changes_a_total(bakery: Inputs, chance: Any) -> None:
    def shuffled(known: Any) -> Any:
        items = list(known.items())
        chance.shuffle(items)
        return dict(items)

    wishes, lots = list(bakery.wishes), list(bakery.lots)
    chance.shuffle(wishes)
    chance.shuffle(lots)
    other = make_plan(
        replace(
            bakery,
            wishes=tuple(wishes),
            lots=tuple(lots),
            goods=shuffled(bakery.goods),
            units=shuffled(bakery.units),
            recipes=shuffled(bakery.recipes),
            ingredients=shuffled(bakery.ingredients),
        )
    )
    was, now = totals(make_plan(bakery)), totals(other)
    assert {key: was[key] for key in ("to make", "batches", "assembled", "needs")} == {
        key: now[key] for key in ("to make", "batches", "assembled", "needs")
    }
    assert now["missing"] == pytest.approx(was["missing"], rel=HAIR, abs=HAIR)


@pytest.mark.covers("P-13")
@BAKERIES
@given(bakeries(), st.integers(1, 500), st.data())
def test_more_on_hand_never_means_more_work_or_more_shopping(
    bakery: Inputs, more: int, data: st.DataObject
) -> None:
    bakery = replace(bakery, counting=Counting(True, True, True))
    richer = data.draw(st.sampled_from([_more_goods, _more_units, _more_lots]))(bakery, more, data)
    was, now = make_plan(bakery), make_plan(richer)
    for figure in ("to make", "batches"):
        for key, count in totals(now)[figure].items():
            assert count <= totals(was)[figure].get(key, 0)
    # A need may be said in another unit when its first recipe is not baked any more.
    for before, after in zip(grams(was), grams(now), strict=True):
        for key, amount in after.items():
            assert amount <= before[key] * (1 + 1e-9) + 1e-9


@BAKERIES
@given(bakeries(wanted=st.integers(1, 12)))
def test_it_is_what_a_patient_baker_works_out_by_hand(bakery: Inputs) -> None:
    plan, paper = make_plan(bakery), worked_out(bakery)
    assert {u.unit.id: u.to_make for u in plan.units} == {
        key: count for key, count in paper.to_make.items() if key in {u.unit.id for u in plan.units}
    } | {u.unit.id: 0 for u in plan.units if u.unit.id not in paper.to_make}
    for unit in plan.units:
        assert unit.batches == paper.batches[unit.unit.id]
    needed, missing = grams(plan)
    for key, amount in paper.grams.items():
        assert needed[key] == pytest.approx(amount, rel=1e-6, abs=1e-6)
        # Dust of a kilogram is a gram.
        assert missing[key] == pytest.approx(paper.missing[key], rel=1e-6, abs=1.1)


@pytest.mark.covers("S1-metric-recipes")
@settings(BAKERIES, max_examples=examples(60))
@given(bakeries(units=METRIC))
def test_a_metric_bakery_stays_metric(bakery: Inputs) -> None:
    plan = make_plan(bakery)
    assert {gap.need.unit for gap in plan.gaps} <= set(METRIC)
    assert not any(gap.unconverted for gap in plan.gaps)
    assert plan.is_enough


@pytest.mark.covers("F28")
@BAKERIES
@given(bakeries(wanted=st.integers(1, 60)), st.data())
def test_with_too_few_batches_as_much_as_possible_is_made_and_nothing_twice(
    bakery: Inputs, data: st.DataObject
) -> None:
    plan = make_plan(bakery)
    failing = {unit.unit.id: data.draw(st.integers(0, unit.batches)) for unit in plan.units}
    short = make_plan(replace(bakery, failed=failing))
    used: defaultdict[Hashable, int] = defaultdict(int)
    for wish in short.wishes:
        assert wish.share is not None
        assert 0 <= wish.share.can_make <= wish.wish.quantity
        assert (wish.share.short == 0) == (wish.share.lacking is None)
    made = replace(
        bakery,
        wishes=tuple(
            replace(w.wish, quantity=w.share.can_make) for w in short.wishes if w.share is not None
        ),
    )
    supply = {unit.unit.id: unit.supply for unit in short.units}
    for unit in make_plan(made).units:
        used[unit.unit.id] += unit.needed - unit.from_goods
        assert used[unit.unit.id] <= supply[unit.unit.id]
    assert short.is_enough == all(unit.extra >= 0 for unit in short.units)


def _more_goods(bakery: Inputs, more: int, data: st.DataObject) -> Inputs:
    return replace(bakery, goods_on_hand=_more(bakery.goods_on_hand, more, data))


def _more_units(bakery: Inputs, more: int, data: st.DataObject) -> Inputs:
    return replace(bakery, units_on_hand=_more(bakery.units_on_hand, more, data))


def _more_lots(bakery: Inputs, more: int, data: st.DataObject) -> Inputs:
    key = data.draw(st.sampled_from(list(bakery.ingredients)))
    unit = data.draw(st.sampled_from(["g", "cup", "lb"]))
    return replace(bakery, lots=(*bakery.lots, Lot("more", key, Decimal(more), unit)))


def _more(
    held: Mapping[Hashable, OnHand], more: int, data: st.DataObject
) -> dict[Hashable, OnHand]:
    key = data.draw(st.sampled_from(list(held)))
    usable = held[key].counted(DAY, switched_on=True)
    return {**held, key: OnHand(usable + more, DAY)}
