"""What a bakery comes to in one form."""

from decimal import Decimal

import pytest

from baketracker.exchange.canonical import canonical
from baketracker.pantry.models import Lot
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product


@pytest.mark.covers("A19", "L-07")
@pytest.mark.parametrize("known", ["0", None])
def test_what_cost_nothing_and_what_nobody_knows_the_cost_of_are_not_the_same(
    bakery: BakeryOnDatabase, known: str | None
) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery)), "5", unit_cost=None)
    cost = None if known is None else Decimal(known)
    with bakery.session() as db:
        (row,) = Lot.locked(db, [bag])
        row.take(db, Decimal(2), "ad_hoc_usage")
        row.reprice(db, cost)
    with bakery.session() as db:
        [entry] = canonical(db)["depletions"]
    assert (entry["quantity"], entry["cost"]) == (2, cost)
