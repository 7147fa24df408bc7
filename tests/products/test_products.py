"""Products: what is bought, in which package, and which is the usual one."""

from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from baketracker.errors import Conflict, InvalidInput, NotFound, RuleBroken, Stale
from baketracker.products import service
from baketracker.products.checking import PackageCounted, Twin
from baketracker.products.models import Product
from baketracker.products.schemas import NewProduct, ProductChange
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, purchase, supplier
from tests.factories.statements import asked


def change(**fields: object) -> ProductChange:
    return ProductChange.model_validate(fields)


def test_a_bag_of_flour(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), package_unit="LBS", package_quantity="2 1/2")
    assert (bag.label, bag.package_quantity, bag.package_unit) == (
        "King Arthur",
        Decimal("2.5"),
        "lb",
    )
    assert bag.slug == "flour-king-arthur-25-lb"


def test_without_brand_and_name_it_is_called_as_its_ingredient(bakery: BakeryOnDatabase) -> None:
    assert product(bakery, ingredient(bakery), brand=None).label == "Flour"


def test_a_group_has_no_products_and_ingredients_in_it_are_named(
    bakery: BakeryOnDatabase,
) -> None:
    top = ingredient(bakery, "Flours", is_group=True)
    group = ingredient(bakery, "Wheat", parent_id=top.id, is_group=True)
    for name in ("D", "B", "C", "A"):
        ingredient(bakery, name, parent_id=group.id)
    with pytest.raises(RuleBroken, match=r"such as A, B, C\."):
        product(bakery, top)
    empty = ingredient(bakery, "Empty", is_group=True)
    with pytest.raises(RuleBroken, match="Empty is a group"):
        product(bakery, empty)


@pytest.mark.covers("SR12")
@pytest.mark.parametrize("field", ["ingredient_id", "preferred_supplier_id"])
def test_a_foreign_id_is_refused_as_one_that_never_was(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, field: str
) -> None:
    flour = ingredient(bakery)
    foreign = {
        "ingredient_id": ingredient(neighbour).id,
        "preferred_supplier_id": supplier(neighbour).id,
    }
    said = []
    for row_id in (foreign[field], uuid4()):
        new = NewProduct.model_validate(
            {"ingredient_id": flour.id, "package_quantity": 1, "package_unit": "lb"}
            | {field: row_id}
        )
        with bakery.session() as db, pytest.raises(InvalidInput) as refused:
            service.create(db, new)
        said.append((str(refused.value), refused.value.fields))
    assert said[0] == said[1]
    assert list(said[0][1]) == [field]


@pytest.mark.covers("K-12")
def test_one_usual_product_for_an_ingredient(bakery: BakeryOnDatabase) -> None:
    flour, rye = ingredient(bakery), ingredient(bakery, "Rye")
    first = product(bakery, flour, preferred=True)
    other = product(bakery, rye, preferred=True)
    second = product(bakery, flour, brand="Bob's", preferred=True)
    with bakery.session() as db:
        assert {k: v.id for k, v in service.usual(db, [flour.id, rye.id]).items()} == {
            flour.id: second.id,
            rye.id: other.id,
        }
        now = service.get(db, first.id)
        service.update(db, first.id, change(preferred=True), now.version)
    with bakery.session() as db:
        assert service.usual(db, [flour.id])[flour.id].id == first.id
        assert not service.get(db, second.id).preferred


