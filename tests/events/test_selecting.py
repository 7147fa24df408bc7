"""What an event is to put out: goods stay only with every recipe they need."""

from uuid import UUID

import pytest
from pydantic import ValidationError

from baketracker.db.types import new_id, now
from baketracker.errors import InvalidInput, NotFound, RuleBroken
from baketracker.events import choosing, selecting, service
from baketracker.events.models import Event, EventRecipe
from baketracker.events.schemas import GoodQuantity
from baketracker.events.selecting import GoodsWouldGo, RecipesMissing
from baketracker.events.states import NotInThisState
from baketracker.finished_goods.models import FinishedGood
from baketracker.planning.service import plan_for
from baketracker.recipes.models import Recipe
from tests.events.conftest import MakeEvent
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program
from tests.factories.kitchen import Kitchen, stocked
from tests.factories.statements import asked


def outputs(bakery: BakeryOnDatabase, event: UUID) -> dict[str, int]:
    with bakery.session() as db:
        return {one.name: one.quantity for one in service.get(db, event).outputs}


@pytest.mark.covers("F20")
def test_goods_go_with_any_recipe_they_need_however_deep(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        leaving = choosing.leaving_goods(db, made.event, [made.cookie_recipe])
        assert [(one.good.name, one.quantity, one.missing) for one in leaving] == [
            ("Bag", 50, ["Fudge Brownie"]),
            # Its brownies are in the bags inside it.
            ("Tower", 5, ["Fudge Brownie"]),
        ]
        with pytest.raises(GoodsWouldGo, match="Fudge Brownie") as asks:
            selecting.set_recipes(db, made.event, [made.cookie_recipe])
        assert asks.value.leaving == leaving
    assert outputs(bakery, made.event) == {"Bag": 50, "Tower": 5}
    with bakery.session() as db:
        told = selecting.set_recipes(db, made.event, [made.cookie_recipe], confirm_removal=True)
    assert [one.good.name for one in told.removed] == ["Bag", "Tower"]
    assert [recipe.name for recipe in told.recipes] == ["Sugar Cookie"]
    assert outputs(bakery, made.event) == {}


@pytest.mark.covers("F20", "M-27")
def test_the_same_recipes_saved_again_take_nothing_away(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        both = [made.cookie_recipe, made.brownie_recipe]
        assert selecting.set_recipes(db, made.event, both).removed == []
    # A tower is made of bags only: it stays, too.
    assert outputs(bakery, made.event) == {"Bag": 50, "Tower": 5}
    with bakery.session() as db:
        chosen = [one for one in choosing.recipe_choices(db, made.event) if one.is_chosen]
        assert [one.recipe.name for one in chosen] == ["Fudge Brownie", "Sugar Cookie"]


@pytest.mark.covers("M-27")
def test_what_is_no_longer_chosen_is_in_no_figure(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        plain = Kitchen(db).good("Plain bag", units={made.cookie: "6"})
        selecting.set_good(db, made.event, plain, GoodQuantity(quantity=8))
        selecting.set_recipes(db, made.event, [made.cookie_recipe], confirm_removal=True)
        plan = plan_for(db, made.event)
    assert [(unit.name, unit.needed) for unit in plan.units] == [("Cookie", 48)]
    assert {row.ingredient.name for row in plan.ingredients} == {"Flour", "Sugar", "Butter"}


@pytest.mark.covers("F48")
def test_every_good_that_needs_a_chosen_recipe_is_offered(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        kitchen = Kitchen(db)
        box = kitchen.good("Cookie box", units={made.cookie: "12"})
        cake = kitchen.finished_unit(kitchen.recipe("Cake", {made.flour: "3 cup"}), "Cake", 1)
        kitchen.good("Plain cake", units={cake: "1"})
        event = kitchen.event("Tasting", db.scope.today(), {box: 3}, made.cookie_recipe)
        found = choosing.good_choices(db, event)
    shown = {
        one.good.name: (one.is_near, [recipe.name for recipe in one.missing], one.quantity)
        for one in found
    }
    assert shown == {
        "Bag": (True, ["Fudge Brownie"], None),
        "Cookie box": (True, [], 3),
        "Tower": (True, ["Fudge Brownie"], None),
        "Plain cake": (False, ["Cake"], None),
    }
    assert [one.good.name for one in found][-1] == "Plain cake"
    page = browser(bakery).get(f"/events/{event}/goods").text
    assert "Adds the recipe Fudge Brownie" in page
    told = call_tool(program(bakery), "list_goods_for_event", event_id=str(event), text="tow")
    assert [one["good"]["name"] for one in told["structuredContent"]["items"]] == ["Tower"]


def test_a_good_joins_with_its_recipes_or_not_at_all(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        event = Kitchen(db).event("Tasting", db.scope.today(), {})
        with pytest.raises(RecipesMissing, match="Fudge Brownie, Sugar Cookie"):
            selecting.set_good(db, event, made.tower, GoodQuantity(quantity=2))
        wanted = GoodQuantity(quantity=2, add_recipes=True)
        selecting.set_good(db, event, made.tower, wanted)
        assert {recipe.name for recipe in plan_for(db, event).recipes} == {
            "Fudge Brownie", "Sugar Cookie",
        }  # fmt: skip
        # 10,000 boxes are many, and possible.
        assert selecting.set_good(db, event, made.tower, GoodQuantity(quantity=10_000)).quantity
        assert selecting.remove_good(db, event, made.tower).quantity == 10_000
        with pytest.raises(NotFound):
            selecting.remove_good(db, event, made.tower)


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "two", None])
def test_zero_broken_and_negative_goods_are_refused(
    bakery: BakeryOnDatabase, quantity: object
) -> None:
    made = stocked(bakery)
    with pytest.raises(ValidationError):
        GoodQuantity(quantity=quantity)
    answer = program(bakery).put(
        f"/api/events/{made.event}/goods/{made.bag}", json={"quantity": quantity}
    )
    assert answer.status_code == 422
    page = browser(bakery).post(
        f"/events/{made.event}/goods/{made.bag}", data={"quantity": str(quantity or "")}
    )
    assert page.status_code == 422
    assert outputs(bakery, made.event)["Bag"] == 50


def test_the_keys_beside_a_number_count_from_what_stands_there(bakery: BakeryOnDatabase) -> None:
    made, client = stocked(bakery), browser(bakery)
    place = f"/events/{made.event}/goods/{made.bag}"
    assert client.post(place, data={"quantity": "50", "by": "1"}).status_code == 303
    assert outputs(bakery, made.event)["Bag"] == 51
    client.post(place, data={"quantity": "51", "by": "-1"})
    assert outputs(bakery, made.event)["Bag"] == 50
    assert client.post(place, data={"quantity": "1", "by": "-1"}).status_code == 422


@pytest.mark.covers("F17")
@pytest.mark.parametrize("state", ["locked", "in_production", "completed"])
def test_beyond_a_draft_nothing_is_chosen_or_taken_off(
    bakery: BakeryOnDatabase, state: str
) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        db.query(Event).filter(Event.id == made.event).one().plan_state = state
    for change in (
        lambda db: selecting.remove_good(db, made.event, made.bag),
        lambda db: selecting.set_good(db, made.event, made.bag, GoodQuantity(quantity=1)),
        lambda db: selecting.set_recipes(db, made.event, []),
    ):
        with bakery.session() as db, pytest.raises(NotInThisState):
            change(db)
    answer = program(bakery).delete(f"/api/events/{made.event}/goods/{made.bag}")
    assert (answer.status_code, answer.json()["code"]) == (409, "plan_state")


def test_what_is_archived_cannot_be_chosen_anew(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        old = Kitchen(db).recipe("Old", {made.flour: "1 cup"})
        box = Kitchen(db).good("Old box", units={made.cookie: "1"})
        db.query(Recipe).filter(Recipe.id == old).one().deleted_at = now()
        db.query(FinishedGood).filter(FinishedGood.id == box).one().deleted_at = now()
        db.flush()
        with pytest.raises(RuleBroken, match="Old is archived"):
            selecting.set_recipes(db, made.event, [made.cookie_recipe, made.brownie_recipe, old])
        with pytest.raises(RuleBroken, match="Old box is archived"):
            selecting.set_good(db, made.event, box, GoodQuantity(quantity=1))
        assert old not in {one.recipe.id for one in choosing.recipe_choices(db, made.event)}


def test_for_each_guest_needs_guests(bakery: BakeryOnDatabase, an_event: MakeEvent) -> None:
    made, event = stocked(bakery), an_event()
    wanted = GoodQuantity(per_guest="2", add_recipes=True)
    with bakery.session() as db, pytest.raises(InvalidInput, match="how many guests"):
        selecting.set_good(db, event.id, made.bag, wanted)


@pytest.mark.covers("AR-06")
def test_the_neighbour_chooses_nothing_here(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made, theirs = stocked(bakery), stocked(neighbour)
    with neighbour.session() as db:
        for event in (made.event, new_id()):
            with pytest.raises(NotFound):
                selecting.set_recipes(db, event, [])
            with pytest.raises(NotFound):
                choosing.good_choices(db, event)
        for recipe in (made.cookie_recipe, new_id()):
            with pytest.raises(NotFound):
                selecting.set_recipes(db, theirs.event, [recipe])
        for good in (made.bag, new_id()):
            with pytest.raises(NotFound):
                selecting.set_good(db, theirs.event, good, GoodQuantity(quantity=1))
    with bakery.session() as db:
        assert db.query(EventRecipe).count() == 2


def test_ten_times_the_goods_take_no_more_statements(bakery: BakeryOnDatabase) -> None:
    made, client = stocked(bakery), browser(bakery)
    place = f"/events/{made.event}/goods"
    small = asked(lambda: client.get(place))
    with bakery.session() as db:
        for number in range(10):
            Kitchen(db).good(f"Box {number}", units={made.cookie: "2"}, goods={made.bag: "1"})
    assert asked(lambda: client.get(place)) == small
