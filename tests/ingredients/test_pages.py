"""The pages of the ingredients, as a browser asks for them."""

from functools import partial
from html import escape
from uuid import uuid4

import pytest

from baketracker.accounts import service as accounts
from baketracker.accounts.schemas import BakerySettings
from baketracker.db.types import new_id
from baketracker.ingredients import service
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.factories.clients import browser
from tests.factories.reading import hidden, words
from tests.factories.statements import asked

HTMX = {"HX-Request": "true"}


def test_an_empty_bakery_is_offered_the_doors_that_exist(bakery: BakeryOnDatabase) -> None:
    page = browser(bakery).get("/ingredients").text
    assert "An empty shelf." in page
    assert 'href="/ingredients/new"' in page
    assert 'href="/import"' in page
    assert 'action="/starter"' in page


def test_the_list_says_what_is_usual_and_what_is_left(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, category="Flour", **CUP_OF_FLOUR)
    usual = product(bakery, flour, preferred=True)
    lot(bakery, usual, "2.5")
    cups = product(bakery, flour, brand="Loose", package_unit="cup")
    lot(bakery, cups, "4")
    eggs = ingredient(bakery, "Eggs")
    lot(bakery, product(bakery, eggs, package_unit="each"), "18")
    said = words(browser(bakery).get("/ingredients").text)
    assert "Flour Flour King Arthur 3 .56 lb" in said
    assert "Eggs 18 " in said


@pytest.mark.covers("UX-23")
def test_one_address_answers_page_and_fragment(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery)
    visitor = browser(bakery)
    whole = visitor.get("/ingredients?q=flo")
    part = visitor.get("/ingredients?q=flo", headers=HTMX)
    boosted = visitor.get("/ingredients?q=flo", headers=HTMX | {"HX-Boosted": "true"})
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert "<html" in boosted.text
    assert part.text.strip() in whole.text
    for answer in (whole, part):
        assert "HX-Request" in answer.headers["vary"]
        assert answer.headers["cache-control"].startswith("private")


@pytest.mark.covers("UX-25")
def test_the_search_is_a_plain_form_and_says_how_many(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery, "Crème fraîche", category="Dairy")
    ingredient(bakery, "Flour", category="Flour")
    page = browser(bakery).get("/ingredients?q=creme&category=Dairy").text
    assert 'method="get" action="/ingredients"' in page
    assert "delay:250ms" in page
    assert 'hx-push-url="true"' in page
    assert '<input type="hidden" name="category" value="Dairy">' in page
    assert "data-announce>1 ingredient<" in page
    assert "Crème fraîche" in page
    nothing = browser(bakery).get("/ingredients?q=nutella").text
    assert 'href="/ingredients/new?name=nutella"' in nothing


@pytest.mark.covers("UX-08")
def test_show_more_goes_on_where_the_list_ended(bakery: BakeryOnDatabase) -> None:
    for number in range(51):
        ingredient(bakery, f"Kind {number:02}")
    visitor = browser(bakery)
    first = visitor.get("/ingredients").text
    assert "Kind 49" in first
    assert "Kind 50" not in first
    following = first.split('id="ingredients-more"')[1].split('href="')[1].split('"')[0]
    rest = visitor.get(following.replace("&amp;", "&"), headers=HTMX).text
    assert "Kind 50" in rest
    assert "Kind 49" not in rest
    assert '<table class="ledger' in rest
    assert '<ul class="lines' in rest


@pytest.mark.covers("L-33", "L-36")
def test_a_long_page_asks_as_little_as_a_short_one(bakery: BakeryOnDatabase) -> None:
    visitor = browser(bakery)
    counts = []
    for more in (1, 15):
        for number in range(more):
            made = ingredient(bakery, f"Kind {more} {number:02}", category="Flour")
            lot(bakery, product(bakery, made, preferred=True), "1")
        counts.append(asked(partial(visitor.get, "/ingredients")))
    assert counts[0] == counts[1]


