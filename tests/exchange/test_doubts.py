"""What looks odd comes in as it is, and the report tells of it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from baketracker.exchange.report import Report
from baketracker.pantry.models import Lot
from baketracker.products.models import Product, ProductPackaging
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.desktop import Desktop, kitchen

from .importing import bring_in, desktop_id, recorded, skipped, small


def one_lot(folder: Path, bought: object, left: object, used: float = 0, size: object = 5) -> Path:
    """A bag of 5 lb unless told, so many bought, so much left."""
    rows = kitchen()
    rows["products"][0]["package_unit_quantity"] = size
    rows["purchases"] = [
        {"product_id": 1, "unit_price": 8, "quantity_purchased": bought,
         "purchase_date": "2031-01-05"},
    ]  # fmt: skip
    rows["inventory_items"] = [
        {"product_id": 1, "quantity": left, "unit_cost": 8, "purchase_id": 1}
    ]
    rows["inventory_depletions"] = [
        row | {"quantity_depleted": used} for row in rows["inventory_depletions"] if used
    ]
    return Desktop(rows).write(folder / "lot.db")


def said(report: Report, words: str) -> list[str]:
    return [str(it) for it in (*report.remarks, *report.details) if words in str(it)]


@pytest.mark.covers("R-INV-01", "R-INV-02")
@pytest.mark.parametrize(
    ("bought", "left", "used"), [(2, 2, 0), (2, 1.5, 0.5), (3, 2.9999999999, 0)]
)
def test_a_lot_that_may_count_packages_keeps_its_number_and_is_named(
    bakery: BakeryOnDatabase, tmp_path: Path, bought: int, left: float, used: float
) -> None:
    report = bring_in(bakery, one_lot(tmp_path, bought, left, used))
    amount = f"{left:g}" if left != 2.9999999999 else "2.9999999999"
    assert said(report, "packages") == [
        "1 lot may count packages instead of what is in them. Please look at it.",
        f"Millrace Rolled: {amount} lb, or that many packages of 5 lb?",
    ]
    with bakery.session() as db:
        assert db.scalars(select(Lot.quantity)).one() == Decimal(str(left))


@pytest.mark.parametrize(
    ("bought", "left", "used", "size"),
    [
        (2, 10, 0, 5),  # two bags
        (2, 2, 0.5, 5),  # half a pound out of what was more than two
        (2, 2, 0, 1),  # a package is what it is counted in
        (None, 2, 0, 5),
        ("two", 2, 0, 5),
        (0, 0, 0, 5),
    ],
)
def test_other_lots_are_not_doubted(
    bakery: BakeryOnDatabase, tmp_path: Path, bought: Any, left: float, used: float, size: int
) -> None:
    assert said(bring_in(bakery, one_lot(tmp_path, bought, left, used, size)), "packages") == []


def test_lots_that_were_here_are_not_doubted_again(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    path = one_lot(tmp_path, 2, 2)
    assert said(bring_in(bakery, path), "packages")
    assert said(bring_in(bakery, path), "packages") == []


def test_of_many_only_some_are_named(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    rows = kitchen()
    rows["inventory_items"] = [
        {"product_id": 1, "quantity": 2, "unit_cost": 8, "purchase_id": 1} for _ in range(23)
    ]
    rows["inventory_depletions"] = []
    report = bring_in(bakery, Desktop(rows).write(tmp_path / "lots.db"))
    named = said(report, "that many packages")
    assert len(named) == 20
    assert said(report, "3 more lots may count packages.")


@pytest.mark.covers("R-CAT-03")
def test_products_that_are_equal_come_in_and_are_told(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    nameless = rows["products"][1]
    rows["products"] += [nameless, nameless | {"package_unit_quantity": 2}, nameless]
    report = bring_in(bakery, Desktop(rows).write(tmp_path / "twins.db"))
    assert said(report, "just like") == [
        "2 products are just like others: the same ingredient, brand, name and package. "
        "Merge them if they are one."
    ]
    assert said(report, "twice") == ["“Crème d’été” is there twice."] * 2
    with bakery.session() as db:
        assert db.scalar(select(func.count(Product.id))) == 5


@pytest.mark.covers("R-CAT-03")
def test_a_product_of_the_bakerys_own_may_be_the_twin(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    path = small(tmp_path)
    bring_in(bakery, path)
    rows = kitchen()
    # The same bag, which another computer wrote down under another number.
    rows["products"].append(rows["products"][0] | {"id": 9})
    report = bring_in(bakery, Desktop(rows).write(tmp_path / "other.db"))
    assert said(report, "twice") == ["“Millrace Rolled” is there twice."]
    assert bring_in(bakery, tmp_path / "other.db").remarks == []


def test_how_products_are_packed_for_the_trade_comes_in(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    case = rows["product_packaging"][0]
    rows["product_packaging"] += [
        {"product_id": 1, "packaging_level": "PALLET"}, case | {"packaging_level": "sack"},
        case | {"product_id": 77},
    ]  # fmt: skip
    report = bring_in(bakery, Desktop(rows).write(tmp_path / "cases.db"))
    with bakery.session() as db:
        packed = db.scalars(select(ProductPackaging).order_by(ProductPackaging.level)).all()
    assert [(one.product_id, one.level, one.holds) for one in packed] == [
        (desktop_id("products", 1), "case", 12),
        (desktop_id("products", 1), "pallet", None),
    ]
    assert packed[0].gross_weight == {"value": 61, "uom": "lb"}
    assert skipped(report, "product_packaging") == {
        "packaging level holds an unknown word": 1,
        "its product was not taken": 1,
    }


@pytest.mark.covers("G-08", "R-INV-02")
def test_the_desktops_own_file_gives_no_doubt(bakery: BakeryOnDatabase) -> None:
    report = bring_in(bakery, recorded("desktop.db"))
    assert said(report, "may count") == said(report, "just like") == []
