"""What may leave a lot, and what may come back to it."""

from decimal import Decimal

import pytest

from baketracker.pantry.models import Depletion, Lot
from baketracker.stock.ledger import TooMuch, TooMuchBack, exact
from tests.factories.bakeries import BakeryOnDatabase

from .pantries import assert_in_balance, stocked


def test_no_more_leaves_than_is_left_and_no_more_comes_back_than_went_out(
    bakery: BakeryOnDatabase,
) -> None:
    _of, _bag, [key] = stocked(bakery, "Flour", 1)
    with bakery.session() as db:
        (lot,) = Lot.locked(db, [key])
        lot.take(db, Decimal("2.5"), "ad_hoc_usage")
        with pytest.raises(TooMuch, match=r"^Of Flour Mill only 7\.5 lb is left\."):
            lot.take(db, Decimal("7.6"), "ad_hoc_usage")
        with pytest.raises(TooMuchBack, match=r"^Of Flour Mill only 2\.5 lb went out, so no more"):
            lot.take(db, Decimal("-2.6"), "correction")
        lot.take(db, Decimal("-2.5"), "correction")
        assert (lot.quantity, lot.quantity_out) == (10, 0)
        db.flush()
        assert_in_balance(db)


@pytest.mark.covers("A19")
def test_however_often_the_price_changes_what_left_costs_what_the_lot_costs(
    bakery: BakeryOnDatabase,
) -> None:
    """To the last digit: nothing is left over of prices that were wrong."""
    _of, _bag, [key] = stocked(bakery, "Flour", 1)
    with bakery.session() as db:
        (lot,) = Lot.locked(db, [key])
        lot.take(db, Decimal("0.0022046226"), "ad_hoc_usage")
    for cost in ("0.0033333333", "0.7", "0.0014285714", None, "0", "1", None):
        price = None if cost is None else Decimal(cost)
        with bakery.session() as db:
            (lot,) = Lot.locked(db, [key])
            lot.reprice(db, price)
            db.flush()
            (net,) = Depletion.netted(db, [key]).values()
            due = None if price is None else exact(net.quantity * price)
            assert net.told(lot.unit_cost) == due
            assert_in_balance(db)
