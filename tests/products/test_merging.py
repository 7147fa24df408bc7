"""Two products that are one: all that happened to the first belongs to the second."""

from decimal import Decimal
from uuid import UUID

import pytest

from baketracker.activity import service as activity
from baketracker.errors import InvalidInput, NotFound, RuleBroken
from baketracker.exchange.canonical import Dump, canonical
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.pantry import service as pantry
from baketracker.products import service
from baketracker.products.merging import OtherPackage
from baketracker.products.schemas import ProductChange, ProductView
from baketracker.purchases import service as purchases
from baketracker.shopping.models import ShoppingItem, ShoppingList
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, purchase
from tests.factories.clients import browser, program

pytestmark = pytest.mark.covers("G-23")

UPC = "036000291452"


def pair(bakery: BakeryOnDatabase) -> tuple[ProductView, ProductView]:
    """A bag, and the same bag under another name with a barcode, a purchase and a lot."""
    flour = ingredient(bakery)
    into = product(bakery, flour)
    row = product(
        bakery, flour, brand="KA FLOUR", upc=UPC, preferred=True, shelf_life_days=90,
        packaging=[{"level": "case", "holds": 8}],
    )  # fmt: skip
    lot(bakery, row, "7.5", purchase_id=purchase(bakery, row))
    return row, into


def dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        return canonical(db)


def merge(bakery: BakeryOnDatabase, row: ProductView, into: ProductView) -> UUID:
    with bakery.session() as db:
        return service.merge(db, row.id, into.id).operation_id


def test_purchases_and_lots_go_to_the_other(bakery: BakeryOnDatabase) -> None:
    row, into = pair(bakery)
    with bakery.session() as db:
        made = service.merge(db, row.id, into.id)
        assert made.moved == {"purchases": 1, "lots": 1, "product_packaging": 1}
        assert pantry.on_hand_by_product(db, [row.id, into.id]) == {into.id: 7.5}
        prices = purchases.prices(db, [row.id, into.id])
        assert (prices[row.id].last, prices[into.id].last is None) == (None, False)
        with pytest.raises(NotFound):
            service.get(db, row.id)


def test_lines_of_shopping_lists_and_of_goods_go_too(bakery: BakeryOnDatabase) -> None:
    box = ingredient(bakery, "Box", is_packaging=True)
    row, into = (product(bakery, box, brand=brand, package_unit="count") for brand in ("A", "B"))
    with bakery.session() as db:
        shopping, good = ShoppingList(name="Saturday"), FinishedGood(slug="tin", name="Tin")
        db.add_all([shopping, good])
        db.flush()
        db.add(ShoppingItem(list_id=shopping.id, kind="packaging", product_id=row.id))
        db.add(
            Composition(finished_good_id=good.id, packaging_product_id=row.id, quantity=Decimal(1))
        )
    with bakery.session() as db:
        before = canonical(db)
        made = service.merge(db, row.id, into.id)
        assert made.moved == {"shopping_items": 1, "compositions": 1}
        assert service.uses(db, into.id) == made.moved
    with bakery.session() as db:
        activity.undo(db, made.operation_id)
        assert canonical(db) == before


def test_what_wraps_and_what_is_eaten_are_two(bakery: BakeryOnDatabase) -> None:
    box = product(bakery, ingredient(bakery, "Box", is_packaging=True), brand="Box & Co")
    bag = product(bakery, ingredient(bakery))
    for row, into in ((box, bag), (bag, box)):
        with bakery.session() as db, pytest.raises(RuleBroken, match="Box & Co wraps things"):
            service.merge(db, row.id, into.id)


def test_the_one_that_stays_takes_what_it_does_not_say_itself(bakery: BakeryOnDatabase) -> None:
    row, into = pair(bakery)
    merge(bakery, row, into)
    with bakery.session() as db:
        stays = service.get(db, into.id)
        assert (stays.label, stays.upc, stays.gtin) == ("King Arthur", UPC, f"00{UPC}")
        assert (stays.preferred, stays.shelf_life_days) == (True, 90)
        assert [(one.level, one.holds) for one in stays.packaging] == [("case", 8)]
        found = service.by_barcode(db, UPC)
        assert found is not None
        assert found.id == into.id


