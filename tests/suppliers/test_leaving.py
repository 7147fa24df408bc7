"""A shop nobody goes to any more, one that is put away, and two that are one."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.db.journal import Operation
from baketracker.db.references import StillUsed
from baketracker.errors import InvalidInput, NotFound
from baketracker.exchange.canonical import Dump, canonical
from baketracker.materials.models import MaterialProduct, MaterialPurchase
from baketracker.products.models import Product
from baketracker.purchases.models import Purchase
from baketracker.suppliers import service
from baketracker.suppliers.schemas import NewSupplier, SupplierChange
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product, supplier
from tests.factories.clients import browser, program
from tests.factories.reading import hidden, words
from tests.factories.rows import RowMaker


def dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        return canonical(db)


def bought(bakery: BakeryOnDatabase, shop: UUID, food: int = 1, materials: int = 0) -> None:
    """So many purchases at the shop."""
    bag = product(bakery, ingredient(bakery, f"Flour {shop}"))
    with bakery.session() as db:
        for _ in range(food):
            db.add(
                Purchase(
                    product_id=bag.id, supplier_id=shop, packages=1, package_price=Decimal(4),
                    purchased_on=date(2026, 11, 21),
                )
            )  # fmt: skip
        rows = RowMaker(db)
        for _ in range(materials):
            rows.row("material_purchases", supplier_id=shop)


def preferring(bakery: BakeryOnDatabase, shop: UUID) -> tuple[UUID, UUID]:
    """A product of food and one of a material that are usually bought there."""
    bag = product(bakery, ingredient(bakery), preferred_supplier_id=shop)
    with bakery.session() as db:
        return bag.id, RowMaker(db).row("material_products", supplier_id=shop)


def usual_shops(bakery: BakeryOnDatabase) -> set[UUID | None]:
    with bakery.session() as db:
        food = db.scalars(select(Product.preferred_supplier_id)).all()
        return {*food, *db.scalars(select(MaterialProduct.supplier_id))}


def last(bakery: BakeryOnDatabase, kind: str) -> UUID:
    with bakery.session() as db:
        return db.scalars(select(Operation.id).where(Operation.kind == kind)).one()


@pytest.mark.covers("K-11", "SC-32", "DEC-19")
@pytest.mark.parametrize("whole", [True, False])
def test_a_shop_nobody_goes_to_is_no_products_usual_one(
    bakery: BakeryOnDatabase, whole: bool
) -> None:
    shop = supplier(bakery)
    preferring(bakery, shop.id)
    bought(bakery, shop.id)
    before = dump(bakery)
    change = (
        NewSupplier(name="Costco", is_active=False) if whole else SupplierChange(is_active=False)
    )
    with bakery.session() as db:
        gone = service.update(db, shop.id, change, shop.version)
    assert not gone.is_active
    assert usual_shops(bakery) == {None}
    with bakery.session() as db:
        assert db.scalars(select(Purchase.supplier_id)).all() == [shop.id]
    with bakery.session() as db:
        activity.undo(db, last(bakery, "suppliers.leave"))
    assert dump(bakery) == before


def test_any_other_change_forgets_nothing(bakery: BakeryOnDatabase) -> None:
    shop = supplier(bakery)
    preferring(bakery, shop.id)
    with bakery.session() as db:
        service.update(db, shop.id, SupplierChange(notes="cash only"), shop.version)
    assert shop.id in usual_shops(bakery)
    with bakery.session() as db:
        assert db.scalars(select(Operation)).all() == []


@pytest.mark.covers("K-11")
def test_a_shop_with_purchases_stays_and_says_how_many(bakery: BakeryOnDatabase) -> None:
    shop = supplier(bakery)
    bought(bakery, shop.id, food=2, materials=1)
    with bakery.session() as db, pytest.raises(StillUsed) as refused:
        service.archive(db, shop.id, shop.version)
    for counted in ("purchases (2)", "material purchases (1)"):
        assert counted in str(refused.value)
    assert "King Arthur" in [one.name for one in refused.value.users]
    with bakery.session() as db:
        assert service.bought(db, shop.id) == {"purchases": 2, "material_purchases": 1}


@pytest.mark.covers("K-11", "DEC-19")
def test_a_shop_nothing_was_bought_at_goes_with_what_preferred_it(bakery: BakeryOnDatabase) -> None:
    shop = supplier(bakery)
    preferring(bakery, shop.id)
    before = dump(bakery)
    with bakery.session() as db:
        service.archive(db, shop.id, shop.version)
    assert usual_shops(bakery) == {None}
    with bakery.session() as db:
        activity.undo(db, last(bakery, "suppliers.archive"))
    assert dump(bakery) == before


@pytest.mark.covers("K-11", "SC-32")
def test_the_page_offers_what_can_be_done(bakery: BakeryOnDatabase) -> None:
    shop = supplier(bakery, street_address="Hauptstr. 1\nHinterhaus", city="Zürich",
                    postal_code="8001", country="Schweiz")  # fmt: skip
    visitor, url = browser(bakery), f"/suppliers/{shop.id}"
    first = visitor.get(url).text
    assert "Hauptstr. 1 Hinterhaus 8001 Zürich Schweiz" in words(first)
    assert f'action="{url}/archive"' in first
    bought(bakery, shop.id, food=2)
    preferring(bakery, shop.id)
    page = visitor.get(url).text
    assert "Bought there 2 purchases" in words(page)
    assert f'action="{url}/archive"' not in page
    refused = visitor.post(f"{url}/archive", data={"version": "1"})
    assert (refused.status_code, "stands in purchases (2)" in words(refused.text)) == (409, True)
    left = visitor.post(f"{url}/leaving", data={"version": hidden(page, "version")})
    assert (left.status_code, left.headers["location"]) == (303, url)
    told = visitor.get(url).text
    assert "We do not shop there any more." in words(told)
    assert usual_shops(bakery) == {None}
    undo = told.split('action="/activity/')[1].split('"')[0]
    assert visitor.post(f"/activity/{undo}").status_code == 303
    assert shop.id in usual_shops(bakery)
    version = program(bakery).get(f"/api/suppliers/{shop.id}").json()["version"]
    visitor.post(f"{url}/leaving", data={"version": str(version)})
    assert "not any more" in words(visitor.get("/suppliers").text)
    assert visitor.post(f"{url}/return", data={"version": str(version + 1)}).status_code == 303
    assert "not any more" not in words(visitor.get("/suppliers").text)


@pytest.mark.covers("G-23", "DEC-19")
def test_what_was_bought_at_one_was_bought_at_the_other(bakery: BakeryOnDatabase) -> None:
    old = supplier(bakery, "Cosco", city="Waltham", state="MA", website_url="https://c.example")
    new = supplier(bakery, "Costco")
    preferring(bakery, old.id)
    bought(bakery, old.id, food=2, materials=1)
    before = dump(bakery)
    with bakery.session() as db:
        told = service.preview_merge(db, old.id, new.id)
        assert told.uses["purchases"] == 2
    with bakery.session() as db:
        merged = service.merge(db, old.id, new.id)
    assert merged.supplier.label == "Costco (Waltham, MA)"
    assert merged.supplier.website_url == "https://c.example"
    assert merged.moved == {
        "purchases": 2, "material_purchases": 1, "products": 1, "material_products": 1,
    }  # fmt: skip
    with bakery.session() as db:
        assert set(db.scalars(select(Purchase.supplier_id))) == {new.id}
        assert set(db.scalars(select(MaterialPurchase.supplier_id))) == {new.id}
        activity.undo(db, merged.operation_id)
    assert dump(bakery) == before


def test_an_address_is_not_mixed_of_two(bakery: BakeryOnDatabase) -> None:
    old = supplier(bakery, "Costco", city="Waltham", state="MA")
    new = supplier(bakery, "Costco", city="Burlington")
    with bakery.session() as db:
        assert service.merge(db, old.id, new.id).supplier.label == "Costco (Burlington)"


@pytest.mark.covers("G-23")
def test_the_doors_merge_two_shops(bakery: BakeryOnDatabase) -> None:
    old, new = supplier(bakery, "Cosco"), supplier(bakery, "Costco")
    bought(bakery, old.id)
    visitor, url = browser(bakery), f"/suppliers/{old.id}/merge"
    offered = visitor.get(url).text
    assert f'href="{url}?into={new.id}"' in offered
    assert "called that" in words(visitor.get(f"{url}?q=zzz").text)
    asked = visitor.get(f"{url}?into={new.id}").text
    assert "Goes to Costco: 1 purchase." in words(asked)
    done = visitor.post(url, data={"into_id": str(new.id), "op_id": hidden(asked, "op_id")})
    assert done.headers["location"] == f"/suppliers/{new.id}"
    assert "It is one with Costco now." in visitor.get(f"/suppliers/{new.id}").text
    assert visitor.post(f"/suppliers/{new.id}/merge", data={}).status_code == 422
    third = supplier(bakery, "Cotsco")
    ours = program(bakery)
    told = ours.get(f"/api/suppliers/{new.id}/merge?into={third.id}")
    assert told.json()["uses"] == {"purchases": 1}
    made = ours.post(f"/api/suppliers/{new.id}/merge", json={"into_id": str(third.id)})
    assert made.json()["moved"] == {"purchases": 1}


@pytest.mark.covers("SR4", "SR5")
def test_the_neighbours_shop_can_be_neither_left_nor_merged(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    ours, theirs = supplier(bakery), supplier(neighbour, "Mill")
    pages, api = browser(neighbour), program(neighbour)
    for one, other in ((ours, theirs), (theirs, ours)):
        with neighbour.session() as db, pytest.raises(NotFound):
            service.merge(db, one.id, other.id)
        url, given = f"/suppliers/{one.id}/merge", {"into_id": str(other.id)}
        assert pages.get(f"{url}?into={other.id}").status_code == 404
        assert pages.post(url, data=given).status_code == 404
        assert api.get(f"/api{url}?into={other.id}").status_code == 404
        assert api.post(f"/api{url}", json=given).status_code == 404
    for path in ("leaving", "return"):
        answer = pages.post(f"/suppliers/{ours.id}/{path}", data={"version": "1"})
        assert answer.status_code == 404
    with bakery.session() as db, pytest.raises(InvalidInput):
        service.merge(db, ours.id, ours.id)
    with neighbour.session() as db:
        assert service.countries(db) == []
        for verb in (service.bought, service.alike):
            with pytest.raises(NotFound):
                verb(db, ours.id)
