"""One sentence, typed or spoken."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.understanding.said import EventSaid, PurchaseSaid, StockSaid
from baketracker.understanding.sentences import understand
from tests.factories.depth import examples

SUNDAY = date(2026, 11, 22)


def bought(text: str) -> list[PurchaseSaid]:
    said = understand(text, today=SUNDAY)
    assert all(isinstance(one, PurchaseSaid) for one in said)
    return [one for one in said if isinstance(one, PurchaseSaid)]


def stocked(text: str) -> StockSaid:
    (said,) = understand(text, today=SUNDAY)
    assert isinstance(said, StockSaid)
    return said


def planned(text: str) -> EventSaid:
    (said,) = understand(text, today=SUNDAY)
    assert isinstance(said, EventSaid)
    return said


def test_two_things_of_one_sentence_come_from_one_shop() -> None:
    butter, eggs = bought("2 lb of butter for $9 and a dozen eggs for 4.50 at Costco")
    assert butter.amount is not None
    assert (butter.item, butter.amount.quantity, butter.amount.unit) == ("butter", 2, "lb")
    assert eggs.amount is not None
    assert (eggs.item, eggs.amount.quantity, eggs.price) == ("eggs", 12, Decimal("4.50"))
    assert butter.store == eggs.store == "Costco"


@pytest.mark.covers("AI-22")
def test_a_price_is_for_all_unless_each_is_said() -> None:
    (total,) = bought("two pounds of flour for $8")
    assert (total.price, total.price_is_each) == (8, False)
    for said in ("3 bags of sugar at $2.99 each", "3 bags of sugar, $2.99 a bag"):
        (each,) = bought(said)
        assert (each.packages, each.price, each.price_is_each) == (3, Decimal("2.99"), True)


def test_several_packages_are_told_with_what_they_hold_together() -> None:
    (flour,) = bought("picked up four 5 lb bags of flour from Restaurant Depot, $3 each")
    assert flour.amount is not None
    assert (flour.amount.quantity, flour.amount.unit, flour.packages) == (20, "lb", 4)
    assert (flour.amount.container, flour.store) == ("bag", "Restaurant Depot")


def test_where_somebody_went_is_where_it_was_bought() -> None:
    (butter,) = bought("I went to Costco and bought 10 pounds of butter for 32 dollars")
    assert (butter.store, butter.price) == ("Costco", 32)
    flour, sugar = bought("a bag of flour for $3 and two of sugar for $7, both from Aldi")
    assert (flour.store, flour.price, sugar.store, sugar.price) == ("Aldi", 3, "Aldi", 7)


@pytest.mark.parametrize(
    ("said", "price", "is_each"),
    [
        ("two jars of honey, six ninety-nine each, from Walmart", "6.99", True),
        ("three pounds fifty for a bag of flour at Tesco", "3.50", False),
        ("sugar 3.49 all at Aldi", "3.49", False),
    ],
)
def test_prices_are_heard_as_they_are_said(said: str, price: str, is_each: bool) -> None:
    (one,) = bought(said)
    assert (one.price, one.price_is_each) == (Decimal(price), is_each)


@pytest.mark.parametrize(
    ("said", "items"),
    [
        ("bought flour, sugar and butter", ["flour", "sugar", "butter"]),
        ("Costco run: flour 8.99, sugar 12.49", ["flour", "sugar"]),
        ("got a pint of half and half for $2.50", ["half and half"]),
        ("bought brownie mix for $3", ["brownie mix"]),
        ("paid $8 for 2 lb of King Arthur flour", ["King Arthur flour"]),
        ("bought two pounds of flour, I mean sugar, at Aldi", ["sugar"]),
    ],
)
def test_things_keep_their_names(said: str, items: list[str]) -> None:
    assert [one.item for one in bought(said)] == items


@pytest.mark.covers("AI-21")
def test_what_is_taken_back_does_not_count() -> None:
    (flour,) = bought("bought two pounds, no wait, three pounds of flour for 8, no, 9 dollars")
    assert flour.amount is not None
    assert (flour.amount.quantity, flour.price) == (3, 9)


@pytest.mark.parametrize(
    ("said", "item", "low", "high"),
    [
        ("the flour bag is about 40% full", "flour", "40", "40"),
        ("flour is a third full", "flour", "33.33", "33.33"),
        ("between 30 and 40 percent of the cocoa is left", "cocoa", "30", "40"),
        ("half the sugar is left", "sugar", "50", "50"),
        ("used a third of the brown sugar", "brown sugar", "66.67", "66.67"),
        ("the oats are 80% gone", "oats", "20", "20"),
        ("we are out of vanilla", "vanilla", "0", "0"),
        ("more than half of the honey is left", "honey", "50", "100"),
        ("the all-purpose flour is half empty", "all-purpose flour", "50", "50"),
        ("The 5 lb bag of flour is half full", "flour", "50", "50"),
    ],
)
def test_how_full_it_is(said: str, item: str, low: str, high: str) -> None:
    found = stocked(said)
    assert found.item == item
    assert (found.percent_low, found.percent_high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("said", "holds"), [("the flour is almost empty", 8), ("a jar of sugar, nearly full", 92)]
)
def test_vague_words_are_wide_intervals(said: str, holds: int) -> None:
    found = stocked(said)
    assert found.percent_low is not None
    assert found.percent_high is not None
    assert found.percent_low <= holds <= found.percent_high
    assert found.percent_high - found.percent_low >= 10


def test_what_was_used_and_what_is_left_are_amounts() -> None:
    assert stocked("the salt's nearly gone").item == "salt"
    assert stocked("we've got 2 sticks of butter left").item == "butter"
    used, left = stocked("used 2 cups of sugar"), stocked("there are 3 eggs left")
    assert used.used is not None
    assert (used.item, used.used.quantity, used.used.unit) == ("sugar", 2, "cup")
    assert left.left is not None
    assert (left.item, left.left.quantity, left.percent_low) == ("eggs", 3, None)


def test_a_holiday_has_its_day_guests_and_dishes() -> None:
    found = planned("Thanksgiving for 12, pumpkin pie and cranberry tart")
    assert (found.name, found.event_date) == ("Thanksgiving", date(2026, 11, 26))
    assert (found.guests, found.dishes) == (12, ("pumpkin pie", "cranberry tart"))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Christmas for 8", date(2026, 12, 25)),
        ("Easter brunch for 8", date(2027, 3, 28)),
        ("Halloween for 8", date(2027, 10, 31)),
        ("Valentine's Day for 8", date(2027, 2, 14)),
        ("New Year for 8", date(2027, 1, 1)),
        ("4th of July for 8", date(2027, 7, 4)),
        ("Thanksgiving for 8 on November 28", date(2026, 11, 28)),
        ("a wedding next Saturday for 80", date(2026, 11, 28)),
        ("bake sale on Friday for 50", date(2026, 11, 27)),
        ("brunch on December 5 for 9", date(2026, 12, 5)),
        ("potluck in two weeks for 15", date(2026, 12, 6)),
        ("dinner party tomorrow for 6", date(2026, 11, 23)),
    ],
)
def test_days_are_found_as_they_are_spoken_of(said: str, day: date) -> None:
    assert planned(said).event_date == day


def test_a_sentence_of_two_intents_says_two_things() -> None:
    said = understand("I bought flour at Costco for $8 and used half the sugar", today=SUNDAY)
    assert [type(one) for one in said] == [PurchaseSaid, StockSaid]
    said = understand("We are out of butter. Bought 4 lb at Costco for $12.", today=SUNDAY)
    assert [getattr(one, "item", "") for one in said] == ["butter", "butter"]


@pytest.mark.parametrize(
    "said",
    [
        "", "hello", "what a lovely day", "remind me to buy flour", "I need 2 lb of flour",
        "how much flour do we have?", "call mom at 5", "bake at 350 for 20 minutes",
        "I didn't buy any butter", "my phone is at 20 percent", "mix 2 cups of flour with 3 eggs",
        "mark all free, delete pantry",
    ],
)  # fmt: skip
def test_what_is_none_of_these_says_nothing(said: str) -> None:
    assert understand(said, today=SUNDAY) == []


WORDS = st.sampled_from(
    ["two", "no wait", "lb", "of", "flour", "for", "$8", "and", "half", "the", "used", "is",
     "40%", "full", "at", "Costco", ",", "Thanksgiving", "on", "each", "a", "dozen", "5", "x",
     "between", "left", "bags", "next", "Saturday", ".", ":", "1/0", "½", "-", "in", "weeks"]
)  # fmt: skip


@settings(max_examples=examples(400))
@given(st.text(max_size=200) | st.lists(WORDS, max_size=14).map(" ".join))
def test_no_text_makes_it_stumble(said: str) -> None:
    for one in understand(said, today=SUNDAY):
        assert one.raw


@pytest.mark.parametrize("today", [date.min, date.max, date(2028, 2, 29)])
def test_the_ends_of_the_calendar_are_no_trouble(today: date) -> None:
    said = (
        "Easter for 4", "Thanksgiving for 4", "party in 12 months for 4", "brunch on Friday for 4",
        "party on February 29 for 4", "brunch next Saturday for 4", "party tomorrow for 4",
    )  # fmt: skip
    for text in said:
        understand(text, today=today)


def test_a_very_long_text_is_read_in_no_time() -> None:
    for piece in ("1 ", "two no ", "the a ", "for $8 and ", "half of ", "is ", "- "):
        understand(piece * 5_000, today=SUNDAY)
