"""What left the stock for which reason, and what that cost."""

from datetime import timedelta
from decimal import Decimal

import pytest

from baketracker.activity import service as activity
from baketracker.db.types import now
from baketracker.materials.models import MaterialLot
from baketracker.reports import service
from baketracker.reports.schemas import WasteReport
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product
from tests.factories.statements import asked, explained
from tests.reports.life import reprice, ribbon, use


def waste(bakery: BakeryOnDatabase, days: int = 90) -> WasteReport:
    with bakery.session() as db:
        return service.waste(db, days)


@pytest.mark.covers("G-25")
def test_waste_comes_first_summed_by_reason_and_thing(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    old = lot(bakery, product(bakery, flour), "10", "2")
    new = lot(bakery, product(bakery, flour, brand="Mill"), "10", "3")
    roll = ribbon(bakery, "300", "0.01")
    use(bakery, old, "1", "spoilage")
    use(bakery, new, "2", "spoilage")
    use(bakery, roll, "100", "damaged", MaterialLot)
    use(bakery, new, "4", "production")
    use(bakery, old, "5", "spoilage", at=now() - timedelta(days=100))
    told = waste(bakery)
    assert told.wasted == 9
    assert [(one.reason, one.is_waste, one.cost, one.unpriced) for one in told.reasons] == [
        ("spoilage", True, 8, 0), ("damaged", True, 1, 0), ("production", False, 12, 0),
    ]  # fmt: skip
    (line,) = told.reasons[0].lines
    assert (line.thing.name, line.quantity, line.unit, line.cost) == ("Flour", 3, "lb", 8)
    assert [(one.unit, one.quantity) for one in told.reasons[1].lines] == [("cm", 100)]
    assert waste(bakery, 120).reasons[0].cost == 18


def test_what_was_taken_back_was_not_wasted(bakery: BakeryOnDatabase) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery)), "10", "2")
    mistake = use(bakery, bag, "4", "waste")
    with bakery.session() as db:
        activity.undo(db, mistake)
    assert waste(bakery).reasons == []


def test_another_price_counts_for_what_was_wasted_before_it(bakery: BakeryOnDatabase) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery)), "10", "2")
    use(bakery, bag, "4", "waste")
    reprice(bakery, bag, "2.5")
    assert waste(bakery).wasted == 10


def test_unknown_costs_are_not_taken_for_nothing(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    known = lot(bakery, product(bakery, flour), "10", "2")
    unknown = lot(bakery, product(bakery, flour, brand="Mill"), "10", None)
    salt = lot(bakery, product(bakery, ingredient(bakery, "Salt")), "10", None)
    for bag in (known, unknown, salt):
        use(bakery, bag, "1", "waste")
    (told,) = waste(bakery).reasons
    assert (told.cost, told.unpriced) == (2, 2)
    assert [(one.thing.name, one.cost, one.is_partly) for one in told.lines] == [
        ("Flour", Decimal(2), True), ("Salt", None, False),
    ]  # fmt: skip


def test_two_statements_however_much_was_wasted(bakery: BakeryOnDatabase) -> None:
    for number in range(5):
        bag = lot(bakery, product(bakery, ingredient(bakery, f"Flour {number}")), "10")
        use(bakery, bag, "1", "waste")
        with bakery.session() as db:
            assert asked(lambda db=db: service.waste(db)) == 2


def test_a_bakery_newer_than_the_statistics_is_read_table_by_table(
    bakery: BakeryOnDatabase,
) -> None:
    use(bakery, lot(bakery, product(bakery, ingredient(bakery)), "10", "2"), "1", "spoilage")
    with bakery.session() as db:
        for report in (service.waste, service.inventory_value):
            assert "Nested Loop" not in explained(db, lambda report=report: report(db))
