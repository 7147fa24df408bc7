"""Two ingredients that are one: what moves, what is taken over, and taking it back."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from baketracker.activity import service as activity
from baketracker.db.journal import Operation
from baketracker.db.types import now
from baketracker.errors import Forbidden, InvalidInput, NotFound, RuleBroken
from baketracker.exchange.canonical import Dump, canonical
from baketracker.ingredients import service
from baketracker.ingredients.merging import Merged, WeighsOtherwise
from baketracker.ingredients.models import Ingredient, IngredientAlias
from baketracker.pantry import service as pantry
from baketracker.pantry.models import Depletion, Lot
from baketracker.products.models import Product
from baketracker.recipes.models import RecipeIngredient
from baketracker.reports.models import StockSnapshot, StockSnapshotLine
from baketracker.shopping.models import ShoppingItem, ShoppingList
from baketracker.stock.ledger import out_of_balance
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.factories.kitchen import Kitchen
from tests.factories.rows import RowMaker

pytestmark = pytest.mark.covers("G-23")


def merge(
    bakery: BakeryOnDatabase, row_id: UUID, into_id: UUID, *, confirmed: bool = False
) -> Merged:
    with bakery.session() as db:
        return service.merge(db, row_id, into_id, confirmed=confirmed)


def dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        assert out_of_balance(db, Lot, Depletion) == []
        return canonical(db)


def test_all_its_history_belongs_to_the_other(bakery: BakeryOnDatabase) -> None:
    old, new = ingredient(bakery, "AP flour"), ingredient(bakery, "Flour")
    bag = product(bakery, old, preferred=True)
    left = lot(bakery, bag, "5")
    with bakery.session() as db:
        kitchen = Kitchen(db)
        bread = kitchen.recipe("Bread", {old.id: "3 cup", new.id: "1 cup"})
        shopping = ShoppingList(name="Saturday")
        db.add(shopping)
        db.flush()
        db.add(ShoppingItem(list_id=shopping.id, kind="food", ingredient_id=old.id))
        (sack,) = Lot.locked(db, [left])
        sack.take(db, Decimal(2), "spoilage")
    merged = merge(bakery, old.id, new.id)
    assert merged.moved == {"products": 1, "recipe_ingredients": 1, "shopping_items": 1}
    with bakery.session() as db:
        assert pantry.shelf(db, new.id).lots[0].id == left
        lines = select(RecipeIngredient).where(RecipeIngredient.recipe_id == bread)
        assert {row.ingredient_id for row in db.scalars(lines)} == {new.id}
        assert len(db.scalars(lines).all()) == 2
        (item,) = db.scalars(select(ShoppingItem)).all()
        assert item.ingredient_id == new.id
        with pytest.raises(NotFound):
            service.get(db, old.id)
        assert [one.id for one in service.search(db, "ap flour").items] == [new.id]
        (told,) = db.scalars(select(Operation).where(Operation.kind == "ingredients.merge"))
        assert told.id == merged.operation_id
        assert told.message % told.numbers == "Merged AP flour into Flour"


@pytest.mark.covers("DEC-19", "P-07")
def test_taking_it_back_leaves_the_same_rows(bakery: BakeryOnDatabase) -> None:
    old = ingredient(
        bakery, "AP flour", aliases=["Mehl", "Farine"], allergens=["wheat"], notes="Sift it.",
        category="Flour", shelf_life_days=180, low_below="2", low_unit="kg",
        fdc_ids=["169761"], crosswalks=[{"system": "USDA", "code": "20081"}], **CUP_OF_FLOUR,
    )  # fmt: skip
    new = ingredient(bakery, "Flour", aliases=["Mehl"])
    product(bakery, new, brand="Own", preferred=True)
    lot(bakery, product(bakery, old, preferred=True), "5")
    with bakery.session() as db:
        Kitchen(db).recipe("Bread", {old.id: "3 cup"})
    before = dump(bakery)
    merged = merge(bakery, old.id, new.id)
    assert dump(bakery) != before
    with bakery.session() as db:
        activity.undo(db, merged.operation_id)
    assert dump(bakery) == before
    with bakery.session() as db:
        assert [one.id for one in service.search(db, "farine").items] == [old.id]


def test_every_table_that_knows_it_comes_back(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        rows = RowMaker(db)
        rows.everything()
        old, new = (rows.row("ingredients", level=2) for _ in range(2))
        for table, column in (
            ("products", "ingredient_id"), ("recipe_ingredients", "ingredient_id"),
            ("shopping_items", "ingredient_id"), ("ingredient_aliases", "ingredient_id"),
            ("ingredient_crosswalks", "ingredient_id"), ("stock_snapshot_lines", "ingredient_id"),
        ):  # fmt: skip
            rows.row(table, **{column: old})
    with bakery.session() as db:
        before = canonical(db)
    merged = merge(bakery, old, new)
    with bakery.session() as db:
        activity.undo(db, merged.operation_id)
        assert canonical(db) == before


def test_it_takes_what_it_does_not_say_itself(bakery: BakeryOnDatabase) -> None:
    old = ingredient(
        bakery, "AP flour", category="Flour", notes="Sift it.", default_unit="cup",
        allergens=["wheat", "gluten"], aliases=["Mehl"], shelf_life_days=180, **CUP_OF_FLOUR,
    )  # fmt: skip
    new = ingredient(bakery, "Flour", notes="Ours", allergens=["gluten"])
    now_ = merge(bakery, old.id, new.id).ingredient
    assert (now_.category, now_.default_unit, now_.shelf_life_days) == ("Flour", "cup", 180)
    assert now_.notes == "Ours"
    assert now_.grams_per_ml == old.grams_per_ml
    assert now_.allergens == ["gluten", "wheat"]
    assert {one.name for one in now_.aliases} == {"AP flour", "Mehl"}


def test_its_own_usual_product_stays_the_usual_one(bakery: BakeryOnDatabase) -> None:
    old, new = ingredient(bakery, "AP flour"), ingredient(bakery, "Flour")
    theirs, own = product(bakery, old, preferred=True), product(bakery, new, brand="Own")
    merge(bakery, old.id, new.id)
    with bakery.session() as db:
        assert {row.id: row.preferred for row in db.scalars(select(Product))} == {
            theirs.id: True, own.id: False,
        }  # fmt: skip
    third = ingredient(bakery, "White flour")
    product(bakery, third, brand="Third", preferred=True)
    merge(bakery, third.id, new.id)
    with bakery.session() as db:
        preferred = db.scalars(select(Product.id).where(Product.preferred)).all()
        assert preferred == [theirs.id]


def test_two_weights_are_asked_about_before_sums_change(bakery: BakeryOnDatabase) -> None:
    heavy = CUP_OF_FLOUR | {"density_weight": "5"}
    old, new = ingredient(bakery, "AP flour", **heavy), ingredient(bakery, "Flour", **CUP_OF_FLOUR)
    with pytest.raises(WeighsOtherwise, match="1 cup of AP flour weighs 5 oz, but 1 cup of Flour"):
        merge(bakery, old.id, new.id)
    with bakery.session() as db:
        said = service.preview_merge(db, old.id, new.id).weighs_otherwise
        assert said is not None
        assert "4.25 oz" in said.sentence
    merged = merge(bakery, old.id, new.id, confirmed=True)
    assert merged.ingredient.grams_per_ml == new.grams_per_ml


def test_the_same_weight_in_other_units_asks_nothing(bakery: BakeryOnDatabase) -> None:
    doubled = CUP_OF_FLOUR | {"density_volume": "2", "density_weight": "8.5"}
    old, new = ingredient(bakery, "AP flour", **doubled), ingredient(bakery, **CUP_OF_FLOUR)
    assert merge(bakery, old.id, new.id).ingredient.id == new.id


def test_what_cannot_be_one_is_refused(bakery: BakeryOnDatabase) -> None:
    flour, box = ingredient(bakery), ingredient(bakery, "Box", is_packaging=True)
    group = ingredient(bakery, "Flours", is_group=True)
    for one, other in ((flour, box), (box, flour)):
        with pytest.raises(RuleBroken, match="Box wraps things and Flour is eaten"):
            merge(bakery, one.id, other.id, confirmed=True)
    for one, other in ((flour, group), (group, flour)):
        with pytest.raises(RuleBroken, match="Flours is a group"):
            merge(bakery, one.id, other.id)
    with pytest.raises(InvalidInput, match="another one than itself"):
        merge(bakery, flour.id, flour.id)
    with pytest.raises(NotFound):
        merge(bakery, flour.id, uuid4())


def test_what_was_written_down_keeps_what_it_says(bakery: BakeryOnDatabase) -> None:
    old, new = ingredient(bakery, "AP flour"), ingredient(bakery)
    with bakery.session() as db:
        shot = StockSnapshot(name="Monday", taken_at=now())
        db.add(shot)
        db.flush()
        line = StockSnapshotLine(
            snapshot_id=shot.id, ingredient_id=old.id, name="AP flour", quantity=Decimal(1),
            unit="lb", value=Decimal(1),
        )  # fmt: skip
        db.add(line)
    merge(bakery, old.id, new.id)
    with bakery.session() as db:
        (kept,) = db.scalars(select(StockSnapshotLine)).all()
        assert (kept.ingredient_id, kept.name) == (old.id, "AP flour")


def test_a_new_one_with_the_old_name_stands_in_the_way_of_taking_it_back(
    bakery: BakeryOnDatabase,
) -> None:
    old, new = ingredient(bakery, "AP flour"), ingredient(bakery)
    merged = merge(bakery, old.id, new.id)
    ingredient(bakery, "AP flour")
    with pytest.raises(IntegrityError, match="name"), bakery.session() as db:
        activity.undo(db, merged.operation_id)
    with bakery.session() as db:
        assert service.get(db, new.id).aliases[0].name == "AP flour"


def test_the_preview_says_what_would_move_and_changes_nothing(bakery: BakeryOnDatabase) -> None:
    old = ingredient(bakery, "AP flour", allergens=["wheat"], **CUP_OF_FLOUR)
    new = ingredient(bakery)
    product(bakery, old)
    before = dump(bakery)
    with bakery.session() as db:
        told = service.preview_merge(db, old.id, new.id)
    assert (told.uses, told.gained, told.takes_weight) == ({"products": 1}, ["wheat"], True)
    assert told.weighs_otherwise is None
    assert dump(bakery) == before


@pytest.mark.covers("SR4")
def test_the_neighbours_are_not_there_to_be_merged(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    ours, theirs = ingredient(bakery), ingredient(neighbour)
    for one, other in ((ours.id, theirs.id), (theirs.id, ours.id)):
        with pytest.raises(NotFound):
            merge(bakery, one, other)
        with bakery.session() as db, pytest.raises(NotFound):
            service.preview_merge(db, one, other)
    with neighbour.session() as db:
        row = db.find(Ingredient, theirs.id)
        assert row is not None
        assert row.deleted_at is None
        assert db.scalars(select(IngredientAlias)).all() == []


def test_only_who_may_write_may_merge(bakery: BakeryOnDatabase) -> None:
    old, new = ingredient(bakery, "AP flour"), ingredient(bakery)
    with (
        bakery.session(rights=frozenset({"read"})) as db,
        pytest.raises(Forbidden),
    ):
        service.merge(db, old.id, new.id)
