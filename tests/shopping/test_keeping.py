"""What a list keeps when the plans change."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from baketracker.measures.numbers import DUST
from baketracker.shopping.keeping import Line, left_open, proposal
from baketracker.shopping.packages import Offer, cheapest


def line(key: str, product: str | None, needed: int, covers: int | None, **more: Any) -> Line:
    known = None if covers is None else Decimal(covers)
    return Line(key, product, Decimal(needed), known, **more)


def test_what_lies_in_the_cart_is_not_bought_again() -> None:
    assert left_open(Decimal(9), [line("a", "bag", 7, 8, in_cart=True)]) == 1
    assert left_open(Decimal(8), [line("a", "bag", 7, 8, in_cart=True)]) == 0


def test_who_chose_less_is_not_asked_again_until_more_is_needed() -> None:
    chosen = [line("a", "bag", 7, 5, edited=True)]
    assert left_open(Decimal(7), chosen) == 0
    assert left_open(Decimal(9), chosen) == 2


def test_a_line_left_out_stays_out() -> None:
    assert left_open(Decimal(7), [line("a", "bag", 7, 0, edited=True)]) == 0


def test_an_untouched_line_answers_nothing_and_one_without_package_what_it_is_for() -> None:
    assert left_open(Decimal(7), [line("a", "bag", 7, 10)]) == 7
    assert left_open(Decimal(7), [line("a", None, 4, None, in_cart=True)]) == 3


def test_a_line_of_the_same_product_keeps_its_place() -> None:
    mix = cheapest(
        Decimal(7), [Offer("5 lb", Decimal(5), Decimal(4)), Offer("2 lb", Decimal(2), Decimal(2))]
    )
    old = [line("a", "2 lb", 1, 2), line("b", "1 lb", 1, 1), line("c", "5 lb", 9, 10, edited=True)]
    steps = proposal(mix, old)
    assert (dict(steps.written), steps.added, steps.dropped) == ({"a": 1}, (0,), ("b",))


lines = st.lists(
    st.builds(
        Line,
        st.uuids(),
        st.sampled_from(["small", "large", None]),
        st.integers(0, 9).map(Decimal),
        st.none() | st.integers(0, 9).map(Decimal),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
)


@given(st.integers(0, 40).map(Decimal), lines)
def test_settled_lines_stay_and_together_all_is_answered(
    missing: Decimal, held: list[Line]
) -> None:
    still = left_open(missing, held)
    offers = [
        Offer("small", Decimal(2), Decimal(3)), Offer("large", Decimal(7), Decimal(8)),
    ]  # fmt: skip
    mix = cheapest(still, offers)
    steps = proposal(mix, held)
    settled = {one.key for one in held if one.is_settled}
    assert settled.isdisjoint([*steps.written, *steps.dropped])
    assert settled | set(steps.written) | set(steps.dropped) == {one.key for one in held}
    assert sorted([*steps.written.values(), *steps.added]) == list(range(len(mix.picks)))
    answered = sum((one.answers for one in held if one.is_settled), Decimal(0))
    assert answered + mix.covers > missing - DUST
