"""What was written in passing waits for a person's look."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from baketracker.errors import Conflict, NotFound, Stale
from baketracker.products import service
from baketracker.products.likeness import likest
from baketracker.products.models import Product
from baketracker.products.schemas import ProductChange, ProductView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product
from tests.factories.clients import browser, program
from tests.factories.reading import hidden, words

pytestmark = pytest.mark.covers("K-14")


def seen(bakery: BakeryOnDatabase, *names: str) -> Sequence[ProductView]:
    """Products written down in passing, one after another."""
    flour = ingredient(bakery)
    made = []
    for name in names:
        row_id = product(bakery, flour, brand=None, name=name).id
        with bakery.session() as db:
            row = db.find(Product, row_id)
            assert row is not None
            row.is_provisional, row.seen_as = True, f"{name.upper()} 5LB"
        with bakery.session() as db:
            made.append(service.get(db, row_id))
    return made


def waiting(bakery: BakeryOnDatabase) -> list[UUID]:
    with bakery.session() as db:
        found = service.to_review(db).items
        assert service.count_to_review(db) == len(found)
        return [one.id for one in found]


def test_the_newest_stands_first_until_it_was_looked_at(bakery: BakeryOnDatabase) -> None:
    first, second, third = seen(bakery, "ka ap flour", "bread flr", "rye")
    assert waiting(bakery) == [third.id, second.id, first.id]
    with bakery.session() as db:
        change = ProductChange(brand="King Arthur", name="Bread flour")
        done = service.accept(db, second.id, change, second.version)
    assert (done.label, done.is_provisional) == ("King Arthur Bread flour", False)
    assert waiting(bakery) == [third.id, first.id]


def test_hidden_ones_wait_too_and_listed_they_are_all_the_same(bakery: BakeryOnDatabase) -> None:
    (one,) = seen(bakery, "rye")
    with bakery.session() as db:
        assert [found.id for found in service.search(db).items] == [one.id]
        service.update(db, one.id, ProductChange(is_hidden=True), one.version)
    assert waiting(bakery) == [one.id]


def test_looking_at_it_is_judged_as_any_change(bakery: BakeryOnDatabase) -> None:
    first, second = seen(bakery, "rye", "spelt")
    with bakery.session() as db, pytest.raises(Conflict, match="already a product like this"):
        service.accept(db, second.id, ProductChange(name="rye"), second.version)
    with bakery.session() as db, pytest.raises(Stale):
        service.accept(db, first.id, ProductChange(), first.version + 1)
    assert waiting(bakery) == [second.id, first.id]


def test_those_beside_it_are_named(bakery: BakeryOnDatabase) -> None:
    first, second, third = seen(bakery, "one", "two", "three")
    with bakery.session() as db:
        middle = service.review(db, second.id)
        assert (middle.before, middle.after) == (third.id, first.id)
        assert service.review(db, third.id).before is None
        assert service.review(db, first.id).after is None


@pytest.mark.covers("SC-33")
def test_what_it_may_be_comes_first_with_the_likest_first(bakery: BakeryOnDatabase) -> None:
    (one,) = seen(bakery, "ka ap flour")
    with bakery.session() as db:
        flour = service.get(db, one.id).ingredient
    rye = ingredient(bakery, "Rye")
    likely = product(bakery, flour, brand="KA", name="AP Flower")
    product(bakery, rye, brand="Somebody", name="Else")
    larger = product(bakery, flour, brand="KA", name="AP", package_quantity="25")
    with bakery.session() as db:
        found = service.review(db, one.id)
    assert {(alike.product.id, alike.same_package) for alike in found.alike} == {
        (likely.id, True),
        (larger.id, False),
    }


@pytest.mark.covers("SC-33")
def test_names_are_alike_in_spite_of_order_and_slips() -> None:
    names = [(1, "king arthur bread flour"), (2, "bobs rye"), (3, "flour king arthr bread")]
    assert set(likest(names, ["bread flour king arthur"], 5)) == {1, 3}
    assert likest(names, ["bread flour king arthur"], 1) == [1]
    assert likest(names, ["", "zzz"], 5) == []
    assert likest([], ["rye"], 5) == []


@pytest.mark.covers("SC-33")
def test_one_after_another_is_settled_on_pages(bakery: BakeryOnDatabase) -> None:
    first, second, third = seen(bakery, "rye", "spelt", "oats")
    known = product(bakery, ingredient(bakery, "Oats"), brand=None, name="Oats")
    pages = browser(bakery)
    frame = pages.get("/products").text
    assert "To review 3" in words(frame)
    listed = pages.get("/review").text
    assert words(listed).index("OATS 5LB") < words(listed).index("RYE 5LB")
    assert f'href="/review/products/{third.id}"' in listed
    top = pages.get(f"/review/products/{third.id}").text
    assert "OATS 5LB" in top
    assert top.index("Is it one of these?") < top.index("Or it is new")
    # The newest has only the next one, by the key j.
    assert f'href="/review/products/{second.id}" data-key="j"' in top
    assert 'data-key="k"' not in top
    merged = pages.post(f"/review/products/{third.id}/merge", data={"into_id": str(known.id)})
    assert merged.headers["location"] == f"/review/products/{second.id}"
    middle = pages.get(merged.headers["location"]).text
    typed = {
        "ingredient_id": str(second.ingredient.id),
        "name": "Spelt flour",
        "package_quantity": "",
        "package_unit": "lb",
        "version": hidden(middle, "version"),
    }
    wrong = pages.post(f"/review/products/{second.id}", data=typed)
    assert (wrong.status_code, 'href="#f-package_quantity"' in wrong.text) == (422, True)
    typed["package_quantity"] = "2"
    stale = pages.post(f"/review/products/{second.id}", data=typed | {"version": "9"})
    assert (stale.status_code, "on another device" in stale.text) == (412, True)
    accepted = pages.post(f"/review/products/{second.id}", data=typed)
    assert accepted.headers["location"] == f"/review/products/{first.id}"
    assert waiting(bakery) == [first.id]
    typed |= {"name": "Rye", "version": str(first.version)}
    last = pages.post(f"/review/products/{first.id}", data=typed)
    assert last.headers["location"] == "/review"
    done = pages.get("/review").text
    assert "All caught up." in done
    assert "To review" not in words(pages.get("/products").text)


@pytest.mark.covers("SC-33")
def test_one_that_was_bought_keeps_its_package(bakery: BakeryOnDatabase) -> None:
    (one,) = seen(bakery, "rye")
    lot(bakery, one, "5")
    page = browser(bakery).get(f"/review/products/{one.id}").text
    assert 'id="f-package_quantity"' not in page
    assert f'href="/products/new?like={one.id}"' in page
    typed = {
        "ingredient_id": str(one.ingredient.id),
        "name": "Rye",
        "package_quantity": hidden(page, "package_quantity"),
        "package_unit": hidden(page, "package_unit"),
        "version": str(one.version),
    }
    assert browser(bakery).post(f"/review/products/{one.id}", data=typed).status_code == 303


def test_it_is_done_over_json(bakery: BakeryOnDatabase) -> None:
    first, second = seen(bakery, "rye", "spelt")
    ours = program(bakery)
    listed = ours.get("/api/products/to-review").json()["items"]
    assert [one["seen_as"] for one in listed] == ["SPELT 5LB", "RYE 5LB"]
    url = f"/api/products/{first.id}/review"
    assert ours.post(url, json={"brand": "Bob's"}).status_code == 428
    done = ours.post(url, json={"brand": "Bob's"}, headers={"If-Match": f'"v{first.version}"'})
    assert (done.status_code, done.json()["is_provisional"]) == (200, False)
    assert waiting(bakery) == [second.id]


@pytest.mark.covers("SR4", "SR5")
def test_the_neighbour_sees_none_of_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    (one,) = seen(bakery, "rye")
    theirs = product(neighbour, ingredient(neighbour), brand=None, name="rye")
    assert waiting(neighbour) == []
    with neighbour.session() as db:
        assert service.alike(db, theirs.id) == []
        for ask in (service.review, service.alike):
            with pytest.raises(NotFound):
                ask(db, one.id)
        with pytest.raises(NotFound):
            service.accept(db, one.id, ProductChange(), one.version)
    pages = browser(neighbour)
    assert "RYE" not in pages.get("/review").text
    assert pages.get(f"/review/products/{one.id}").status_code == 404
    assert pages.post(f"/review/products/{one.id}", data={"version": "1"}).status_code == 404
    assert program(neighbour).get("/api/products/to-review").json()["items"] == []
