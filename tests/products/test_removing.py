"""Putting a product away with all that was bought of it."""

from uuid import UUID

import pytest

from baketracker.activity import service as activity
from baketracker.errors import InvalidInput, NotFound, RuleBroken, Stale
from baketracker.exchange.canonical import canonical
from baketracker.pantry import service as pantry
from baketracker.pantry.models import Lot
from baketracker.products import service
from baketracker.products.schemas import ProductView
from baketracker.purchases.models import Purchase
from baketracker.recipes import service as recipes
from baketracker.recipes.given import NewRecipe
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, purchase
from tests.factories.clients import browser, program
from tests.factories.reading import hidden, words

pytestmark = pytest.mark.covers("K-13")


def bought(bakery: BakeryOnDatabase) -> ProductView:
    bag = product(bakery, ingredient(bakery))
    lot(bakery, bag, "7.5", purchase_id=purchase(bakery, bag))
    return bag


def remove(bakery: BakeryOnDatabase, of: ProductView, typed: str = "king arthur") -> UUID:
    with bakery.session() as db:
        return service.remove(db, of.id, of.version, typed).operation_id


def test_it_goes_with_its_purchases_and_lots_and_comes_back_with_them(
    bakery: BakeryOnDatabase,
) -> None:
    bag = bought(bakery)
    with bakery.session() as db:
        before = canonical(db)
    done = remove(bakery, bag)
    with bakery.session() as db:
        assert pantry.on_hand_by_product(db, [bag.id]) == {}
        with pytest.raises(NotFound):
            service.get(db, bag.id)
        # Put away, not destroyed.
        assert {row.deleted_at is None for row in db.query(Lot)} == {False}
        assert {row.deleted_at is None for row in db.query(Purchase)} == {False}
    with bakery.session() as db:
        activity.undo(db, done)
    with bakery.session() as db:
        assert canonical(db) == before


def test_brought_back_from_the_archive_it_comes_with_them_too(bakery: BakeryOnDatabase) -> None:
    bag = bought(bakery)
    with bakery.session() as db:
        before = canonical(db)
    done = remove(bakery, bag)
    with bakery.session() as db:
        service.restore(db, bag.id)
    with bakery.session() as db:
        assert pantry.on_hand_by_product(db, [bag.id]) != {}
        after = canonical(db)
    assert {table: after[table] for table in ("purchases", "lots")} == {
        table: before[table] for table in ("purchases", "lots")
    }
    with bakery.session() as db:
        (again,) = activity.dependants(db, done)
        activity.undo(db, done, [again.id])
    with bakery.session() as db:
        assert canonical(db) == before


def test_its_name_must_be_typed(bakery: BakeryOnDatabase) -> None:
    bag = bought(bakery)
    for typed in ("", "yes", "King"):
        with pytest.raises(InvalidInput, match="Type King Arthur"):
            remove(bakery, bag, typed)


def test_while_recipes_use_its_ingredient_it_stays(bakery: BakeryOnDatabase) -> None:
    bag = bought(bakery)
    with bakery.session() as db:
        line = {"ingredient_id": str(bag.ingredient.id), "quantity": "2", "unit": "cup"}
        bread = {"name": "Bread", "category": "Breads", "lines": [line]}
        recipes.create(db, NewRecipe.model_validate(bread))
    with pytest.raises(RuleBroken, match="Recipes use Flour"):
        remove(bakery, bag)


def test_an_old_version_is_refused(bakery: BakeryOnDatabase) -> None:
    bag = bought(bakery)
    with bakery.session() as db, pytest.raises(Stale):
        service.remove(db, bag.id, bag.version + 1, "King Arthur")


@pytest.mark.covers("SR4", "SR5")
def test_the_neighbour_can_remove_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    bag = bought(bakery)
    with neighbour.session() as db:
        for verb in (service.uses, service.doubts):
            with pytest.raises(NotFound):
                verb(db, bag.id)
        with pytest.raises(NotFound):
            service.remove(db, bag.id, 1, "King Arthur")
    pages = browser(neighbour)
    assert pages.get(f"/products/{bag.id}/removal").status_code == 404
    typed = {"confirmed": "King Arthur", "version": "1"}
    for path in ("removal", "hiding", "usual"):
        assert pages.post(f"/products/{bag.id}/{path}", data=typed).status_code == 404
    answer = program(neighbour).post(
        f"/api/products/{bag.id}/removal",
        json={"confirmed": "King Arthur"},
        headers={"If-Match": '"v1"'},
    )
    assert answer.status_code == 404


def test_the_page_names_what_hangs_on_it_and_offers_to_hide_it_first(
    bakery: BakeryOnDatabase,
) -> None:
    bag = bought(bakery)
    pages, home = browser(bakery), f"/products/{bag.id}"
    assert f'href="{home}/removal"' in pages.get(home).text
    asked = pages.get(f"{home}/removal").text
    assert "1 purchase, 1 lot in the pantry" in words(asked)
    typed = {"confirmed": "Bob", "version": hidden(asked, "version")}
    wrong = pages.post(f"{home}/removal", data=typed)
    assert (wrong.status_code, "Type King Arthur to say" in wrong.text) == (422, True)
    hid = pages.post(f"{home}/hiding", data={"version": hidden(asked, "version")})
    assert hid.headers["location"] == home
    again = pages.get(f"{home}/removal").text
    assert f'action="{home}/hiding"' not in again
    gone = pages.post(f"{home}/removal", data={"confirmed": "King Arthur", "version": "2"})
    assert gone.headers["location"] == "/products"
    assert pages.get(home).status_code == 404


def test_what_nothing_hangs_on_is_archived_with_one_button(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    page = browser(bakery).get(f"/products/{bag.id}").text
    assert f'action="/products/{bag.id}/archive"' in page
    assert "/removal" not in page


def test_it_is_done_over_json(bakery: BakeryOnDatabase) -> None:
    bag, ours = bought(bakery), program(bakery)
    url = f"/api/products/{bag.id}/removal"
    tag = {"If-Match": '"v1"'}
    assert ours.post(url, json={"confirmed": "x"}, headers=tag).status_code == 422
    done = ours.post(url, json={"confirmed": "King Arthur"}, headers=tag)
    assert (done.status_code, list(done.json())) == (200, ["operation_id"])
    assert ours.get(f"/api/products/{bag.id}").status_code == 404
