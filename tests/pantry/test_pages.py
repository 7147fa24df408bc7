"""The pantry in a browser: the list, one shelf, one lot, the count, what is found at home."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from baketracker.events.models import Event
from baketracker.exchange.sample import fill_with_sample
from baketracker.pantry.models import Lot
from baketracker.planning.service import plan_for
from baketracker.products.models import Product
from baketracker.purchases.models import Purchase
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product, supplier
from tests.factories.clients import Client, browser, program
from tests.factories.reading import hidden, words
from tests.factories.statements import asked
from tests.pantry.steps import dump, ledger, left

PART = {"HX-Request": "true"}
UNDO = re.compile(r"/activity/([0-9a-f-]{36})/undo")


@pytest.fixture
def pages(bakery: BakeryOnDatabase) -> Client:
    return browser(bakery)


@pytest.fixture
def flour(bakery: BakeryOnDatabase) -> Any:
    return ingredient(bakery, **CUP_OF_FLOUR)


@pytest.fixture
def bag(bakery: BakeryOnDatabase, flour: Any) -> UUID:
    return lot(bakery, product(bakery, flour, package_type="bag"), "5", location="Cellar")


def post(pages: Client, path: str, part: bool = False, **typed: Any) -> Any:
    form = {"op_id": str(uuid4())} | {name: str(value) for name, value in typed.items()}
    return pages.post(path, data=form, headers=PART if part else {})


def toast(pages: Client, reply: Any) -> str:
    """The page a saved form leads to, with its slip."""
    assert reply.status_code == 303, words(reply.text)
    return str(pages.get(reply.headers["location"].partition("#")[0]).text)


def undo(pages: Client, page: str) -> None:
    found = UNDO.search(page)
    assert found
    assert pages.post(found.group(0), data={"op_id": str(uuid4())}).status_code == 303


def ahead(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


@pytest.mark.covers("SC-11", "K-27", "K-28")
def test_the_list_shows_packages_freshness_place_and_worth_and_its_parts(
    bakery: BakeryOnDatabase, pages: Client, flour: Any, bag: UUID
) -> None:
    milk = ingredient(bakery, "Milk")
    lot(bakery, product(bakery, milk, package_unit="qt"), "5", None, expires_on=ahead(3))
    program(bakery).put(
        f"/api/ingredients/{flour.id}/threshold", json={"low_below": "9", "low_unit": "lb"},
        headers={"Idempotency-Key": str(uuid4())},
    )  # fmt: skip
    said = words(pages.get("/pantry").text)
    assert "Flour King Arthur 1 bag (5 lb) low" in said
    assert "Cellar $3.50" in said
    assert "only until" in said
    assert "Running low, 1" in said
    assert "Expiring, 1" in said
    low = words(pages.get("/pantry?show=low", headers=PART).text)
    assert "Flour" in low
    assert "Milk" not in low
    expiring = words(pages.get("/pantry?show=expiring", headers=PART).text)
    assert "Milk" in expiring
    assert "Flour" not in expiring
    assert "Milk" not in pages.get("/pantry?location=Cellar", headers=PART).text
    assert pages.get("/pantry?show=old").status_code == 422


@pytest.mark.covers("SC-11", "K-68")
def test_what_an_event_needs_is_a_part_of_the_pantry_and_of_the_count(
    bakery: BakeryOnDatabase, pages: Client
) -> None:
    with bakery.session() as db:
        fill_with_sample(db)
    page = pages.get("/pantry").text
    found = re.search(r'href="(/pantry\?event=[0-9a-f-]{36})">(For [^<]+)<', page)
    assert found
    some = pages.get(found.group(1)).text
    assert "Honey" in page
    assert "Honey" not in words(some)
    counting = words(pages.get(found.group(1).replace("/pantry", "/pantry/count")).text)
    assert "need" in counting
    assert "Honey" not in counting
    assert pages.get(f"/pantry?event={uuid4()}").status_code == 404


def test_what_an_event_needs_and_nobody_has_stands_there_with_none(
    bakery: BakeryOnDatabase, pages: Client
) -> None:
    with bakery.session() as db:
        fill_with_sample(db)
        held = set(db.scalars(select(Product.ingredient_id).join(Lot.product).where(Lot.in_use())))
        missing = [
            (event_id, row.ingredient)
            for event_id in db.scalars(select(Event.id))
            for row in plan_for(db, event_id).ingredients
            if row.ingredient.id not in held
        ]
    assert missing
    for event_id, thing in missing:
        shown = pages.get(f"/pantry?event={event_id}")
        assert thing.name in words(shown.text)


@pytest.mark.covers("UX-49")
def test_a_pantry_of_500_rows_is_small_on_the_way_and_on_the_page(
    bakery: BakeryOnDatabase, pages: Client
) -> None:
    with bakery.session() as db:
        fill_with_sample(db)
    bags = [product(bakery, ingredient(bakery, f"Kind {n:03}")) for n in range(60)]
    rows = [
        {"product_id": of.id, "quantity": Decimal(n + 1), "unit_cost": Decimal("0.7"),
         "quantity_out": Decimal(0), "known_by": "bought", "notes": "", "location": f"Shelf {n}",
         "purchased_on": ahead(-n), "expires_on": ahead(n)}
        for of in bags for n in range(8)
    ]  # fmt: skip
    with bakery.session() as db:
        db.insert_rows(Lot, rows)
    for path in ("/pantry", "/pantry/count"):
        reply = pages.get(path, headers={"Accept-Encoding": "gzip"})
        assert int(reply.headers["content-length"]) <= 90_000
        assert reply.text.count("<") - reply.text.count("</") <= 6_000, path


def test_more_lots_ask_the_pages_no_more(bakery: BakeryOnDatabase, pages: Client) -> None:
    counts: dict[str, list[int]] = {}
    for more in (1, 6):
        for number in range(more):
            of = product(bakery, ingredient(bakery, f"Kind {more} {number}"))
            last = lot(bakery, of, "5")
            lot(bakery, of, "5", expires_on=ahead(3))
        for path in ("/pantry", "/pantry/count", f"/pantry/lots/{last}"):
            name = path.rstrip("0123456789abcdef-")
            pages.get(path)
            counts.setdefault(name, []).append(asked(partial(pages.get, path)))
    assert all(first == second for first, second in counts.values()), counts


@pytest.mark.covers("SC-12", "K-68")
def test_a_tap_counts_a_lot_in_its_line(
    bakery: BakeryOnDatabase, pages: Client, flour: Any, bag: UUID
) -> None:
    other = lot(bakery, product(bakery, flour, brand="Mill"), "2")
    page = pages.get("/pantry/count").text
    assert "Flour, bag 1 of 2, about 100 percent" in words(page)
    assert "Flour, package 2 of 2, about 100 percent" in words(page)
    line = {"lot_id": bag, "number": 1, "of": 2, "next_id": other}
    reply = post(pages, "/pantry/count", part=True, percent=50, **line)
    said = words(reply.text)
    assert reply.status_code == 200
    assert "<html" not in reply.text
    assert "Flour, bag 1 of 2, about 50 percent" in said
    assert "Counted King Arthur: 2½ lb Undo last" in said
    assert 'name="percent" value="50" aria-label="half" aria-pressed="true"' in reply.text
    assert f'id="sum-{flour.id}" hx-swap-oob="true">4½ lb' in reply.text
    assert left(bakery, bag, other) == [Decimal("2.5"), Decimal(2)]
    undo(pages, reply.text)
    assert left(bakery, bag) == [5]


@pytest.mark.covers("SC-12")
def test_without_scripts_the_count_comes_back_at_the_next_lot(
    bakery: BakeryOnDatabase, pages: Client, flour: Any, bag: UUID
) -> None:
    other = lot(bakery, product(bakery, flour, brand="Mill"), "2")
    here = "/pantry/count?location=Cellar"
    reply = post(pages, here, lot_id=bag, quantity="1 1/2", number=1, of=2, next_id=other)
    assert reply.headers["location"] == f"{here}#lot-{other}"
    page = toast(pages, reply)
    assert "Counted." in words(page)
    assert left(bakery, bag) == [Decimal("1.5")]
    undo(pages, page)
    assert left(bakery, bag) == [5]


@pytest.mark.covers("SC-12")
def test_a_count_that_cannot_be_says_why_in_the_line(
    bakery: BakeryOnDatabase, pages: Client, bag: UUID
) -> None:
    before = dump(bakery)
    line = {"lot_id": bag, "number": 1, "of": 1}
    far = post(pages, "/pantry/count", part=True, quantity="500", **line)
    assert far.status_code == 422
    assert "far more than was bought" in words(far.text)
    assert "Save it as it is" in words(far.text)
    wrong = post(pages, "/pantry/count", part=True, quantity="a lot", **line)
    assert "is not a number" in words(wrong.text)
    assert 'name="quantity" inputmode="decimal" autocomplete="off" value="a lot" aria-invalid' in (
        wrong.text
    )
    assert "Save it as it is" not in words(wrong.text)
    plain = post(pages, "/pantry/count", quantity="500", **line)
    assert plain.status_code == 422
    assert "far more than was bought" in words(plain.text)
    assert 'value="500" aria-invalid="true"' in plain.text
    assert dump(bakery) == before
    sure = post(pages, "/pantry/count", part=True, quantity="500", confirmed="true", **line)
    assert "the rest stands as a lot of its own" in words(sure.text)
    assert "Counted King Arthur: 500 lb" in words(sure.text)
    assert left(bakery, bag) == [5]
    for gone, status in ((uuid4(), 404), ("x", 422)):
        told = post(pages, "/pantry/count", part=True, lot_id=gone, percent=0)
        assert told.status_code == status


@pytest.mark.covers("SC-13", "L-05", "R-INV-12")
def test_a_lot_tells_where_it_came_from_and_takes_what_is_gone(
    bakery: BakeryOnDatabase, pages: Client, flour: Any
) -> None:
    costco, today = supplier(bakery), ahead(0)
    of = product(bakery, flour, package_type="bag", brand="Mill")
    with bakery.session() as db:
        bought = Purchase(product_id=of.id, packages=2, package_price=Decimal("3.50"),
                          purchased_on=today, supplier_id=costco.id)  # fmt: skip
        db.add(bought)
        db.flush()
        purchase_id = bought.id
    bag = lot(bakery, of, "10", purchase_id=purchase_id)
    here = f"/pantry/lots/{bag}"
    page = pages.get(here).text
    said = words(page)
    assert "2 bags (10 lb) left." in said
    assert f"Bought {today:%a} {today.day} {today:%b}, Costco Paid 2 packages, $3.50 each" in said
    assert f"/purchases/lines/{purchase_id}" in page
    version = hidden(page, "version")
    before = dump(bakery)
    assert '<option value="correction" selected>' in page
    typed = {"version": version, "new_quantity": "10", "unit": "lb"}
    same = toast(pages, post(pages, f"{here}/adjust", **typed))
    assert "Nothing was changed" in words(same)
    assert dump(bakery) == before
    used = typed | {"amount_used": "8", "unit": "oz", "reason": "spoilage", "notes": "Wet"}
    page = toast(pages, post(pages, f"{here}/adjust", **used))
    assert left(bakery, bag) == [Decimal("9.5")]
    assert "½ lb spoiled, $0.35" in words(page)
    assert "Wet" in words(page)
    undo(pages, page)
    assert left(bakery, bag) == [10]
    page = pages.get(here).text
    assert "taken back" in words(page)
    assert len(ledger(bakery)) == 2
    toast(pages, post(pages, f"{here}/adjust", version=hidden(page, "version"), new_quantity="9"))
    assert ledger(bakery)[-1].reason == "correction"


@pytest.mark.covers("SC-13", "K-25")
def test_a_refused_adjustment_keeps_what_was_typed(
    bakery: BakeryOnDatabase, pages: Client, bag: UUID
) -> None:
    here = f"/pantry/lots/{bag}"
    version = hidden(pages.get(here).text, "version")
    typed = {"version": version, "new_quantity": "5", "unit": "lb", "reason": "ad_hoc_usage"}
    cases: list[tuple[dict[str, str], str]] = [
        ({"amount_used": "50"}, "There is only 5 lb. If there is more, count it."),
        ({"amount_used": "1", "remaining_percentage": "10"}, "Say how much, in one way"),
        ({"amount_used": "1", "reason": "other"}, "Say in a few words what happened."),
        ({"new_quantity": "9"}, "There is only 5 lb."),
    ]
    for more, sentence in cases:
        reply = post(pages, f"{here}/adjust", **typed | more)
        assert reply.status_code == 422
        assert sentence in words(reply.text)
    program(bakery).post(
        f"/api/lots/{bag}/count", json={"quantity": "4"}, headers={"Idempotency-Key": str(uuid4())}
    )
    stale = post(pages, f"{here}/adjust", **typed | {"new_quantity": "3"})
    assert stale.status_code == 412
    assert "Changed on another device" in words(stale.text)
    assert left(bakery, bag) == [4]


@pytest.mark.covers("L-06")
def test_what_is_known_of_a_lot_can_be_changed(
    bakery: BakeryOnDatabase, pages: Client, bag: UUID
) -> None:
    here = f"/pantry/lots/{bag}"
    version = hidden(pages.get(here).text, "version")
    assert "Bought at" not in words(pages.get(here).text)
    page = toast(pages, post(pages, here, version=version, location="Shelf", lot_code="L7"))
    assert "Where it stands Shelf" in words(page)
    assert "Lot number on the package L7" in words(page)
    undo(pages, page)
    assert "Where it stands Cellar" in words(pages.get(here).text)
    version = hidden(pages.get(here).text, "version")
    for wrong, said in (
        ({"expires_on": "2020-01-01"}, "That is before the day it was bought."),
        ({"expires_on": "0202-01-01"}, "Check the year of this date."),
        ({"opened_on": str(ahead(2))}, "That day is still to come."),
    ):
        refused = post(pages, here, version=version, **wrong)
        assert refused.status_code == 422
        assert said in words(refused.text)


@pytest.mark.covers("SC-11", "L-09")
def test_a_shelf_shows_products_and_lots_and_lets_some_be_used(
    bakery: BakeryOnDatabase, pages: Client, flour: Any, bag: UUID
) -> None:
    here = f"/pantry/{flour.id}"
    said = words(pages.get(here).text)
    assert "1 bag (5 lb) in the pantry." in said
    assert "Cellar, bought 21 Nov" in said
    page = toast(pages, post(pages, f"{here}/use", quantity="4", unit="cup", reason="gift"))
    assert left(bakery, bag) == [pytest.approx(Decimal("3.9375"), abs=Decimal("1e-9"))]
    undo(pages, page)
    much = post(pages, f"{here}/use", quantity="50", unit="lb", reason="gift")
    assert much.status_code == 422
    assert "Lacking: 45 lb Flour. There: 5 lb Flour." in words(much.text)
    page = toast(pages, post(pages, f"{here}/threshold", low_below="9", low_unit="lb"))
    assert "Low: below 9 lb" in words(page)
    half = post(pages, f"{here}/threshold", low_below="9")
    assert half.status_code == 422
    page = toast(pages, post(pages, f"{here}/threshold"))
    assert "Low: below" not in words(page)
    undo(pages, page)
    assert "Low: below 9 lb" in words(pages.get(here).text)


def test_what_is_found_at_home_is_put_into_the_pantry(
    bakery: BakeryOnDatabase, pages: Client, flour: Any
) -> None:
    of = product(bakery, flour)
    assert "King Arthur" in words(pages.get("/pantry/found?q=arthur").text)
    assert "King Arthur" in words(pages.get(f"/pantry/found?ingredient={flour.id}").text)
    assert "No product is called that" in words(pages.get("/pantry/found?q=zzz").text)
    form = pages.get(f"/pantry/found?product={of.id}").text
    assert "One package holds 5 lb." in words(form)
    page = toast(pages, post(pages, "/pantry/found", product_id=of.id, quantity="2", unit="lb"))
    assert "Flour is in the pantry." in words(page)
    undo(pages, page)
    assert "Nothing is left of it." in words(pages.get(f"/pantry/{flour.id}").text)
    nothing = post(pages, "/pantry/found", product_id=of.id, quantity="0", unit="lb")
    assert nothing.status_code == 422
    assert post(pages, "/pantry/found", quantity="1").status_code == 404


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_opens_and_changes_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, flour: Any, bag: UUID
) -> None:
    pages = browser(neighbour)
    of = program(bakery).get(f"/api/lots/{bag}").json()["product"]["id"]
    opens = (f"/pantry/{flour.id}", f"/pantry/lots/{bag}", f"/pantry/found?product={of}",
             f"/pantry/found?ingredient={flour.id}")  # fmt: skip
    for path in opens:
        assert pages.get(path).status_code == 404, path
    posts: list[tuple[str, dict[str, Any]]] = [
        (f"/pantry/lots/{bag}", {"version": 1, "location": "Attic"}),
        (f"/pantry/lots/{bag}/adjust", {"version": 1, "amount_used": "1"}),
        (f"/pantry/{flour.id}/use", {"quantity": "1", "unit": "lb"}),
        (f"/pantry/{flour.id}/threshold", {"low_below": "1", "low_unit": "lb"}),
        ("/pantry/found", {"product_id": of, "quantity": "1"}),
        ("/pantry/count", {"lot_id": bag, "percent": "0"}),
    ]
    for path, typed in posts:
        assert post(pages, path, **typed).status_code == 404, path
    assert left(bakery, bag) == [5]
