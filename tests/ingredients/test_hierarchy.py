"""Groups, groups in groups, and the ingredients in them."""

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.db.journal import Operation
from baketracker.errors import RuleBroken
from baketracker.exchange.canonical import canonical
from baketracker.ingredients import service
from baketracker.ingredients.hierarchy import OwnDescendant, StillHolds, TooDeep
from baketracker.ingredients.schemas import IngredientChange, IngredientView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product

pytestmark = pytest.mark.covers("L-01", "K-07")


@pytest.fixture
def family(bakery: BakeryOnDatabase) -> tuple[IngredientView, IngredientView, IngredientView]:
    top = ingredient(bakery, "Flours", is_group=True)
    group = ingredient(bakery, "Wheat flour", parent_id=top.id, is_group=True)
    leaf = ingredient(bakery, "Bread flour", parent_id=group.id)
    return top, group, leaf


def move(bakery: BakeryOnDatabase, what: IngredientView, **change: object) -> IngredientView:
    with bakery.session() as db:
        return service.update(
            db, what.id, IngredientChange.model_validate(change), service.get(db, what.id).version
        )


def test_the_level_follows_from_the_parent(
    family: tuple[IngredientView, IngredientView, IngredientView],
) -> None:
    assert [one.level for one in family] == [0, 1, 2]
    assert [one.is_leaf for one in family] == [False, False, True]


def test_an_ingredient_without_a_group_is_an_ingredient(bakery: BakeryOnDatabase) -> None:
    assert ingredient(bakery).level == 2


def test_there_is_no_fourth_level(
    bakery: BakeryOnDatabase, family: tuple[IngredientView, IngredientView, IngredientView]
) -> None:
    with pytest.raises(TooDeep):
        ingredient(bakery, "Strong bread flour", parent_id=family[2].id)
    with pytest.raises(TooDeep):
        ingredient(bakery, "Soft wheat", parent_id=family[1].id, is_group=True)


def test_nothing_stands_below_itself(
    bakery: BakeryOnDatabase, family: tuple[IngredientView, IngredientView, IngredientView]
) -> None:
    top, group, _leaf = family
    for parent in (top, group):
        with pytest.raises(OwnDescendant):
            move(bakery, top, parent_id=str(parent.id))


def test_what_stands_in_any_group_is_an_ingredient(bakery: BakeryOnDatabase) -> None:
    sweet = ingredient(bakery, "Sweet things", is_group=True)
    honey = ingredient(bakery, "Honey", parent_id=sweet.id)
    assert (honey.level, honey.is_leaf) == (2, True)
    assert product(bakery, honey).ingredient.id == honey.id


def test_what_stands_below_moves_along(bakery: BakeryOnDatabase) -> None:
    pantry = ingredient(bakery, "Pantry", is_group=True)
    sweet = ingredient(bakery, "Sweet things", is_group=True)
    syrups = ingredient(bakery, "Syrups", parent_id=sweet.id, is_group=True)
    honey = ingredient(bakery, "Honey", parent_id=sweet.id)
    with pytest.raises(TooDeep, match="Syrups"):
        move(bakery, sweet, parent_id=str(pantry.id))
    move(bakery, syrups, parent_id=str(pantry.id))
    assert move(bakery, sweet, parent_id=str(pantry.id)).level == 1
    with bakery.session() as db:
        assert [service.get(db, one.id).level for one in (syrups, honey)] == [1, 2]


def test_a_group_comes_to_the_top_and_its_ingredients_stay_ingredients(
    bakery: BakeryOnDatabase, family: tuple[IngredientView, IngredientView, IngredientView]
) -> None:
    assert move(bakery, family[1], parent_id=None).level == 0
    with bakery.session() as db:
        assert service.get(db, family[2].id).level == 2


def test_a_group_that_holds_something_stays_a_group(
    bakery: BakeryOnDatabase, family: tuple[IngredientView, IngredientView, IngredientView]
) -> None:
    for group in family[:2]:
        with pytest.raises(StillHolds):
            move(bakery, group, is_group=False)
    move(bakery, family[2], parent_id=None)
    assert move(bakery, family[1], is_group=False).is_leaf


def test_a_group_comes_back_at_the_level_of_where_it_stands(bakery: BakeryOnDatabase) -> None:
    pantry = ingredient(bakery, "Pantry", is_group=True)
    sweet = ingredient(bakery, "Sweet things", is_group=True)
    syrups = ingredient(bakery, "Syrups", parent_id=sweet.id, is_group=True)
    with bakery.session() as db:
        service.archive(db, syrups.id, syrups.version)
    move(bakery, sweet, parent_id=str(pantry.id))
    with bakery.session() as db, pytest.raises(TooDeep):
        service.restore(db, syrups.id)


def test_an_ingredient_with_products_cannot_become_a_group(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    product(bakery, flour)
    with pytest.raises(RuleBroken, match="cannot become a group"):
        move(bakery, flour, is_group=True)


def test_an_ingredient_leaves_its_group_and_stays_an_ingredient(
    bakery: BakeryOnDatabase, family: tuple[IngredientView, IngredientView, IngredientView]
) -> None:
    freed = move(bakery, family[2], parent_id=None)
    assert (freed.level, freed.parent) == (2, None)


@pytest.mark.covers("DEC-19")
def test_a_move_is_taken_back_with_all_that_stood_below(bakery: BakeryOnDatabase) -> None:
    pantry = ingredient(bakery, "Pantry", is_group=True)
    sweet = ingredient(bakery, "Sweet things", is_group=True)
    syrups = ingredient(bakery, "Syrups", parent_id=sweet.id, is_group=True)
    ingredient(bakery, "Honey", parent_id=syrups.id)
    with bakery.session() as db:
        before = canonical(db)
    move(bakery, syrups, parent_id=str(pantry.id))
    with bakery.session() as db:
        moved = db.scalars(select(Operation).where(Operation.kind == "ingredients.move")).one()
        activity.undo(db, moved.id)
        assert canonical(db) == before


def test_a_change_that_moves_nothing_is_no_move(bakery: BakeryOnDatabase) -> None:
    move(bakery, ingredient(bakery), notes="Sift it.", parent_id=None, is_group=False)
    with bakery.session() as db:
        assert db.scalars(select(Operation)).all() == []


def test_the_groups_of_an_ingredient_are_told_from_the_outermost(
    bakery: BakeryOnDatabase, family: tuple[IngredientView, IngredientView, IngredientView]
) -> None:
    with bakery.session() as db:
        paths = {one.name: [up.name for up in one.path] for one in service.search(db).items}
    assert paths == {
        "Flours": [], "Wheat flour": ["Flours"], "Bread flour": ["Flours", "Wheat flour"],
    }  # fmt: skip
