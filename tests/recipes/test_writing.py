"""Writing recipes: the whole of one in one save, with a sentence for every row at fault."""

import pytest
from pydantic import ValidationError

from baketracker.db.types import new_id
from baketracker.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.schemas import NewIngredient
from baketracker.recipes import service
from baketracker.recipes.given import NewRecipe, RecipeChange, YieldIn
from baketracker.recipes.models import FinishedUnit, Recipe
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen

from .writing import COOKIES, SLICE, change, larder, nested, read, write

FLOUR = {"ingredient": "Flour", "quantity": "2 1/2", "unit": "cups"}


@pytest.mark.covers("K-43", "SC-30", "S2-production-notes", "P-11", "DEC-22")
def test_a_recipe_is_saved_with_everything_in_it(bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour", "Sugar")
    frosting = write(bakery, "Frosting")
    made = write(
        bakery,
        lines=[FLOUR | {"notes": "sifted"}, {"ingredient": "SUGAR", "quantity": "1", "unit": "g"}],
        components=[{"recipe_id": frosting.id, "batches": "0.5"}],
        yields=[COOKIES | {"production_notes": "Chill first.", "shelf_life_days": 5}, SLICE],
        steps=[
            {"text": "Mix.", "minutes": 10},
            {"text": "Bake.", "minutes": 12, "oven_fahrenheit": 350, "has_timer": True},
        ],
    )
    view = read(bakery, made.id)
    assert [(line.ingredient.name, line.quantity, line.unit) for line in view.lines] == [
        ("Flour", 2.5, "cup"), ("Sugar", 1, "g"),
    ]  # fmt: skip
    assert view.lines[0].notes == "sifted"
    assert [(part.recipe.id, float(part.batches)) for part in view.components] == [
        (frosting.id, 0.5)
    ]
    cookies, piece = view.yields
    assert (cookies.items_per_batch, cookies.item_unit, cookies.batch_percentage) == (
        24, "cookie", None,
    )  # fmt: skip
    assert (cookies.production_notes, cookies.shelf_life_days) == ("Chill first.", 5)
    assert (piece.batch_percentage, piece.items_per_batch, piece.per_batch) == (12.5, None, 8)
    mixing, baking = view.steps
    assert (mixing.text, mixing.minutes, mixing.oven_celsius) == ("Mix.", 10, None)
    assert (baking.oven_celsius, baking.oven_fahrenheit, baking.has_timer) == (177, 350, True)


def test_a_list_replaces_the_one_before_and_what_is_not_given_stays(
    bakery: BakeryOnDatabase,
) -> None:
    larder(bakery, "Flour", "Sugar")
    made = write(bakery, lines=[FLOUR], yields=[COOKIES], notes="Grandma's")
    sugar = {"ingredient": "Sugar", "quantity": "1", "unit": "cup"}
    changed = change(bakery, made, lines=[sugar, FLOUR])
    assert [line.ingredient.name for line in changed.lines] == ["Sugar", "Flour"]
    assert (changed.notes, len(changed.yields)) == ("Grandma's", 1)
    assert changed.version > made.version
    with bakery.session() as db, pytest.raises(Stale):
        service.update(db, made.id, RecipeChange(notes="late"), made.version)
    assert change(bakery, changed, lines=[]).lines == []


@pytest.mark.covers("M-15", "L-02")
def test_every_row_at_fault_is_named_and_nothing_is_saved(bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour")
    with bakery.session() as db:
        ingredients.create(db, NewIngredient(name="Nuts", is_group=True))
    given = NewRecipe(
        name="Bad",
        category="Cookies",
        lines=[FLOUR, FLOUR | {"ingredient": "Fluor"}, FLOUR | {"ingredient": "Nuts"}],
        components=nested("Nowhere"),
        yields=[COOKIES, COOKIES | {"name": "COOKIES"}, SLICE | {"id": new_id()}],
    )
    with bakery.session() as db, pytest.raises(InvalidInput) as refused:
        service.create(db, given)
    assert set(refused.value.fields) == {
        "lines.1.ingredient", "lines.2.ingredient", "components.0.recipe", "yields.1.name",
        "yields.2.name",
    }  # fmt: skip
    assert "group" in refused.value.fields["lines.2.ingredient"]
    with bakery.session() as db:
        assert service.count(db) == 0


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"items_per_batch": None}, "items_per_batch"),
        ({"items_per_batch": 0}, "items_per_batch"),
        ({"items_per_batch": 2.5}, "items_per_batch"),
        ({"yield_mode": "batch_portion"}, "batch_percentage"),
        ({"yield_mode": "batch_portion", "batch_percentage": "101"}, "batch_percentage"),
        ({"yield_mode": "batch_portion", "batch_percentage": "0"}, "batch_percentage"),
        ({"name": " "}, "name"),
    ],
)
@pytest.mark.covers("M-15")
def test_a_yield_without_its_number_is_refused(wrong: dict[str, object], where: str) -> None:
    with pytest.raises(ValidationError) as refused:
        YieldIn.model_validate(COOKIES | wrong)
    assert [fault["loc"][0] for fault in refused.value.errors()] == [where]


