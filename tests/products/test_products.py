"""Products: what is bought, in which package, and which is the usual one."""

from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from pydantic import ValidationError

from baketracker.errors import Conflict, InvalidInput, NotFound, RuleBroken, Stale
from baketracker.products import service
from baketracker.products.schemas import NewProduct, ProductChange
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, supplier
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


@pytest.mark.parametrize("held_as", ["upc", "gtin"])
def test_a_barcode_belongs_to_one_product_which_is_named(
    bakery: BakeryOnDatabase, held_as: str
) -> None:
    flour = ingredient(bakery)
    holder = product(bakery, flour, **{held_as: "012345678905"})
    with pytest.raises(Conflict, match="012345678905 already belongs to King Arthur"):
        product(bakery, flour, brand="Bob's", upc="012345678905")
    with bakery.session() as db:
        again = service.update(db, holder.id, change(upc="012345678905"), holder.version)
        assert again.upc == "012345678905"


@pytest.mark.parametrize(
    "code", ["1234567", "12345678901", "123456789012345", "12345678901x", "١٢٣٤٥٦٧٨"]
)
def test_a_barcode_has_8_12_13_or_14_digits(code: str) -> None:
    with pytest.raises(ValidationError):
        ProductChange.model_validate({"upc": code})


def test_the_same_package_twice_is_refused(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    product(bakery, flour)
    with pytest.raises(Conflict, match="already a product like this"):
        product(bakery, flour)
    product(bakery, flour, package_quantity="10")
    product(bakery, flour, name="Bread flour")


@pytest.mark.covers("SR52", "DEC-01")
@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "1e30", "0.0000001", 0, True, None, []])
def test_a_package_holds_something(amount: object) -> None:
    with pytest.raises(ValidationError):
        ProductChange.model_validate({"package_quantity": amount})


@pytest.mark.covers("SD-27")
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


def test_a_hidden_product_is_left_out_of_lists_only(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), is_hidden=True)
    with bakery.session() as db:
        assert service.search(db).items == []
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
