"""Packages of materials: what they hold in base units, and the unit a piece is by itself."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import delete

from baketracker.activity import service as activity
from baketracker.buying import service as buying
from baketracker.buying.schemas import NewLine, NewReceipt
from baketracker.errors import Conflict
from baketracker.exchange.sample import fill_with_sample
from baketracker.exchange.starter.contents import starter
from baketracker.exchange.starter.filling import fill_with_starter
from baketracker.materials import lots, products, service, units
from baketracker.materials.given import MaterialProductChange, NewMaterialProduct
from baketracker.materials.models import MaterialProduct, MaterialUnit
from baketracker.measures.conversion import ConversionError
from tests.architecture.statement_log import paused
from tests.exchange.importing import bring_in, contents
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.clients import browser, program
from tests.factories.desktop import Desktop, kitchen
from tests.factories.statements import asked

from .making import MONDAY, boxes, lot, material, paid, product, roll


def change(**fields: object) -> MaterialProductChange:
    return MaterialProductChange.model_validate(fields)


def names(bakery: BakeryOnDatabase) -> list[str]:
    with bakery.session() as db:
        return [one.name for one in units.search_units(db).items]


@pytest.mark.covers("R-MAT-01")
@pytest.mark.parametrize("written", ["each", "EA", "count", "piece", "Pieces", "pc", "pcs"])
def test_a_piece_by_any_name_is_each(bakery: BakeryOnDatabase, written: str) -> None:
    box = material(bakery, "Box", "each")
    pack = product(bakery, box, package_quantity="10", package_unit=written)
    assert (pack.package_unit, pack.base_quantity) == ("each", 10)


@pytest.mark.covers("R-MAT-01")
@pytest.mark.parametrize(
    ("base", "written", "choices"),
    [
        ("each", "pack", "each"), ("each", "yards", "each"), ("each", "box", "each"),
        ("linear_cm", "each", "cm, feet, inches, meters, mm, yards"),
        ("linear_cm", "square_feet", "cm, feet, inches, meters, mm, yards"),
        ("square_cm", "feet", "square_cm, square_feet, square_inches, square_meters"),
    ],
)  # fmt: skip
def test_any_other_unit_is_refused_at_once(
    bakery: BakeryOnDatabase, base: str, written: str, choices: str
) -> None:
    of = material(bakery, "Thing", base)
    with pytest.raises(ConversionError, match=f"Choose one of: {choices}"):
        product(bakery, of, package_unit=written)
    with bakery.session() as db:
        assert products.search_products(db).items == []


@pytest.mark.covers("K-16")
def test_another_package_is_counted_anew(bakery: BakeryOnDatabase) -> None:
    bale = roll(bakery)
    assert bale.base_quantity == Decimal("2286")
    with bakery.session() as db:
        bale = products.update_product(db, bale.id, change(package_quantity="100"), bale.version)
        assert bale.base_quantity == Decimal("9144")
        bale = products.update_product(db, bale.id, change(package_unit="feet"), bale.version)
        assert bale.base_quantity == Decimal("3048")
        again = change(package_quantity="20", package_unit="m")
        bale = products.update_product(db, bale.id, again, bale.version)
        assert (bale.package_unit, bale.base_quantity) == ("meters", 2000)


@pytest.mark.covers("K-16")
@pytest.mark.parametrize("held", ["lot", "purchase"])
def test_a_package_some_were_bought_of_stays_as_it_is(bakery: BakeryOnDatabase, held: str) -> None:
    bale = roll(bakery)
    if held == "lot":
        lot(bakery, bale, "2286")
    else:
        paid(bakery, bale, "6.25")
    with bakery.session() as db, pytest.raises(Conflict) as refused:
        products.update_product(db, bale.id, change(package_quantity="50"), bale.version)
    assert str(refused.value) == (
        "Some of Roll was bought already, in packages of 2286 cm. "
        "Write the other package down as a new one."
    )
    with bakery.session() as db:
        # The same length in another unit, and anything else, may change.
        same = change(package_quantity="75", package_unit="feet", notes="Said in feet")
        told = products.update_product(db, bale.id, same, bale.version)
    assert (told.package_unit, told.base_quantity) == ("feet", Decimal("2286"))


@pytest.mark.covers("K-16", "L-12")
def test_a_purchase_that_was_taken_off_holds_its_package_too(bakery: BakeryOnDatabase) -> None:
    bale = roll(bakery)
    with bakery.session() as db:
        lines = [NewLine(material_product_id=bale.id, package_price=Decimal("6.25"))]
        bought = buying.record(db, NewReceipt(bought_on=MONDAY, lines=lines))
    with bakery.session() as db:
        void = buying.void_receipt(db, bought.id, bought.version)
    with bakery.session() as db, pytest.raises(Conflict, match="in packages of 2286 cm"):
        products.update_product(db, bale.id, change(package_quantity="50"), bale.version)
    with bakery.session() as db:
        activity.undo(db, void)
        assert [one.bought for one in lots.search_lots(db, bale.id).items] == [Decimal(2286)]


def test_a_package_moves_only_to_what_is_counted_alike(bakery: BakeryOnDatabase) -> None:
    bale, blue = roll(bakery), material(bakery, "Blue satin")
    with bakery.session() as db:
        moved = products.update_product(db, bale.id, change(material_id=blue.id), bale.version)
        assert moved.material.id == blue.id
    paper = material(bakery, "Tissue", "square_cm")
    given = change(material_id=paper.id, package_unit="square_feet")
    with bakery.session() as db, pytest.raises(Conflict, match="Tissue is not counted as Roll is"):
        products.update_product(db, bale.id, given, moved.version)


def test_somebody_has_looked_at_what_was_written_in_passing(bakery: BakeryOnDatabase) -> None:
    bale = roll(bakery)
    with bakery.session() as db:
        row = db.find(MaterialProduct, bale.id)
        assert row is not None
        row.is_provisional = True
    with bakery.session() as db:
        looked = products.update_product(db, bale.id, change(notes="?"), bale.version + 1)
        assert looked.is_provisional
        whole = NewMaterialProduct(
            material_id=bale.material.id, name="Roll", package_quantity=Decimal(25),
            package_unit="yards",
        )  # fmt: skip
        assert not products.update_product(db, bale.id, whole, looked.version).is_provisional


@pytest.mark.covers("K-17")
def test_a_piece_is_a_unit_by_itself(bakery: BakeryOnDatabase) -> None:
    box = boxes(bakery, "Kraft box")
    (single,) = box.units
    assert (single.name, single.quantity_per_unit) == ("1 Kraft box", 1)
    roll(bakery)
    assert names(bakery) == ["1 Kraft box"]


@pytest.mark.covers("K-17")
def test_through_the_page_and_the_api_too(bakery: BakeryOnDatabase) -> None:
    box = material(bakery, "Box", "each")
    typed = {
        "material_id": str(box.id), "name": "Paper box", "package_quantity": "10",
        "package_unit": "each",
    }  # fmt: skip
    made = browser(bakery).post("/material-products", data=typed)
    assert made.status_code == 303
    sent = program(bakery).post("/api/material-products", json=typed | {"name": "Tin box"})
    assert [one["name"] for one in sent.json()["units"]] == ["1 Tin box"]
    assert names(bakery) == ["1 Paper box", "1 Tin box"]


@pytest.mark.covers("K-17")
def test_an_import_gives_it_where_the_file_has_none_and_never_twice(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    rows["materials"].append(
        {"subcategory_id": 1, "name": "Box", "slug": "box", "base_unit_type": "each"}
    )
    for name in ("Cake box", "Pie box"):
        slug = name.lower().replace(" ", "_")
        rows["material_products"].append(
            {"material_id": 2, "name": name, "slug": slug, "package_quantity": 10,
             "package_unit": "each", "quantity_in_base_units": 10}
        )  # fmt: skip
    rows["material_units"].append(
        {"material_product_id": 2, "name": "One cake box", "slug": "one", "quantity_per_unit": 1}
    )
    path = Desktop(rows).write(tmp_path / "boxes.db")
    report = bring_in(bakery, path)
    assert "1 Pie box" in names(bakery)
    assert not {"1 Cake box", "1 Twine 10 m"} & set(names(bakery))
    assert any("counted by the piece" in str(remark) for remark in report.remarks)
    whole = contents(bakery)
    assert bring_in(bakery, path).written == 0
    assert contents(bakery) == whole
    with bakery.session() as db:
        (pie,) = (one for one in units.search_units(db).items if one.name == "1 Pie box")
        units.archive_unit(db, pie.id, pie.version)
    bring_in(bakery, path)
    assert "1 Pie box" not in names(bakery)


@pytest.mark.covers("K-17")
@pytest.mark.parametrize("fill", [fill_with_starter, fill_with_sample])
def test_the_starter_and_the_sample_bring_theirs(bakery: BakeryOnDatabase, fill: object) -> None:
    assert callable(fill)
    fresh = open_bakery(bakery.engine, "Fresh")
    with fresh.session() as db:
        fill(db)
    pieces = {row.name for row in starter().materials if row.base == "each"}
    assert pieces
    with fresh.session() as db:
        for view in service.search(db).items:
            (sold,) = view.products
            singles = [one.name for one in sold.units if one.quantity_per_unit == 1]
            wanted = [f"1 {view.name}".lower()] if view.name in pieces else []
            assert [name.lower() for name in singles] == wanted
        assert (
            units.give_single_units(db, [one.id for one in products.search_products(db).items]) == 0
        )


def test_many_get_theirs_in_as_few_statements_as_one(bakery: BakeryOnDatabase) -> None:
    counts = []
    for many in (1, 7):
        made = [boxes(bakery, f"Box {many} {number}") for number in range(many)]
        with paused(), bakery.session() as db:
            db.execute(delete(MaterialUnit))
        with bakery.session() as db:
            keys = [one.id for one in made]
            counts.append(asked(lambda keys=keys, db=db: units.give_single_units(db, keys)))
    assert counts[0] == counts[1]
