"""Choosing batches: the server counts what is short, and remembers what it was chosen for."""

from uuid import UUID

import pytest

from baketracker.db.types import new_id
from baketracker.errors import NotFound, RuleBroken
from baketracker.events.models import BatchDecision, Event, EventFinishedGood
from baketracker.events.states import NotInThisState
from baketracker.planning import deciding
from baketracker.planning.deciding import BatchesIn, NotComplete, TooFew
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import program
from tests.factories.kitchen import Kitchen, Stocked, stocked
from tests.planning.furnished import change, plan_of, units


def decide(
    bakery: BakeryOnDatabase, made: Stocked, unit: UUID, batches: int, **more: object
) -> None:
    with bakery.session("member") as db:
        deciding.decide(db, made.event, unit, BatchesIn(batches=batches, **more))


@pytest.mark.covers("F24", "D-10")
def test_too_few_are_refused_until_they_are_meant(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with pytest.raises(TooFew) as refused:
        decide(bakery, made, made.brownie, 7)
    assert "12 too few" in str(refused.value)
    assert units(plan_of(bakery, made.event))["Brownie"].decided is None
    decide(bakery, made, made.brownie, 7, confirm_shortfall=True)
    plan = plan_of(bakery, made.event)
    chosen = units(plan)["Brownie"].decided
    assert chosen is not None
    assert (chosen.batches, chosen.extra, chosen.shortfall_confirmed) == (7, -12, True)
    assert (chosen.needed_then, chosen.is_stale) == (180, False)
    # Meant or not, a plan that is short never looks fine.
    assert not plan.assembly.feasible
    assert plan.lock.may_lock
    assert [(wish.can_make, wish.short) for wish in plan.goods] == [(50, 0), (3, 2)]
    assert plan.goods[1].reason is not None
    assert plan.goods[1].reason.sentence == "12 Brownie too few for the rest."


@pytest.mark.covers("F24", "M-26", "D-11")
def test_another_demand_makes_a_choice_stale_and_blocks_the_lock(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    decide(bakery, made, made.cookie, 8)
    with bakery.session() as db:
        for wish in db.query(EventFinishedGood):
            if wish.finished_good_id == made.tower:
                wish.quantity = 4
    plan = plan_of(bakery, made.event)
    (stale,) = plan.stale
    assert stale.name == "Cookie"
    assert stale.decided is not None
    assert (stale.decided.needed_then, stale.to_make) == (380, 364)
    assert [issue.code for issue in plan.lock.blockers] == ["stale_batches"]
    with pytest.raises(NotComplete), bakery.session() as db:
        deciding.lock(db, made.event)
    decide(bakery, made, made.cookie, 8)
    assert plan_of(bakery, made.event).lock.may_lock
    with bakery.session() as db:
        assert deciding.lock(db, made.event).plan_state == "locked"


def test_another_size_of_the_recipe_answers_the_demand(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        large = Kitchen(db).finished_unit(made.cookie_recipe, "Large cookie", 24)
        tin = Kitchen(db).finished_unit(made.cookie_recipe, "Tin", 96, item_unit="tin")
    cookie = units(plan_of(bakery, made.event))["Cookie"]
    sizes = [(one.made_as and one.made_as.name, one.batches, one.extra) for one in cookie.options]
    assert sizes == [(None, 7, -44), (None, 8, 4), ("Large cookie", 16, 4)]
    decide(bakery, made, made.cookie, 16, made_as_id=large)
    chosen = units(plan_of(bakery, made.event))["Cookie"]
    assert chosen.decided is not None
    assert chosen.decided.made_as is not None
    assert (chosen.decided.made_as.name, chosen.decided.makes) == ("Large cookie", 384)
    assert [one.is_chosen for one in chosen.options] == [False, False, True]
    for other in (tin, made.brownie):
        with pytest.raises(RuleBroken):
            decide(bakery, made, made.cookie, 16, made_as_id=other)


def test_a_choice_taken_back_leaves_the_suggestion(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    decide(bakery, made, made.cookie, 20)
    with bakery.session() as db:
        deciding.remove_decision(db, made.event, made.cookie)
    cookie = units(plan_of(bakery, made.event))["Cookie"]
    assert cookie.decided is None
    assert cookie.chosen is not None
    assert cookie.chosen.batches == 8
    with pytest.raises(NotFound), bakery.session() as db:
        deciding.remove_decision(db, made.event, made.cookie)


@pytest.mark.parametrize(
    ("state", "may"), [("locked", True), ("in_production", False), ("completed", False)]
)
def test_only_a_draft_or_a_settled_plan_takes_choices(
    bakery: BakeryOnDatabase, state: str, *, may: bool
) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        change(db, Event, made.event, plan_state=state)
    if may:
        decide(bakery, made, made.cookie, 8)
    else:
        with pytest.raises(NotInThisState):
            decide(bakery, made, made.cookie, 8)


def test_the_neighbour_can_choose_nothing_here(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = stocked(bakery)
    with pytest.raises(NotFound):
        decide(neighbour, made, made.cookie, 8)
    path = f"/api/events/{made.event}/batches/{made.cookie}"
    assert program(neighbour).put(path, json={"batches": 8}).status_code == 404
    assert program(bakery).put(path, json={"batches": 0}).status_code == 422
    with pytest.raises(NotFound):
        decide(bakery, made, new_id(), 8)
    with bakery.session() as db:
        assert db.query(BatchDecision).count() == 0
