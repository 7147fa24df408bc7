"""Writing down what was bought: a receipt, its lines and the lots they fill."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from baketracker.buying import service
from baketracker.buying.schemas import NewReceipt
from baketracker.db.types import new_id
from baketracker.errors import BadLines, Forbidden, InvalidInput
from baketracker.ingredients.models import Ingredient
from baketracker.materials.models import MaterialLot, MaterialProduct
from baketracker.pantry.models import Lot
from baketracker.products.models import Product
from baketracker.purchases.models import Purchase, Receipt
from baketracker.suppliers import service as suppliers
from baketracker.suppliers.models import Supplier
from tests.buying.till import FRIDAY, buy, dump, line, lots, receipt, ribbon, take_back
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product, supplier


@pytest.mark.covers("L-11", "R-INV-01")
def test_two_bags_of_five_pounds_are_ten_pounds_in_the_pantry(bakery: BakeryOnDatabase) -> None:
    bag, mill = product(bakery, ingredient(bakery)), supplier(bakery, "Mill")
    bought = buy(bakery, line(bag.id, 2, "5.00"), supplier_id=mill.id, number="A-17")
    (lot,) = lots(bakery)
    assert (lot.quantity, lot.unit_cost, lot.quantity_out) == (10, 1, 0)
    assert (lot.purchased_on, lot.known_by) == (FRIDAY, "bought")
    (shown,) = bought.lines
    assert (shown.packages, shown.package_price, shown.total) == (2, 5, 10)
    assert (shown.per_unit, shown.product.unit, shown.source) == (1, "lb", "typed")
    assert [held.id for held in shown.lots] == [lot.id]
    assert (bought.cost.total, bought.number) == (10, "A-17")
    assert bought.supplier is not None
    assert bought.supplier.id == mill.id


@pytest.mark.covers("A15")
def test_what_a_centimetre_of_ribbon_costs_is_not_rounded(bakery: BakeryOnDatabase) -> None:
    roll = ribbon(bakery, "2286")
    bought = buy(bakery, {"material_product_id": roll, "packages": 2, "package_price": "6.25"})
    (lot,) = lots(bakery, MaterialLot)
    assert (lot.quantity, lot.unit_cost) == (4572, Decimal("0.0027340332"))
    assert (bought.lines[0].kind, bought.lines[0].product.unit) == ("material", "cm")


@pytest.mark.covers("A5", "L-13")
@pytest.mark.parametrize("size", ["7.5", "0.25", "0.000001"])
def test_a_small_or_odd_package_is_kept_as_it_is(bakery: BakeryOnDatabase, size: str) -> None:
    jar = product(bakery, ingredient(bakery, "Honey"), package_quantity=size, package_unit="oz")
    buy(bakery, line(jar.id, 1, "3.15"))
    (lot,) = lots(bakery)
    assert lot.quantity == Decimal(size)


@pytest.mark.covers("A5", "L-13")
@pytest.mark.parametrize("packages", ["2.5", "½", "1 1/2", 2.5, Decimal("0.4"), True])
def test_part_of_a_package_is_refused_in_a_sentence(packages: object) -> None:
    with pytest.raises(ValidationError, match="Packages are bought whole"):
        receipt(line(uuid4(), packages=packages))


@pytest.mark.covers("L-07")
def test_a_gift_cost_nothing_and_an_unknown_price_is_not_nothing(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    bought = buy(bakery, line(bag.id, 1, "0"), line(bag.id, 1, None))
    gift, unknown = lots(bakery)
    assert (gift.unit_cost, unknown.unit_cost) == (0, None)
    assert [shown.total for shown in bought.lines] == [0, None]
    assert bought.cost.total is None
    assert bought.cost.known == 0


@pytest.mark.covers("K-69", "L-34")
def test_what_is_typed_beats_the_product_and_that_the_ingredient(bakery: BakeryOnDatabase) -> None:
    flour, salt = ingredient(bakery, shelf_life_days=300), ingredient(bakery, "Salt")
    plain, fresh, grains = product(bakery, flour), product(bakery, flour, brand="Fresh"), None
    grains = product(bakery, salt)
    with bakery.session() as db:
        row = db.find(Product, fresh.id)
        assert row is not None
        row.shelf_life_days = 7
    buy(
        bakery,
        line(plain.id),
        line(fresh.id),
        line(fresh.id, expires_on=date(2026, 5, 10)),
        line(grains.id),
    )
    days = [lot.expires_on for lot in lots(bakery)]
    assert days == [date(2027, 3, 4), date(2026, 5, 15), date(2026, 5, 10), None]


@pytest.mark.covers("K-69")
def test_a_shelf_life_longer_than_the_calendar_ends_with_it(bakery: BakeryOnDatabase) -> None:
    salt = ingredient(bakery, "Salt")
    with bakery.session() as db:
        row = db.find(Ingredient, salt.id)
        assert row is not None
        row.shelf_life_days = 2_000_000_000
    buy(bakery, line(product(bakery, salt).id))
    assert lots(bakery)[0].expires_on == date.max


def test_nothing_is_past_its_day_before_it_is_bought(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    with pytest.raises(BadLines) as refused:
        buy(bakery, line(bag.id), line(bag.id, expires_on=date(2026, 5, 7)))
    assert list(refused.value.fields) == ["lines.1.expires_on"]
    assert lots(bakery) == []


@pytest.mark.covers("R-CAT-02", "L-14")
def test_two_branches_of_one_chain_stay_apart_and_none_is_made_up(
    bakery: BakeryOnDatabase,
) -> None:
    bag = product(bakery, ingredient(bakery))
    here = supplier(bakery, "Costco", city="Waltham", state="MA")
    there = supplier(bakery, "Costco", city="Dedham", state="MA")
    one = buy(bakery, line(bag.id), supplier_id=here.id)
    other = buy(bakery, line(bag.id), supplier_id=there.id)
    nowhere = buy(bakery, line(bag.id))
    assert one.supplier is not None
    assert other.supplier is not None
    assert (one.supplier.id, other.supplier.id, nowhere.supplier) == (here.id, there.id, None)
    with pytest.raises(ValidationError):
        receipt(line(bag.id), supplier="Costco")
    with bakery.session() as db:
        assert db.scalar(select(func.count(Supplier.id))) == 2


@pytest.mark.covers("R-CAT-02")
def test_a_store_is_one_of_the_list(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    bag, theirs, gone = (
        product(bakery, ingredient(bakery)),
        supplier(neighbour, "Mill"),
        supplier(bakery, "Closed"),
    )
    with bakery.session() as db:
        suppliers.archive(db, gone.id, gone.version)
    for shop in (theirs.id, gone.id, uuid4()):
        with pytest.raises(InvalidInput) as refused:
            buy(bakery, line(bag.id), supplier_id=shop)
        assert list(refused.value.fields) == ["supplier_id"]


def test_the_neighbours_products_are_not_there(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    mine, theirs = product(bakery, ingredient(bakery)), product(neighbour, ingredient(neighbour))
    with pytest.raises(BadLines) as refused:
        buy(
            bakery,
            line(mine.id),
            line(theirs.id),
            {"material_product_id": ribbon(neighbour), "packages": 1},
        )
    assert set(refused.value.fields) == {"lines.1.product_id", "lines.2.material_product_id"}
    assert lots(bakery) == lots(neighbour) == []


def test_a_line_is_about_exactly_one_thing() -> None:
    for about in ({}, {"product_id": uuid4(), "material_product_id": uuid4()}):
        with pytest.raises(ValidationError, match="Choose what was bought"):
            NewReceipt.model_validate({"bought_on": FRIDAY, "lines": [{"packages": 1} | about]})


def test_a_product_nobody_knew_is_made_in_passing(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    before = dump(bakery)
    seen = {"seen": "KA Whlwht 5#", "ingredient_id": flour.id, "quantity": "5", "unit": "lbs"}
    bought = buy(bakery, {"new_product": seen, "packages": 2, "package_price": "8"})
    with bakery.session() as db:
        made = db.find(Product, bought.lines[0].product.id)
        assert made is not None
        assert (made.is_provisional, made.seen_as) == (True, "KA Whlwht 5#")
    assert lots(bakery)[0].quantity == 10
    assert bought.lines[0].product.label == "KA Whlwht 5#"
    take_back(bakery, bought.operation_id)
    assert dump(bakery) == before


def test_a_group_has_no_packages(bakery: BakeryOnDatabase) -> None:
    group = ingredient(bakery, "Flours", is_group=True)
    seen = {"seen": "Flour", "ingredient_id": group.id, "quantity": "5", "unit": "lb"}
    with pytest.raises(BadLines) as refused:
        buy(bakery, {"new_product": seen})
    assert list(refused.value.fields) == ["lines.0.new_product"]


@pytest.mark.covers("L-11")
def test_taken_back_it_was_never_written(bakery: BakeryOnDatabase) -> None:
    bag, roll = product(bakery, ingredient(bakery)), ribbon(bakery)
    before = dump(bakery)
    key = new_id()
    with bakery.session() as db:
        roll_line = {"material_product_id": roll, "packages": 1, "package_price": "6.25"}
        bought = service.record(db, receipt(line(bag.id), roll_line), key)
    assert bought.id == bought.operation_id == key
    assert dump(bakery) != before
    take_back(bakery, bought.operation_id)
    assert dump(bakery) == before


def test_it_is_all_or_nothing(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    with pytest.raises(BadLines):
        buy(bakery, line(bag.id), line(uuid4()))
    with bakery.session() as db:
        for entity in (Receipt, Purchase, Lot):
            assert db.scalar(select(func.count(entity.id))) == 0


def test_what_is_beyond_the_columns_is_refused_in_words(bakery: BakeryOnDatabase) -> None:
    dust = product(bakery, ingredient(bakery), package_quantity="0.000001")
    with pytest.raises(BadLines) as refused:
        buy(bakery, line(dust.id, 1, "999999"))
    assert "more than can be kept" in str(refused.value.fields["lines.0.packages"])
    with bakery.session() as db:
        row = db.find(MaterialProduct, ribbon(bakery))
        assert row is not None
        row.base_quantity = Decimal(9_999_999_999)
        roll: UUID = row.id
    with pytest.raises(BadLines):
        buy(bakery, {"material_product_id": roll, "packages": 2})


def test_who_may_only_read_writes_nothing(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    with bakery.session(rights=frozenset({"read"})) as db, pytest.raises(Forbidden):
        service.record(db, receipt(line(bag.id)))
