"""One promise per lot: what an earlier event takes is not free for a later one."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.planning.gaps import Gap, Lot, Want
from baketracker.planning.promises import Turn, before_each, serve

pytestmark = pytest.mark.covers("R1", "P-01", "O-03")

DAY = date(2026, 12, 12)
PLANNED = datetime(2026, 11, 1, tzinfo=UTC)
# Grams and millilitres of this and that are each other's double: nothing is lost in the telling.
FLOUR, BUTTER = Decimal("0.5"), Decimal(2)
DENSITIES = {"flour": FLOUR, "butter": BUTTER}


def want(what: str, quantity: str | Decimal, unit: str, lots: Iterable[Lot]) -> Want[str]:
    own = tuple(lot for lot in lots if lot.ingredient == what)
    return Want(what, Decimal(quantity), unit, own, DENSITIES[what], what)


def turn(event: str, days: int, *wants: Want[str], planned: int = 0) -> Turn:
    since = PLANNED + timedelta(minutes=planned)
    return Turn(event, DAY + timedelta(days=days), since, wants)


def told(turns: Sequence[Turn]) -> dict[Hashable, tuple[Gap[str], ...]]:
    """What each event finds when its turn comes."""
    before = before_each(turns)
    return {one.event: serve(one.wants, one.day, before[one.event], one.event)[0] for one in turns}


def flour(key: int, quantity: str, **more: Any) -> Lot:
    return Lot(key, "flour", Decimal(quantity), "lb", f"p{key}", place=key, **more)


def test_the_later_of_two_events_shows_the_gap() -> None:
    lots = [flour(1, "4"), flour(2, "6")]
    wedding, fair = (
        turn("wedding", 0, want("flour", 6, "lb", lots)),
        turn("fair", 3, want("flour", 7, "lb", lots)),
    )
    found = told([fair, wedding])
    (first,), (later,) = found["wedding"], found["fair"]
    assert (first.on_hand, first.promised, first.free, first.short) == (10, (), 10, 0)
    assert (later.on_hand, later.free, later.missing, later.short) == (10, 4, 0, 3)
    assert [(one.event, one.quantity) for one in later.promised] == [("wedding", 6)]
    # What was bought first is promised first: the first lot whole, two pounds of the second.
    held = before_each([wedding, fair])["fair"]
    assert {lot: [claim.quantity for claim in claims] for lot, claims in held.items()} == {
        1: [4],
        2: [2],
    }


def test_what_goes_bad_before_the_day_is_nobodys_there() -> None:
    """The first event may use it up, so it leaves the second what keeps."""
    lots = [flour(1, "5", expires_on=DAY), flour(2, "5")]
    early, late = (
        turn("early", 0, want("flour", 5, "lb", lots)),
        turn("late", 1, want("flour", 5, "lb", lots)),
    )
    (gap,) = told([early, late])["late"]
    assert (gap.on_hand, gap.promised, gap.short) == (5, (), 0)
    assert [lot.id for lot in gap.spoiled] == [1]


def test_of_two_events_on_one_day_the_one_planned_first_comes_first() -> None:
    lots = [flour(1, "5")]
    first = turn("a", 0, want("flour", 4, "lb", lots), planned=9)
    second = turn("b", 0, want("flour", 4, "lb", lots), planned=1)
    assert told([first, second])["b"][0].short == 0
    assert told([first, second])["a"][0].short == 3


def test_what_an_event_wants_twice_is_promised_to_it_once() -> None:
    """Boxes that a recipe names too: the second want finds what the first one left."""
    lots = [flour(1, "5")]
    alone = turn("a", 0, want("flour", 3, "lb", lots), want("flour", 3, "lb", lots))
    one, two = told([alone])["a"]
    assert (one.on_hand, one.short, two.on_hand, two.promised, two.short) == (5, 0, 2, (), 1)


def test_an_event_that_counts_no_stock_is_promised_none() -> None:
    lots = [flour(1, "5")]
    buying = turn("buying", 0, want("flour", 5, "lb", []))
    later = turn("later", 1, want("flour", 5, "lb", lots))
    found = told([buying, later])
    assert (found["buying"][0].short, found["later"][0].short) == (5, 0)


UNITS = ["g", "kg", "ml", "l"]
AMOUNTS = st.decimals(Decimal("0.5"), 400, places=1)


@st.composite
def queues(draw: st.DrawFn) -> tuple[list[Lot], list[Turn]]:
    """A pantry, and events that want of it."""
    spoils = st.none() | st.integers(-1, 6).map(lambda n: DAY + timedelta(days=n))
    places = count()
    lots = [
        Lot(key, draw(st.sampled_from(["flour", "butter"])), draw(AMOUNTS),
            draw(st.sampled_from(UNITS)), f"p{key % 3}", draw(spoils), next(places))
        for key in range(draw(st.integers(0, 6)))
    ]  # fmt: skip
    turns = [
        turn(
            f"e{number}",
            draw(st.integers(0, 5)),
            *(
                want(what, draw(AMOUNTS), draw(st.sampled_from(UNITS)), lots)
                for what in draw(st.lists(st.sampled_from(["flour", "butter"]), max_size=3))
            ),
            planned=draw(st.integers(0, 2)),
        )
        for number in range(draw(st.integers(1, 5)))
    ]
    return lots, turns


def grams(what: str, quantity: Decimal, unit: str) -> Decimal:
    by = {"g": Decimal(1), "kg": Decimal(1000), "ml": DENSITIES[what]}
    return quantity * (by | {"l": 1000 * DENSITIES[what]})[unit]


def by_hand(lots: Iterable[Lot], turns: Iterable[Turn]) -> dict[Hashable, list[Decimal]]:
    """The gaps in grams: event by event, want by want, gram by gram off the oldest jar."""
    jars = {lot.id: grams(str(lot.ingredient), lot.quantity, lot.unit) for lot in lots}
    gaps: defaultdict[Hashable, list[Decimal]] = defaultdict(list)
    for one in sorted(turns, key=lambda one: (one.day, one.since, str(one.event))):
        for asked in one.wants:
            open_ = grams(asked.need, asked.quantity, asked.unit)
            for lot in sorted(asked.lots, key=lambda lot: lot.place):
                if lot.expires_on is None or one.day <= lot.expires_on:
                    taken = min(open_, jars[lot.id])
                    jars[lot.id], open_ = jars[lot.id] - taken, open_ - taken
            gaps[one.event].append(open_)
    return gaps


@given(queues())
def test_gaps_are_those_of_taking_it_jar_by_jar(queue: tuple[list[Lot], list[Turn]]) -> None:
    lots, turns = queue
    expected = by_hand(lots, turns)
    for event, gaps in told(turns).items():
        units = next(one.wants for one in turns if one.event == event)
        found = [
            grams(gap.need, gap.short, asked.unit) for gap, asked in zip(gaps, units, strict=True)
        ]
        # Dust of a litre of butter is two grams, in every jar and every want.
        assert found == pytest.approx(expected[event], abs=Decimal(20))


@given(queues())
def test_no_lot_is_promised_beyond_what_it_holds(queue: tuple[list[Lot], list[Turn]]) -> None:
    lots, turns = queue
    last = Turn("last", date.max, PLANNED, ())
    promised = before_each([*turns, last])["last"]
    for lot in lots:
        claims = promised.get(lot.id, ())
        assert sum(claim.quantity for claim in claims) <= lot.quantity
        for claim in claims:
            taker = next(one for one in turns if one.event == claim.event)
            assert claim.quantity > 0
            assert lot.is_good_on(taker.day)


@given(queues())
def test_every_figure_of_a_gap_adds_up(queue: tuple[list[Lot], list[Turn]]) -> None:
    _, turns = queue
    for gaps in told(turns).values():
        for gap in gaps:
            others = sum((one.quantity for one in gap.promised), Decimal(0))
            assert gap.free == pytest.approx(gap.on_hand - others, abs=Decimal("0.001"))
            assert 0 <= gap.free <= gap.on_hand
            assert gap.short in (0, gap.wanted - gap.free)
            assert gap.short >= gap.missing


@given(queues(), st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_told_changes_nothing(
    queue: tuple[list[Lot], list[Turn]], chance: Random
) -> None:
    _, turns = queue
    mixed = [
        Turn(one.event, one.day, one.since, tuple(_shuffled(asked, chance) for asked in one.wants))
        for one in turns
    ]
    chance.shuffle(mixed)
    was, now = told(turns), told(mixed)
    for event, gaps in was.items():
        assert [gap.short for gap in gaps] == [gap.short for gap in now[event]]


def _shuffled(asked: Want[str], chance: Random) -> Want[str]:
    lots = list(asked.lots)
    chance.shuffle(lots)
    return Want(asked.need, asked.quantity, asked.unit, tuple(lots), asked.density, asked.name)


@given(queues())
def test_the_first_in_the_queue_sees_everything(queue: tuple[list[Lot], list[Turn]]) -> None:
    _, turns = queue
    first = min(turns, key=lambda one: one.place)
    alone, among_others = told([first])[first.event], told(turns)[first.event]
    assert alone == among_others
    assert all(gap.promised == () for gap in alone)