@pytest.mark.covers("R-CAT-03")
def test_the_same_package_twice_is_refused_and_the_first_is_named(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    first = product(bakery, flour, package_size="5 lb")
    with pytest.raises(Twin, match="already a product like this: King Arthur 5 lb") as refused:
        product(bakery, flour, package_size="5 lb")
    assert refused.value.other_id == first.id
    product(bakery, flour)
    product(bakery, flour, package_quantity="10")
    bread = product(bakery, flour, name="Bread flour")
    with bakery.session() as db, pytest.raises(Twin):
        service.update(db, bread.id, change(name=None), bread.version)


def test_what_an_import_brought_twice_can_still_be_changed(bakery: BakeryOnDatabase) -> None:
    first, second = twins(bakery)
    with bakery.session() as db:
        for row_id in (first, second):
            row = service.get(db, row_id)
            assert service.update(db, row_id, change(notes="seen"), row.version).notes == "seen"
            with pytest.raises(Twin):
                service.update(db, row_id, change(package_size="5 lb"), row.version + 1)


def twins(bakery: BakeryOnDatabase) -> tuple[UUID, UUID]:
    """Two rows of one package, and a third that they may not become."""
    flour = ingredient(bakery)
    third = product(bakery, flour, package_size="5 lb")
    with bakery.session() as db:
        bag = {"ingredient_id": flour.id, "brand": "King Arthur", "package_unit": "lb"}
        rows = [Product(**bag, package_quantity=Decimal(5)) for _ in range(2)]
        db.add_all(rows)
        db.flush()
        assert third.id not in (rows[0].id, rows[1].id)
        return rows[0].id, rows[1].id


@pytest.mark.parametrize("table", ["purchases", "lots"])
def test_a_package_that_was_bought_keeps_its_size(bakery: BakeryOnDatabase, table: str) -> None:
    bag = product(bakery, ingredient(bakery))
    if table == "lots":
        lot(bakery, bag, "0")
    else:
        purchase(bakery, bag)
    for said in ({"package_quantity": "10"}, {"package_unit": "kg"}):
        with bakery.session() as db, pytest.raises(PackageCounted, match="packages of 5 lb"):
            service.update(db, bag.id, change(**said), bag.version)
    with bakery.session() as db:
        same = change(package_quantity="5", package_unit="pounds", notes="x")
        assert service.update(db, bag.id, same, bag.version).notes == "x"


def test_a_package_nobody_bought_may_change(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    with bakery.session() as db:
        changed = service.update(db, bag.id, change(package_quantity="10"), bag.version)
    assert changed.package_quantity == 10


@pytest.mark.covers("K-69")
def test_it_keeps_as_it_says_itself_else_as_its_ingredient(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, shelf_life_days=180)
    bag = product(bakery, flour, shelf_life_days="2 weeks")
    assert (bag.shelf_life_days, bag.keeps_days) == (14, 14)
    with bakery.session() as db:
        other = service.update(db, bag.id, change(shelf_life_days=None), bag.version)
    assert (other.shelf_life_days, other.keeps_days) == (None, 180)


@pytest.mark.covers("SR52", "DEC-01")
@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "1e30", "0.0000001", 0, True, None, []])
def test_a_package_holds_something(amount: object) -> None:
    with pytest.raises(ValidationError):
        ProductChange.model_validate({"package_quantity": amount})


