"""The reports through each door: page, JSON and tool say the same, and only to their bakery."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from baketracker.reports import service
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, supplier
from tests.factories.clients import browser, call_tool, program, visitor
from tests.factories.reading import hidden, words
from tests.purchases.paying import pay
from tests.reports.life import ribbon, use

FRAGMENT = {"HX-Request": "true"}
EVIL = ("=1+1", "+1", "-1", "@SUM(1)", "=cmd|' /C calc'!A0")


def bought(bakery: BakeryOnDatabase, *told: tuple[int, str]) -> Any:
    """A pound of flour at these prices, so many days ago, by turns at two shops."""
    bag = product(bakery, ingredient(bakery), package_quantity="1")
    shops = [supplier(bakery, name) for name in ("Mill", "Market <b>")]
    with bakery.session() as db:
        for number, (days, price) in enumerate(told):
            day = db.scope.today() - timedelta(days=days)
            pay(db, bag.id, price, day, supplier_id=shops[number % 2].id)
    return bag


@pytest.mark.covers("G-24")
def test_the_tool_tells_of_prices_what_json_and_the_page_tell(bakery: BakeryOnDatabase) -> None:
    bag = bought(bakery, (80, "2.00"), (50, "2.20"), (20, "3.50"))
    ours = program(bakery)
    for name, thing in (("product", bag.id), ("ingredient", bag.ingredient.id)):
        home = f"/{name}s/{thing}/prices"
        by_api = ours.get(f"/api{home}").json()
        told = call_tool(ours, "price_history", **{f"{name}_id": str(thing)})
        assert told["structuredContent"] == by_api
        said = words(browser(bakery).get(home).text)
        assert f"${Decimal(by_api['last']['per_unit']):.2f} for one lb" in said
        assert f"Usual is ${Decimal(by_api['usual']['median']):.2f}." in said
        for point in by_api["points"]:
            assert f"${Decimal(point['per_unit']):.2f}" in said
        assert [store["supplier"]["name"] for store in by_api["stores"]] == ["Mill", "Market <b>"]
    fewer = ours.get(f"/api/products/{bag.id}/prices?days=30").json()
    assert [point["per_unit"] for point in fewer["points"]] == ["3.5"]
    told = call_tool(ours, "price_history", product_id=str(bag.id), days=30)
    assert told["structuredContent"] == fewer


@pytest.mark.covers("G-24")
def test_the_tool_wants_exactly_one_thing(bakery: BakeryOnDatabase) -> None:
    ours = program(bakery)
    both = {"product_id": str(new_id()), "ingredient_id": str(new_id())}
    for wrong in ({}, both):
        refused = call_tool(ours, "price_history", **wrong)
        assert refused["isError"]
        assert "Give either product_id or ingredient_id." in refused["content"][0]["text"]
    unknown = call_tool(ours, "price_history", product_id=str(new_id()))
    assert "not_found" in unknown["content"][0]["text"]


@pytest.mark.covers("UX-38", "SC-27")
def test_the_price_page_has_a_chart_with_shapes_and_the_same_as_a_table(
    bakery: BakeryOnDatabase,
) -> None:
    bag = bought(bakery, (80, "2.00"), (50, "2.20"), (20, "3.50"))
    page = browser(bakery).get(f"/products/{bag.id}/prices").text
    charts = re.findall(r"<svg class=\"chart w-full.*?</svg>", page, re.S)
    assert len(charts) == 2
    for chart in charts:
        assert 'role="img"' in chart
        assert "King Arthur, what one lb cost" in chart
        assert "Between $2.00 and $3.50 a lb. The usual is $2.20." in chart
        assert (chart.count("<circle"), chart.count("M-4.5 -4.5h9v9h-9z")) == (2, 1)
        assert 'class="band"' in chart
        assert 'class="median"' in chart
        assert "67% dearer than of late" in chart
        assert "style=" not in chart
    said = words(page)
    assert "Much dearer than of late: 66.7% over the average of 60 days." in said
    assert "Show as table" in said
    table = words(page[page.index('id="table"') :])
    assert "Bought Shop How much Price Usual" in table
    assert "Mill 1 lb $3.50" in table
    assert "<b>" not in page.replace("<b>Ada", "")
    for name in ("Mill", "Market <b>"):
        assert said.count(name) >= 3, name


@pytest.mark.covers("UX-38")
def test_without_prices_or_with_one_the_page_says_so(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    flour = ingredient(bakery)
    bag = product(bakery, flour)
    for home in (f"/products/{bag.id}/prices", f"/ingredients/{flour.id}/prices"):
        said = words(pages.get(home).text)
        assert "Nobody has written down yet what it cost." in said
    with bakery.session() as db:
        pay(db, bag.id, "5", db.scope.today())
    page = pages.get(f"/products/{bag.id}/prices").text
    assert "Bought once so far. With the second price there is a line to draw." in words(page)
    assert "chart w-full" not in page
    assert "$1.00" in words(page[page.index('id="table"') :])


@pytest.mark.covers("UX-39", "G-24")
def test_the_page_of_the_worth_draws_what_json_and_the_tool_tell(bakery: BakeryOnDatabase) -> None:
    pages, ours = browser(bakery), program(bakery)
    assert "Nothing on hand was worth anything" in pages.get("/observe/value").text
    for number in range(7):
        food = ingredient(bakery, f"Food {number}", category=f"Shelf {number}")
        lot(bakery, product(bakery, food), str(10 + number), "1")
    lot(bakery, product(bakery, ingredient(bakery, "Unknown")), "1", None)
    ribbon(bakery, "300", "0.01")
    by_api = ours.get("/api/inventory-value").json()
    assert call_tool(ours, "inventory_value")["structuredContent"] == by_api
    assert by_api["months"][-1]["total"] == "94"
    page = pages.get("/observe/value").text
    said = words(page)
    assert "$94.00 is on hand now." in said
    assert "1 lot has no price and is not in it." in said
    assert "Show as table" in said
    charts = re.findall(r"<svg class=\"chart w-full.*?</svg>", page, re.S)
    assert len(charts) == 2
    for chart in charts:
        assert 'role="img"' in chart
        assert "$94.00 now" in chart
        assert 'class="part part-5"' in chart
        assert "style=" not in chart
    legend = words(page[page.index('class="legend"') : page.index("</figcaption>")])
    assert legend.startswith('class="legend"> Shelf 6 Shelf 5')
    assert "everything else" in legend
    table = words(page[page.index('id="table"') :])
    for number in range(7):
        assert f"Shelf {number}" in table
    assert "Materials" in table
    assert "Now $94.00" in table
    assert len(ours.get("/api/inventory-value?months=3").json()["months"]) == 4
    assert ours.get("/api/inventory-value?months=0").status_code == 422


@pytest.mark.covers("G-25", "SC-34")
def test_the_history_page_lists_filters_and_goes_on(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    assert "Nothing of that kind has left the stock." in pages.get("/observe/history").text
    flour, rye = ingredient(bakery), ingredient(bakery, "Rye")
    today = bakery.scope.today()
    bag, sack = (lot(bakery, product(bakery, one), "100", "2", today) for one in (flour, rye))
    use(bakery, bag, "1.5", "spoilage", notes="<i>moths</i>")
    mistake = use(bakery, sack, "4", "gift")
    pages.post(f"/activity/{mistake}/undo")
    page = pages.get("/observe/history").text
    said = words(page)
    bought = f"King Arthur, {today.day} {today:%b}"
    assert f"Flour {bought} −1½ lb $3.00 spoiled" in said
    assert "<i>moths</i>" in said
    assert "<i>moths" not in page
    assert f"Rye {bought} −4 lb given away taken back" in said
    assert "Owner of Ada&#39;s Bakery" in page
    part = pages.get("/observe/history?reason=spoilage", headers=FRAGMENT).text
    assert "<html" not in part
    assert "Rye" not in words(part)
    assert "reason=spoilage" in part[part.index("/observe/history/csv") :][:60]
    only = pages.get(f"/observe/history?ingredient={rye.id}").text
    assert '<h1 tabindex="-1">Rye' in only
    for _ in range(50):
        use(bakery, bag, "1")
    more = pages.get("/observe/history?days=30").text
    address = re.search(r'href="(/observe/history\?days=30[^"]*cursor=[^"]+)"', more)
    assert address
    rest = words(pages.get(address[1].replace("&amp;", "&")).text)
    assert "spoiled" in rest
    assert pages.get("/observe/history?reason=nonsense").status_code == 422
    assert pages.get(f"/observe/history?ingredient={uuid4()}").status_code == 404


@pytest.mark.covers("G-25")
def test_json_tells_the_same_page_by_page(bakery: BakeryOnDatabase) -> None:
    ours = program(bakery)
    flour = ingredient(bakery)
    bag = lot(bakery, product(bakery, flour), "100", "2")
    for number in range(1, 4):
        use(bakery, bag, str(number), "spoilage" if number == 2 else "gift")
    with bakery.session() as db:
        whole = [one.model_dump(mode="json") for one in service.all_depletions(db)]
    first = ours.get("/api/depletions?limit=2").json()
    second = ours.get(f"/api/depletions?limit=2&cursor={first['next']}").json()
    assert first["items"] + second["items"] == whole
    assert second["next"] is None
    assert [
        one["quantity"] for one in ours.get("/api/depletions?reason=spoilage").json()["items"]
    ] == ["2"]
    assert ours.get("/api/depletions?search=nothing").json()["items"] == []
    assert len(ours.get(f"/api/depletions?ingredient={flour.id}&days=1").json()["items"]) == 3
    for wrong in ("reason=x", "days=0", "ingredient=x", "colour=red", "kind=air", "cursor=x"):
        assert ours.get(f"/api/depletions?{wrong}").status_code == 422, wrong
    assert ours.get("/api/waste").json()["wasted"] == "4"


@pytest.mark.covers("G-25", "SR11")
def test_the_file_keeps_the_filters_and_computes_nothing(bakery: BakeryOnDatabase) -> None:
    pages, ours = browser(bakery), program(bakery)
    for number, evil in enumerate(EVIL):
        bag = product(bakery, ingredient(bakery, f"{evil} {number}"), brand=evil)
        one = lot(bakery, bag, "10", "0.3333333333")
        use(bakery, one, "1.5", "other", notes=evil)
        use(bakery, one, "-0.5", "correction")
    reply = pages.get("/observe/history/csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in reply.headers["content-disposition"]
    assert reply.content == ours.get("/api/depletions/csv").content
    rows = read(reply.content)
    assert len(rows) == 10
    for row in rows:
        for head in ("What", "Lot", "Notes"):
            assert not row[head].startswith(("=", "+", "-", "@", "\t", "\r")), row
    assert {row["Lot"] for row in rows} == {f"'{evil}" for evil in EVIL}
    assert {(row["Quantity"], row["Unit"], row["Reason"]) for row in rows} == {
        ("1.5", "lb", "another reason"), ("-0.5", "lb", "corrected"),
    }  # fmt: skip
    assert {row["Who"] for row in rows} == {"Owner of Ada's Bakery"}
    chosen = read(pages.get("/observe/history/csv?reason=other&search=SUM").content)
    assert [(row["Notes"], row["Cost"]) for row in chosen] == [("'@SUM(1)", "0.5")]
    assert read(pages.get("/observe/history/csv?days=1&kind=material").content) == []


def read(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.covers("SC-34", "G-25")
def test_the_front_page_opens_the_doors_and_tells_the_waste(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    page = pages.get("/observe").text
    assert "Nothing that cost money went to waste in 90 days." in words(page)
    for door in ("/observe/prices", "/observe/value", "/observe/history", "/observe/snapshots"):
        assert f'href="{door}"' in page
        assert pages.get(door).status_code == 200
    flour = ingredient(bakery)
    bag = lot(bakery, product(bakery, flour), "10", "2")
    use(bakery, bag, "1.5", "spoilage")
    use(bakery, bag, "4", "production")
    page = pages.get("/observe?days=30").text
    said = words(page)
    assert "$3.00 went to waste in 30 days." in said
    assert "Flour $3.00 1½ lb" in said
    assert "Baked with $8.00" in said
    history = f"/observe/history?days=30&amp;reason=spoilage&amp;ingredient={flour.id}"
    assert history in page
    assert "Observe" in words(pages.get("/menu").text)
    assert pages.get("/observe?days=0").status_code == 422


@pytest.mark.covers("SC-34", "SC-27")
def test_the_price_book_page(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    assert "Nobody has written down a price yet." in pages.get("/observe/prices").text
    bag = bought(bakery, (80, "2.00"), (50, "2.20"), (20, "3.50"))
    product(bakery, ingredient(bakery, "Free"), brand="Free")
    page = pages.get("/observe/prices").text
    assert f'href="/products/{bag.id}/prices"' in page
    assert "King Arthur Flour $3.50 a lb" in words(page)
    assert "$2.20 Market <b>" in words(page)
    assert "Free" not in words(page)
    part = pages.get("/observe/prices?q=nobody", headers=FRAGMENT).text
    assert "No product is called that here." in part


@pytest.mark.covers("S0-take-inventory-snapshot")
def test_a_snapshot_by_page_is_taken_seen_compared_and_put_away(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    bag = lot(bakery, product(bakery, ingredient(bakery)), "10", "2")
    page = pages.get("/observe/snapshots").text
    assert "No snapshot yet." in page
    refused = pages.post("/observe/snapshots", data={"name": " "})
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
    form = {"name": "<b>Before</b>", "notes": "all", "op_id": hidden(page, "op_id")}
    home = pages.post("/observe/snapshots", data=form).headers["location"]
    assert pages.post("/observe/snapshots", data=form).headers["location"] == home
    said = words(pages.get(home).text)
    assert "<b>Before</b> is taken. Undo" in said
    assert "1 thing stood there, worth $20.00." in said
    use(bakery, bag, "4")
    compared = words(pages.get(f"{home}/compare").text)
    assert "Less by $8.00" in compared
    assert "Flour 10 lb 6 lb −4 lb −$8.00" in compared
    rows = read(pages.get(f"{home}/csv").content)
    assert [(row["What"], row["Quantity"], row["Unit"], row["Value"]) for row in rows] == [
        ("Flour", "10", "lb", "20")
    ]
    second = {"name": "After", "op_id": str(new_id())}
    later = pages.post("/observe/snapshots", data=second).headers["location"]
    both = pages.get(f"{home}/compare?other={later.rpartition('/')[2]}").text
    assert "<b>Before</b> until After" in words(both)
    assert "<b>Before" not in both
    gone = pages.post(f"{home}/put-away", data={"version": "1"})
    assert gone.headers["location"] == "/observe/snapshots"
    page = pages.get("/observe/snapshots").text
    assert "After" in words(page)
    assert "<b>Before</b> is put away." in words(page)
    undo = re.search(r'action="(/activity/[^"]+/undo)"', page)
    assert undo
    assert pages.get(home).status_code == 404
    pages.post(undo[1])
    assert pages.get(home).status_code == 200


@pytest.mark.covers("S0-take-inventory-snapshot", "D-05")
def test_a_snapshot_over_json(bakery: BakeryOnDatabase) -> None:
    ours = program(bakery)
    lot(bakery, product(bakery, ingredient(bakery)), "10", "2")
    key = {"Idempotency-Key": str(new_id())}
    made = ours.post("/api/stock-snapshots", json={"name": "Before"}, headers=key)
    assert made.status_code == 201
    taken = made.json()
    assert taken["id"] == key["Idempotency-Key"]
    assert ours.post("/api/stock-snapshots", json={"name": "Before"}, headers=key).json() == taken
    home = f"/api/stock-snapshots/{taken['id']}"
    assert ours.get(home).json() == taken | {"operation_id": None}
    assert [one["id"] for one in ours.get("/api/stock-snapshots").json()["items"]] == [taken["id"]]
    assert ours.get(f"{home}/comparison").json()["same"] == 1
    assert read(ours.get(f"{home}/csv").content)[0]["Value"] == "20"
    assert ours.delete(home).status_code == 428
    assert ours.delete(home, headers={"If-Match": '"v9"'}).status_code == 412
    assert ours.delete(home, headers={"If-Match": '"v1"'}).status_code == 204
    assert ours.get(home).status_code == 404
    for wrong in ({}, {"name": ""}, {"name": "x", "lines": []}):
        assert ours.post("/api/stock-snapshots", json=wrong).status_code == 422
    reader = program(bakery, "read")
    assert reader.post("/api/stock-snapshots", json={"name": "x"}).status_code == 403


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_sees_nothing_through_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, app: BakeTracker
) -> None:
    bag = bought(bakery, (80, "2.00"), (20, "3.50"))
    use(bakery, lot(bakery, bag, "10", "2"), "1", "spoilage", notes="secret")
    ours = program(bakery)
    taken = ours.post("/api/stock-snapshots", json={"name": "Secret"}).json()["id"]
    api, pages = program(neighbour), browser(neighbour)
    for path in (f"/products/{bag.id}/prices", f"/ingredients/{bag.ingredient.id}/prices"):
        assert api.get(f"/api{path}").status_code == 404
        assert pages.get(path).status_code == 404
    told = call_tool(api, "price_history", product_id=str(bag.id))
    assert "not_found" in told["content"][0]["text"]
    assert api.get("/api/depletions").json() == {"items": [], "next": None}
    assert api.get(f"/api/depletions?ingredient={bag.ingredient.id}").json()["items"] == []
    assert api.get("/api/waste").json()["reasons"] == []
    assert read(api.get("/api/depletions/csv").content) == []
    value: dict[str, Any] = api.get("/api/inventory-value").json()
    assert {month["total"] for month in value["months"]} == {"0"}
    assert call_tool(api, "inventory_value")["structuredContent"] == value
    assert api.get("/api/stock-snapshots").json()["items"] == []
    own = api.post("/api/stock-snapshots", json={"name": "Own"}).json()["id"]
    for path in ("", "/csv", "/comparison", f"/comparison?other={own}"):
        assert api.get(f"/api/stock-snapshots/{taken}{path}").status_code == 404
    assert api.get(f"/api/stock-snapshots/{own}/comparison?other={taken}").status_code == 404
    gone = {"If-Match": '"v1"'}
    assert api.delete(f"/api/stock-snapshots/{taken}", headers=gone).status_code == 404
    for path in ("", "/csv", "/compare"):
        assert pages.get(f"/observe/snapshots/{taken}{path}").status_code == 404
    assert (
        pages.post(f"/observe/snapshots/{taken}/put-away", data={"version": "1"}).status_code == 404
    )
    for path in ("", "/prices", "/value", "/history", "/snapshots", "/history/csv"):
        assert "ecret" not in pages.get(f"/observe{path}").text
        assert visitor(app).get(f"/observe{path}").status_code == 303
    assert visitor(app).get("/api/depletions").status_code == 401
