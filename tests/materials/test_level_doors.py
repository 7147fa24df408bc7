"""The other four levels, and what is on hand, through JSON and pages."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from baketracker.db.types import new_id
from baketracker.materials import categories, subcategories
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.reading import hidden, words

from .making import boxes, lot, roll, unit

V1 = {"If-Match": '"v1"'}


def bodies(bakery: BakeryOnDatabase) -> dict[str, dict[str, Any]]:
    """A new one of each kind over JSON, by its address."""
    ours = program(bakery)
    above = ours.post("/api/material-categories", json={"name": "Paper"}).json()["id"]
    tissue = {"name": "Tissue", "category_id": above}
    below = ours.post("/api/material-subcategories", json=tissue).json()["id"]
    white = {"name": "White", "subcategory_id": below, "base_unit": "square_cm"}
    of = ours.post("/api/materials", json=white).json()["id"]
    pack = {"name": "Pack", "material_id": of, "package_quantity": "2", "package_unit": "sq ft"}
    sold = ours.post("/api/material-products", json=pack).json()["id"]
    sheet = {"name": "Sheet", "material_product_id": sold, "quantity_per_unit": "900"}
    return {
        "/api/material-categories": {"name": "Ribbon"},
        "/api/material-subcategories": tissue | {"name": "Crêpe"},
        "/api/materials": white | {"name": "Red"},
        "/api/material-products": pack | {"name": "Ream"},
        "/api/material-units": sheet,
    }


@pytest.mark.covers("SC-28", "DEC-13", "DEC-16")
def test_each_of_the_five_lives_over_json(bakery: BakeryOnDatabase) -> None:
    ours = program(bakery)
    for url, new in bodies(bakery).items():
        key = str(new_id())
        made = ours.post(url, json=new, headers={"Idempotency-Key": key})
        assert (made.status_code, made.json()["id"]) == (201, key), made.text
        assert ours.post(url, json=new, headers={"Idempotency-Key": key}).json() == made.json()
        assert key in [one["id"] for one in ours.get(f"{url}?search={new['name']}").json()["items"]]
        assert ours.get(f"{url}/{key}").headers["etag"] == '"v1"'
        renamed = {"name": f"{new['name']} 2"}
        assert ours.patch(f"{url}/{key}", json=renamed).status_code == 428
        assert ours.patch(f"{url}/{key}", json=renamed, headers=V1).json()["version"] == 2
        assert ours.patch(f"{url}/{key}", json=renamed, headers=V1).status_code == 412
        for extra in ("slug", "tenant_id", "base_quantity", "deleted_at"):
            assert ours.post(url, json=new | {extra: "1"}).status_code == 422
        gone = ours.delete(f"{url}/{key}", headers={"If-Match": '"v2"'})
        assert gone.status_code == 204, gone.text
        assert ours.get(f"{url}/{key}").status_code == 404


@pytest.mark.covers("K-18", "R-MAT-01", "K-16")
def test_refusals_say_why_over_json(bakery: BakeryOnDatabase) -> None:
    ours, bale = program(bakery), roll(bakery)
    bow = unit(bakery, bale, "80")
    stock = lot(bakery, bale, "100")
    held = ours.delete(f"/api/material-products/{bale.id}", headers=V1)
    assert (held.status_code, "Of Roll 100 cm is left" in held.text) == (409, True)
    held = ours.delete(f"/api/materials/{bale.material.id}", headers=V1)
    assert (held.status_code, "still in use: Roll" in held.text) == (409, True)
    wrong = {"name": "x", "material_id": str(bale.material.id), "package_quantity": "1"}
    refused = ours.post("/api/material-products", json=wrong | {"package_unit": "pack"})
    assert (refused.status_code, "Choose one of: cm, feet" in refused.text) == (422, True)
    kept = {"package_quantity": "9"}
    assert ours.patch(f"/api/material-products/{bale.id}", json=kept, headers=V1).status_code == 409
    assert ours.get(f"/api/material-units/{bow.id}").json()["available"] == 1
    assert stock


@pytest.mark.covers("K-19", "K-30", "M-20")
def test_stock_is_asked_used_and_corrected_over_json(bakery: BakeryOnDatabase) -> None:
    ours, bale = program(bakery), roll(bakery)
    bow = unit(bakery, bale, "80")
    key = lot(bakery, bale, "1000", "0.01")
    preview = ours.get(f"/api/material-units/{bow.id}/preview?count=20").json()
    assert (preview["short"], preview["use"]["short"], preview["unit"]["available"]) == (
        8, "600", 12,
    )  # fmt: skip
    url = f"/api/material-products/{bale.id}/use"
    told = ours.get(f"{url}?quantity=2&unit=meters").json()
    mine = str(uuid4())
    body = {"quantity": "2", "unit": "meters", "reason": "gift"}
    used = ours.post(url, json=body, headers={"Idempotency-Key": mine}).json()
    assert (used["operation_id"], used["uses"]) == (mine, [told])
    assert ours.post(url, json=body, headers={"Idempotency-Key": mine}).json() == used
    assert ours.post(url, json=body | {"quantity": "90"}).status_code == 422
    assert ours.get(f"{url}?quantity=1&unit=cup").status_code == 422
    lots = ours.get(f"/api/material-lots?product={bale.id}").json()["items"]
    assert [(one["quantity"], one["bought"]) for one in lots] == [("800", "1000")]
    far = {"how": "set", "amount": "999999"}
    change = {"how": "set", "amount": "0"}
    url = f"/api/material-lots/{key}"
    assert ours.post(f"{url}/adjustments", json=change).status_code == 428
    assert ours.post(f"{url}/adjustments", json=change, headers=V1).status_code == 412
    second = {"If-Match": '"v2"'}
    asked = ours.post(f"{url}/adjustments", json=far, headers=second)
    assert (asked.status_code, asked.json()["code"]) == (422, "please_confirm")
    sure = ours.post(f"{url}/adjustments", json=far | {"confirmed": True}, headers=second).json()
    assert (sure["lot"]["quantity"], sure["surplus"]["quantity"]) == ("1000", "998999")
    ours.post(f"/api/activity/{sure['operation_id']}/undo", json={})
    tag = {"If-Match": ours.get(url).headers["etag"]}
    made = ours.post(f"{url}/adjustments", json=change, headers=tag).json()
    assert (made["lot"]["quantity"], made["surplus"]) == ("0", None)
    history = ours.get(url).json()["history"]
    assert [(one["quantity"], one["reason"]) for one in history] == [
        ("800", "correction"), ("200", "gift"),
    ]  # fmt: skip
    assert ours.get("/api/material-lots").json()["items"] == []
    assert len(ours.get("/api/material-lots?used_up=true").json()["items"]) == 1
    assert ours.post(f"/api/activity/{made['operation_id']}/undo", json={}).status_code == 200
    assert ours.get(url).json()["quantity"] == "800"


@pytest.mark.covers("SC-28", "EX54", "UX-31")
def test_a_baker_writes_down_a_roll_from_nothing(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    assert "needs its material first" in pages.get("/material-products/new").text
    assert "needs its category first" in pages.get("/material-subcategories/new").text
    assert "write that down first" in pages.get("/material-units/new").text
    form = pages.get("/materials/new?name=Red+satin").text
    key = hidden(form, "op_id")
    typed = {
        "name": "<i>Red</i>", "category": "Ribbon", "subcategory": "", "base_unit": "linear_cm",
        "low_below": "500", "op_id": key,
    }  # fmt: skip
    lost = pages.post("/materials", data=typed | {"category": "", "op_id": ""})
    assert (lost.status_code, 'href="#f-category"' in lost.text) == (422, True)
    for _ in range(2):
        assert pages.post("/materials", data=typed).headers["location"] == f"/materials/{key}"
    page = pages.get(f"/materials/{key}").text
    assert "&lt;i&gt;Red&lt;/i&gt;" in page
    assert "none, low" in words(page)
    form = pages.get(f"/material-products/new?material={key}").text
    assert f'<option value="{key}" selected>' in form
    assert '<option value="cm" selected>' in form
    sold = {"material_id": key, "name": "Roll", "package_quantity": "25", "package_unit": "yards"}
    wrong = pages.post("/material-products", data=sold | {"package_unit": "each"})
    assert (wrong.status_code, "does not measure this material" in wrong.text) == (422, True)
    assert 'href="#f-package_unit"' in wrong.text
    made = pages.post("/material-products", data=sold).headers["location"]
    assert "One package holds 25 yards (2,286 cm)" in words(pages.get(made).text)
    roll_id = made.rpartition("/")[2]
    form = pages.get(f"/material-units/new?product={roll_id}").text
    assert '<option value="cm" selected>' in form
    bow = {"material_product_id": roll_id, "name": "Bow", "quantity_per_unit": "1", "unit": "feet"}
    at = pages.post("/material-units", data=bow).headers["location"]
    assert "One takes 30.48 cm" in words(pages.get(at).text)
    saved = pages.post(at, data=bow | {"quantity_per_unit": "80", "unit": "cm", "version": "1"})
    assert saved.headers["location"] == at
    stale = pages.post(at, data=bow | {"quantity_per_unit": "70", "version": "1"})
    assert (stale.status_code, "Changed on another device" in stale.text) == (412, True)
    assert "Bow" in words(pages.get("/material-units").text)
    assert "Roll" in words(pages.get("/material-products").text)
    shelf = words(pages.get("/material-categories").text)
    assert "Ribbon" in shelf


@pytest.mark.covers("SC-28")
def test_categories_live_on_pages(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    made = pages.post("/material-categories", data={"name": "Boxes"}).headers["location"]
    category = made.rpartition("/")[2]
    twin = pages.post("/material-categories", data={"name": "BOXES"})
    assert (twin.status_code, "already one called Boxes" in twin.text) == (422, True)
    kind = pages.post(
        "/material-subcategories", data={"name": "Cake boxes", "category_id": category}
    ).headers["location"]
    assert "Cake boxes 0 materials" in words(pages.get(made).text)
    held = pages.post(f"{made}/archive", data={"version": "1"})
    assert (held.status_code, "still in use: Cake boxes" in held.text) == (409, True)
    gone = pages.post(f"{kind}/archive", data={"version": "1"})
    assert gone.headers["location"] == "/material-subcategories"
    assert "show=archived" in pages.get("/material-subcategories").text
    assert pages.post(f"{kind}/restore").headers["location"] == kind


@pytest.mark.covers("SC-28", "K-30", "UX-26")
def test_a_lot_is_corrected_on_its_page_and_that_can_be_undone(bakery: BakeryOnDatabase) -> None:
    pages, bale = browser(bakery), roll(bakery)
    key = lot(bakery, bale, "1000", "0.01", location="Shelf <b>2</b>")
    assert f'href="/material-lots/{key}"' in pages.get(f"/materials/{bale.material.id}").text
    page = pages.get(f"/material-lots/{key}").text
    assert "&lt;b&gt;2&lt;/b&gt;" in page
    for told in ("Left 1,000 cm", "Bought Mon 16 Nov", "$0.01 a cm", "Nothing left it yet."):
        assert told in words(page), told
    typed = {"how": "subtract", "amount": "2", "unit": "meters", "reason": "damaged",
             "notes": "Cut <i>wrong</i>", "version": hidden(page, "version")}  # fmt: skip
    for wrong, said in (
        ({"amount": "99"}, "There is only 1000 cm."), ({"amount": ""}, "Fill this in."),
        ({"reason": "other", "notes": ""}, "Say in a few words what happened."),
        ({"how": "percentage", "amount": "101"}, "Write 0 to 100 percent."),
    ):  # fmt: skip
        again = pages.post(f"/material-lots/{key}/adjustments", data=typed | wrong)
        assert (again.status_code, said in words(again.text)) == (422, True), said
        assert "Save anyway" not in again.text
    many = {"how": "set", "amount": "9999"}
    far = pages.post(f"/material-lots/{key}/adjustments", data=typed | many)
    assert (far.status_code, 'name="confirmed" value="true"' in far.text) == (422, True)
    assert "999900 cm of Roll is far more than was bought (1000 cm)." in words(far.text)
    assert "Save anyway" in words(far.text)
    done = pages.post(f"/material-lots/{key}/adjustments", data=typed)
    assert done.headers["location"] == f"/material-lots/{key}"
    page = pages.get(f"/material-lots/{key}").text
    assert "800 cm of Roll is left." in words(page)
    assert "Cut &lt;i&gt;wrong&lt;/i&gt;" in page
    stale = pages.post(f"/material-lots/{key}/adjustments", data=typed)
    assert (stale.status_code, "Changed on another device" in stale.text) == (412, True)
    assert hidden(stale.text, "version") == "2"
    undo = page[page.index("/activity/") :].partition('"')[0]
    assert pages.post(undo).status_code == 303
    page = pages.get(f"/material-lots/{key}").text
    assert "Left 1,000 cm" in words(page)
    sure = typed | many | {"confirmed": "true", "version": hidden(page, "version")}
    assert pages.post(f"/material-lots/{key}/adjustments", data=sure).status_code == 303
    held = program(bakery).get("/api/material-lots").json()["items"]
    assert [one["quantity"] for one in held] == ["1000", "998900"]


@pytest.mark.covers("SC-28", "UX-26")
def test_some_is_taken_out_on_the_page_of_a_product(bakery: BakeryOnDatabase) -> None:
    pages, box = browser(bakery), boxes(bakery)
    assert "Take some out" not in pages.get(f"/material-products/{box.id}").text
    lot(bakery, box, "12")
    url = f"/material-products/{box.id}"
    typed = {"quantity": "30", "unit": "each", "reason": "gift", "notes": ""}
    short = pages.post(f"{url}/use", data=typed)
    assert (short.status_code, "Not enough Box: 12 there, 30 wanted" in short.text) == (422, True)
    assert pages.post(f"{url}/use", data=typed | {"quantity": "5"}).headers["location"] == url
    page = pages.get(url).text
    assert "5 of Box is gone." in words(page)
    assert "0.7 package (7)" in words(page)
    undo = page[page.index("/activity/") :].partition('"')[0]
    pages.post(undo)
    assert "1.2 packages (12)" in words(pages.get(url).text)


@pytest.mark.covers("SC-28")
def test_a_preview_on_the_page_of_a_unit(bakery: BakeryOnDatabase) -> None:
    pages, bale = browser(bakery), roll(bakery)
    bow = unit(bakery, bale, "80")
    lot(bakery, bale, "1000", "0.01")
    page = words(pages.get(f"/material-units/{bow.id}?count=20").text)
    for told in ("Enough for 12.", "from the lot of Mon 16 Nov", "$10.00", "8 of them are not"):
        assert told in page, told
    assert pages.get(f"/material-units/{bow.id}?count=x").status_code == 422


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_gets_nothing_through_any_of_these_doors(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    bale = roll(bakery)
    bow, key = unit(bakery, bale, "80"), lot(bakery, bale, "1000")
    api, pages = program(neighbour), browser(neighbour)
    kinds: dict[str, UUID] = {
        "material-categories": uuid4(), "material-subcategories": uuid4(),
        "materials": bale.material.id, "material-products": bale.id, "material-units": bow.id,
    }  # fmt: skip
    with bakery.session() as db:
        kinds["material-categories"] = categories.search_categories(db).items[0].id
        kinds["material-subcategories"] = subcategories.search_subcategories(db).items[0].id
    for path, own in kinds.items():
        assert api.get(f"/api/{path}").json() == {"items": [], "next": None}
        for row_id in (own, uuid4()):
            assert api.get(f"/api/{path}/{row_id}").status_code == 404
            change = api.patch(f"/api/{path}/{row_id}", json={"name": "x"}, headers=V1)
            assert change.status_code == 404
            assert api.delete(f"/api/{path}/{row_id}", headers=V1).status_code == 404
            for page in ("", "/edit"):
                assert pages.get(f"/{path}/{row_id}{page}").status_code == 404
            for page in ("/archive", "/restore"):
                answer = pages.post(f"/{path}/{row_id}{page}", data={"version": "1"})
                assert answer.status_code == 404
    body, use = {"how": "set", "amount": "1"}, {"quantity": "1", "unit": "cm"}
    for row_id in (key, uuid4()):
        url = f"/material-lots/{row_id}"
        assert api.get(f"/api{url}").status_code == 404
        assert api.post(f"/api{url}/adjustments", json=body, headers=V1).status_code == 404
        assert pages.get(url).status_code == 404
        answer = pages.post(f"{url}/adjustments", data=body | {"version": "1"})
        assert answer.status_code == 404
    assert api.get(f"/api/material-lots?product={bale.id}&used_up=true").json()["items"] == []
    for row_id in (bale.id, uuid4()):
        url = f"/material-products/{row_id}/use"
        assert api.get(f"/api{url}?quantity=1").status_code == 404
        assert api.post(f"/api{url}", json=use).status_code == 404
        assert pages.post(url, data=use).status_code == 404
    for row_id in (bow.id, uuid4()):
        assert api.get(f"/api/material-units/{row_id}/preview?count=1").status_code == 404
    assert program(bakery).get(f"/api/material-lots/{key}").json()["quantity"] == "1000"
