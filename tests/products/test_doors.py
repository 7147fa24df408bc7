"""Products through the JSON door, the pages and the tool."""

from uuid import uuid4

import pytest

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, supplier
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
    program(bakery).delete(f"/api/suppliers/{shop.id}", headers={"If-Match": '"v1"'})
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