@pytest.mark.covers("S4-chk-input")
@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "🧈"]
)
def test_what_was_typed_is_shown_as_words(bakery: BakeryOnDatabase, name: str) -> None:
    made = ingredient(bakery, name, category=name, notes=name, description=name, aliases=[name])
    product(bakery, made, brand=name)
    visitor = browser(bakery)
    for url in ("/ingredients", f"/ingredients/{made.id}", f"/ingredients/{made.id}/edit"):
        page = visitor.get(url).text
        assert str(escape(name)) in page.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.covers("DEC-13", "EX54")
def test_saving_thrice_makes_one(bakery: BakeryOnDatabase) -> None:
    visitor = browser(bakery)
    key = hidden(visitor.get("/ingredients/new").text, "op_id")
    for _ in range(3):
        saved = visitor.post("/ingredients", data={"name": "Flour", "op_id": key})
        assert (saved.status_code, saved.headers["location"]) == (303, f"/ingredients/{key}")
    with bakery.session() as db:
        assert service.count(db) == 1


def test_the_page_after_saving_says_so_once(bakery: BakeryOnDatabase) -> None:
    visitor = browser(bakery)
    saved = visitor.post("/ingredients", data={"name": "Flour", "op_id": str(new_id())})
    assert "Flour is there." in visitor.get(saved.headers["location"]).text
    assert "Flour is there." not in visitor.get(saved.headers["location"]).text


@pytest.mark.covers("UX-26")
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "x" * 201, "Use at most 200 characters."),
        ("density_volume", "NaN", "is not a number"),
        ("density_volume", "1000000000000000", "too much"),
        ("density_volume", "1", "Fill in all four parts"),
        ("default_unit", "stone", "We do not know the unit"),
        ("parent_id", "0d25b771-5626-4ae9-b79e-07c8cdf3df17", "Choose one from the list."),
        ("parent_id", "nobody", "Choose one from the list."),
        ("level", "0", "not known here"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    bakery: BakeryOnDatabase, field: str, value: str, sentence: str
) -> None:
    typed = {"name": "Flour", "notes": "<i>Sift</i>", field: value}
    refused = browser(bakery).post("/ingredients", data=typed)
    assert refused.status_code == 422
    assert "Error: New ingredient" in refused.text
    assert sentence in words(refused.text)
    assert f'href="#f-{field}"' in refused.text
    assert "&lt;i&gt;Sift&lt;/i&gt;" in refused.text
    with bakery.session() as db:
        assert service.count(db) == 0


