"""Versions of a recipe: each save keeps one, and each can come back."""

import pytest

from baketracker.errors import InvalidInput, NotFound, Stale
from baketracker.ingredients import service as ingredients
from baketracker.recipes import history
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen

from .writing import COOKIES, SLICE, change, larder, nested, read, write

FLOUR = {"ingredient": "Flour", "quantity": "2", "unit": "cup"}


@pytest.mark.covers("P-28")
def test_every_save_says_what_it_changed(bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour", "Sugar")
    write(bakery, "Frosting")
    made = write(bakery, lines=[FLOUR], yields=[COOKIES], steps=[{"text": "Mix."}])
    second = change(
        bakery,
        made,
        name="Best Cookie",
        lines=[FLOUR | {"quantity": "3"}, {"ingredient": "Sugar", "quantity": "1", "unit": "g"}],
        components=nested("Frosting"),
        steps=[],
    )
    change(bakery, second, lines=[FLOUR | {"quantity": "3"}])
    with bakery.session() as db:
        third, middle, first = history.versions(db, made.id)
    assert (third.number, middle.number, first.number) == (3, 2, 1)
    assert first.changes == []
    told = [(one.part, one.name, one.before, one.after) for one in middle.changes]
    assert told == [
        ("name", "", "Sugar Cookie", "Best Cookie"),
        ("lines", "Flour", "2 cup", "3 cup"),
        ("lines", "Sugar", None, "1 g"),
        ("components", "Frosting", None, "1"),
        ("steps", "1", "Mix.", None),
    ]
    assert [(one.name, one.after) for one in third.changes] == [("Sugar", None)]
    assert third.saved_by is not None


@pytest.mark.covers("P-28")
def test_an_earlier_version_comes_back_whole(bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour")
    made = write(
        bakery, lines=[FLOUR], yields=[COOKIES, SLICE], steps=[{"text": "Mix.", "minutes": 5}]
    )
    emptied = change(bakery, made, name="Other", lines=[], yields=[], steps=[], category="Cakes")
    with bakery.session() as db:
        back = history.restore_version(db, made.id, 1, emptied.version)
        assert len(history.versions(db, made.id)) == 3
        with pytest.raises(Stale):
            history.restore_version(db, made.id, 1, emptied.version)
        with pytest.raises(NotFound):
            history.restore_version(db, made.id, 99, back.version)
    alike = {"version", "previous_slug", "slug"}
    assert back.model_dump(exclude=alike) == made.model_dump(exclude=alike)


def test_an_imported_recipe_keeps_what_it_was(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        recipe = kitchen.recipe("Pie", {kitchen.ingredient("Apple"): "6 each"})
    change(bakery, read(bakery, recipe), notes="Peel them.")
    with bakery.session() as db:
        later, first = history.versions(db, recipe)
    assert (first.number, [one.part for one in later.changes]) == (1, ["notes"])


def test_what_is_archived_now_is_named(bakery: BakeryOnDatabase) -> None:
    flour = larder(bakery, "Flour")["Flour"]
    made = write(bakery, lines=[FLOUR])
    emptied = change(bakery, made, lines=[])
    with bakery.session() as db:
        ingredients.archive(db, flour, ingredients.get(db, flour).version)
    with bakery.session() as db, pytest.raises(InvalidInput, match="needs Flour"):
        history.restore_version(db, made.id, 1, emptied.version)


def test_the_neighbour_reads_and_restores_no_version(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = write(bakery)
    with neighbour.session() as db:
        with pytest.raises(NotFound):
            history.versions(db, made.id)
        with pytest.raises(NotFound):
            history.restore_version(db, made.id, 1, made.version)
