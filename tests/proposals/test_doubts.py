"""What is not certain is asked about, and nothing that was said is lost on the way."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from baketracker.errors import InvalidInput
from baketracker.proposals import service
from baketracker.proposals.drafts import EventDraft, PurchaseDraft, PurchaseLine, StockDraft
from baketracker.proposals.drawing import sheet_of
from baketracker.proposals.editing import HeadChange, LineChange
from baketracker.proposals.viewing import ProposalView
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, purchase, supplier
from tests.factories.clients import browser
from tests.factories.reading import words
from tests.proposals.reader import Reader, line, photo, receipt
from tests.proposals.steps import confirmed, how_many, in_stock, proposal, purchases, said

FLOUR = {"item_name": "Flour", "quantity": "5", "unit": "lb", "price": "3.50", "store": "Costco"}


def lines_of(seen: ProposalView) -> list[PurchaseLine]:
    assert isinstance(seen.draft, PurchaseDraft), (seen.state, seen.note)
    return seen.draft.lines


def page_of(bakery: BakeryOnDatabase, seen: ProposalView) -> str:
    return words(browser(bakery).get(f"/review/{seen.id}").text)


@pytest.mark.covers("AI-34")
def test_an_event_of_which_nobody_said_the_day_waits_for_it(bakery: BakeryOnDatabase) -> None:
    seen = said(bakery, "Birthday party for 12 with brownies")
    assert isinstance(seen.draft, EventDraft), (seen.state, seen.note)
    assert (seen.draft.event_date, seen.draft.guests) == (None, 12)
    assert "Nobody said which day." in page_of(bakery, seen)


def test_the_lot_that_was_offered_is_known_however_many_there_are(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    """Of no words 40 lots are looked through, of some those that are called so."""
    for number in range(41):
        lot(bakery, product(bakery, ingredient(bakery, f"Spice {number:02}")), "1")
    flour = lot(bakery, product(bakery, ingredient(bakery, "Flour")), "5")
    jar = {"name": "flour bag", "index": 0, "percent_low": 40, "percent_high": 40}
    seen = reader.sees({"items": [jar]}).shown(source="pantry", said="the flour")
    assert isinstance(seen.draft, StockDraft), (seen.state, seen.note)
    assert [one.lot_id for one in seen.draft.lines] == [flour]


def test_two_receipts_of_a_new_store_can_both_be_saved(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    product(bakery, ingredient(bakery, "Flour"))
    first = reader.hears("flour", ("add_purchase", FLOUR)).said("5 lb flour at Costco, 3.50")
    second = reader.said("5 lb flour at Costco, 3.50 once more")
    for seen in (first, second):
        confirmed(bakery, seen)
    with bakery.session() as db:
        assert db.scalar(select(func.count(Supplier.id))) == 1
    assert len(purchases(bakery)) == 2


@pytest.mark.covers("AI-27")
def test_what_was_said_before_it_was_photographed_is_bought_once(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    product(bakery, ingredient(bakery, "Flour"))
    supplier(bakery, "Costco")
    confirmed(bakery, reader.hears("flour", ("add_purchase", FLOUR)).spoken())
    printed = line("KA FLOUR 5LB", "3.50", expanded="King Arthur flour 5 lb")
    today = bakery.scope.today().isoformat()
    seen = reader.sees(receipt(printed, date=today)).shown()
    (found,) = lines_of(seen)
    assert (found.state, found.reason) == ("check", "double")
    page = page_of(bakery, seen)
    assert "You said this one before" in page
    assert "Keep both" in page
    with bakery.session() as db:
        after = service.change_line(db, seen.id, 0, LineChange(decision="skip"), seen.version)
        assert [one.state for one in lines_of(after)] == ["skip"]
        # It is for baking all the same.
        assert service.learnt(db) == []
    kept = reader.sees(receipt(printed, date=today)).shown(photo(2), confirmed=True)
    answer = LineChange(product_id=lines_of(kept)[0].product_id, packages=1, price=Decimal("3.50"))
    with bakery.session() as db:
        kept = service.change_line(db, kept.id, 0, answer, kept.version)
    assert [one.state for one in lines_of(kept)] == ["ready"]


@pytest.mark.covers("AI-26")
def test_choosing_a_product_does_not_say_that_its_price_is_right(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    flour = ingredient(bakery, "Flour")
    mill, arthur = product(bakery, flour, brand="Mill"), product(bakery, flour)
    for of in (mill, arthur):
        for _time in range(3):
            purchase(bakery, of, purchased_on=bakery.scope.today())
    dear = FLOUR | {"price": "350"}
    seen = reader.hears("flour", ("add_purchase", dear)).said("5 lb flour, 350")
    (found,) = lines_of(seen)
    assert (found.state, found.reason) == ("check", "alike")
    with bakery.session() as db:
        seen = service.change_line(db, seen.id, 0, LineChange(product_id=mill.id), seen.version)
    (found,) = lines_of(seen)
    assert (found.state, found.suggestion) == ("check", Decimal("3.5"))
    # Whoever was shown the price and takes it is not asked again.
    taken = LineChange(product_id=mill.id, packages=1, price=Decimal(350))
    with bakery.session() as db:
        seen = service.change_line(db, seen.id, 0, taken, seen.version)
    assert [(one.state, one.price) for one in lines_of(seen)] == [("ready", 350)]


@pytest.mark.covers("AI-36")
def test_what_a_tool_refused_is_told_beside_what_is_proposed(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    product(bakery, ingredient(bakery, "Flour"))
    butter = {"item_name": "butter", "quantity": "1", "unit": "knob", "store": "Costco"}
    seen = reader.hears("both", ("add_purchase", FLOUR), ("add_purchase", butter)).said("both")
    assert len(lines_of(seen)) == 1
    assert "Left out: “knob” is no unit we know." in page_of(bakery, seen)
    confirmed(bakery, seen)
    assert len(purchases(bakery)) == 1


@pytest.mark.parametrize("amount", ["a couple of bags of flour", "a few bags of flour"])
def test_an_amount_said_vaguely_is_looked_at(bakery: BakeryOnDatabase, amount: str) -> None:
    product(bakery, ingredient(bakery, "Flour"))
    (found,) = lines_of(said(bakery, f"I bought {amount} for $7"))
    assert (found.state, found.reason) == ("check", "doubtful")


def test_an_amount_that_is_no_whole_package_of_what_was_learnt_is_looked_at(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    bag = product(bakery, ingredient(bakery, "Flour"))
    other = product(bakery, ingredient(bakery, "Rye flour"))
    for _time in range(2):
        seen = reader.hears("flour", ("add_purchase", FLOUR)).said("5 lb flour")
        given = LineChange(product_id=other.id, packages=1, price=Decimal("3.50"))
        with bakery.session() as db:
            seen = service.change_line(db, seen.id, 0, given, seen.version)
        confirmed(bakery, seen)
    learnt = lines_of(reader.said("5 lb flour"))[0]
    assert (learnt.state, learnt.product_id) == ("ready", other.id)
    less = FLOUR | {"quantity": "2"}
    (found,) = lines_of(reader.hears("flour", ("add_purchase", less)).said("2 lb flour"))
    assert (found.state, found.reason, found.product_id) == ("check", "size", other.id)
    assert bag.id != other.id


@pytest.mark.covers("AI-23")
def test_three_for_a_price_that_is_no_round_price_of_one_add_up_to_the_cent(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    product(bakery, ingredient(bakery, "Flour"))
    seen = reader.sees(
        receipt(
            line("KA FLOUR 5LB", "14.37", expanded="King Arthur flour 5 lb", quantity="3"),
            line("COUPON", "-2.00"),
            subtotal="12.37",
            total="12.37",
        )
    ).shown()
    assert isinstance(seen.draft, PurchaseDraft)
    told = sheet_of(seen.draft).reconciled
    assert told is not None
    assert told.adds_up


def test_no_store_is_a_store_one_can_choose(bakery: BakeryOnDatabase) -> None:
    product(bakery, ingredient(bakery, "Flour"))
    known = supplier(bakery, "Costco")
    pages = browser(bakery)
    seen = said(bakery, "5 lb flour at Costco for $3.50")
    form = {"version": str(seen.version), "bought_on": bakery.scope.today().isoformat()}
    assert seen.draft is not None
    assert pages.post(f"/review/{seen.id}/head", data=form).status_code == 303
    after = proposal(bakery, seen.id)
    assert isinstance(after.draft, PurchaseDraft)
    assert (after.draft.supplier_id, after.draft.store) == (None, "")
    with bakery.session() as db:
        back = HeadChange(supplier_id=known.id, bought_on=after.draft.bought_on)
        after = service.change_head(db, seen.id, back, after.version)
    assert isinstance(after.draft, PurchaseDraft)
    assert after.draft.store == "Costco"
    # The name of a store that is none of ours yet stays when only the day is changed.
    seen = said(bakery, "5 lb flour at Aldi for $3.50")
    form |= {"version": str(seen.version), "supplier_id": "new"}
    assert pages.post(f"/review/{seen.id}/head", data=form).status_code == 303
    after = proposal(bakery, seen.id)
    assert isinstance(after.draft, PurchaseDraft)
    assert after.draft.store == "Aldi"


def test_words_that_say_nothing_leave_what_was_there(bakery: BakeryOnDatabase) -> None:
    seen = said(bakery, "what a lovely morning")
    with pytest.raises(InvalidInput), bakery.session() as db:
        service.begin_again(db, seen.id, " ", None)
    assert proposal(bakery, seen.id).state == "failed"
    refused = browser(bakery).post(f"/review/{seen.id}/again", data={"said": " "})
    assert refused.status_code == 422
    assert "Not read" in words(refused.text)
    assert how_many(bakery) == 1


def test_which_lot_it_is_says_nothing_of_how_much(bakery: BakeryOnDatabase, reader: Reader) -> None:
    flour = product(bakery, ingredient(bakery, "Flour"))
    first, _second = lot(bakery, flour, "5"), lot(bakery, flour, "4")
    told = {"pantry_item_id": str(first), "percentage_remaining": 40}
    seen = reader.hears("flour", ("adjust_inventory", told)).said("the flour is 40 % full")
    form = {"version": str(seen.version), "lot_id": str(first)}
    assert browser(bakery).post(f"/review/{seen.id}/stock/0", data=form).status_code == 303
    after = proposal(bakery, seen.id)
    assert isinstance(after.draft, StockDraft)
    by = after.draft.lines[0].by
    assert (by["lot"], by["quantity"]) == ("person", "model")
    assert in_stock(bakery) == [5, 4]


@pytest.mark.covers("O-17", "P-06")
def test_how_long_it_took_and_how_much_was_known_is_shown(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, reader: Reader
) -> None:
    product(bakery, ingredient(bakery, "Flour"))
    rye = product(bakery, ingredient(bakery, "Rye flour"))
    printed = receipt(line("HOUSE MEAL 5LB", "3.50", expanded="house meal"))
    given = LineChange(product_id=rye.id, packages=1, price=Decimal("3.50"))
    seen = reader.sees(printed).shown()
    with bakery.session() as db:
        seen = service.change_line(db, seen.id, 0, given, seen.version)
    confirmed(bakery, seen)
    reader.sees(printed).shown(photo(7), confirmed=True)
    with bakery.session() as db:
        went = service.how_it_went(db)
    assert [(one.source, one.count) for one in went.ways] == [("receipt", 1)]
    assert (went.lines, went.learnt) == (2, 1)
    page = words(browser(bakery).get("/review/learnt").text)
    assert "Printed lines known by what was learnt 1 of 2" in page
    assert "Receipts, until half of them were saved" in page
    with neighbour.session() as db:
        assert service.how_it_went(db).lines == 0
