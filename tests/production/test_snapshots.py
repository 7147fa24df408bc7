"""A recipe as plans and runs froze it."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from baketracker.errors import InvalidInput, NotFound
from baketracker.ingredients.models import Ingredient
from baketracker.plans.freezing import freeze_recipes
from baketracker.plans.models import PlanSnapshot, ProductionTarget, RecipeSnapshot
from baketracker.production import service
from baketracker.recipes import service as recipes
from baketracker.recipes.models import Recipe
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.kitchen import Kitchen
from tests.factories.reading import words
from tests.production.bakes import Bakes, bake, event_in, kitchen_of


@pytest.fixture
def bakes(bakery: BakeryOnDatabase) -> Bakes:
    return kitchen_of(bakery)


@pytest.mark.covers("K-48", "S3-history-view", "F4")
def test_newest_first_with_scale_and_runs(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    bake(bakery, bakes.cookie, 1, 48)
    bake(bakery, bakes.cookie, 1, 24, scale="0.5")
    with bakery.session() as db:
        new, old = service.recipe_snapshots(db, bakes.cookies)
    assert (new.scale, old.scale) == (Decimal("0.5"), 1)
    assert new.taken_at > old.taken_at
    assert (new.runs, new.plan, new.is_approximated) == (1, None, False)
    assert [(line.name, line.quantity) for line in new.lines] == [("Flour", 2), ("Sugar", 1)]
    assert [(part.name, part.batches) for part in new.components] == [("Frosting", Decimal("0.5"))]
    assert [(need.name, need.quantity) for need in new.needs] == [
        ("Flour", 2), ("Sugar", 2), ("Butter", Decimal("0.5")),
    ]  # fmt: skip
    shown = words(browser(bakery).get(f"/recipes/{bakes.cookies}/snapshots").text)
    assert shown.index("× ½") < shown.rindex("1 run")
    by_api = program(bakery).get(f"/api/recipes/{bakes.cookies}/snapshots").json()["items"]
    assert by_api == [one.model_dump(mode="json") for one in (new, old)]


@pytest.mark.covers("M-23")
def test_it_names_the_plan_that_made_it(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    event = event_in(bakery)
    with bakery.session() as db:
        plan = PlanSnapshot(event_id=event, content={})
        db.add(plan)
        db.flush()
        frozen = freeze_recipes(db, [bakes.cookies], plan_snapshot_id=plan.id)[bakes.cookies]
        db.add(
            ProductionTarget(
                event_id=event, recipe_id=bakes.cookies, finished_unit_id=bakes.cookie, batches=1,
                recipe_snapshot_id=frozen.id,
            )
        )  # fmt: skip
    run = bake(bakery, bakes.cookie, 1, 48, event_id=event)
    assert run.snapshot is not None
    assert run.snapshot.is_reused
    with bakery.session() as db:
        (one,) = service.recipe_snapshots(db, bakes.cookies)
    assert one.plan is not None
    assert (one.plan.name, one.runs) == ("Holiday", 1)


@pytest.mark.covers("K-47", "F6")
def test_one_comes_back_as_a_recipe_of_its_own(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    with bakery.session() as db:
        row = db.find(Recipe, bakes.cookies)
        assert row is not None
        row.notes, row.is_production_ready = "Chill well.", True
    run = bake(bakery, bakes.cookie, 1, 48)
    assert run.snapshot is not None
    with bakery.session() as db:
        row = db.find(Recipe, bakes.cookies)
        assert row is not None
        row.name = "Something else"
        made = service.restore_snapshot(db, run.snapshot.id)
        today = db.scope.today()
    assert made.name == f"Sugar Cookie (restored {today})"
    assert made.notes == f"Restored from snapshot {run.snapshot.id}.\n\nChill well."
    assert not made.is_production_ready
    assert [(line.ingredient.name, line.quantity) for line in made.lines] == [
        ("Flour", 2), ("Sugar", 1),
    ]  # fmt: skip
    assert [(part.recipe.name, part.batches) for part in made.components] == [
        ("Frosting", Decimal("0.5"))
    ]
    assert [(unit.name, unit.items_per_batch) for unit in made.yields] == [("Cookie", 48)]
    with bakery.session() as db:
        assert recipes.get(db, bakes.cookies).name == "Something else"


@pytest.mark.covers("K-47")
def test_it_comes_back_through_the_page(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    run = bake(bakery, bakes.cookie, 1, 48)
    assert run.snapshot is not None
    me = browser(bakery)
    saved = me.post(f"/recipes/snapshots/{run.snapshot.id}/restore")
    assert saved.status_code == 303
    assert "(restored" in words(me.get(saved.headers["location"]).text)
    made = program(bakery).post(f"/api/recipe-snapshots/{run.snapshot.id}/restore")
    assert made.status_code == 201


@pytest.mark.covers("K-47")
def test_lines_nobody_knows_are_left_out_and_archived_ones_named(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    with bakery.session() as db:
        frozen = freeze_recipes(db, [bakes.cookies])[bakes.cookies]
        unknown = {"ingredient_id": None, "ingredient": "Stardust", "quantity": "1", "unit": "cup"}
        content = frozen.content | {"lines": [*frozen.content["lines"], unknown]}
        imported = RecipeSnapshot(recipe_id=bakes.cookies, content=content)
        db.add(imported)
        db.flush()
        made = service.restore_snapshot(db, imported.id)
        assert [line.ingredient.name for line in made.lines] == ["Flour", "Sugar"]
        flour = db.find(Ingredient, bakes.flour)
        assert flour is not None
        flour.deleted_at = datetime.now(UTC)
        db.flush()
        with pytest.raises(InvalidInput, match="needs Flour, which is archived"):
            service.restore_snapshot(db, imported.id)


@pytest.mark.covers("S0-snapshot-restrict")
def test_a_recipe_with_snapshots_is_put_away_never_removed(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    run = bake(bakery, bakes.brownie, 1, 24)
    with bakery.session() as db:
        recipes.archive(db, bakes.brownies, recipes.get(db, bakes.brownies).version)
    with bakery.session() as db:
        assert len(service.recipe_snapshots(db, bakes.brownies)) == 1
        assert service.get(db, run.id).recipe.is_archived
    with bakery.session() as db:
        alone = Kitchen(db).recipe("Alone", {})
        freeze_recipes(db, [alone])
    with bakery.session() as db:
        gone = delete(Recipe).where(Recipe.id == alone)
        with pytest.raises(IntegrityError, match="recipe_snapshots"):
            db.execute(gone)
        db.rollback()


def test_the_neighbour_sees_and_restores_none(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, bakes: Bakes
) -> None:
    run = bake(bakery, bakes.cookie, 1, 48)
    assert run.snapshot is not None
    with neighbour.session() as db:
        for act in (
            lambda: service.recipe_snapshots(db, bakes.cookies),
            lambda: service.restore_snapshot(db, run.snapshot.id if run.snapshot else uuid4()),
        ):
            with pytest.raises(NotFound):
                act()
