"""A typed sentence, read by our own rules where no model is configured."""

from decimal import Decimal

import pytest

from baketracker.proposals import service
from baketracker.proposals.drafts import EventDraft, PurchaseDraft, StockDraft
from baketracker.proposals.viewing import ProposalView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, supplier
from tests.proposals.steps import confirmed, in_stock, purchases, said, undone


def purchase_in(seen: ProposalView) -> PurchaseDraft:
    assert isinstance(seen.draft, PurchaseDraft), seen
    return seen.draft


@pytest.mark.covers("S1-voice-purchase", "EX17", "S1-ai-undo", "S4-mcp-add-purchase")
def test_what_was_bought_is_proposed_then_saved_once_then_taken_back(
    bakery: BakeryOnDatabase,
) -> None:
    flour = ingredient(bakery, "All-purpose flour")
    product(bakery, flour, package_quantity="2")
    store = supplier(bakery, "Costco")
    seen = said(bakery, "I bought two pounds of flour at Costco for $8")
    [line] = purchase_in(seen).lines
    assert (line.state, line.packages, line.price) == ("ready", 1, Decimal(8))
    assert line.product_id is not None
    assert seen.names[line.product_id] == "All-purpose flour, King Arthur 2 lb"
    assert purchase_in(seen).supplier_id == store.id
    assert purchases(bakery) == []
    saved = confirmed(bakery, seen)
    [row] = purchases(bakery)
    assert (row.packages, row.package_price, row.supplier_id) == (1, 8, store.id)
    assert in_stock(bakery) == [2]
    undone(bakery, saved)
    assert purchases(bakery) == []
    assert in_stock(bakery) == []


def test_a_package_nobody_knows_becomes_a_provisional_product(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery, "Flour")
    seen = said(bakery, "3 kg flour for 4.50 at Aldi")
    [line] = purchase_in(seen).lines
    assert line.new is not None
    assert (line.state, line.new.quantity, line.new.unit) == ("new", 3, "kg")
    confirmed(bakery, seen)
    assert in_stock(bakery) == [3]


def test_how_full_a_bag_is_becomes_a_count(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery, "Flour"))
    lot(bakery, bag, "5")
    seen = said(bakery, "the flour bag is about 40% full")
    assert isinstance(seen.draft, StockDraft)
    [line] = seen.draft.lines
    assert (line.state, line.quantity) == ("ready", 2)
    saved = confirmed(bakery, seen)
    assert in_stock(bakery) == [2]
    undone(bakery, saved)
    assert in_stock(bakery) == [5]


def test_an_event_is_drafted_with_the_recipes_that_are_called_so(bakery: BakeryOnDatabase) -> None:
    seen = said(bakery, "Thanksgiving for 12, pumpkin pie and cranberry tart")
    assert isinstance(seen.draft, EventDraft)
    assert (seen.draft.name, seen.draft.guests) == ("Thanksgiving", 12)
    assert [one.said for one in seen.draft.dishes] == ["pumpkin pie", "cranberry tart"]


def test_what_is_no_entry_says_so_and_keeps_the_words(bakery: BakeryOnDatabase) -> None:
    seen = said(bakery, "what a lovely morning")
    assert (seen.state, seen.said) == ("failed", "what a lovely morning")
    assert "Nothing to save" in seen.note


@pytest.mark.covers("P-37")
@pytest.mark.parametrize("asked", ["how much flour is left?", "How much flour do we have"])
def test_a_question_is_answered_at_once_and_proposes_nothing(
    bakery: BakeryOnDatabase, asked: str
) -> None:
    lot(bakery, product(bakery, ingredient(bakery, "Flour")), "5")
    seen = said(bakery, asked)
    assert seen.state == "answered"
    with bakery.session() as db:
        [answer] = service.answers_of(db, seen.id)
        assert service.waiting(db).items == []
    assert (answer.name, answer.amounts) == ("Flour", [(5, "lb")])
