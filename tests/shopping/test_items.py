"""The lines of a list: added, changed, left out, brought back."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from baketracker.db.audit import AuditEntry
from baketracker.errors import InvalidInput, NotFound, Stale
from baketracker.materials.models import MaterialProduct
from baketracker.shopping import items, making, service
from baketracker.shopping.given import ItemChange, NewItem
from tests.factories.bakeries import BakeryOnDatabase
from tests.shopping.trips import lines, listed, row, shopped


def test_a_material_by_hand_comes_with_its_price_and_store(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    with bakery.session() as db:
        line = items.add_item(db, shown.id, NewItem(material_product_id=trip.ribbon, packages=2))
        assert (line.name, line.total, line.supplier and line.supplier.name) == (
            "Red ribbon", 12, "Corner Shop",
        )  # fmt: skip
        assert (line.covers, line.unit_said, line.needed) == (2000, "cm", None)
        # A line by hand answers no need: the plan's own ribbon stays on the list.
        assert len(lines(making.refresh(db, shown.id), "Red ribbon")) == 2


def test_a_material_takes_another_package_of_the_same_material(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    (line,) = lines(shown, "Red ribbon")
    with bakery.session() as db:
        roll = db.find(MaterialProduct, trip.ribbon)
        assert roll is not None
        short = row(
            db, MaterialProduct, material_id=roll.material_id, name="Short roll",
            package_quantity=Decimal(3), package_unit="meters", base_quantity=Decimal(300),
        )  # fmt: skip
        offered = items.choices(db, shown.id, line.id)
        assert [choice.package.name for choice in offered] == ["Satin roll", "Short roll"]
        changed = items.change_item(
            db, shown.id, line.id, ItemChange(material_product_id=short), line.version
        )
        assert (changed.package_price, changed.leftover) == (None, 100)
        with pytest.raises(InvalidInput):
            items.change_item(
                db, shown.id, line.id, ItemChange(product_id=trip.small), changed.version
            )


def test_a_line_left_out_comes_back_as_it_was_or_as_it_is_needed(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    large = lines(shown, "Flour")[1]
    with bakery.session() as db:
        items.leave_out(db, shown.id, large.id, large.version)
        assert items.put_back(db, shown.id, large.id).packages == 3
        gone = items.item(db, shown.id, large.id)
        items.leave_out(db, shown.id, large.id, gone.version)
        back = items.put_back(db, shown.id, large.id, 3, edited=False)
        assert (back.packages, back.edited) == (3, False)
        assert service.get(db, shown.id).totals == shown.totals


def test_a_tick_is_written_down_and_leaves_the_version_alone(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    line = shown.items[0]
    with bakery.session() as db:
        for _ in range(2):
            ticked = items.set_in_cart(db, shown.id, line.id, in_cart=True)
        assert (ticked.in_cart, ticked.version) == (True, line.version)
        entries = db.scalars(
            select(AuditEntry).where(AuditEntry.entity_id == line.id, AuditEntry.action == "update")
        ).all()
        assert [entry.changes for entry in entries] == [{"in_cart": [False, True]}]


def test_what_does_not_fit_is_refused(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    line = lines(shown, "Flour")[0]
    with bakery.session() as db:
        napkins = items.add_item(db, shown.id, NewItem(text="Napkins"))
        renamed = ItemChange(text="Paper napkins", aisle="Paper")
        assert items.change_item(db, shown.id, napkins.id, renamed, 1).name == "Paper napkins"
        for change in (ItemChange(text="x"), ItemChange(product_id=None)):
            with pytest.raises(InvalidInput):
                items.change_item(db, shown.id, line.id, change, line.version)
        with pytest.raises(Stale):
            items.change_item(db, shown.id, line.id, ItemChange(packages=1), 99)
        with pytest.raises(NotFound):
            items.item(db, shown.id, trip.flour)


def test_the_next_list_knows_the_aisle(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    line = lines(shown, "Flour")[1]
    with bakery.session() as db:
        items.change_item(db, shown.id, line.id, ItemChange(aisle="Aisle 7"), line.version)
        service.archive(db, shown.id, shown.version)
    fresh = listed(bakery, trip.tea)
    assert {item.aisle for item in lines(fresh, "Flour")} == {"Aisle 7"}
