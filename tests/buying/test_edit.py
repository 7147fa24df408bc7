"""Correcting what was written down: the lots follow, and what everything cost."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from baketracker.buying import service
from baketracker.buying.concerning import PleaseConfirm
from baketracker.buying.editing import TooFew
from baketracker.buying.schemas import EditedLine, LineChange, PurchaseView, ReceiptChange
from baketracker.errors import InvalidInput, NotFound, Stale
from baketracker.materials.models import MaterialLot
from baketracker.pantry.models import Depletion, Lot
from baketracker.stock.ledger import netted
from tests.buying.till import FRIDAY, buy, dump, line, lots, ribbon, take_back, use
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, supplier


def edit(bakery: BakeryOnDatabase, was: PurchaseView, **fields: Any) -> EditedLine:
    with bakery.session() as db:
        change = LineChange.model_validate({"confirmed": True} | fields)
        return service.edit_line(db, was.id, change, was.version)


def flour(bakery: BakeryOnDatabase, packages: int = 2, price: str | None = "5.00") -> PurchaseView:
    """Bags of 5 lb."""
    return buy(bakery, line(product(bakery, ingredient(bakery)).id, packages, price)).lines[0]


def costs(bakery: BakeryOnDatabase) -> list[Decimal]:
    """What went out, and what each of it costs by now."""
    with bakery.session() as db:
        return [net.cost for net in netted(db.scalars(select(Depletion))).values()]


@pytest.mark.covers("R-INV-08")
def test_another_bag_does_not_bring_back_what_was_baked(bakery: BakeryOnDatabase) -> None:
    was = flour(bakery)
    (bag,) = lots(bakery)
    use(bakery, bag.id, "0.5", "spoilage")
    use(bakery, bag.id, "1.0625", "production")
    edited = edit(bakery, was, packages=3)
    (bag,) = lots(bakery)
    assert (bag.quantity, bag.quantity_out) == (Decimal("13.4375"), Decimal("1.5625"))
    assert (edited.line.packages, edited.line.total) == (3, 15)
    assert edited.cost_changed == 0


def test_an_odd_price_or_day_is_asked_about_once(bakery: BakeryOnDatabase) -> None:
    was = flour(bakery)
    buy(bakery, line(was.product.id, 1, "5.20"))
    before, soon = dump(bakery), FRIDAY + timedelta(days=4000)
    for odd, said in (
        ({"package_price": "52"}, "That is 10 times what it usually costs (5.20)."),
        ({"package_price": "0"}, "A price of 0 means it was a gift."),
        ({"purchased_on": soon}, f"{soon} is still to come."),
    ):
        with pytest.raises(PleaseConfirm) as asked:
            edit(bakery, was, confirmed=False, **odd)
        assert said in str(asked.value)
    assert was.receipt_id
    with bakery.session() as db:
        shown = service.get_receipt(db, was.receipt_id)
        with pytest.raises(PleaseConfirm):
            service.edit_receipt(db, shown.id, ReceiptChange(bought_on=soon), shown.version)
    assert dump(bakery) == before
    assert edit(bakery, was, package_price="52").line.package_price == 52
    again = edit(bakery, edit(bakery, was_now(bakery, was), notes="Dear").line, confirmed=False,
                 package_price="5")  # fmt: skip
    assert again.line.package_price == 5, "what it was by mistake is not what it usually costs"


def was_now(bakery: BakeryOnDatabase, was: PurchaseView) -> PurchaseView:
    with bakery.session() as db:
        return service.get_line(db, was.id)


@pytest.mark.covers("R-INV-08")
def test_fewer_packages_than_went_out_are_refused_with_the_way_on(
    bakery: BakeryOnDatabase,
) -> None:
    was = flour(bakery, 3)
    use(bakery, lots(bakery)[0].id, "10.5", "production")
    with pytest.raises(TooFew) as refused:
        edit(bakery, was, packages=2)
    assert "10.5 lb of it went out already" in str(refused.value)
    assert "at least 3" in str(refused.value)
    (bag,) = lots(bakery)
    assert bag.quantity == Decimal("4.5")


@pytest.mark.covers("K-21")
def test_what_is_left_is_spread_over_several_lots(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    was = buy(bakery, line(bag.id, 2)).lines[0]
    (first,) = lots(bakery)
    use(bakery, first.id, "4")
    with bakery.session() as db:
        (whole,) = Lot.locked(db, [first.id])
        whole.quantity -= Decimal("1.5")
    lot(bakery, bag, "1.5", "1", FRIDAY, purchase_id=was.id)
    edit(bakery, was, packages=4)
    assert [held.quantity for held in lots(bakery)] == [12, 4]


@pytest.mark.covers("R-INV-08")
def test_what_nobody_wrote_down_stays_gone_too(bakery: BakeryOnDatabase) -> None:
    """A file of the desktop only says what is left of a lot."""
    was = flour(bakery)
    with bakery.session() as db:
        (bag,) = Lot.locked(db, [lots(bakery)[0].id])
        bag.quantity, bag.sort_order = Decimal(3), 1
    edit(bakery, was, packages=3)
    assert [held.quantity for held in lots(bakery)] == [8]


@pytest.mark.covers("K-21")
def test_with_nothing_left_the_first_lot_gets_it_all(bakery: BakeryOnDatabase) -> None:
    was = flour(bakery)
    use(bakery, lots(bakery)[0].id, "10")
    edit(bakery, was, packages=3)
    assert [held.quantity for held in lots(bakery)] == [5]


@pytest.mark.covers("P-09", "K-21")
def test_another_price_tells_what_baking_cost_more(bakery: BakeryOnDatabase) -> None:
    was = flour(bakery)
    use(bakery, lots(bakery)[0].id, "2", "production")
    edited = edit(bakery, was, package_price="6.00")
    assert edited.cost_changed == Decimal("0.4")
    assert costs(bakery) == [Decimal("2.4")]
    assert lots(bakery)[0].unit_cost == Decimal("1.2")
    cheaper = edit(bakery, edited.line, package_price="4.00")
    assert cheaper.cost_changed == Decimal("-0.8")
    assert costs(bakery) == [Decimal("1.6")]


@pytest.mark.covers("L-07", "K-21")
def test_a_price_may_become_a_gift_or_unknown(bakery: BakeryOnDatabase) -> None:
    was = flour(bakery)
    gift = edit(bakery, was, package_price="0")
    assert (gift.line.package_price, lots(bakery)[0].unit_cost) == (0, 0)
    unknown = edit(bakery, gift.line, package_price=None)
    assert (unknown.line.package_price, lots(bakery)[0].unit_cost) == (None, None)
    assert unknown.line.packages == 2


@pytest.mark.covers("R-INV-07")
def test_another_day_changes_which_lot_is_used_first(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery, shelf_life_days=100))
    old = buy(bakery, line(bag.id, 1), bought_on=date(2026, 5, 1)).lines[0]
    new = buy(bakery, line(bag.id, 2), bought_on=date(2026, 5, 5)).lines[0]
    assert [held.purchase_id for held in lots(bakery)] == [old.id, new.id]
    edited = edit(bakery, old, purchased_on="2026-05-07")
    first, second = lots(bakery)
    assert (first.purchase_id, second.purchase_id) == (new.id, old.id)
    assert second.purchased_on == edited.line.purchased_on == date(2026, 5, 7)
    # Nobody typed until when it is good, so that moves with it.
    assert second.expires_on == date(2026, 8, 15)


@pytest.mark.covers("R-INV-07", "K-69")
def test_a_day_that_was_typed_stays(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery, shelf_life_days=100))
    was = buy(bakery, line(bag.id, expires_on=date(2026, 6, 1))).lines[0]
    was = edit(bakery, was, purchased_on="2026-05-20").line
    assert lots(bakery)[0].expires_on == date(2026, 6, 1)
    with pytest.raises(InvalidInput) as refused:
        edit(bakery, was, purchased_on="2026-06-02")
    assert list(refused.value.fields) == ["purchased_on"]


def test_ribbon_is_corrected_like_flour(bakery: BakeryOnDatabase) -> None:
    roll = {"material_product_id": ribbon(bakery, "2000"), "packages": 1, "package_price": "5"}
    was = buy(bakery, roll).lines[0]
    edited = edit(bakery, was, packages=2, package_price="6", notes="two rolls")
    (held,) = lots(bakery, MaterialLot)
    assert (held.quantity, held.unit_cost) == (4000, Decimal("0.003"))
    assert (edited.line.total, edited.line.notes) == (12, "two rolls")


@pytest.mark.covers("R-CAT-02")
def test_the_store_is_chosen_from_the_list(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    was, mill = flour(bakery), supplier(bakery, "Mill")
    with pytest.raises(InvalidInput):
        edit(bakery, was, supplier_id=str(supplier(neighbour).id))
    edited = edit(bakery, was, supplier_id=str(mill.id)).line
    assert edited.supplier is not None
    assert edited.supplier.name == "Mill"
    assert edit(bakery, edited, supplier_id=None).line.supplier is None


def test_what_was_bought_never_changes(bakery: BakeryOnDatabase) -> None:
    with pytest.raises(ValidationError):
        edit(bakery, flour(bakery), product_id=str(UUID(int=1)))


def test_somebody_else_was_faster(bakery: BakeryOnDatabase) -> None:
    was = flour(bakery)
    edit(bakery, was, packages=3)
    with pytest.raises(Stale) as refused:
        edit(bakery, was, packages=4)
    assert refused.value.current["packages"] == 3


@pytest.mark.covers("P-09", "R-INV-08", "R-INV-07")
def test_taken_back_everything_is_as_it_was(bakery: BakeryOnDatabase) -> None:
    was = flour(bakery)
    use(bakery, lots(bakery)[0].id, "2", "production")
    before = dump(bakery)
    edited = edit(
        bakery, was, packages=4, package_price="7.77", purchased_on="2026-05-02", notes="typo"
    )
    assert dump(bakery) != before
    take_back(bakery, edited.operation_id)
    assert dump(bakery) == before
    assert costs(bakery) == [2]


def test_a_receipt_says_where_and_when_all_its_lines_were_bought(bakery: BakeryOnDatabase) -> None:
    bag, mill = product(bakery, ingredient(bakery)), supplier(bakery, "Mill")
    roll = {"material_product_id": ribbon(bakery)}
    was = buy(bakery, line(bag.id), roll)
    before = dump(bakery)
    change = ReceiptChange(supplier_id=mill.id, bought_on=date(2026, 5, 1), number="B-2")
    with bakery.session() as db:
        edited = service.edit_receipt(db, was.id, change, was.version)
    assert edited.receipt.number == "B-2"
    for shown in edited.receipt.lines:
        assert shown.purchased_on == date(2026, 5, 1)
        assert shown.supplier is not None
        assert shown.supplier.id == mill.id
    assert [held.purchased_on for held in lots(bakery)] == [date(2026, 5, 1)]
    take_back(bakery, edited.operation_id)
    assert dump(bakery) == before


def test_the_neighbour_corrects_nothing_here(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    was = flour(bakery)
    with pytest.raises(NotFound):
        edit(neighbour, was, packages=9)
    with neighbour.session() as db, pytest.raises(NotFound):
        service.edit_receipt(db, was.receipt_id or was.id, ReceiptChange(number="1"), 1)
    with bakery.session() as db:
        assert db.scalars(select(Lot.quantity)).all() == [10]
