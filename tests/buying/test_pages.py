"""The pages of what was bought: the form on a phone, with and without scripts, and the history."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import func, select

from baketracker.products.models import Product
from baketracker.purchases.models import Receipt
from tests.buying.till import buy, dump, line, lots, ribbon, use
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product, supplier
from tests.factories.clients import Client, browser
from tests.factories.reading import hidden, words

TODAY = datetime.now(UTC).date()


def ago(days: int) -> Any:
    return TODAY - timedelta(days=days)


def blank(pages: Client) -> dict[str, str]:
    """What the empty form sends by itself."""
    key = hidden(pages.get("/purchases/new").text, "op_id")
    return {"op_id": key, "supplier_id": "", "day": "today", "lines.0.packages": "1"}


def row(number: int, of: object, price: str = "", packages: str = "1", **more: str) -> Any:
    """One line as the form sends it."""
    fields = {"product": f"food.{of}", "packages": packages, "package_price": price} | more
    return {f"lines.{number}.{name}": value for name, value in fields.items()}


def ingredient_of(bakery: BakeryOnDatabase, product_id: object) -> object:
    with bakery.session() as db:
        return db.scalar(select(Product.ingredient_id).where(Product.id == product_id))


def receipts(bakery: BakeryOnDatabase) -> int:
    with bakery.session() as db:
        return db.scalar(select(func.count(Receipt.id)).where(Receipt.deleted_at.is_(None))) or 0


def toast(reply: Any) -> str:
    return unquote(str(reply.headers.get("set-cookie", "")))


@pytest.mark.covers("L-11", "SC-18", "SC-19")
def test_five_lines_by_hand_sent_twice_are_one_receipt(bakery: BakeryOnDatabase) -> None:
    pages, mill = browser(bakery), supplier(bakery, "Mill")
    bags = [product(bakery, ingredient(bakery, f"Food {n}")).id for n in range(5)]
    form = blank(pages) | {"supplier_id": str(mill.id), "total_paid": "15.00"}
    for number, bag in enumerate(bags):
        form |= row(number, bag, f"{number + 1}.00")
    saved = pages.post("/purchases", data=form)
    again = pages.post("/purchases", data=form)
    assert saved.status_code == again.status_code == 303
    assert saved.headers["location"] == f"/purchases/{form['op_id']}"
    assert again.headers["location"] == saved.headers["location"]
    assert (receipts(bakery), len(lots(bakery))) == (1, 5)
    shown = words(pages.get(saved.headers["location"]).text)
    for said in ("Mill", "Food 3", "1 × King Arthur, 5 lb, $0.80 a lb", "All together $15.00"):
        assert said in shown, said
    assert "5 purchases are saved." in shown
    assert "Typed by Owner of Ada's Bakery" in shown


@pytest.mark.covers("SC-18")
def test_the_page_of_a_package_leads_to_the_form_with_it_chosen(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    bag, roll = product(bakery, ingredient(bakery)).id, ribbon(bakery)
    buy(bakery, line(bag))
    places = ("/products/{}", bag), ("/material-products/{}", roll)
    for address, of in (*places, ("/pantry/{}", ingredient_of(bakery, bag))):
        page = browser(bakery).get(address.format(of)).text
        (there,) = set(re.findall(r'href="(/purchases/new\?product=[^"]+)"', page))
        form = browser(bakery).get(there).text
        assert hidden(form, "lines.0.product") == there.partition("=")[2]
        form = browser(neighbour).get(there).text
        assert 'name="lines.0.product"' not in form, "the neighbour chooses what it has itself"


@pytest.mark.parametrize("path", ["/purchases", "/purchases/draft", "/purchases/sum"])
def test_what_no_form_sends_is_no_server_error(bakery: BakeryOnDatabase, path: str) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    for odd in (
        {"lines.0.packages": "9" * 40, "lines.0.package_price": "2.50"},
        {"lines.0.product": ["a", "b"]},
        {"lines.0.packages": ["1", "-1"], "lines.0.what": "Flour"},
        {"lines.0.package_price": "9" * 40},
    ):
        answer = pages.post(path, data=blank(pages) | row(0, bag, "2") | odd)
        assert answer.status_code < 500, f"{odd}: {answer.text}"
    assert receipts(bakery) in (0, 1)


@pytest.mark.covers("PH-01")
def test_yesterday_or_another_day(bakery: BakeryOnDatabase) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    for told in ({"day": "yesterday"}, {"day": "other", "bought_on": str(ago(9))}):
        assert pages.post("/purchases", data=blank(pages) | row(0, bag) | told).status_code == 303
    assert [lot.purchased_on for lot in lots(bakery)] == [ago(9), ago(1)]
    refused = pages.post("/purchases", data=blank(pages) | row(0, bag) | {"day": "other"})
    assert refused.status_code == 422
    assert "Day: Fill this in." in words(refused.text)


@pytest.mark.covers("PH-01", "K-69", "L-34")
@pytest.mark.parametrize(
    ("typed", "days"),
    [("", None), ("3d", 3), ("+3 days", 3), ("1w", 7), ("2 Weeks", 14), ("1m", 30)],
)
def test_use_by_in_shorthand(bakery: BakeryOnDatabase, typed: str, days: int | None) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    pages.post("/purchases", data=blank(pages) | row(0, bag, expires=typed))
    (lot,) = lots(bakery)
    assert lot.expires_on == (None if days is None else TODAY + timedelta(days=days))


@pytest.mark.covers("PH-01")
def test_use_by_as_a_date_or_as_nothing_known(bakery: BakeryOnDatabase) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    for typed in ("soon", "99 years", "2026-13-01"):
        refused = pages.post("/purchases", data=blank(pages) | row(0, bag, expires=typed))
        assert refused.status_code == 422
        assert "Use by: Write a date such as 2026-12-19" in words(refused.text)
        assert f'value="{typed}"' in refused.text
    pages.post("/purchases", data=blank(pages) | row(0, bag, expires="2099-12-24"))
    assert str(lots(bakery)[0].expires_on) == "2099-12-24"


def test_a_product_is_found_by_a_part_of_its_name(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = ingredient(bakery)
    product(bakery, flour, brand="Aldi")
    late = product(bakery, flour)
    ribbon(bakery)
    buy(bakery, line(late.id, 1, "4.80"), bought_on=ago(2))
    found = browser(bakery).get("/purchases/find?line=3&lines.3.what=flo")
    said = words(found.text)
    # What was bought last stands first.
    assert "Flour $4.80 King Arthur, 5 lb" in said
    assert said.index("King Arthur") < said.index("Aldi")
    assert "<html" not in found.text
    assert f"/purchases/draft?act=pick&amp;line=3&amp;value=food.{late.id}" in found.text
    sheet = browser(bakery).get("/purchases/find?line=0&lines.0.what=satin+roll")
    assert "value=material." in sheet.text
    nothing = words(browser(neighbour).get("/purchases/find?line=0&lines.0.what=flour").text)
    assert nothing.startswith("Add “flour” as a new product")


def test_without_scripts_a_line_is_found_chosen_and_changed(bakery: BakeryOnDatabase) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    form = blank(pages) | {"lines.0.what": "flour", "lines.0.package_price": "4.80"}
    found = pages.post("/purchases/draft?act=find&line=0", data=form)
    assert found.status_code == 200
    assert f"value=food.{bag}" in found.text
    refused = pages.post("/purchases", data=form)
    assert "What: Choose one of those found" in words(refused.text)
    picked = pages.post(f"/purchases/draft?act=pick&line=0&value=food.{bag}", data=form)
    assert hidden(picked.text, "lines.0.product") == f"food.{bag}"
    assert hidden(picked.text, "op_id") == form["op_id"]
    assert 'value="4.80"' in picked.text
    form["lines.0.product"] = f"food.{bag}"
    cleared = pages.post("/purchases/draft?act=clear&line=0", data=form)
    assert f"value=food.{bag}" in cleared.text
    more = pages.post("/purchases", data=form | {"rearrange": "add.lines"})
    assert more.status_code == 200
    assert 'name="lines.1.what"' in more.text
    assert pages.post("/purchases", data=form).status_code == 303
    assert receipts(bakery) == 1


@pytest.mark.covers("K-26")
def test_what_was_bought_lately_becomes_a_line_in_one_press(bakery: BakeryOnDatabase) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    was = buy(bakery, line(bag, 3, "4.80"), bought_on=ago(3)).lines[0]
    assert "Flour King Arthur, 5 lb" in words(pages.get("/purchases/new").text)
    drawn = pages.post(f"/purchases/draft?act=again&value={was.id}", data=blank(pages)).text
    assert hidden(drawn, "lines.0.product") == f"food.{bag}"
    assert 'value="3"' in drawn
    assert 'value="4.8"' in drawn
    both = pages.post(
        f"/purchases/draft?act=again&value={was.id}", data=blank(pages) | row(0, bag, "1")
    ).text
    assert hidden(both, "lines.1.product") == f"food.{bag}"
    assert pages.post("/purchases/draft?act=again&value=x", data=blank(pages)).status_code == 404


@pytest.mark.covers("K-26", "SC-18")
def test_again_on_the_list_buys_it_at_once(bakery: BakeryOnDatabase) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    was = buy(bakery, line(bag, 3, "4.80"), bought_on=ago(3)).lines[0]
    key = hidden(pages.get("/purchases").text, "op_id")
    for _ in range(2):
        done = pages.post(f"/purchases/lines/{was.id}/repeat", data={"op_id": key})
        assert done.headers["location"] == f"/purchases/{key}"
    assert receipts(bakery) == 2
    undone = pages.post(f"/activity/{key}/undo")
    assert undone.status_code == 303
    assert receipts(bakery) == 1


@pytest.mark.covers("EX14", "K-20")
def test_a_slip_is_asked_about_mended_in_one_press_or_saved_anyway(
    bakery: BakeryOnDatabase,
) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    buy(bakery, line(bag, 1, "12.49"), bought_on=ago(5))
    form = blank(pages) | row(0, bag, "124.90", notes="on offer") | {"number": "A-1"}
    asked = pages.post("/purchases", data=form)
    assert asked.status_code == 422
    said = words(asked.text)
    assert "Flour: That is 10 times what it usually costs (12.49)." in said
    assert "Use $12.49" in said
    assert "Save anyway" in said
    # Nothing typed is lost.
    for value in ("124.90", "on offer", "A-1"):
        assert f'value="{value}"' in asked.text
    mended = pages.post("/purchases/draft?act=use&line=0&value=12.49", data=form)
    assert 'value="12.49"' in mended.text
    assert 'value="on offer"' in mended.text
    assert receipts(bakery) == 1
    saved = pages.post("/purchases", data=form | {"confirmed": "true"})
    assert saved.status_code == 303
    assert receipts(bakery) == 2


def test_a_product_nobody_knew_is_written_down_in_the_line(bakery: BakeryOnDatabase) -> None:
    pages, sugar = browser(bakery), ingredient(bakery, "Sugar")
    form = blank(pages) | {"lines.0.what": "Domino 4#"}
    drawn = pages.post("/purchases/draft?act=pick&line=0&value=new", data=form).text
    assert hidden(drawn, "lines.0.product") == "new"
    assert ">Sugar</option>" in drawn
    form |= {"lines.0.product": "new", "lines.0.package_price": "3.10", "lines.0.unit": "lb"}
    refused = words(pages.post("/purchases", data=form).text)
    for field in ("Ingredient", "One package holds"):
        assert f"{field}: Fill this in." in refused
    form |= {"lines.0.ingredient_id": str(sugar.id), "lines.0.quantity": "4"}
    assert pages.post("/purchases", data=form).status_code == 303
    with bakery.session() as db:
        made = db.scalars(select(Product)).one()
        assert (made.is_provisional, made.seen_as, made.ingredient_id) == (
            True, "Domino 4#", sugar.id,
        )  # fmt: skip
    assert lots(bakery)[0].quantity == 4


@pytest.mark.covers("L-13")
def test_half_a_package_is_refused_beside_its_field(bakery: BakeryOnDatabase) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    refused = pages.post("/purchases", data=blank(pages) | row(0, bag, "5", "1.5"))
    assert refused.status_code == 422
    assert "Packages: Packages are bought whole" in words(refused.text)
    assert receipts(bakery) == 0


def test_the_sum_follows_what_is_typed(bakery: BakeryOnDatabase) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    form = blank(pages) | row(0, bag, "1,250.50", "2") | row(1, bag, "x") | row(2, bag, "0.25")
    told = words(pages.post("/purchases/sum", data=form).text)
    assert told == "All together $2,501.25 1 line has no price yet."


@pytest.mark.covers("SC-18", "K-22", "K-24")
def test_the_history_by_store_and_date(bakery: BakeryOnDatabase) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    assert "Nothing is written down yet." in pages.get("/purchases").text
    mill, market = supplier(bakery, "Mill"), supplier(bakery, "<b>Market")
    buy(bakery, line(bag, 1, "5.00"), supplier_id=mill.id, bought_on=ago(40))
    buy(bakery, line(bag, 1, "5.00"), supplier_id=mill.id, bought_on=ago(20))
    buy(bakery, line(bag, 2, "7.50"), line(bag, 1, None), supplier_id=market.id, bought_on=ago(1))
    page = pages.get("/purchases")
    said = words(page.text)
    assert "<b>Market" in said
    assert "<b>Market" not in page.text
    assert "$1.50 a lb, 50% above usual" in said
    assert "$1.00 a lb, as usual" in said
    assert "price unknown" in said
    assert "typed $15.00" in said
    assert said.index("Market") < said.index("Mill")
    late = words(pages.get("/purchases?period=last_30_days").text)
    assert (said.count(", typed"), late.count(", typed")) == (3, 2)
    of_mill = words(pages.get(f"/purchases?store={mill.id}").text)
    assert "$1.50 a lb" not in of_mill
    part = pages.get("/purchases?q=rye", headers={"HX-Request": "true"})
    assert "Nothing like that was bought." in part.text
    assert "<html" not in part.text
    assert pages.get("/purchases?period=ever").status_code == 422


@pytest.mark.covers("SC-19", "P-09")
def test_a_line_is_corrected_and_tells_what_baking_cost_more(bakery: BakeryOnDatabase) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    was = buy(bakery, line(bag, 2, "5.00")).lines[0]
    (lot,) = lots(bakery)
    use(bakery, lot.id, "2", "production")
    here = f"/purchases/lines/{was.id}"
    shown = pages.get(here).text
    for said in ("8 lb left", "2 lb out", "Some of it went out", "Make a correction"):
        assert said in words(shown), said
    assert f'href="/pantry/lots/{lot.id}"' in shown
    assert f"{here}/void" not in shown
    form = {"op_id": hidden(shown, "op_id"), "version": "1", "packages": "2",
            "package_price": "6.00", "purchased_on": str(was.purchased_on)}  # fmt: skip
    before = dump(bakery)
    saved = pages.post(here, data=form)
    assert saved.headers["location"] == f"/purchases/{was.receipt_id}"
    told = pages.get(saved.headers["location"]).text
    assert "Corrected. What was used of it costs $0.40 more." in words(told)
    stale = pages.post(here, data=form | {"op_id": "", "package_price": "7"})
    assert stale.status_code == 412
    assert "Changed on another device" in stale.text
    few = pages.post(here, data=form | {"op_id": "", "version": "2", "packages": "0"})
    assert few.status_code == 422
    assert pages.post(f"/activity/{form['op_id']}/undo").status_code == 303
    assert dump(bakery) == before


@pytest.mark.covers("SC-19", "R-INV-09", "L-12")
def test_put_away_while_untouched_and_refused_after(bakery: BakeryOnDatabase) -> None:
    pages, bag = browser(bakery), product(bakery, ingredient(bakery)).id
    bought = buy(bakery, line(bag), line(bag), total_paid="12.00")
    home = f"/purchases/{bought.id}"
    shown = words(pages.get(home).text)
    assert "Off by $2.00" in shown
    assert "Undo" in shown
    gone = pages.post(f"/purchases/lines/{bought.lines[0].id}/void", data={"version": "1"})
    assert gone.status_code == 303
    assert len(lots(bakery)) == 1
    use(bakery, lots(bakery)[0].id, "1", "spoilage")
    refused = pages.post(f"{home}/void", data={"version": "1"})
    assert refused.status_code == 409
    assert "1 lb (spoiled)" in words(refused.text)
    locked = words(pages.get(home).text)
    assert "this receipt stays" in locked
    assert "Undo" not in locked


@pytest.mark.covers("SC-19")
def test_day_and_store_of_a_whole_receipt(bakery: BakeryOnDatabase) -> None:
    pages, bag, mill = browser(bakery), product(bakery, ingredient(bakery)).id, supplier(bakery)
    bought = buy(bakery, line(bag), line(bag))
    home = f"/purchases/{bought.id}"
    form = {"version": "1", "bought_on": str(ago(3)), "supplier_id": str(mill.id), "notes": "Sale"}
    assert pages.post(home, data=form).status_code == 303
    assert {lot.purchased_on for lot in lots(bakery)} == {ago(3)}
    assert "The receipt is corrected." in words(pages.get(home).text)
    assert pages.post(home, data=form).status_code == 412


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_opens_none_of_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    bought = buy(bakery, line(product(bakery, ingredient(bakery, "Secret")).id))
    pages, one = browser(neighbour), bought.lines[0].id
    for url in (f"/purchases/{bought.id}", f"/purchases/lines/{one}"):
        assert pages.get(url).status_code == 404
        assert pages.post(f"{url}/void", data={"version": "1"}).status_code == 404
    assert pages.post(f"/purchases/lines/{one}/repeat").status_code == 404
    assert "Secret" not in pages.get("/purchases").text
    assert "Secret" not in pages.get("/purchases/new").text
    stolen = blank(pages) | row(0, bought.lines[0].product.id)
    assert pages.post("/purchases", data=stolen).status_code == 422
    assert lots(neighbour) == []