@pytest.mark.covers("DEC-19")
def test_it_can_be_taken_back_to_the_last_column(bakery: BakeryOnDatabase) -> None:
    row, into = pair(bakery)
    before = dump(bakery)
    done = merge(bakery, row, into)
    assert dump(bakery) != before
    with bakery.session() as db:
        activity.undo(db, done)
    assert dump(bakery) == before


@pytest.mark.parametrize("other", [{"package_quantity": "10"}, {"package_unit": "kg"}])
def test_packages_of_two_sizes_are_two_products(
    bakery: BakeryOnDatabase, other: dict[str, str]
) -> None:
    flour = ingredient(bakery)
    row, into = product(bakery, flour), product(bakery, flour, brand="Bob's", **other)
    with (
        bakery.session() as db,
        pytest.raises(OtherPackage, match="King Arthur holds 5 lb, one of"),
    ):
        service.merge(db, row.id, into.id)


def test_a_product_is_not_merged_into_itself(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    with bakery.session() as db, pytest.raises(InvalidInput, match="another one than itself"):
        service.merge(db, bag.id, bag.id)


def test_of_another_ingredient_it_does_not_become_the_usual_one(bakery: BakeryOnDatabase) -> None:
    into = product(bakery, ingredient(bakery))
    row = product(bakery, ingredient(bakery, "Rye"), preferred=True)
    merge(bakery, row, into)
    with bakery.session() as db:
        assert not service.get(db, into.id).preferred


@pytest.mark.covers("SR4", "SR5")
def test_the_neighbours_products_take_no_part(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    ours, theirs = product(bakery, ingredient(bakery)), product(neighbour, ingredient(neighbour))
    for first, second in ((ours, theirs), (theirs, ours)):
        with neighbour.session() as db, pytest.raises(NotFound):
            service.merge(db, first.id, second.id)
    pages = browser(neighbour)
    assert pages.get(f"/products/{ours.id}/merge").status_code == 404
    answer = pages.post(f"/products/{ours.id}/merge", data={"into_id": str(theirs.id)})
    assert answer.status_code == 404
    url = f"/api/products/{ours.id}/merge"
    assert program(neighbour).post(url, json={"into_id": str(theirs.id)}).status_code == 404


def test_it_is_done_on_a_page_and_undone_from_the_toast(bakery: BakeryOnDatabase) -> None:
    row, into = pair(bakery)
    product(bakery, ingredient(bakery, "Rye"), brand="Mill", package_quantity="2")
    pages = browser(bakery)
    listed = pages.get(f"/products/{row.id}/merge").text
    assert f'name="into_id" value="{into.id}"' in listed
    found = pages.get(f"/products/{row.id}/merge?q=mill").text
    assert 'name="into_id"' not in found
    assert "another size" in found
    before = dump(bakery)
    done = pages.post(f"/products/{row.id}/merge", data={"into_id": str(into.id)})
    assert done.headers["location"] == f"/products/{into.id}"
    toast = pages.get(done.headers["location"]).text
    undo = toast[toast.index('action="/activity/') :].split('"')[1]
    assert pages.post(undo).status_code == 303
    assert dump(bakery) == before
    assert pages.post(f"/products/{row.id}/merge", data={}).status_code == 422


def test_it_is_done_over_json(bakery: BakeryOnDatabase) -> None:
    row, into = pair(bakery)
    url = f"/api/products/{row.id}/merge"
    done = program(bakery).post(url, json={"into_id": str(into.id)})
    assert (done.status_code, done.json()["product"]["id"]) == (200, str(into.id))
    assert done.json()["moved"]["lots"] == 1


def test_what_was_merged_away_changes_no_more(bakery: BakeryOnDatabase) -> None:
    row, into = pair(bakery)
    merge(bakery, row, into)
    with bakery.session() as db, pytest.raises(NotFound):
        service.update(db, row.id, ProductChange(notes="x"), row.version)
