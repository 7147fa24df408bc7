"""What an import brings of purchases and materials, and what it adds to an earlier import."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.db.audit import AuditEntry
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.ingredients.models import Ingredient
from baketracker.materials.models import (
    Material,
    MaterialCategory,
    MaterialLot,
    MaterialProduct,
    MaterialPurchase,
    MaterialSubcategory,
    MaterialUnit,
)
from baketracker.pantry.models import Lot
from baketracker.products.models import Product
from baketracker.purchases.models import Purchase
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.desktop import Desktop, Rows, giving, kitchen, making

from .importing import (
    BEFORE_MAKING,
    as_an_earlier_version_read,
    bring_in,
    contents,
    count,
    desktop_id,
    line,
    recorded,
    skipped,
    small,
)

# What imports did not bring before there were purchases and materials.
LATER = (
    *BEFORE_MAKING, "product_packaging", "purchases", "inventory_depletions",
    "compositions WHERE material_unit_id IS NOT NULL", "material_inventory_items",
    "material_purchases", "material_units", "material_products", "materials",
    "material_subcategories", "material_categories",
)  # fmt: skip


def take_out(bakery: BakeryOnDatabase) -> None:
    """Material lines of goods, and where lots came from."""
    with bakery.session() as db:
        for bow in db.scalars(select(Composition).where(Composition.material_unit_id.is_not(None))):
            db.delete(bow)
        for lot in db.scalars(select(Lot)):
            lot.purchase_id = None


def prices(bakery: BakeryOnDatabase) -> dict[UUID, tuple[int, Decimal | None]]:
    with bakery.session() as db:
        rows = db.scalars(select(Purchase)).all()
        return {row.id: (row.packages, row.package_price) for row in rows}


@pytest.mark.covers("A4")
def test_both_meanings_of_a_price_become_the_price_of_a_package(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    report = bring_in(bakery, small(tmp_path))
    assert prices(bakery) == {
        # 2 bags of 5 lb at 19.95 a bag; its lot says 3.99 a lb.
        desktop_id("purchases", 1): (2, Decimal("19.95")),
        # 7 lb at 4.1 a lb: two bags at 20.5 a bag.
        desktop_id("purchases", 2): (2, Decimal("20.5")),
        # No lot tells otherwise.
        desktop_id("purchases", 3): (1, Decimal(3)),
    }
    assert any("held the price of one unit" in str(remark) for remark in report.remarks)


@pytest.mark.covers("A4")
@pytest.mark.parametrize(
    ("package", "price", "cost", "expected"),
    [
        (1, 4, 4, (3, 4)),
        (5, 4, 0.8, (3, 4)),
        (5, 4, 4, (1, 20)),
        (3, 10, 3.3333333333333335, (3, 10)),
        # Somebody corrected the lot: the lot is right.
        (5, 4, 0.9, (3, "4.5")),
        (5, 0, 0, (3, 0)),
        (5, 4, None, (3, 4)),
        (5, 4, 0, (3, 0)),
    ],
)
def test_the_lot_is_trusted(
    bakery: BakeryOnDatabase, tmp_path: Path, package: int, price: float, cost: float | None,
    expected: tuple[int, float],
) -> None:  # fmt: skip
    rows = kitchen()
    rows["products"][0]["package_unit_quantity"] = package
    rows["purchases"] = [
        {"product_id": 1, "unit_price": price, "quantity_purchased": 3,
         "purchase_date": "2031-01-05"},
    ]  # fmt: skip
    rows["inventory_items"] = [
        {"product_id": 1, "quantity": 3, "unit_cost": cost, "purchase_id": 1}
    ]
    bring_in(bakery, Desktop(rows).write(tmp_path / "prices.db"))
    packages, paid = expected
    assert list(prices(bakery).values()) == [(packages, Decimal(str(paid)))]
    with bakery.session() as db:
        lot = db.scalars(select(Lot)).one()
        assert (lot.unit_cost is None) == (cost is None)
        assert lot.purchase_id == desktop_id("purchases", 1)


def test_purchases_that_say_too_little_stay_behind(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    good: Rows = {"purchases": [rows["purchases"][0]]}
    for wrong in (
        {"product_id": 9}, {"quantity_purchased": 0}, {"quantity_purchased": 1.5},
        {"purchase_date": None}, {"unit_price": -1}, {"unit_price": 1e11},
    ):  # fmt: skip
        good["purchases"].append(rows["purchases"][0] | wrong)
    rows["purchases"] = good["purchases"]
    report = bring_in(bakery, Desktop(rows).write(tmp_path / "bad.db"))
    assert skipped(report, "purchases") == {
        "its product was not taken": 1,
        "it counts no packages": 1,
        "quantity purchased is not a whole number": 1,
        "it has no date": 1,
        "unit price is out of range": 2,
    }
    assert len(prices(bakery)) == 1


def test_materials_come_in_from_category_to_lot(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        lot = db.scalars(select(MaterialLot)).one()
        assert (lot.quantity_bought, lot.quantity, lot.unit_cost, lot.purchased_on) == (
            Decimal(2000), Decimal(1520), Decimal("0.00625"), date(2031, 1, 7),
        )  # fmt: skip
        assert lot.purchase_id == desktop_id("material_purchases", 1)
        bought = db.scalars(select(MaterialPurchase)).one()
        assert (bought.packages, bought.package_price) == (2, Decimal("6.25"))
        twine = db.scalars(select(MaterialProduct)).one()
        assert (lot.material_product_id, twine.name, twine.slug, twine.base_quantity) == (
            twine.id, "Twine 10 m", "twine_10m", Decimal(1000),
        )  # fmt: skip
        material = db.scalars(select(Material)).one()
        assert (twine.material_id, material.base_unit, material.folded) == (
            material.id, "linear_cm", "twine",
        )  # fmt: skip
        above = db.scalars(select(MaterialSubcategory)).one()
        assert (material.subcategory_id, above.name) == (above.id, "Satin")
        assert db.scalars(select(MaterialCategory.id)).all() == [above.category_id]
        assert db.scalars(select(MaterialUnit.quantity_per_unit)).all() == [Decimal(80)]


@pytest.mark.covers("L-21", "L-24")
def test_a_good_keeps_its_material_lines_and_only_whole_ones(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    rows["compositions"] += [
        {"assembly_id": 1, "material_unit_id": 1, "component_quantity": 1.5, "sort_order": 3},
        {"assembly_id": 1, "material_unit_id": 1, "finished_unit_id": 1,
         "component_quantity": 1, "sort_order": 4},
    ]  # fmt: skip
    report = bring_in(bakery, Desktop(rows).write(tmp_path / "bows.db"))
    with bakery.session() as db:
        bow = db.scalars(select(Composition).where(Composition.material_unit_id.is_not(None))).one()
        assert (bow.finished_good_id, bow.quantity) == (desktop_id("finished_goods", 2), 1)
    assert skipped(report, "compositions") == {
        "only packaging may be a fraction": 1,
        "it does not hold exactly one thing": 1,
    }


@pytest.mark.covers("G-08")
def test_an_earlier_import_gets_only_what_it_lacks(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    path = small(tmp_path)
    bring_in(neighbour, path)
    bring_in(bakery, as_an_earlier_version_read(path, tmp_path, LATER))
    before = count(bakery)
    report = bring_in(bakery, path)
    # 3 purchases, 7 rows of materials, 1 line of a good, 1 use, 1 case, and all that was made and
    # given; beside it what went out of the twine, and two recipes that were not kept there.
    made = sum(map(len, (making() | giving()).values())) + 1
    assert report.written == 3 + 7 + 1 + 1 + 1 + made
    assert count(bakery) == before + report.written + 1 + 2
    assert any("know now where they came from" in str(remark) for remark in report.remarks)
    with bakery.session() as db:
        lots = db.scalars(select(Lot).order_by(Lot.sort_order)).all()
        links = [lot.purchase_id for lot in lots]
        assert links == [desktop_id("purchases", 1), desktop_id("purchases", 2), None, None]
        assert [lot.version for lot in lots] == [3, 2, 1, 1]
        filled = db.scalars(select(AuditEntry).where(AuditEntry.action == "fill_rows"))
        assert {(one.entity, one.changes["column"], one.changes["count"]) for one in filled} == {
            ("lots", "purchase_id", 2),
            ("events", "shopping_done_at", 1),
            ("production_runs", "recipe_snapshot_id", 1),
        }
    after, whole = contents(bakery), contents(neighbour)
    assert {table: len(rows) for table, rows in after.items()} == {
        table: len(rows) for table, rows in whole.items()
    }
    assert bring_in(bakery, path).written == 0
    assert contents(bakery) == after


def test_what_the_baker_took_out_stays_out(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    path = small(tmp_path)
    bring_in(bakery, path)
    take_out(bakery)
    report = bring_in(bakery, path)
    assert report.written == 0
    assert skipped(report, "compositions") == {
        "what it belongs to is here already and stays as it is": 1,
    }
    with bakery.session() as db:
        assert set(db.scalars(select(Lot.purchase_id))) == {None}


def test_the_neighbours_lots_are_not_filled_in(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    path = small(tmp_path)
    for kitchen_of in (bakery, neighbour):
        bring_in(kitchen_of, as_an_earlier_version_read(path, tmp_path, LATER))
    before = contents(neighbour)
    bring_in(bakery, path)
    assert contents(neighbour) == before


@pytest.mark.parametrize("assembly_type", ["CUSTOM_ORDER", "gift_box", "VARIETY_PACK"])
def test_older_kinds_of_goods_are_bundles_with_a_label(
    bakery: BakeryOnDatabase, tmp_path: Path, assembly_type: str
) -> None:
    rows = kitchen()
    rows["finished_goods"][1]["assembly_type"] = assembly_type
    bring_in(bakery, Desktop(rows).write(tmp_path / "kinds.db"))
    with bakery.session() as db:
        crate = db.find(FinishedGood, desktop_id("finished_goods", 2))
        assert crate is not None
        assert (crate.assembly_type, crate.label) == ("bundle", assembly_type.lower())


@pytest.mark.covers("A4", "G-08")
def test_the_desktops_own_file_over_its_earlier_one(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    """Imported by an earlier version first; the newer file then brings all there is."""
    earlier = recorded("desktop_before_ops.db")
    bring_in(bakery, as_an_earlier_version_read(earlier, tmp_path, LATER))
    report = bring_in(bakery, recorded("desktop.db"))
    assert line(report, "purchases").written == 28
    assert line(report, "compositions").written == 4
    assert set(skipped(report, "recipe_ingredients")) <= {
        "what it belongs to is here already and stays as it is"
    }
    linked = (
        select(Lot.unit_cost, Purchase.package_price, Purchase.packages, Product.package_quantity,
               Ingredient.slug)
        .join(Lot.purchase).join(Lot.product).join(Product.ingredient)
    )  # fmt: skip
    with bakery.session() as db:
        rows = db.execute(linked).all()
        assert len(rows) == 28
        for row in rows:
            assert abs(row.package_price - row.unit_cost * row.package_quantity) < Decimal("1e-4")
        honey = next(row for row in rows if row.slug == "honey")
        assert (honey.packages, honey.package_price) == (1, Decimal("6.72"))
    assert line(report, "material_units").written == 6
