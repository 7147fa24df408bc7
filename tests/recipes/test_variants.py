"""Variants: a whole copy to begin with, tied to the base by its yields."""

import pytest

from baketracker.db.types import new_id
from baketracker.errors import InvalidInput, NotFound, RuleBroken
from baketracker.recipes import history, service
from baketracker.recipes.given import NewVariant
from baketracker.recipes.schemas import RecipeView
from tests.factories.bakeries import BakeryOnDatabase

from .writing import COOKIES, SLICE, change, larder, nested, read, write


def base_of(bakery: BakeryOnDatabase) -> RecipeView:
    larder(bakery, "Flour")
    write(bakery, "Frosting")
    return write(
        bakery,
        "Layer Cake",
        category="Cakes",
        minutes=90,
        source="Grandma",
        lines=[{"ingredient": "Flour", "quantity": "3", "unit": "cup", "notes": "sifted"}],
        components=nested("Frosting"),
        yields=[COOKIES, SLICE | {"portion_description": "a finger wide"}],
        steps=[{"text": "Bake.", "minutes": 40, "oven_celsius": 175}],
    )


def vary(bakery: BakeryOnDatabase, base: RecipeView, **fields: object) -> RecipeView:
    with bakery.session() as db:
        return service.create_variant(db, base.id, NewVariant(**{"variant_name": "Lemon"} | fields))


@pytest.mark.covers("F2", "F3", "M-22", "P-27")
def test_a_variant_begins_with_all_of_its_base(bakery: BakeryOnDatabase) -> None:
    base = base_of(bakery)
    made = vary(bakery, base)
    assert (made.name, made.category, made.minutes, made.source) == (
        "Layer Cake - Lemon", "Cakes", 90, "Grandma",
    )  # fmt: skip
    assert (made.notes, made.is_production_ready) == ("Variant of Layer Cake", False)
    assert (made.lines, made.components, made.steps) == (base.lines, base.components, base.steps)
    assert [unit.name for unit in made.yields] == ["Lemon Cookies", "Lemon Slice"]
    whole, piece = made.yields
    assert (whole.items_per_batch, whole.item_unit) == (24, "cookie")
    assert (piece.batch_percentage, piece.portion_description) == (12.5, "a finger wide")
    assert made.base is not None
    assert made.base.id == base.id
    assert [one.id for one in read(bakery, base.id).variants] == [made.id]


def test_the_baker_names_what_a_variant_gives(bakery: BakeryOnDatabase) -> None:
    base = base_of(bakery)
    names = [
        {"base_yield_id": unit.id, "name": f"Zesty {unit.name}"} for unit in reversed(base.yields)
    ]
    made = vary(bakery, base, name="Lemon Cake", yields=names, copy_ingredients=False)
    assert [unit.name for unit in made.yields] == ["Zesty Cookies", "Zesty Slice"]
    assert (made.name, made.lines, made.components) == ("Lemon Cake", [], [])


def test_names_that_do_not_fit_the_base_are_refused(bakery: BakeryOnDatabase) -> None:
    base = base_of(bakery)
    first, second = (unit.id for unit in base.yields)
    wrong = [
        [{"base_yield_id": first, "name": "One"}],
        [{"base_yield_id": first, "name": "One"}, {"base_yield_id": first, "name": "Two"}],
        [{"base_yield_id": first, "name": "One"}, {"base_yield_id": new_id(), "name": "Two"}],
        [{"base_yield_id": first, "name": "SLICE"}, {"base_yield_id": second, "name": "Two"}],
    ]
    for yields in wrong:
        with pytest.raises(InvalidInput):
            vary(bakery, base, yields=yields)
    assert read(bakery, base.id).variants == []


@pytest.mark.covers("D-02")
def test_a_variant_of_a_variant_is_refused(bakery: BakeryOnDatabase) -> None:
    made = vary(bakery, base_of(bakery))
    with pytest.raises(RuleBroken, match="Make the new one from Layer Cake"):
        vary(bakery, made)


@pytest.mark.covers("K-45", "M-22")
def test_changed_yields_reach_the_variants_and_mark_them(bakery: BakeryOnDatabase) -> None:
    base = base_of(bakery)
    same, other = vary(bakery, base), vary(bakery, base, variant_name="Plum")
    kept = other.yields[0].model_dump(exclude={"label"})
    other = change(bakery, other, yields=[kept])
    changed = [unit.model_dump(exclude={"label"}) for unit in read(bakery, base.id).yields]
    changed[0] |= {"items_per_batch": 40}
    base = change(bakery, read(bakery, base.id), yields=changed)
    followed, left = read(bakery, same.id), read(bakery, other.id)
    assert (followed.yields[0].items_per_batch, followed.yields[0].name) == (40, "Lemon Cookies")
    assert left.yields[0].items_per_batch == 24
    assert followed.needs_review
    assert left.needs_review
    with bakery.session() as db:
        assert not service.mark_reviewed(db, same.id, followed.version).needs_review
        assert len(history.versions(db, same.id)) == 2
    assert not change(bakery, left, yields=[kept]).needs_review
    again = change(bakery, read(bakery, base.id), notes="only a note")
    assert not read(bakery, same.id).needs_review
    assert again.version > base.version


@pytest.mark.covers("K-46")
def test_variants_stand_beneath_their_base_and_orphans_at_the_end(
    bakery: BakeryOnDatabase,
) -> None:
    base = base_of(bakery)
    lemon, apple = vary(bakery, base), vary(bakery, base, variant_name="Apple")
    write(bakery, "Zimtsterne")
    with bakery.session() as db:
        groups = service.grouped(db).items
        shown = [(one.recipe.name, [v.id for v in one.variants], one.is_orphan) for one in groups]
        assert shown == [
            ("Frosting", [], False), ("Layer Cake", [apple.id, lemon.id], False),
            ("Zimtsterne", [], False),
        ]  # fmt: skip
        first = service.grouped(db, limit=2)
        rest = service.grouped(db, limit=2, cursor=first.next)
        assert [one.recipe.name for one in [*first.items, *rest.items]] == [
            "Frosting", "Layer Cake", "Zimtsterne",
        ]  # fmt: skip
        [alone] = service.grouped(db, "lemon").items
        assert (alone.recipe.id, alone.is_orphan) == (lemon.id, True)
        current = service.get(db, base.id)
        service.archive(db, base.id, current.version)
        groups = service.grouped(db).items
    assert [(one.recipe.name, one.is_orphan) for one in groups[-2:]] == [
        ("Layer Cake - Apple", True), ("Layer Cake - Lemon", True),
    ]  # fmt: skip


def test_the_neighbour_makes_no_variant(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    base = base_of(bakery)
    with pytest.raises(NotFound):
        vary(neighbour, base)
