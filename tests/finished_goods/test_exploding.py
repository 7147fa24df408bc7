"""Where the finished units of a good come from, path by path as far as anybody reads."""

from collections import Counter
from collections.abc import Hashable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.errors import NotFound
from baketracker.finished_goods.exploding import MOST_WAYS, Requirement, explode
from baketracker.finished_goods.packing import CircularGood, FinishedGood, Part, tally
from tests.finished_goods.boxes import GOODS, Goods, Watched, dense, watched


def told(row: Requirement) -> list[tuple[Hashable, int]]:
    return [(link.what, link.quantity) for link in row.chain]


def test_a_figure_explains_itself_by_its_chain() -> None:
    rows = explode("tower", 5, GOODS)
    assert [told(row) for row in rows] == [
        [("tower", 5), ("bag", 2), ("cookie", 6)],
        [("tower", 5), ("bag", 2), ("brownie", 3)],
        [("tower", 5), ("cookie", 4)],
    ]
    assert [row.quantity for row in rows] == [60, 30, 20]
    assert {(row.good, row.ways) for row in rows} == {("tower", 1)}


def test_what_cannot_be_taken_apart_is_refused() -> None:
    goods: Goods = {"a": FinishedGood("a", "Basket", (Part(1, None, "a"),))}
    with pytest.raises(CircularGood, match="Basket"):
        explode("a", 1, goods)
    with pytest.raises(NotFound):
        explode("crate", 1, GOODS)


def test_packaging_alone_wants_nothing_baked() -> None:
    goods: Goods = {"box": FinishedGood("box", "Empty box", (Part(1),))}
    assert explode("box", 3, goods) == ()


def test_more_ways_than_anybody_reads_are_told_in_one_line() -> None:
    rows = explode("top", 3, dense(levels=10, lines=2))
    assert [(told(row), row.ways) for row in rows] == [
        ([("top", 3), ("brownie", 2)], 1),
        ([("top", 3), ("cookie", 1024)], 1024),
    ]
    assert rows[1].quantity == 3072


@pytest.mark.parametrize(("more", "lines"), [(0, MOST_WAYS), (1, 1)])
def test_the_last_way_that_is_told_by_itself(more: int, lines: int) -> None:
    goods = dense(levels=1, lines=MOST_WAYS + more)
    assert sum(row.finished_unit == "cookie" for row in explode("top", 1, goods)) == lines


def test_the_cost_grows_with_the_lines_and_not_with_the_ways() -> None:
    looks = []
    for width in (2, 4, 8):
        goods = watched(dense(levels=10, lines=1, width=width))
        total = sum(len(good.parts) for good in goods.values())
        assert len(explode("top", 1, goods)) == 2
        looks.append(Watched.seen / total)
    # Checked, added up, and asked where the brownies are; then only the top is opened.
    assert all(3 <= each < 3.2 for each in looks)


def every_path(good: Hashable, goods: Goods, count: int = 1) -> Iterator[tuple[Hashable, int]]:
    """All paths one by one, the slow way: unit and pieces."""
    for part in goods[good].parts:
        if part.finished_good is None:
            yield part.finished_unit, count * int(part.quantity)
        else:
            yield from every_path(part.finished_good, goods, count * int(part.quantity))


lines = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["cookie", "brownie", "tart"])), max_size=3
)


@given(st.lists(lines, min_size=1, max_size=8), st.integers(1, 500), st.data())
def test_the_tally_is_the_sum_of_all_chains(
    boxes: list[list[tuple[int, str]]], wanted: int, data: st.DataObject
) -> None:
    """Each box holds its units and up to two lines of each box before it: often too many ways."""
    goods: Goods = {}
    for n, units in enumerate(boxes):
        inner = [m for m in range(n) for _ in range(data.draw(st.integers(0, 2)))]
        own = [Part(q, unit) for q, unit in units]
        goods[n] = FinishedGood(n, str(n), (*own, *(Part(m % 2 + 1, None, m) for m in inner)))
    last = len(boxes) - 1
    found, paths = tally(last, goods), list(every_path(last, goods))
    pieces: Counter[Hashable] = Counter()
    for unit, count in paths:
        pieces[unit] += count
    assert found.units == pieces
    assert found.ways == Counter(unit for unit, _ in paths)
    rows = explode(last, wanted, goods)
    chains: Counter[Hashable] = Counter()
    ways: Counter[Hashable] = Counter()
    for row in rows:
        chains[row.finished_unit] += row.quantity
        ways[row.finished_unit] += row.ways
    assert chains == {unit: wanted * count for unit, count in pieces.items()}
    assert ways == found.ways
    assert max(Counter(row.finished_unit for row in rows).values(), default=0) <= MOST_WAYS
    one_by_one = [row for row in rows if row.ways == 1 and found.ways[row.finished_unit] > 1]
    shown = [(unit, count) for unit, count in paths if 1 < found.ways[unit] <= MOST_WAYS]
    assert [(row.finished_unit, row.quantity) for row in one_by_one] == [
        (unit, wanted * count) for unit, count in shown
    ], "in packing order"
