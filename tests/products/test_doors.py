"""Products through the JSON door, the pages and the tool."""

from uuid import uuid4

import pytest

from baketracker.app import BakeTracker
from baketracker.db.types import new_id, now
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, purchase, supplier
from tests.factories.clients import browser, call_tool, program, visitor
from tests.factories.reading import hidden, words
from tests.factories.terminal import Terminal

URL = "/api/products"


@pytest.mark.covers("DEC-13", "SR50", "S4-list-etag")
def test_a_product_lives_over_json(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    ours, key, flour = program(bakery), str(new_id()), ingredient(bakery)
    new = {"ingredient_id": str(flour.id), "package_quantity": "5.5", "package_unit": "lbs"}
    made = ours.post(URL, json=new, headers={"Idempotency-Key": key})
    assert (made.status_code, made.json()["id"]) == (201, key)
    assert (made.json()["package_quantity"], made.json()["package_unit"]) == ("5.5", "lb")
    url = f"{URL}/{key}"
    assert ours.patch(url, json={"brand": "KA"}).status_code == 428
    assert ours.patch(url, json={"brand": "KA"}, headers={"If-Match": '"v1"'}).status_code == 200
    assert ours.patch(url, json={"brand": "X"}, headers={"If-Match": '"v1"'}).status_code == 412
    assert ours.post(URL, json=new | {"brand": "KA"}).status_code == 409
    listed = ours.get(URL)
    assert ours.get(URL, headers={"If-None-Match": listed.headers["etag"]}).status_code == 304
    for extra in ("slug", "tenant_id", "is_provisional", "version"):
        assert ours.post(URL, json=new | {extra: "1"}).status_code == 422
    group = ingredient(bakery, "Flours", is_group=True)
    refused = ours.post(URL, json=new | {"ingredient_id": str(group.id)})
    assert (refused.status_code, refused.json()["code"]) == (422, "rule_broken")
    assert visitor(app).get(URL).status_code == 401
    assert ours.delete(url, headers={"If-Match": '"v2"'}).status_code == 204
    assert ours.get(url).status_code == 404


@pytest.mark.covers("SR12")
def test_a_foreign_ingredient_answers_as_one_that_never_was(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    answers = []
    for row_id in (ingredient(neighbour).id, uuid4()):
        new = {"ingredient_id": str(row_id), "package_quantity": "1", "package_unit": "lb"}
        refused = program(bakery).post(URL, json=new)
        body = refused.json()
        body.pop("request_id")
        answers.append((refused.status_code, body))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_sees_none_through_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    bag = product(bakery, ingredient(bakery), brand="Secret")
    api, pages = program(neighbour), browser(neighbour)
    assert api.get(URL).json()["items"] == []
    assert api.get(f"{URL}?ingredient={bag.ingredient.id}").json()["items"] == []
    assert call_tool(api, "list_products")["structuredContent"]["items"] == []
    assert "Secret" not in pages.get("/products?q=flour").text
    for row_id in (bag.id, uuid4()):
        assert api.get(f"{URL}/{row_id}").status_code == 404
        change = api.patch(f"{URL}/{row_id}", json={"notes": "x"}, headers={"If-Match": '"v1"'})
        assert change.status_code == 404
        assert api.delete(f"{URL}/{row_id}", headers={"If-Match": '"v1"'}).status_code == 404
        for path in ("", "/edit"):
            assert pages.get(f"/products/{row_id}{path}").status_code == 404
        for path in ("/archive", "/restore"):
            answer = pages.post(f"/products/{row_id}{path}", data={"version": "1"})
            assert answer.status_code == 404
    assert program(bakery).get(f"{URL}/{bag.id}").json()["version"] == 1


def test_the_tool_lists_what_the_api_lists(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    product(bakery, flour)
    product(bakery, ingredient(bakery, "Rye"))
    listed = program(bakery).get(f"{URL}?ingredient={flour.id}").json()
    assert len(listed["items"]) == 1
    told = call_tool(program(bakery), "list_products", ingredient_id=str(flour.id))
    assert told["structuredContent"] == listed


@pytest.mark.covers("EX54", "UX-31", "UX-26")
def test_a_product_lives_on_pages(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    assert "A product is what you carry home" in pages.get("/products").text
    assert "needs its ingredient first" in pages.get("/products/new").text
    flour = ingredient(bakery)
    new = pages.get(f"/products/new?ingredient={flour.id}").text
    assert f'<option value="{flour.id}" selected>Flour</option>' in new
    key = hidden(new, "op_id")
    typed = {
        "ingredient_id": str(flour.id),
        "brand": "<i>KA</i>",
        "package_quantity": "2 1/2",
        "package_unit": "lb",
        "op_id": key,
    }
    for _ in range(2):
        assert pages.post("/products", data=typed).headers["location"] == f"/products/{key}"
    url = f"/products/{key}"
    assert "&lt;i&gt;KA&lt;/i&gt;" in pages.get(url).text
    assert "One package holds 2½ lb" in words(pages.get(url).text)
    typed["op_id"] = ""
    wrong = pages.post(url, data=typed | {"package_quantity": "0", "upc": "12", "version": "1"})
    assert wrong.status_code == 422
    assert 'value="12"' in wrong.text
    assert 'href="#f-package_quantity"' in wrong.text
    twin = pages.post("/products", data=typed | {"op_id": str(new_id())})
    assert (twin.status_code, "already a product like this" in twin.text) == (422, True)
    saved = pages.post(url, data=typed | {"brand": "KA", "version": "1"})
    assert saved.status_code == 303
    stale = pages.post(url, data=typed | {"brand": "KAF", "version": "1"})
    assert (stale.status_code, "Brand KAF KA" in words(stale.text)) == (412, True)
    gone = pages.post(f"{url}/archive", data={"version": hidden(stale.text, "version")})
    assert gone.headers["location"] == "/products"
    assert pages.post(f"{url}/restore").headers["location"] == url


def test_its_page_shows_its_shop_and_its_lots(bakery: BakeryOnDatabase) -> None:
    shop = supplier(bakery)
    bag = product(bakery, ingredient(bakery), preferred_supplier_id=shop.id, package_type="bag")
    lot(bakery, bag, "7.5", location="Shelf <b>2</b>")
    page = browser(bakery).get(f"/products/{bag.id}").text
    assert f'href="/suppliers/{shop.id}"' in page
    assert "1½ bags (7.5 lb)" in page
    assert "&lt;b&gt;2&lt;/b&gt;" in page
    assert "King Arthur Flour 5 lb 7 ½ lb" in words(browser(bakery).get("/products").text)


def test_an_archived_shop_stays_chosen_in_the_form(bakery: BakeryOnDatabase) -> None:
    shop = supplier(bakery)
    bag = product(bakery, ingredient(bakery), preferred_supplier_id=shop.id)
    with bakery.session() as db:
        # As an import may bring it.
        row = db.find(Supplier, shop.id)
        assert row is not None
        row.deleted_at = now()
    form = browser(bakery).get(f"/products/{bag.id}/edit").text
    assert f'<option value="{shop.id}" selected>Costco</option>' in form
    typed = {
        "ingredient_id": str(bag.ingredient.id),
        "package_quantity": "5",
        "package_unit": "lb",
        "preferred_supplier_id": str(shop.id),
        "version": "1",
    }
    assert browser(bakery).post(f"/products/{bag.id}", data=typed).status_code == 303


@pytest.mark.covers("SC-27", "K-12")
def test_the_usual_one_is_chosen_on_its_page(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    first, second = product(bakery, flour, preferred=True), product(bakery, flour, brand="Bob's")
    pages = browser(bakery)
    assert "The one we usually buy" in pages.get(f"/products/{first.id}").text
    assert f'action="/products/{first.id}/usual"' not in pages.get(f"/products/{first.id}").text
    done = pages.post(f"/products/{second.id}/usual", data={"version": "1"})
    assert done.headers["location"] == f"/products/{second.id}"
    assert "The one we usually buy" in pages.get(f"/products/{second.id}").text
    assert "The one we usually buy" not in pages.get(f"/products/{first.id}").text
    ours, url = program(bakery), f"{URL}/{first.id}"
    tag = {"If-Match": ours.get(url).headers["etag"]}
    assert ours.patch(url, json={"preferred": True}, headers=tag).json()["preferred"]
    assert not ours.get(f"{URL}/{second.id}").json()["preferred"]


@pytest.mark.covers("SC-27")
def test_its_page_leads_to_buying_it_and_to_its_prices(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), upc="036000291452", shelf_life_days="6 months")
    page = browser(bakery).get(f"/products/{bag.id}").text
    assert f'href="/purchases/new?product=food.{bag.id}"' in page
    assert f'href="/products/{bag.id}/prices"' in page
    assert "Barcode 036000291452" in words(page)
    assert "Keeps for 6 months" in words(page)
    assert "Scan the next one" not in page
    assert "Scan the next one" in browser(bakery).get(f"/products/{bag.id}?scanned=true").text


@pytest.mark.covers("K-69")
def test_how_long_it_keeps_is_told_in_days_weeks_months_or_years(bakery: BakeryOnDatabase) -> None:
    bag, pages = product(bakery, ingredient(bakery)), browser(bakery)
    form = pages.get(f"/products/{bag.id}/edit").text
    typed = {
        "ingredient_id": str(bag.ingredient.id),
        "brand": "KA",
        "package_quantity": "5",
        "package_unit": "lb",
        "shelf_life_days": "18",
        "shelf_life_span": "months",
        "version": hidden(form, "version"),
    }
    wrong = pages.post(f"/products/{bag.id}", data=typed | {"shelf_life_days": "soon"})
    assert (wrong.status_code, "Write how long" in wrong.text) == (422, True)
    assert pages.post(f"/products/{bag.id}", data=typed).status_code == 303
    assert program(bakery).get(f"{URL}/{bag.id}").json()["shelf_life_days"] == 540
    again = pages.get(f"/products/{bag.id}/edit").text
    assert 'value="18"' in again
    assert '<option value="months" selected>' in again


@pytest.mark.covers("R-CAT-03", "L-03")
def test_a_refused_form_leads_to_the_product_in_its_way(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    bag = product(bakery, flour, upc="036000291452")
    pages, ours = browser(bakery), program(bakery)
    twin = {"ingredient_id": str(flour.id), "brand": "King Arthur", "package_quantity": "5"}
    twin |= {"package_unit": "lb"}
    same_code = twin | {"brand": "Bob's", "upc": "0 36000 29145 2"}
    for typed, code in ((twin, "twin"), (same_code, "barcode_taken")):
        refused = pages.post("/products", data=typed)
        assert (refused.status_code, f'href="/products/{bag.id}"' in refused.text) == (422, True)
        answer = ours.post(URL, json=typed)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
        assert answer.json()["other_id"] == str(bag.id)
    note = pages.post("/products/check/upc", data=same_code).text
    assert "already belongs to King Arthur" in note
    wrong = pages.post("/products/check/upc", data=same_code | {"upc": "036000291451"}).text
    assert "The last digit should be 2." in wrong
    own = pages.post(f"/products/check/upc?own={bag.id}", data=same_code).text
    assert "belongs" not in own


def test_another_size_of_what_was_bought_is_offered_as_a_new_product(
    bakery: BakeryOnDatabase,
) -> None:
    bag = product(bakery, ingredient(bakery), package_type="bag", upc="036000291452")
    purchase(bakery, bag)
    typed = {
        "ingredient_id": str(bag.ingredient.id),
        "brand": "King Arthur",
        "package_quantity": "10",
        "package_unit": "lb",
        "version": "1",
    }
    refused = browser(bakery).post(f"/products/{bag.id}", data=typed)
    assert (refused.status_code, "Make a new product" in refused.text) == (422, True)
    assert f'href="/products/new?like={bag.id}"' in refused.text
    begun = browser(bakery).get(f"/products/new?like={bag.id}").text
    assert 'value="King Arthur"' in begun
    assert 'value="bag"' in begun
    assert "036000291452" not in begun


@pytest.mark.covers("K-10")
def test_how_the_trade_packs_it_is_seen_and_edited(bakery: BakeryOnDatabase) -> None:
    flour, pages = ingredient(bakery), browser(bakery)
    typed = {
        "ingredient_id": str(flour.id),
        "package_quantity": "5",
        "package_unit": "lb",
        "supplier_sku": "88-17",
        "packaging.0.level": "case",
        "packaging.0.holds": "8",
        "packaging.0.type_code": "BX",
        "packaging.3.level": "each",
        "packaging.3.material_code": "PAPER",
        "packaging.7.level": "pallet",
    }
    more = pages.post("/products", data=typed | {"rearrange": "add.packaging"})
    assert (more.status_code, 'name="packaging.3.level"' in more.text) == (200, True)
    wrong = pages.post("/products", data=typed | {"packaging.3.level": "case"})
    assert (wrong.status_code, "stands here once" in wrong.text) == (422, True)
    url = pages.post("/products", data=typed).headers["location"]
    shown = words(pages.get(url).text)
    assert "The shop’s number for it 88-17" in shown
    assert "Each PAPER" in shown
    assert "Case holds 8; BX" in shown
    assert "Pallet" not in shown
    form = pages.get(f"{url}/edit").text
    assert '<option value="case" selected>' in form
    ours, api = program(bakery), f"/api{url}"
    before = ours.get(api)
    changed = ours.patch(
        api,
        json={"packaging": [{"level": "case", "holds": 12}]},
        headers={"If-Match": before.headers["etag"]},
    )
    assert changed.status_code == 200
    told = ours.get(api)
    assert told.headers["etag"] != before.headers["etag"]
    assert [(one["level"], one["holds"]) for one in told.json()["packaging"]] == [("case", 12)]


@pytest.mark.covers("G-22")
def test_a_scanned_code_leads_to_its_product_or_to_a_new_one(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), upc="036000291452")
    pages = browser(bakery)
    asked = pages.get("/products/scan")
    assert asked.headers["permissions-policy"].startswith("camera=(self)")
    assert 'name="code"' in asked.text
    known = pages.get("/products/scan?code=0036000291452")
    assert known.headers["location"] == f"/products/{bag.id}?scanned=true"
    new = pages.get("/products/scan?code=4006381333931").headers["location"]
    assert new == "/products/new?upc=4006381333931"
    assert 'value="4006381333931"' in pages.get(new).text
    wrong = pages.get("/products/scan?code=036000291459")
    assert (wrong.status_code, "The last digit should be 2." in wrong.text) == (422, True)
    assert 'value="036000291459"' in wrong.text
    boosted = pages.get("/products/scan", headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert boosted.headers["hx-redirect"] == "/products/scan"


@pytest.mark.covers("G-22")
def test_a_product_is_found_by_its_barcode_over_json(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    bag = product(bakery, ingredient(bakery), upc="04252614")
    ours = program(bakery)
    for code in ("04252614", "042100005264", "00042100005264"):
        assert ours.get(f"{URL}/barcode/{code}").json()["id"] == str(bag.id)
        assert program(neighbour).get(f"{URL}/barcode/{code}").status_code == 404
    assert ours.get(f"{URL}/barcode/4006381333931").status_code == 404
    assert ours.get(f"{URL}/barcode/4006381333932").status_code == 422


@pytest.mark.covers("K-13")
def test_hidden_products_have_a_list_of_their_own(bakery: BakeryOnDatabase) -> None:
    product(bakery, ingredient(bakery), brand="Seen")
    pages = browser(bakery)
    assert "show=hidden" not in pages.get("/products").text
    product(bakery, ingredient(bakery, "Rye"), brand="Unseen", is_hidden=True)
    listed = pages.get("/products").text
    assert 'href="/products?show=hidden"' in listed
    assert "Unseen" not in listed
    assert "Unseen" in pages.get("/products?show=hidden").text
    ours = program(bakery)
    assert [one["brand"] for one in ours.get(URL).json()["items"]] == ["Seen"]
    assert [one["brand"] for one in ours.get(f"{URL}?show=hidden").json()["items"]] == ["Unseen"]


def test_what_is_nearly_called_so_is_offered(bakery: BakeryOnDatabase) -> None:
    product(bakery, ingredient(bakery))
    page = browser(bakery).get("/products?q=kng+arthr").text
    assert "Did you mean one of these?" in page
    assert "King Arthur" in page
    none = browser(bakery).get("/products?q=zzzz").text
    assert 'href="/products/new?name=zzzz"' in none


def test_what_is_archived_can_be_found_and_restored(bakery: BakeryOnDatabase) -> None:
    made = product(bakery, ingredient(bakery))
    visitor = browser(bakery)
    assert "show=archived" not in visitor.get("/products").text
    visitor.post(f"/products/{made.id}/archive", data={"version": "1"})
    assert 'href="/products?show=archived"' in visitor.get("/products").text
    shelved = visitor.get("/products?show=archived").text
    assert f'action="/products/{made.id}/restore"' in shelved
    visitor.post(f"/products/{made.id}/restore")
    assert "King Arthur" in words(visitor.get("/products").text)
    assert "show=archived" not in visitor.get("/products").text


@pytest.mark.covers("G-12")
def test_the_terminal_prints_what_the_api_lists(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, terminal: Terminal
) -> None:
    flour = ingredient(bakery)
    product(bakery, flour)
    product(bakery, ingredient(bakery, "Rye"), brand="Mill")
    ours = ("products", "--bakery", str(bakery.id))
    by_api = program(bakery).get(f"{URL}?ingredient={flour.id}").json()
    assert terminal.json(*ours, "--ingredient", "FLOUR", "--json")["items"] == by_api["items"]
    assert terminal.says(*ours, "--search", "king") == "King Arthur: 5 lb of Flour\n"
    assert terminal.says("products", "--bakery", str(neighbour.id)) == ""