@pytest.mark.covers("SD-27", "K-13")
def test_what_is_left_keeps_it_from_the_archive(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    used_up = product(bakery, ingredient(bakery, "Rye"))
    lot(bakery, bag, "0.001")
    lot(bakery, used_up, "0.0009")
    with bakery.session() as db, pytest.raises(Conflict, match=r"lots \(1\)"):
        service.archive(db, bag.id, bag.version)
    with bakery.session() as db:
        service.archive(db, used_up.id, used_up.version)
    with bakery.session() as db:
        assert [one.id for one in service.search(db).items] == [bag.id]
        assert service.restore(db, used_up.id).slug == used_up.slug


@pytest.mark.covers("K-13")
def test_what_was_bought_keeps_it_from_the_archive(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    purchase(bakery, bag)
    with bakery.session() as db, pytest.raises(Conflict, match=r"purchases \(1\). Hide it"):
        service.archive(db, bag.id, bag.version)


@pytest.mark.covers("K-13")
def test_a_hidden_product_is_left_out_of_lists_only(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), is_hidden=True, preferred=True)
    with bakery.session() as db:
        assert service.search(db).items == []
        assert service.search(db, "king").items == []
        assert service.usual(db, [bag.ingredient.id]) == {}
        assert [one.id for one in service.search(db, show="hidden").items] == [bag.id]
        assert service.count_apart(db) == {"hidden": 1, "archived": 0}
        assert service.get(db, bag.id).is_hidden


def test_a_stale_change_is_refused(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    with bakery.session() as db:
        now = service.update(db, bag.id, change(notes="first"), bag.version)
        assert (now.notes, now.brand, now.version) == ("first", "King Arthur", 2)
    with bakery.session() as db, pytest.raises(Stale):
        service.update(db, bag.id, change(notes="second"), bag.version)


@pytest.mark.covers("L-33", "UX-43", "D-17")
def test_words_may_be_of_brand_name_or_ingredient(bakery: BakeryOnDatabase) -> None:
    cream = ingredient(bakery, "Crème fraîche", aliases=["Schmand"])
    tub = product(bakery, cream, brand="Vermont", name="Cultured")
    product(bakery, ingredient(bakery, "Flour"))
    with bakery.session() as db:
        for typed in ("vermont cultured", "creme", "schmand"):
            assert [one.id for one in service.search(db, typed).items] == [tub.id]
            assert service.count(db, typed) == 1
        assert service.search(db, "%").items == []
        assert [one.id for one in service.search(db, ingredient_id=cream.id).items] == [tub.id]


@pytest.mark.covers("K-12")
def test_one_brought_back_or_moved_is_the_usual_one_alone(bakery: BakeryOnDatabase) -> None:
    flour, rye = ingredient(bakery), ingredient(bakery, "Rye")
    first = product(bakery, flour, preferred=True)
    moved = product(bakery, rye, brand="Mill", preferred=True)
    with bakery.session() as db:
        service.archive(db, first.id, first.version)
    second = product(bakery, flour, brand="Bob's", preferred=True)
    with bakery.session() as db:
        service.restore(db, first.id)
    assert preferred(bakery) == {first.id, moved.id}
    with bakery.session() as db:
        service.update(db, moved.id, change(ingredient_id=flour.id), moved.version)
    assert preferred(bakery) == {moved.id}
    assert second.id not in preferred(bakery)


def preferred(bakery: BakeryOnDatabase) -> set[UUID]:
    with bakery.session() as db:
        return {one.id for one in service.search(db).items if one.preferred}


@pytest.mark.covers("L-36")
def test_a_slip_of_the_finger_finds_it_all_the_same(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), name="Unbleached")
    with bakery.session() as db:
        for typed in ("kng arthur", "unbleeched", "king arthr flour", "flur"):
            assert [one.id for one in service.search(db, typed).items] == [bag.id]
            assert service.count(db, typed) == 0
        assert service.search(db, "kng arthur", ingredient_id=uuid4()).items == []
        assert service.search(db, "kng arthur", show="hidden").items == []


@pytest.mark.covers("L-33", "L-36", "DEC-16")
def test_a_long_list_asks_as_little_as_a_short_one(bakery: BakeryOnDatabase) -> None:
    flour, shop = ingredient(bakery), supplier(bakery)
    counts, seen = [], 0
    for more in (1, 12):
        for number in range(more):
            name = f"{more}-{number}"
            product(bakery, flour, name=name, preferred_supplier_id=shop.id)
        with bakery.session() as db:
            counts.append(asked(partial(service.search, db, limit=10)))
            page = service.search(db, limit=10)
            seen = len(page.items) + len(service.search(db, cursor=page.next).items)
    assert counts == [1, 1]
    assert seen == 13


@pytest.mark.covers("SR4")
def test_the_neighbour_sees_none(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), preferred=True)
    with neighbour.session() as db:
        assert service.search(db).items == []
        assert service.usual(db, [bag.ingredient.id]) == {}
        for verb in (service.get, service.restore):
            with pytest.raises(NotFound):
                verb(db, bag.id)
        with pytest.raises(NotFound):
            service.update(db, bag.id, change(notes="mine"), 1)
        with pytest.raises(NotFound):
            service.archive(db, bag.id, 1)
        assert service.search(db, "kng arthur").items == []
