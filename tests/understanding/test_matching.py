"""Which product a line of a receipt means."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.understanding.matching import (
    TUNED,
    Alias,
    Candidate,
    Line,
    match,
    normalised,
    shortlist,
)
from baketracker.understanding.packages import Package
from tests.factories.depth import examples


def product(key: str, brand: str, name: str, size: str = "1", unit: str = "lb") -> Candidate:
    return Candidate(
        key, f"{brand} {name}".strip(), brand, name, package=Package(Decimal(size), unit),
        bought_at=frozenset({"Costco"}),
    )  # fmt: skip


FLOUR = product("flour", "Kirkland Signature", "All-Purpose Flour", "25")
BREAD = product("bread", "King Arthur", "Bread Flour", "5")
UNSALTED = product("unsalted", "Kirkland Signature", "Unsalted Butter")
SALTED = product("salted", "Kirkland Signature", "Salted Butter")
SUGAR = product("sugar", "Domino", "Granulated Sugar", "4")
SUGAR_TEN = product("sugar-ten", "Domino", "Granulated Sugar", "10")
SHELF = (FLOUR, BREAD, UNSALTED, SALTED, SUGAR, SUGAR_TEN)


@pytest.mark.covers("AI-15", "AI-17")
@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("KS AP FLOUR 25LB", "flour"),
        ("512345 KS UNSLT BTR 1LB F", "unsalted"),
        ("BUTTER KS SLTD 1LB", "salted"),
        ("KA BRD FLR 5LB", "bread"),
        ("KA BREAD FL0UR 5LB", "bread"),
        ("DOM GRAN SGR 10LB", "sugar-ten"),
    ],
)
def test_a_name_that_says_it_all_is_ready(printed: str, key: str) -> None:
    found = match(Line(printed, store="Costco"), SHELF)
    assert (found.state, found.key, found.reason) == ("ready", key, "name")
    assert found.score >= TUNED.ready
    assert found.margin >= TUNED.margin
    assert found.ranked[0][0] == key


@pytest.mark.covers("AI-16")
def test_unsalted_never_becomes_salted() -> None:
    found = match(Line("KS UNSLT BTR 1LB", store="Costco", index=0), (FLOUR, SALTED))
    assert (found.state, found.key, found.reason) == ("check", None, "veto")
    wanted = replace(SALTED, is_wanted=True, times=50)
    hinted = Line("KS UNSLT BTR 1LB", "Kirkland Signature Salted Butter", store="Costco", index=0)
    assert match(hinted, (FLOUR, wanted)).state == "check"


@pytest.mark.covers("AI-17")
def test_two_that_look_alike_are_asked_about() -> None:
    found = match(Line("KS BUTTER 1LB", store="Costco"), SHELF)
    assert (found.state, found.reason) == ("check", "alike")
    assert {key for key, _ in found.ranked[:2]} == {"salted", "unsalted"}
    sizes = match(Line("DOMINO GRANULATED SUGAR", store="Costco"), SHELF)
    assert (sizes.state, sizes.reason, sizes.margin) == ("check", "alike", 0)


@pytest.mark.covers("AI-17")
def test_another_size_is_asked_about() -> None:
    found = match(Line("KS AP FLOUR 10LB", store="Costco"), SHELF)
    assert (found.state, found.key, found.reason) == ("check", "flour", "size")


@pytest.mark.covers("AI-17")
def test_what_is_wanted_or_was_bought_never_decides_alone() -> None:
    twin = replace(SUGAR_TEN, is_wanted=True, times=9)
    found = match(Line("DOMINO GRANULATED SUGAR", store="Costco"), (SUGAR, twin))
    assert found.state == "check"


def test_another_category_counts_against_it() -> None:
    known = replace(BREAD, category="Flour")
    assert match(Line("KA BREAD FLR 5LB", store="Costco", category="Flour"), (known,)).state == (
        "ready"
    )
    other = match(Line("KA BREAD FLR 5LB", store="Costco", category="Bakery"), (known,))
    assert other.state != "ready"


@pytest.mark.covers("AI-15")
def test_a_barcode_goes_before_everything() -> None:
    known = replace(SALTED, barcodes=frozenset({"0012345678905"}))
    line = Line("KS UNSLT BTR 1LB", barcode="012345678905", store="Costco")
    found = match(line, (UNSALTED, known), [Alias("Costco", normalised(line.text), "unsalted")])
    assert (found.state, found.key, found.reason) == ("ready", "salted", "barcode")


@pytest.mark.covers("AI-15")
def test_the_bakerys_own_decision_goes_before_likeness() -> None:
    first, second = "778812 QX FLR 25LB  12.99 F", "990011 QX FLR 25LB 13.49"
    assert match(Line(first, store="Costco"), SHELF).state != "ready"
    alias = Alias("Costco", normalised(first), "flour")
    found = match(Line(second, store="costco"), SHELF, [alias])
    assert (found.state, found.key, found.reason) == ("ready", "flour", "alias")
    assert match(Line(second, store="Aldi"), SHELF, [alias]).reason != "alias"


def test_decisions_that_contradict_each_other_decide_nothing() -> None:
    line = Line("QX FLR 25LB", store="Costco")
    text = normalised(line.text)
    both = [Alias("Costco", text, "flour"), Alias("Costco", text, "bread")]
    assert match(line, SHELF, both).reason != "alias"
    assert match(line, SHELF, [replace(both[0], weight=2), both[1]]).key == "flour"
    assert match(line, SHELF, [replace(both[0], weight=0)]).reason != "alias"


def test_what_was_skipped_at_a_store_is_skipped_again() -> None:
    text = normalised("ORG BANANAS")
    found = match(Line("ORG BANANAS", store="Costco"), SHELF, [Alias("Costco", text, None)])
    assert (found.state, found.key, found.reason) == ("skip", None, "alias")


def test_soap_is_skipped_and_the_unknown_is_new() -> None:
    assert match(Line("KS DISH SOAP"), SHELF).reason == "not_baking"
    found = match(Line("QUINCE PASTE 8OZ"), SHELF)
    assert (found.state, found.key) == ("new", None)
    assert match(Line("KS AP FLOUR"), ()).state == "new"


@pytest.mark.covers("AI-18")
def test_a_models_name_spells_out_what_we_do_not_know() -> None:
    vahl = product("vahl", "Vahlrona", "Dark Chocolate", "1")
    assert match(Line("VHLRN DARK CHOC 1LB", store="Costco"), (vahl, BREAD)).state != "ready"
    line = Line("VHLRN DARK CHOC 1LB", "Vahlrona dark chocolate", store="Costco")
    assert match(line, (vahl, BREAD)).state == "ready"


@pytest.mark.covers("AI-19", "P-39")
def test_a_models_index_is_a_hint_and_never_more() -> None:
    text = "HSE BLEND NO 7"
    place = shortlist(text, SHELF).index("bread")
    for index in (place, -1, 99):
        assert match(Line(text, store="Costco", index=index), SHELF).state != "ready"
    weak = Line("KA FLR", store="Costco", index=shortlist("KA FLR", SHELF).index("bread"))
    assert match(weak, SHELF).state == "check"


@pytest.mark.covers("AI-19")
def test_the_shortlist_is_short_and_begins_with_the_likest() -> None:
    many = [product(f"p{place}", "", f"Flour {place}") for place in range(100)]
    keys = shortlist("KS UNSLT BTR", [*many, UNSALTED])
    assert len(keys) == 40
    assert keys[0] == "unsalted"
    assert set(shortlist("KS UNSLT BTR", SHELF, most=3)) <= {one.key for one in SHELF}


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("KS AP FLOUR 25LB  12.99 F", "ks ap flour 25lb"),
        ("1046578 KS AP FLOUR 25LB", "ks ap flour 25lb"),
        ("APPLES 2.10 lb @ 1.99/lb", "apples"),
        ("BUTTER 250G £1.99", "butter 250g"),
        ("Crème  FRAÎCHE", "creme fraiche"),
    ],
)
def test_prices_and_numbers_of_the_store_are_not_kept(printed: str, kept: str) -> None:
    assert normalised(printed) == kept


@settings(max_examples=examples(150))
@given(
    st.text(max_size=40), st.text(max_size=40), st.integers(-3, 60) | st.none(),
    st.text(max_size=8),
)  # fmt: skip
def test_any_line_gets_an_answer(text: str, expanded: str, index: int | None, barcode: str) -> None:
    found = match(Line(text, expanded, barcode, "Costco", index=index), SHELF)
    assert 0 <= found.score <= 100
    assert len(found.ranked) <= 3
    assert (found.key is None) or found.key in {one.key for one in SHELF}
    assert found.state != "ready" or found.key is not None
    assert normalised(normalised(text)) == normalised(text)


@settings(max_examples=examples(100))
@given(st.sampled_from(SHELF), st.integers(0, 5), st.text("abcdefghij ", max_size=12))
@pytest.mark.covers("AI-19")
def test_a_hint_never_makes_ready_what_is_not(known: Candidate, index: int, text: str) -> None:
    without = match(Line(text, store="Costco"), SHELF)
    hinted = match(Line(text, known.label, store="Costco", index=index), SHELF)
    if without.state != "ready" and not set(text.split()) & set(known.label.lower().split()):
        assert hinted.state != "ready"