@pytest.mark.covers("UX-26")
def test_leaving_a_field_swaps_its_note_alone(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    visitor = browser(bakery)
    key = str(new_id())
    typed = {"name": "flour", "moisture_pct": "1,5,5", "op_id": key}
    taken = visitor.post("/ingredients/check/name", data=typed, headers=HTMX).text
    assert taken.strip().startswith('<div id="f-name-note">')
    assert "already an ingredient called Flour" in taken
    own = visitor.post(f"/ingredients/check/name?own={flour.id}", data=typed).text
    assert "already" not in own
    moisture = visitor.post("/ingredients/check/moisture_pct", data=typed).text
    assert "is not a number" in moisture
    assert "Percent of water." in moisture
    saved = visitor.post("/ingredients", data={"name": "Rye", "op_id": key})
    assert saved.status_code == 303


@pytest.mark.covers("UX-31")
def test_a_conflict_shows_both_values_and_saving_again_wins(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, notes="first")
    url = f"/ingredients/{flour.id}"
    visitor = browser(bakery)
    typed = {"name": "Flour", "notes": "mine", "version": "1"}
    other = visitor.post(url, data=typed | {"notes": "theirs"})
    assert other.status_code == 303
    refused = visitor.post(url, data=typed)
    assert refused.status_code == 412
    said = words(refused.text)
    assert "Changed on another device" in said
    assert "Notes mine theirs" in said
    again = visitor.post(url, data=typed | {"version": hidden(refused.text, "version")})
    assert again.status_code == 303
    with bakery.session() as db:
        assert service.get(db, flour.id).notes == "mine"


def test_a_refused_change_may_be_mended(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    ingredient(bakery, "Rye")
    visitor, url = browser(bakery), f"/ingredients/{flour.id}"
    refused = visitor.post(url, data={"name": "rye", "version": "1"})
    assert (refused.status_code, "already an ingredient" in refused.text) == (422, True)
    mended = {"name": "Spelt", "version": hidden(refused.text, "version")}
    assert visitor.post(url, data=mended).status_code == 303


def test_archiving_can_be_undone(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    visitor = browser(bakery)
    gone = visitor.post(f"/ingredients/{flour.id}/archive", data={"version": "1"})
    assert gone.headers["location"] == "/ingredients"
    page = visitor.get("/ingredients").text
    assert "Flour is archived." in page
    undo = page.split('action="/activity/')[1].split('"')[0]
    assert visitor.post(f"/activity/{undo}").status_code == 303
    assert visitor.get(f"/ingredients/{flour.id}").status_code == 200


def test_archiving_what_is_used_says_where(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    product(bakery, flour)
    refused = browser(bakery).post(f"/ingredients/{flour.id}/archive", data={"version": "1"})
    assert refused.status_code == 409
    assert "Flour is still used: products (1)." in words(refused.text)


@pytest.mark.covers("SR5")
def test_the_neighbour_finds_nothing_at_any_address(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = ingredient(bakery)
    theirs = browser(neighbour)
    assert "Flour" not in words(theirs.get("/ingredients?q=flour").text).replace("Flour,", "")
    for row_id in (flour.id, uuid4(), "not-an-id"):
        url = f"/ingredients/{row_id}"
        assert theirs.get(url).status_code == 404
        assert theirs.get(f"{url}/edit").status_code == 404
        changed = {"name": "Mine", "version": "1"}
        assert theirs.post(url, data=changed).status_code == 404
        assert theirs.post(f"{url}/archive", data=changed).status_code == 404
        assert theirs.post(f"{url}/restore").status_code == 404
    with bakery.session() as db:
        assert service.get(db, flour.id).version == 1


def test_the_detail_tells_its_place_its_weight_and_its_lots(bakery: BakeryOnDatabase) -> None:
    top = ingredient(bakery, "Flours", is_group=True)
    group = ingredient(bakery, "Wheat", parent_id=top.id, is_group=True)
    flour = ingredient(bakery, "Cake flour", parent_id=group.id, aliases=["AP"], **CUP_OF_FLOUR)
    lot(bakery, product(bakery, flour, package_type="bag"), "12.5")
    visitor = browser(bakery)
    said = words(visitor.get(f"/ingredients/{flour.id}").text)
    for sentence in ("1 cup weighs 4¼ oz.", "Stands in Flours › Wheat", "Also called AP",
                     "2½ bags (12.5 lb)", "$0.70 a lb"):  # fmt: skip
        assert sentence in said
    assert "In this group Cake flour" in words(visitor.get(f"/ingredients/{group.id}").text)


def test_groups_stand_apart_from_what_is_bought(bakery: BakeryOnDatabase) -> None:
    top = ingredient(bakery, "Flours", is_group=True)
    group = ingredient(bakery, "Wheat", parent_id=top.id, is_group=True)
    ingredient(bakery, "Cake flour", parent_id=group.id)
    visitor = browser(bakery)
    page = visitor.get("/ingredients").text
    assert "Ingredients 1" in words(page)
    assert f'href="/ingredients/{group.id}"' not in page
    assert 'href="/ingredients?show=groups"' in page
    groups = visitor.get("/ingredients?show=groups").text
    assert f'href="/ingredients/{group.id}"' in groups
    assert "Cake flour" not in words(groups)


def test_what_is_archived_can_be_found_and_restored(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    ingredient(bakery, "Rye")
    visitor = browser(bakery)
    assert "show=archived" not in visitor.get("/ingredients").text
    visitor.post(f"/ingredients/{flour.id}/archive", data={"version": "1"})
    assert 'href="/ingredients?show=archived"' in visitor.get("/ingredients").text
    shelved = visitor.get("/ingredients?show=archived").text
    assert f'action="/ingredients/{flour.id}/restore"' in shelved
    assert "Rye" not in words(shelved)
    visitor.post(f"/ingredients/{flour.id}/restore")
    assert "Flour" in words(visitor.get("/ingredients").text)


def test_an_emptied_shelf_still_leads_to_what_is_archived(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    visitor = browser(bakery)
    visitor.post(f"/ingredients/{flour.id}/archive", data={"version": "1"})
    assert 'href="/ingredients?show=archived"' in visitor.get("/ingredients").text


@pytest.mark.parametrize(("units", "preset"), [("us", ("cup", "oz")), ("metric", ("ml", "g"))])
def test_two_numbers_say_what_it_weighs(
    bakery: BakeryOnDatabase, units: str, preset: tuple[str, str]
) -> None:
    with bakery.session() as db:
        here = accounts.get_bakery(db)
        wanted = BakerySettings(**here.model_dump(include=set(BakerySettings.model_fields)))
        accounts.change_settings(db, wanted.model_copy(update={"units": units}), here.version)
    visitor = browser(bakery)
    page = visitor.get("/ingredients/new").text
    for unit in preset:
        assert f'<option value="{unit}" selected>' in page
    measured = dict(zip(("density_volume_unit", "density_weight_unit"), preset, strict=True))
    typed = {"density_volume": "1", "density_weight": "4"} | measured
    assert visitor.post("/ingredients", data={"name": "Flour"} | typed).status_code == 303
    assert visitor.post("/ingredients", data={"name": "Salt"} | measured).status_code == 303
    with bakery.session() as db:
        assert service.named(db, "Flour").density_weight_unit == preset[1]
        assert service.named(db, "Salt").density_weight_unit is None


def test_a_preset_unit_is_no_conflict(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    typed = {"name": "Flour", "density_volume_unit": "cup", "density_weight_unit": "oz"}
    refused = browser(bakery).post(f"/ingredients/{flour.id}", data=typed | {"version": "7"})
    assert refused.status_code == 412
    assert "Unit of the volume cup" not in words(refused.text)


def test_rare_fields_are_folded_until_one_says_something(bakery: BakeryOnDatabase) -> None:
    plain = ingredient(bakery)
    noted = ingredient(bakery, "Rye", notes="Sift it")
    visitor = browser(bakery)
    assert "<details open>" not in visitor.get(f"/ingredients/{plain.id}/edit").text
    assert "<details open>" in visitor.get(f"/ingredients/{noted.id}/edit").text
    refused = visitor.post("/ingredients", data={"name": "Oats", "moisture_pct": "101"}).text
    assert "<details open>" in refused
    assert "Moisture: Use a number of at most 100." in words(refused)


@pytest.mark.covers("SC-26")
def test_an_empty_shelf_is_filled_with_one_press(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    visitor = browser(bakery)
    assert "Take our 202 ingredients" in words(visitor.get("/ingredients").text)
    taken = visitor.post("/starter")
    assert (taken.status_code, taken.headers["location"]) == (303, "/ingredients")
    page = visitor.get("/ingredients").text
    assert "Ingredients 202" in words(page)
    assert "/starter" not in page
    assert visitor.post("/starter").status_code == 303
    assert "Ingredients 202" not in words(browser(neighbour).get("/ingredients").text)


def test_a_bakery_with_something_of_its_own_is_offered_nothing(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    visitor = browser(bakery)
    visitor.post(f"/ingredients/{flour.id}/archive", data={"version": "1"})
    assert "/starter" not in visitor.get("/ingredients").text
    assert visitor.post("/starter").status_code == 422


@pytest.mark.covers("SC-26")
def test_the_list_has_a_column_for_each_level(bakery: BakeryOnDatabase) -> None:
    visitor = browser(bakery)
    ingredient(bakery, "Salt", category="Basics")
    assert "Name Category Usual product" in words(visitor.get("/ingredients").text)
    top = ingredient(bakery, "Flours", is_group=True)
    group = ingredient(bakery, "Wheat", parent_id=top.id, is_group=True)
    ingredient(bakery, "Cake flour", parent_id=group.id)
    said = words(visitor.get("/ingredients").text)
    assert "Name Group Subgroup Usual product" in said
    assert "Cake flour Flours Wheat none" in said


@pytest.mark.covers("P-40")
def test_a_slip_asks_whether_another_was_meant(bakery: BakeryOnDatabase) -> None:
    made = ingredient(bakery, "Chocolate chips", category="Chocolate")
    ingredient(bakery, "Rye")
    visitor = browser(bakery)
    for headers in ({}, HTMX):
        meant = visitor.get("/ingredients?q=choclate", headers=headers).text
        assert "Did you mean:" in words(meant)
        assert f'href="/ingredients/{made.id}"' in meant
        assert 'href="/ingredients/new?name=choclate"' in meant
        assert "Rye" not in words(meant)
    assert "Did you mean" not in visitor.get("/ingredients?q=chocolate").text
    assert "Nothing is called that" in visitor.get("/ingredients?q=choclate&category=Rye").text


@pytest.mark.covers("K-09", "K-10")
def test_codes_and_names_are_typed_line_by_line(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    visitor, url = browser(bakery), f"/ingredients/{flour.id}"
    typed = {
        "name": "Flour", "version": "1", "allergens": "wheat\r\ngluten", "foodon_id": "FOODON:1",
        "aliases.0.name": "Mehl", "aliases.0.locale": "de", "aliases.3.name": "AP",
        "crosswalks.0.system": "NDB", "crosswalks.0.code": "20081", "low_below": "2",
        "low_unit": "kg", "shelf_life_days": "6", "shelf_life_span": "months",
        "langual_terms": "A0143", "fdc_ids": "169761", "moisture_pct": "11.9",
    }  # fmt: skip
    more = visitor.post(url, data=typed | {"rearrange": "add.aliases"})
    assert (more.status_code, 'name="aliases.2.name"' in more.text) == (200, True)
    wrong = visitor.post(url, data=typed | {"crosswalks.0.code": ""})
    assert (wrong.status_code, 'href="#f-crosswalks.0.code"' in wrong.text) == (422, True)
    assert visitor.post(url, data=typed).status_code == 303
    said = words(visitor.get(url).text)
    for sentence in (
        "Also called AP, Mehl (de)", "Allergens wheat, gluten", "Keeps for 6 months",
        "Is low below 2 kg", "FoodOn FOODON:1", "LanguaL A0143", "FoodData Central 169761",
        "NDB 20081", "Moisture 11.9 percent",
    ):  # fmt: skip
        assert sentence in said
    form = visitor.get(f"{url}/edit").text
    assert '<option value="de" selected>German</option>' in form
    again = visitor.post(url, data={"name": "Flour", "version": "2", "aliases.0.name": "Mehl"})
    assert again.status_code == 303
    with bakery.session() as db:
        view = service.get(db, flour.id)
        assert [(one.name, one.locale) for one in view.aliases] == [("Mehl", None)]
        assert (view.crosswalks, view.low_below, view.shelf_life_days) == ([], None, None)


@pytest.mark.covers("L-17")
def test_a_category_of_ones_own_is_a_filter_and_a_suggestion(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery, category="Mehle & Schrote")
    visitor = browser(bakery)
    assert "category=Mehle+%26+Schrote" in visitor.get("/ingredients").text
    assert '<option value="Mehle &amp; Schrote">' in visitor.get("/ingredients/new").text