def test_a_yield_must_say_what_it_is() -> None:
    with pytest.raises(ValidationError):
        YieldIn.model_validate({name: COOKIES[name] for name in COOKIES if name != "yield_type"})


@pytest.mark.covers("K-43")
def test_an_unlisted_yield_goes_unless_it_is_used(bakery: BakeryOnDatabase) -> None:
    made = write(bakery, yields=[COOKIES, SLICE])
    cookies, piece = made.yields
    kept = COOKIES | {"id": cookies.id, "name": "Big cookies"}
    changed = change(bakery, made, yields=[kept])
    assert [(unit.id, unit.name) for unit in changed.yields] == [(cookies.id, "Big cookies")]
    with bakery.session() as db:
        row = db.find(FinishedUnit, piece.id)
        assert row is not None
        assert row.deleted_at is not None
        Kitchen(db).good("Gift box", units={cookies.id: "6"})
    with pytest.raises(Conflict, match="Big cookies is still used: compositions"):
        change(bakery, changed, yields=[SLICE])
    assert [unit.name for unit in read(bakery, made.id).yields] == ["Big cookies"]


@pytest.mark.covers("M-31")
def test_one_name_for_a_whole_and_a_serving_is_told_apart(bakery: BakeryOnDatabase) -> None:
    serving = COOKIES | {"yield_type": "SERVING"}
    made = write(bakery, yields=[COOKIES, serving, SLICE])
    labels = [unit.label for unit in made.yields]
    assert labels == ["Cookies (whole)", "Cookies (serving)", "Slice"]


@pytest.mark.covers("K-41")
def test_slugs_fold_accents_number_twins_and_remember_the_last_name(
    bakery: BakeryOnDatabase,
) -> None:
    first = write(bakery, "Grandma’s Crème Brûlée!")
    second = write(bakery, "Grandma’s Crème Brûlée!")
    assert (first.slug, second.slug) == ("grandmas-creme-brulee", "grandmas-creme-brulee-2")
    renamed = change(bakery, second, name="Flan")
    assert (renamed.slug, renamed.previous_slug) == ("flan", "grandmas-creme-brulee-2")
    with bakery.session() as db:
        assert service.named(db, "grandmas-creme-brulee-2").id == second.id
        assert service.named(db, "FLAN").id == second.id
        assert service.named(db, str(first.id)).id == first.id
        with pytest.raises(NotFound):
            service.named(db, "Pavlova")
    assert write(bakery, "🍪").slug == "unknown-recipe"


