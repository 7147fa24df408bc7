"""What if: nothing is stored, and every figure that would move is named."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from baketracker.app_tables import metadata
from baketracker.db.types import new_id
from baketracker.errors import NotFound
from baketracker.events.models import Event, EventFinishedGood
from baketracker.planning import service
from baketracker.planning.schemas import WhatIfView
from baketracker.planning.supposing import WhatIf
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import call_tool, program
from tests.factories.kitchen import Kitchen, Stocked, stocked
from tests.planning.furnished import bought, change, plan_of

pytestmark = pytest.mark.covers("O-09")


def suppose(bakery: BakeryOnDatabase, made: Stocked, **what: object) -> WhatIfView:
    with bakery.session("member") as db:
        return service.what_if(db, made.event, WhatIf(**what))


def moved(seen: WhatIfView) -> dict[tuple[str, str], tuple[Decimal | None, Decimal | None]]:
    return {
        (one.figure.partition(":")[0], one.label): (one.before, one.after) for one in seen.changes
    }


@pytest.mark.covers("P-24")
def test_a_fifth_more_guests_are_a_fifth_more_of_everything(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        change(db, Event, made.event, expected_guests=21)
        for wish in db.query(EventFinishedGood):
            if wish.finished_good_id == made.bag:
                wish.per_guest, wish.quantity = Decimal("1.5"), 32
    seen = suppose(bakery, made, guests_percent=20)
    # 26 guests at 1.5 each; the towers grow with them.
    assert [wish.quantity for wish in seen.after.goods] == [39, 6]
    assert moved(seen)["unit", "Cookie"] == (32 * 6 + 80, 39 * 6 + 96)
    assert plan_of(bakery, made.event) == seen.before


def test_a_batch_that_fails_leaves_the_last_goods_short(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    seen = suppose(bakery, made, failed_batches={made.brownie: 1})
    assert seen.before.assembly.feasible
    assert not seen.after.assembly.feasible
    assert moved(seen) == {
        ("short", "Brownie"): (0, 12),
        ("short_good", "Tower"): (0, 2),
    }
    assert seen.after.batches == seen.before.batches


def test_a_dearer_ingredient_moves_the_cost_alone(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        kitchen = Kitchen(db)
        jam = kitchen.ingredient("Jam")
        jar = kitchen.product(jam, "g", preferred=True, package_quantity=Decimal(500))
        bought(db, jar, "4.00")
        tart = kitchen.finished_unit(kitchen.recipe("Tart", {jam: "250 g"}), "Tart", 10)
        good = kitchen.good("Tart", units={tart: "1"})
        event = kitchen.event("Tea", db.scope.today(), {good: 20})
    with bakery.session("member") as db:
        seen = service.what_if(db, event, WhatIf(price_percent={jam: Decimal(25)}))
    assert moved(seen) == {("cost", "Cost"): (Decimal(4), Decimal(5))}
    assert seen.changes[0].difference == 1
    assert made.event != event


def test_goods_that_are_not_on_the_list_can_be_supposed(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        box = Kitchen(db).good("Box", units={made.cookie: "10"})
    seen = suppose(bakery, made, goods={box: 2, made.bag: 0})
    assert [(wish.good.name, wish.quantity) for wish in seen.after.goods] == [
        ("Bag", 0), ("Tower", 5), ("Box", 2),
    ]  # fmt: skip
    assert seen.after.goods[2].id is None
    assert moved(seen)["good", "Box"] == (0, 2)


def test_nothing_is_stored(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    made = stocked(bakery)

    def rows() -> dict[str, int | None]:
        with bakery.session() as db:
            return {
                table.name: db.scalar(select(func.count()).select_from(table).where(db.own(table)))
                for table in metadata.sorted_tables
                if "tenant_id" in table.c and table.schema == "app"
                and table.name not in ("idempotency_keys", "api_tokens")
            }  # fmt: skip

    before = rows()
    assert sum(count or 0 for count in before.values()) > 20
    asked = {"guests_percent": "50", "goods": {str(made.bag): 80}}
    suppose(bakery, made, guests_percent=50, goods={made.bag: 80})
    path = f"/api/events/{made.event}/plan/what-if"
    told = program(bakery).post(path, json=asked)
    assert told.status_code == 200
    tool = call_tool(program(bakery, "read"), "what_if", event_id=str(made.event), supposing=asked)
    assert tool["structuredContent"] == told.json()
    assert rows() == before
    assert program(neighbour).post(path, json=asked).status_code == 404
    with pytest.raises(NotFound), bakery.session() as db:
        service.what_if(db, new_id(), WhatIf())


@pytest.mark.parametrize(
    "asked",
    [{"guests_percent": "-101"}, {"guests_percent": "NaN"}, {"goods": {"x": 1}}, {"fail": {}}],
)
def test_what_makes_no_sense_is_refused(bakery: BakeryOnDatabase, asked: object) -> None:
    made = stocked(bakery)
    path = f"/api/events/{made.event}/plan/what-if"
    assert program(bakery).post(path, json=asked).status_code == 422
