"""Suppliers through the JSON door, the pages and the tool."""

from uuid import uuid4

import pytest

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product, supplier
from tests.factories.clients import browser, call_tool, program, visitor
from tests.factories.reading import hidden, words
from tests.factories.terminal import Terminal

URL = "/api/suppliers"


@pytest.mark.covers("DEC-13", "SR50", "S4-list-etag")
def test_a_supplier_lives_over_json(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    ours, key = program(bakery), str(new_id())
    made = ours.post(URL, json={"name": "Costco"}, headers={"Idempotency-Key": key})
    assert (made.status_code, made.json()["id"], made.headers["etag"]) == (201, key, '"v1"')
    url = f"{URL}/{key}"
    assert ours.patch(url, json={"city": "Waltham"}).status_code == 428
    changed = ours.patch(url, json={"city": "Waltham"}, headers={"If-Match": '"v1"'})
    assert changed.json()["label"] == "Costco (Waltham)"
    assert ours.patch(url, json={"city": "X"}, headers={"If-Match": '"v1"'}).status_code == 412
    listed = ours.get(URL)
    assert ours.get(URL, headers={"If-None-Match": listed.headers["etag"]}).status_code == 304
    assert ours.post(URL, json={"name": "X", "slug": "x"}).status_code == 422
    assert ours.post(URL, json={"name": "X", "kind": "moon"}).status_code == 422
    assert visitor(app).get(URL).status_code == 401
    assert ours.delete(url, headers={"If-Match": '"v2"'}).status_code == 204
    assert ours.get(url).status_code == 404


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_sees_none_through_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    shop = supplier(bakery, "Secret Mill")
    api, pages = program(neighbour), browser(neighbour)
    assert api.get(URL).json()["items"] == []
    assert call_tool(api, "list_suppliers")["structuredContent"]["items"] == []
    assert "Secret" not in pages.get("/suppliers?q=mill").text
    for row_id in (shop.id, uuid4()):
        assert api.get(f"{URL}/{row_id}").status_code == 404
        change = api.patch(f"{URL}/{row_id}", json={"notes": "x"}, headers={"If-Match": '"v1"'})
        assert change.status_code == 404
        assert api.delete(f"{URL}/{row_id}", headers={"If-Match": '"v1"'}).status_code == 404
        for path in ("", "/edit"):
            assert pages.get(f"/suppliers/{row_id}{path}").status_code == 404
        for path in ("", "/archive", "/restore"):
            answer = pages.post(f"/suppliers/{row_id}{path}", data={"name": "x", "version": "1"})
            assert answer.status_code == 404
    assert program(bakery).get(f"{URL}/{shop.id}").json()["version"] == 1


def test_the_tool_lists_what_the_api_lists(bakery: BakeryOnDatabase) -> None:
    supplier(bakery, "Mühle")
    listed = program(bakery).get(f"{URL}?search=muhle").json()
    assert listed["items"]
    told = call_tool(program(bakery), "list_suppliers", search="muhle")
    assert told["structuredContent"] == listed


@pytest.mark.covers("EX54", "UX-31", "UX-26")
def test_a_supplier_lives_on_pages(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    assert "Where do you buy your flour?" in pages.get("/suppliers").text
    key = hidden(pages.get("/suppliers/new").text, "op_id")
    typed = {"name": "<i>Costco</i>", "kind": "physical", "is_active": "true", "op_id": key}
    for _ in range(2):
        assert pages.post("/suppliers", data=typed).headers["location"] == f"/suppliers/{key}"
    url = f"/suppliers/{key}"
    shown = pages.get(url).text
    assert "&lt;i&gt;Costco&lt;/i&gt;" in shown
    assert "<i>Costco" not in shown
    wrong = pages.post(url, data={"name": "C", "website_url": "javascript:x", "version": "1"})
    assert wrong.status_code == 422
    assert "Begin the address with https://" in wrong.text
    checked = pages.post("/suppliers/check/website_url", data={"name": "C", "website_url": "x"})
    assert checked.text.strip().startswith('<div id="f-website_url-note">')
    saved = pages.post(url, data={"name": "Costco", "version": "1"})
    assert saved.status_code == 303
    assert "We do not shop there any more" in pages.get(url).text
    stale = pages.post(url, data={"name": "Costly", "version": "1"})
    assert (stale.status_code, "Name Costly Costco" in words(stale.text)) == (412, True)
    gone = pages.post(f"{url}/archive", data={"version": hidden(stale.text, "version")})
    assert gone.headers["location"] == "/suppliers"
    undo = pages.get("/suppliers").text.split('action="/activity/')[1].split('"')[0]
    assert pages.post(f"/activity/{undo}").status_code == 303
    assert pages.get(url).status_code == 200


def test_its_page_says_what_is_bought_there(bakery: BakeryOnDatabase) -> None:
    shop = supplier(bakery, website_url="https://www.costco.com")
    product(bakery, ingredient(bakery), preferred_supplier_id=shop.id)
    page = browser(bakery).get(f"/suppliers/{shop.id}").text
    assert 'href="https://www.costco.com" rel="noreferrer noopener"' in page
    assert "King Arthur 5 lb Flour" in words(page)


def test_an_address_from_an_old_file_is_no_link(bakery: BakeryOnDatabase) -> None:
    from baketracker.suppliers.models import Supplier

    with bakery.session() as db:
        row = Supplier(name="Old", slug="old", website_url="javascript:alert(1)")
        db.add(row)
    assert "javascript:" not in browser(bakery).get(f"/suppliers/{row.id}").text


def test_what_is_archived_can_be_found_and_restored(bakery: BakeryOnDatabase) -> None:
    made = supplier(bakery, "Costco")
    visitor = browser(bakery)
    assert "show=archived" not in visitor.get("/suppliers").text
    visitor.post(f"/suppliers/{made.id}/archive", data={"version": "1"})
    assert 'href="/suppliers?show=archived"' in visitor.get("/suppliers").text
    shelved = visitor.get("/suppliers?show=archived").text
    assert f'action="/suppliers/{made.id}/restore"' in shelved
    visitor.post(f"/suppliers/{made.id}/restore")
    assert "Costco" in words(visitor.get("/suppliers").text)
    assert "show=archived" not in visitor.get("/suppliers").text


@pytest.mark.covers("G-12")
def test_the_terminal_prints_what_the_api_lists(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, terminal: Terminal
) -> None:
    supplier(bakery, "Mühle", city="Basel")
    supplier(bakery, "Costco")
    by_api = program(bakery).get(f"{URL}?search=muhle").json()
    typed = ("suppliers", "--bakery", str(bakery.id), "--search", "muhle")
    assert terminal.json(*typed, "--json")["items"] == by_api["items"]
    assert terminal.says(*typed) == "Mühle (Basel)\n"
    assert terminal.says("suppliers", "--bakery", str(neighbour.id)) == ""
