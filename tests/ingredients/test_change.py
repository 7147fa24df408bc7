"""Changing, archiving and bringing back an ingredient."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from baketracker.errors import Conflict, NotFound, Stale
from baketracker.ingredients import service
from baketracker.ingredients.models import IngredientAlias
from baketracker.ingredients.schemas import IngredientChange, NewIngredient
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, product


def test_only_what_is_given_changes(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, category="Flour", aliases=["Mehl"], **CUP_OF_FLOUR)
    with bakery.session() as db:
        change = IngredientChange.model_validate({"notes": "Sift it."})
        now = service.update(db, flour.id, change, flour.version)
    assert (now.notes, now.category, now.aliases[0].name) == ("Sift it.", "Flour", "Mehl")
    assert now.grams_per_ml == flour.grams_per_ml
    assert now.version == flour.version + 1


def test_a_whole_form_empties_what_it_leaves_out(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, category="Flour", aliases=["Mehl"], **CUP_OF_FLOUR)
    with bakery.session() as db:
        now = service.update(db, flour.id, NewIngredient(name="Flour"), flour.version)
    assert (now.category, now.aliases, now.grams_per_ml) == ("", [], None)


@pytest.mark.covers("R-CAT-01")
def test_a_new_name_keeps_the_slug_and_moves_the_search(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, aliases=["Mehl"])
    with bakery.session() as db:
        change = IngredientChange(name="Wheat flour")
        assert service.update(db, flour.id, change, flour.version).slug == "flour"
        assert [one.name for one in service.search(db, "wheat mehl").items] == ["Wheat flour"]


def test_an_alias_that_stays_keeps_its_language(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    with bakery.session() as db:
        db.add(IngredientAlias(ingredient_id=flour.id, alias="Mehl", locale="de"))
    with bakery.session() as db:
        change = IngredientChange.model_validate({"aliases": ["Mehl", "Farine"]})
        service.update(db, flour.id, change, flour.version)
        rows = db.execute(
            select(IngredientAlias.alias, IngredientAlias.locale).order_by(IngredientAlias.alias)
        ).all()
    assert [tuple(row) for row in rows] == [("Farine", None), ("Mehl", "de")]


@pytest.mark.covers("SR50")
def test_a_stale_change_tells_what_is_stored_now(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    with bakery.session() as db:
        service.update(db, flour.id, IngredientChange(notes="first"), flour.version)
    with bakery.session() as db, pytest.raises(Stale) as stale:
        service.update(db, flour.id, IngredientChange(notes="second"), flour.version)
    assert stale.value.current["notes"] == "first"


@pytest.mark.covers("SD-27")
def test_the_name_of_an_archived_one_is_free_again(bakery: BakeryOnDatabase) -> None:
    old = ingredient(bakery)
    with bakery.session() as db:
        service.archive(db, old.id, old.version)
    new = ingredient(bakery)
    assert (new.slug, new.id) == ("flour", new.id)
    with bakery.session() as db:
        assert [one.id for one in service.search(db).items] == [new.id]
        with pytest.raises(NotFound):
            service.get(db, old.id)
        with pytest.raises(Conflict, match="already"):
            service.restore(db, old.id)


def test_undo_brings_it_back_as_it_was(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, aliases=["Mehl"], category="Flour")
    with bakery.session() as db:
        service.archive(db, flour.id, flour.version)
    with bakery.session() as db:
        again = service.restore(db, flour.id)
    assert again.model_dump(exclude={"version"}) == flour.model_dump(exclude={"version"})


def test_what_is_used_is_not_archived(bakery: BakeryOnDatabase) -> None:
    group = ingredient(bakery, "Flours", is_group=True)
    flour = ingredient(bakery, "Flour")
    product(bakery, flour)
    ingredient(bakery, "Rye", parent_id=group.id)
    for used, where in ((flour, r"products \(1\)"), (group, r"ingredients \(1\)")):
        with bakery.session() as db, pytest.raises(Conflict, match=where):
            service.archive(db, used.id, used.version)


@pytest.mark.covers("S4-ing-service-isolation", "SR4")
def test_the_neighbour_can_neither_see_nor_change_nor_archive_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = ingredient(bakery)
    for row_id in (flour.id, uuid4()):
        with neighbour.session() as db:
            assert service.search(db).items == []
            with pytest.raises(NotFound):
                service.get(db, row_id)
            with pytest.raises(NotFound):
                service.update(db, row_id, IngredientChange(notes="mine"), 1)
            with pytest.raises(NotFound):
                service.archive(db, row_id, 1)
            with pytest.raises(NotFound):
                service.restore(db, row_id)
    with bakery.session() as db:
        assert service.get(db, flour.id) == flour
