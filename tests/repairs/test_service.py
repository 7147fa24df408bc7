"""A run that came out short: what is offered, done, and taken back."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.errors import NotFound
from baketracker.exchange.canonical import canonical
from baketracker.finished_goods.models import FinishedGood
from baketracker.giving.models import Gift, Package, PackageLine, Recipient
from baketracker.ingredients.models import Ingredient
from baketracker.plan_life import amending
from baketracker.plan_life import service as plan_life
from baketracker.plan_life.schemas import AmendGood
from baketracker.planning import deciding
from baketracker.planning import service as planning
from baketracker.planning.deciding import BatchesIn
from baketracker.plans.models import AssemblyTarget
from baketracker.recipes.models import FinishedUnit
from baketracker.repairs import service
from baketracker.repairs.reading import _free_goods
from baketracker.repairs.schemas import Chosen, RepairView
from baketracker.repairs.service import NotOffered
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.kitchen import Kitchen, Stocked
from tests.plan_life.baking import baked, begun


def short_of_cookies(bakery: BakeryOnDatabase) -> Stocked:
    """380 cookies are wanted, 8 batches are baked, 370 are good; 4 more lie on the shelf."""
    made = begun(bakery)
    with bakery.session() as db:
        baked(db, made.event, made.cookie, 8, 370, 384)
        on_hand(db.find(FinishedUnit, made.cookie), 374)
    return made


def on_hand(row: FinishedUnit | FinishedGood | None, count: int) -> None:
    """As `finished_stock` would leave it; what came before is no matter here."""
    assert row is not None
    row.on_hand = count


def kinds(offered: list[RepairView]) -> list[list[str]]:
    return [[step.kind for step in one.steps] for one in offered]


def another_event(bakery: BakeryOnDatabase, made: Stocked, days: int) -> UUID:
    """A market that baked 2 batches of cookies for 60: 36 more than it wants."""
    with bakery.session() as db:
        kitchen = Kitchen(db)
        plate = kitchen.good("Plate", units={made.cookie: "6"})
        day = db.scope.today() + timedelta(days=days)
        market = kitchen.event("Market", day, {plate: 10}, made.cookie_recipe)
    with bakery.session() as db:
        deciding.decide(db, market, made.cookie, BatchesIn(batches=2))
        deciding.lock(db, market)
        plan_life.start(db, market)
        baked(db, market, made.cookie, 2, 96, 96)
        on_hand(db.find(FinishedUnit, made.cookie), 374 + 96)
    return market


@pytest.mark.covers("G-27", "O-07", "P-04")
def test_several_kinds_are_offered_the_smallest_change_first(bakery: BakeryOnDatabase) -> None:
    made = short_of_cookies(bakery)
    another_event(bakery, made, 20)
    with bakery.session() as db:
        on_hand(db.find(FinishedGood, made.tower), 0)
        told = service.propose(db, made.event, made.cookie)
    assert (told.wanted, told.missing) == (380, 10)
    offered = {kind for one in told.repairs for kind in kinds([one])[0]}
    assert {"shelf", "move", "top_up", "fewer"} <= offered
    first = told.repairs[0]
    assert first.best[0] == "smallest"
    assert (first.cost, first.given_up) == (Decimal(0), 0)
    assert [one.given_up for one in told.repairs] == sorted(one.given_up for one in told.repairs)


def test_a_batch_more_makes_up_for_it_and_goes_back(bakery: BakeryOnDatabase) -> None:
    made = short_of_cookies(bakery)
    with bakery.session() as db:
        before = canonical(db)
        told = service.propose(db, made.event, made.cookie)
        top_up = next(one for one in told.repairs if kinds([one]) == [["top_up"]])
        steps = [step.token for step in top_up.steps]
        done = service.take(db, made.event, made.cookie, Chosen(steps=steps))
    with bakery.session() as db:
        assert service.propose(db, made.event, made.cookie).missing == 0
        (told_change,) = amending.amendments(db, made.event)
        assert (told_change.before, told_change.after) == (8, 9)
        activity.undo(db, done.operation_id)
    with bakery.session() as db:
        assert canonical(db) == before


def test_what_another_event_has_too_many_of_is_moved(bakery: BakeryOnDatabase) -> None:
    made = short_of_cookies(bakery)
    market = another_event(bakery, made, 20)
    with bakery.session() as db:
        done = service.take(db, made.event, made.cookie, Chosen(steps=[f"move:{market}:10"]))
    with bakery.session() as db:
        assert service.propose(db, made.event, made.cookie).missing == 0
        there = planning.plan_for(db, market)
        assert [(unit.to_make, unit.short) for unit in there.units] == [(70, 0)]
        activity.undo(db, done.operation_id)
    with bakery.session() as db:
        assert service.propose(db, made.event, made.cookie).missing == 10


def test_fewer_goods_are_a_way_that_gives_something_up(bakery: BakeryOnDatabase) -> None:
    made = short_of_cookies(bakery)
    with bakery.session() as db:
        service.take(db, made.event, made.cookie, Chosen(steps=[f"fewer:{made.bag}:2"]))
    with bakery.session() as db:
        plan = planning.plan_for(db, made.event)
        assert {wish.good.name: wish.quantity for wish in plan.goods} == {"Bag": 48, "Tower": 5}
        assert all(unit.short == 0 for unit in plan.units if unit.name == "Cookie")


@pytest.mark.covers("G-41")
def test_another_good_never_brings_an_allergen_somebody_must_not_eat(
    bakery: BakeryOnDatabase,
) -> None:
    made = short_of_cookies(bakery)
    with bakery.session() as db:
        kitchen = Kitchen(db)
        nuts = kitchen.ingredient("Walnut", allergens=["nuts"])
        brittle = kitchen.recipe("Brittle", {nuts: "1 cup"})
        tin = kitchen.good("Tin", units={kitchen.finished_unit(brittle, "Brittle", 12): "4"})
        on_hand(db.find(FinishedGood, tin), 20)
    with bakery.session() as db:
        told = service.propose(db, made.event, made.cookie)
        assert ["substitute"] in kinds(told.repairs)
        instead = next(one for one in told.repairs if kinds([one]) == [["substitute"]])
        tokens = [step.token for step in instead.steps]
        done = service.take(db, made.event, made.cookie, Chosen(steps=tokens))
    with bakery.session() as db:
        plan = planning.plan_for(db, made.event)
        (wish,) = (one for one in plan.goods if one.good.name == "Tin")
        # They lie there: nothing is baked or packed for them, and they are offered to nobody else.
        assert (wish.from_stock, wish.to_assemble) == (wish.quantity, 0)
        assert all(unit.to_make == 0 for unit in plan.units if unit.name == "Brittle")
        targets = db.scalars(select(AssemblyTarget.finished_good_id)).all()
        assert tin not in targets
        assert _free_goods(db)[tin][1] == 20 - wish.quantity
        activity.undo(db, done.operation_id)
    with bakery.session() as db:
        eve = Recipient(name="Eve", slug="eve", allergens=["nuts"])
        bag = Package(name="One bag", slug="one-bag")
        db.add_all([eve, bag])
        db.flush()
        line = PackageLine(package_id=bag.id, finished_good_id=made.bag, quantity=Decimal(1))
        gift = Gift(event_id=made.event, recipient_id=eve.id, package_id=bag.id)
        db.add_all([line, gift])
    with bakery.session() as db:
        told = service.propose(db, made.event, made.cookie)
        assert ["substitute"] not in kinds(told.repairs)
        assert db.find(Ingredient, nuts) is not None


def test_what_is_not_possible_any_more_is_refused(bakery: BakeryOnDatabase) -> None:
    made = short_of_cookies(bakery)
    for steps in (
        ["shelf::10"], ["shelf::4"], ["top_up::0"], ["top_up::999999"],
        [f"move:{made.event}:10"], [f"move:{made.event}:later:10"],
    ):  # fmt: skip
        with bakery.session() as db, pytest.raises(NotOffered):
            service.take(db, made.event, made.cookie, Chosen(steps=steps))


def test_the_doors(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    made = short_of_cookies(bakery)
    place = f"/events/{made.event}/repairs/{made.cookie}"
    page = browser(bakery)
    shown = page.get(place).text
    assert "Cookie: 10 missing" in shown
    assert "Bake 1 batch more" in shown
    assert page.post(place, data={"steps": "top_up::1"}).status_code == 303
    assert "nothing is missing" in page.get(place).text
    api = program(bakery)
    assert api.get(f"/api{place}").json()["missing"] == 0
    assert program(neighbour).get(f"/api{place}").status_code == 404
    with neighbour.session() as db, pytest.raises(NotFound):
        service.propose(db, made.event, made.cookie)


def test_what_a_later_event_needs_itself_can_be_taken_too(bakery: BakeryOnDatabase) -> None:
    made = short_of_cookies(bakery)
    market = another_event(bakery, made, 20)
    with bakery.session() as db:
        service.take(db, made.event, made.cookie, Chosen(steps=[f"move:{market}:later:10"]))
    with bakery.session() as db:
        assert service.propose(db, made.event, made.cookie).missing == 0
        there = planning.plan_for(db, market)
    # It lends ten and bakes ten more.
    assert [unit.to_make for unit in there.units] == [70]


def test_a_batch_more_is_one_more_than_was_baked(bakery: BakeryOnDatabase) -> None:
    """Somebody baked a ninth batch of eight, and it is not enough either."""
    made = short_of_cookies(bakery)
    with bakery.session() as db:
        baked(db, made.event, made.cookie, 1, 4, 48)
    with bakery.session() as db:
        service.take(db, made.event, made.cookie, Chosen(steps=["top_up::1"]))
    with bakery.session() as db:
        (told,) = amending.amendments(db, made.event)
        assert (told.before, told.after) == (8, 10)
        assert service.propose(db, made.event, made.cookie).missing == 0


def test_what_something_was_baked_for_is_never_dropped_by_a_repair(
    bakery: BakeryOnDatabase,
) -> None:
    made = short_of_cookies(bakery)
    with bakery.session() as db:
        for good, count in ((made.bag, 60), (made.tower, 1)):
            amending.amend_good(db, made.event, good, AmendGood(quantity=count, reason="less"))
        told = service.propose(db, made.event, made.cookie)
    fewer = [step for one in told.repairs for step in one.steps if step.kind == "fewer"]
    assert all(str(made.tower) not in step.token for step in fewer)
    for one in told.repairs:
        with bakery.session() as db:
            tokens = [step.token for step in one.steps]
            done = service.take(db, made.event, made.cookie, Chosen(steps=tokens))
            activity.undo(db, done.operation_id)