@pytest.mark.covers("K-42", "K-64")
def test_a_recipe_is_archived_with_its_history_and_never_out_of_another_one(
    bakery: BakeryOnDatabase,
) -> None:
    inner = write(bakery, "Frosting", yields=[COOKIES])
    outer = write(bakery, "Cake", components=nested("Frosting"))
    with bakery.session() as db, pytest.raises(Conflict, match="Frosting stands in Cake"):
        service.archive(db, inner.id, inner.version)
    with bakery.session() as db:
        service.archive(db, outer.id, outer.version)
        service.archive(db, inner.id, inner.version)
    with bakery.session() as db:
        assert service.count(db) == 0
        kept = db.find(Recipe, inner.id)
        assert kept is not None
        assert service.get(db, inner.id).is_archived
        assert len(service.get(db, inner.id).yields) == 1
        back = service.restore(db, inner.id)
    assert not back.is_archived
    assert write(bakery, "Frosting").slug == "frosting-2"


@pytest.mark.covers("M-16", "M-21")
def test_no_recipe_stores_a_cost_or_a_yield_of_its_own() -> None:
    columns = set(Recipe.__table__.columns.keys()) | set(FinishedUnit.__table__.columns.keys())
    assert not {name for name in columns if "cost" in name or "price" in name}
    assert not {column.name for column in Recipe.__table__.columns if "yield" in column.name}


@pytest.mark.covers("M-13")
def test_what_is_ready_is_asked_of_the_server(bakery: BakeryOnDatabase) -> None:
    write(bakery, "Tried", is_production_ready=True)
    write(bakery, "New")
    with bakery.session() as db:
        assert [row.name for row in service.search(db, ready=True).items] == ["Tried"]
        assert [row.name for row in service.search(db, ready=False).items] == ["New"]
        assert service.count(db, ready=True) == 1


@pytest.mark.covers("P-41")
def test_allergens_come_up_from_every_level(bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour", allergens=["gluten"])
    larder(bakery, "Butter", "Cream", allergens=["milk"])
    larder(bakery, "Almonds", allergens=["nuts", "gluten"])
    line = {"quantity": "1", "unit": "g"}
    write(bakery, "Praline", lines=[line | {"ingredient": "Almonds"}])
    write(bakery, "Frosting", lines=[line | {"ingredient": "Butter"}], components=nested("Praline"))
    cake = write(
        bakery, "Cake", lines=[line | {"ingredient": "Flour"}], components=nested("Frosting")
    )
    assert cake.allergens == ["gluten", "milk", "nuts"]


def test_a_recipe_needs_a_category_that_is_there(bakery: BakeryOnDatabase) -> None:
    with pytest.raises(InvalidInput) as refused:
        write(bakery, category="Nonsense")
    assert set(refused.value.fields) == {"category"}
    assert write(bakery, category="breads").category == "Breads"


def test_nobody_writes_with_a_token_that_only_reads(bakery: BakeryOnDatabase) -> None:
    with bakery.session(rights=frozenset({"read"})) as db, pytest.raises(Forbidden):
        service.create(db, NewRecipe(name="X", category="Cookies"))


def test_the_neighbour_changes_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = larder(bakery, "Flour")["Flour"]
    made = write(bakery, yields=[COOKIES])
    with neighbour.session() as db:
        for attempt in (
            lambda: service.update(db, made.id, RecipeChange(notes="x"), made.version),
            lambda: service.archive(db, made.id, made.version),
            lambda: service.restore(db, made.id),
        ):
            with pytest.raises(NotFound):
                attempt()
    stolen = [{"ingredient_id": flour, "quantity": "1", "unit": "g"}]
    with pytest.raises(InvalidInput):
        write(neighbour, lines=stolen)
    with pytest.raises(InvalidInput):
        write(neighbour, components=[{"recipe_id": made.id}])
    with pytest.raises(InvalidInput):
        write(neighbour, yields=[COOKIES | {"id": made.yields[0].id}])
    assert read(bakery, made.id).version == made.version
