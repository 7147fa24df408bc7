"""A desktop file walks in: every row accounted for, nothing changed by a second time."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event, select

from baketracker.db.audit import AuditEntry
from baketracker.errors import Forbidden
from baketracker.events.models import BatchDecision, Event, EventFinishedGood
from baketracker.exchange import desktop_import
from baketracker.exchange.desktop_file import desktop_file
from baketracker.exchange.desktop_import import import_desktop
from baketracker.exchange.reconciliation import Imbalance
from baketracker.exchange.taking import TAKINGS
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.ingredients.models import Ingredient, IngredientAlias
from baketracker.pantry.models import Lot
from baketracker.products.models import Product
from baketracker.recipes.models import (
    FinishedUnit,
    Recipe,
    RecipeCategory,
    RecipeComponent,
    RecipeIngredient,
)
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.desktop import Desktop, insert, kitchen

from .importing import bring_in, contents, count, desktop_id, line, recorded, skipped, small


def test_every_row_is_written_or_left_with_a_reason(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    report = bring_in(bakery, small(tmp_path))
    assert report.read == report.written + report.unchanged + report.left_in_file
    assert [table.left for table in report.tables if table.left] == []
    assert [table.lost_columns for table in report.tables if table.lost_columns] == []
    assert (report.left_in_file, report.not_taken, report.not_known) == (0, {}, "")
    assert report.lots_compared == 2


def test_rows_keep_the_ids_the_desktop_gave_them(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        recipe = db.find(Recipe, desktop_id("recipes", 1))
        assert recipe is not None
        assert recipe.name == "Oat thins"


@pytest.mark.covers("R-CAT-01", "S0-slug-recipe", "B8")
def test_slugs_come_over_byte_for_byte_and_are_made_where_missing(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        recipes = db.scalars(select(Recipe.slug).order_by(Recipe.slug)).all()
        assert recipes == ["glaze", "oat-thins", "oat-thins-2", "old-loaf"]
        # The second of two equal ones gives way; nothing is derived from another name.
        ingredients = db.scalars(select(Ingredient.slug).order_by(Ingredient.slug)).all()
        assert ingredients == ["creme-dete", "fine__Oat", "meal", "meal-2"]
        assert db.scalars(select(Supplier.slug)).all() == ["tide_mill_ny"]
        assert "oat-thin-23" in db.scalars(select(FinishedUnit.slug)).all()


@pytest.mark.covers("S0-slug-event")
def test_events_are_called_by_name_and_year_and_the_report_says_so(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    report = bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        slugs = db.scalars(select(Event.slug).order_by(Event.event_date)).all()
    assert slugs == ["quay-fair-2031", "quay-fair-2031-2", "quay-fair-2032"]
    assert "“Quay fair” is quay-fair-2031-2 here." in [str(it) for it in report.details]


def test_an_ingredient_below_an_ingredient_hangs_in_its_group(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    report = bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        fine = db.find(Ingredient, desktop_id("ingredients", 3))
        assert fine is not None
        assert fine.parent_id == desktop_id("ingredients", 1)
        # A density of which only a part was said is none.
        assert fine.density_volume is None
    assert any("hung below an ingredient" in str(remark) for remark in report.remarks)


def test_numbers_dates_and_lists_keep_their_meaning(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        lots = db.scalars(select(Lot).order_by(Lot.sort_order)).all()
        assert [lot.quantity for lot in lots] == [
            Decimal("0.7076214953"), Decimal(2), Decimal("0.0004"), Decimal(1),
        ]  # fmt: skip
        assert [lot.unit_cost for lot in lots] == [
            Decimal("3.99"), Decimal("4.1"), Decimal(0), None,
        ]  # fmt: skip
        assert [lot.purchased_on for lot in lots] == [
            date(2031, 1, 5), None, date(2031, 1, 6), None,
        ]  # fmt: skip
        oat = db.find(Ingredient, desktop_id("ingredients", 2))
        assert oat is not None
        assert (oat.allergens, oat.langual_terms, oat.density_weight) == (
            ["gluten"], [], Decimal("3.5"),
        )  # fmt: skip
        assert db.scalars(select(IngredientAlias.alias)).all() == ["porridge"]
        assert oat.folded == "oat meal\nporridge"


@pytest.mark.covers("M-03")
def test_moments_of_the_desktop_are_utc(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        lot = db.scalars(select(Lot).order_by(Lot.sort_order)).first()
        assert lot is not None
        assert lot.created_at == datetime(2031, 2, 3, 4, 5, 6, 7, tzinfo=UTC)
        archived = db.find(Recipe, desktop_id("recipes", 4))
        assert archived is not None
        assert archived.deleted_at == datetime(2031, 2, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_recipes_goods_and_events_hang_together(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        variant = db.find(Recipe, desktop_id("recipes", 2))
        assert variant is not None
        assert variant.base_recipe_id == desktop_id("recipes", 1)
        names = db.scalars(select(RecipeCategory.name).order_by(RecipeCategory.name)).all()
        assert names == ["Biscuits", "Toppings"]
        assert len(db.scalars(select(RecipeIngredient)).all()) == 3
        assert db.scalars(select(RecipeComponent.quantity)).all() == [Decimal("0.5")]
        quarter = db.find(FinishedUnit, desktop_id("finished_units", 2))
        assert quarter is not None
        assert (quarter.yield_mode, quarter.batch_percentage) == ("batch_portion", Decimal(25))
        crate = db.find(FinishedGood, desktop_id("finished_goods", 2))
        assert crate is not None
        assert (crate.assembly_type, crate.label) == ("bundle", "gift_box")
        assert len(db.scalars(select(Composition)).all()) == 4
        fair = db.find(Event, desktop_id("events", 1))
        assert fair is not None
        assert (fair.plan_state, fair.output_mode, fair.expected_guests) == (
            "locked", "bundled", None,
        )  # fmt: skip
        assert db.scalars(select(EventFinishedGood.quantity)).all() == [10]
        assert db.scalars(select(BatchDecision.batches)).all() == [8]


@pytest.mark.covers("G-08")
def test_the_same_file_twice_changes_nothing(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    path = small(tmp_path)
    bring_in(bakery, path)
    before = contents(bakery)
    report = bring_in(bakery, path)
    assert contents(bakery) == before
    assert report.written == 0


@pytest.mark.covers("G-08")
def test_a_newer_file_only_adds(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    path = small(tmp_path)
    bring_in(bakery, path)
    with bakery.session() as db:
        kept = db.find(Recipe, desktop_id("recipes", 1))
        assert kept is not None
        kept.notes = "Baked longer here."
    before = contents(bakery)
    with closing(sqlite3.connect(path)) as file:
        file.execute("UPDATE recipes SET notes = 'Changed there.' WHERE id = 1")
        # The desktop writes all lines of a changed recipe anew.
        file.execute("DELETE FROM recipe_ingredients WHERE recipe_id = 1")
        line_of_old = {"id": 8, "recipe_id": 1, "ingredient_id": 2, "quantity": 9, "unit": "cup"}
        insert(file, "recipe_ingredients", line_of_old)
        insert(
            file, "recipes", {"id": 9, "name": "Crisps", "slug": "crisps", "category": "Biscuits"}
        )
        line_of_new = {"id": 9, "recipe_id": 9, "ingredient_id": 2, "quantity": 1, "unit": "cup"}
        insert(file, "recipe_ingredients", line_of_new)
        wanted = {"id": 9, "event_id": 1, "finished_good_id": 1, "quantity": 4}
        insert(file, "event_finished_goods", wanted)
        file.commit()
    report = bring_in(bakery, path)
    after = contents(bakery)
    assert all(rows <= after[table] for table, rows in before.items())
    assert report.written == 3
    assert skipped(report, "recipe_ingredients") == {
        "what it belongs to is here already and stays as it is": 1
    }


@pytest.mark.covers("S4-import-order")
def test_what_is_bad_stays_behind_and_what_hangs_on_it_too(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    rows["ingredients"] += [
        {"display_name": "x" * 201, "slug": "long", "hierarchy_level": 2},
        {"display_name": "Ring", "slug": "ring", "hierarchy_level": 7},
        {"display_name": "Oat meal", "slug": "again", "hierarchy_level": 2},
    ]
    rows["products"] += [
        {"ingredient_id": 5, "package_unit": "lb", "package_unit_quantity": 1},
        {"ingredient_id": 1, "package_unit": "lb", "package_unit_quantity": 1},
        {"ingredient_id": 2, "package_unit": "lb", "package_unit_quantity": 0},
        {"ingredient_id": 2, "package_unit": "lb", "package_unit_quantity": "much"},
        {"ingredient_id": "two", "package_unit": "lb", "package_unit_quantity": 1},
    ]
    rows["inventory_items"] += [
        {"product_id": 3, "quantity": 1},
        {"product_id": 1, "quantity": -1},
        {"product_id": 1, "quantity": 1e15},
        {"product_id": 1, "quantity": 1, "purchase_date": "soon"},
        {"product_id": 1, "quantity": b"\x00\x01"},
    ]
    rows["recipe_components"] += [{"recipe_id": 1, "component_recipe_id": 1, "quantity": 1}]
    rows["events"] += [
        {"name": " ", "event_date": "2031-01-01", "plan_state": "DRAFT"},
        {"name": "When?", "event_date": None, "plan_state": "DRAFT"},
        {"name": "Mood", "event_date": "2031-01-01", "plan_state": "HAPPY"},
    ]
    report = bring_in(bakery, Desktop(rows).write(tmp_path / "bad.db"))
    assert skipped(report, "ingredients") == {
        "its name is longer than 200 characters": 1,
        "its level is unknown": 1,
        "the file has it twice": 1,
    }
    assert skipped(report, "products") == {
        "its ingredient was not taken": 1,
        "it belongs to a group, not to an ingredient": 1,
        "package unit quantity is not more than 0": 1,
        "package unit quantity is not a number": 1,
        "ingredient id points nowhere": 1,
    }
    assert skipped(report, "inventory_items") == {
        "its product was not taken": 1,
        "quantity is out of range": 2,
        "purchase date is not a date": 1,
        "quantity is not a number": 1,
    }
    assert skipped(report, "recipe_components") == {"the recipe contains itself": 1}
    assert skipped(report, "events") == {
        "it has no name": 1,
        "it has no date": 1,
        "plan state holds an unknown word": 1,
    }


def test_markup_emoji_and_broken_text_are_only_text(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    name = "<script>alert('🍪')</script> '; drop table recipes; --"
    rows = kitchen()
    rows["recipes"][0] |= {"name": name, "notes": "a\x00b\x07c\nd"}
    path = Desktop(
        rows, after=["UPDATE recipes SET source = CAST(x'ff41' AS TEXT) WHERE id = 1"]
    ).write(tmp_path / "text.db")
    bring_in(bakery, path)
    with bakery.session() as db:
        recipe = db.find(Recipe, desktop_id("recipes", 1))
        assert recipe is not None
        assert (recipe.name, recipe.notes, recipe.source) == (name, "abc\nd", "\ufffdA")


def test_a_ring_of_variants_and_boxes_comes_in_without_its_ring(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    rows["recipes"][0]["base_recipe_id"] = 2
    rows["ingredients"][0] |= {"parent_ingredient_id": 2}
    bring_in(bakery, Desktop(rows).write(tmp_path / "ring.db"))
    with bakery.session() as db:
        bases = db.scalars(select(Recipe.base_recipe_id).where(Recipe.name == "Oat thins")).all()
        assert set(bases) == {None, desktop_id("recipes", 2)}


def test_columns_of_an_older_desktop_may_be_missing_and_newer_ones_are_named(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    path = small(tmp_path)
    with closing(sqlite3.connect(path)) as file:
        file.execute("ALTER TABLE recipes DROP COLUMN is_production_ready")
        file.execute("ALTER TABLE recipes ADD COLUMN mood TEXT")
        file.execute("UPDATE recipes SET mood = 'calm' WHERE id = 1")
        file.execute("DROP TABLE batch_decisions")
        file.commit()
    report = bring_in(bakery, path)
    assert line(report, "recipes").lost_columns == ["mood"]
    assert line(report, "recipes").written == 4
    assert line(report, "batch_decisions").read == 0


def test_an_ingredient_the_bakery_has_already_is_used_as_it_is(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    with bakery.session() as db:
        own = Ingredient(name="Oat meal", slug="meal", level=2)
        db.add(own)
        db.flush()
        own_id = own.id
    report = bring_in(bakery, small(tmp_path))
    assert line(report, "ingredients").unchanged == 1
    with bakery.session() as db:
        product = db.find(Product, desktop_id("products", 1))
        assert product is not None
        assert product.ingredient_id == own_id


def test_a_trial_says_the_same_and_keeps_nothing(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    path = small(tmp_path)
    tried = bring_in(bakery, path, dry_run=True)
    assert count(bakery) == 0
    done = bring_in(bakery, path)
    assert tried.tables == done.tables
    assert (tried.dry_run, done.dry_run) == (True, False)


@pytest.mark.covers("S4-import-order")
def test_a_failure_in_the_middle_leaves_nothing(
    bakery: BakeryOnDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> int:
        raise Imbalance("lots")

    monkeypatch.setattr(desktop_import, "compare_lots", crash)
    with pytest.raises(Imbalance, match="nothing was taken in"):
        bring_in(bakery, small(tmp_path))
    assert count(bakery) == 0


def test_sums_that_differ_from_the_file_refuse_the_import(
    bakery: BakeryOnDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the code that takes lots mistook their quantity."""
    lots = next(taking for taking in TAKINGS if taking.table == "inventory_items")
    taken = lots.read
    object.__setattr__(lots, "read", lambda *a: taken(*a) | {"quantity": Decimal(1)})
    try:
        with pytest.raises(Imbalance):
            bring_in(bakery, small(tmp_path))
    finally:
        object.__setattr__(lots, "read", taken)
    assert count(bakery) == 0


def test_the_neighbour_sees_nothing_and_may_bring_in_the_same_file(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    path = small(tmp_path)
    first = bring_in(bakery, path)
    assert count(neighbour) == 0
    assert bring_in(neighbour, path).written == first.written


def test_a_member_may_not_bring_in_a_file(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    with (
        desktop_file(small(tmp_path)) as file,
        bakery.session(role="member") as db,
        pytest.raises(Forbidden),
    ):
        import_desktop(db, file, dry_run=False, progress=lambda *_: None)


def test_the_audit_log_says_how_many_rows_came_in(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        entries = db.scalars(select(AuditEntry).where(AuditEntry.action == "insert_rows")).all()
    counted = {entry.entity: entry.changes["count"] for entry in entries}
    assert counted["recipes"] == 4
    assert counted["lots"] == 4


@pytest.fixture
def statements(bakery: BakeryOnDatabase) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(bakery.engine, "before_cursor_execute", note)
    yield seen
    event.remove(bakery.engine, "before_cursor_execute", note)


def test_statements_do_not_grow_with_the_rows(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path, statements: list[str]
) -> None:
    bring_in(bakery, small(tmp_path))
    few = len(statements)
    statements.clear()
    rows = kitchen()
    rows["ingredients"] += [
        {"display_name": f"Spice {n}", "slug": f"spice-{n}", "hierarchy_level": 2}
        for n in range(300)
    ]
    bring_in(neighbour, Desktop(rows).write(tmp_path / "many.db"))
    assert len(statements) == few


@pytest.mark.parametrize("name", ["desktop_before_ops.db", "desktop.db"])
@pytest.mark.covers("G-08")
def test_a_file_the_desktop_wrote_comes_in_whole(bakery: BakeryOnDatabase, name: str) -> None:
    path = recorded(name)
    report = bring_in(bakery, path)
    assert report.read == report.written + report.unchanged + report.left_in_file
    assert [table.left for table in report.tables if table.left] == []
    assert [table.lost_columns for table in report.tables if table.lost_columns] == []
    assert report.lots_compared > 100
    assert report.not_taken == {}
    again = bring_in(bakery, path)
    assert again.written == 0


@pytest.mark.covers("G-08")
def test_the_later_desktop_file_only_adds_to_the_earlier_one(bakery: BakeryOnDatabase) -> None:
    bring_in(bakery, recorded("desktop_before_ops.db"))
    before = contents(bakery)
    report = bring_in(bakery, recorded("desktop.db"))
    after = contents(bakery)
    # Of two lots something was used since, finished units and goods came and went, and seven and
    # three targets froze what they are made of.
    changed = {table: len(rows - after[table]) for table, rows in before.items()}
    assert {table: many for table, many in changed.items() if many} == {
        "lots": 2, "finished_units": 5, "finished_goods": 3,
        "production_targets": 7, "assembly_targets": 3,
    }  # fmt: skip
    assert report.written == sum(len(after[t]) - len(before[t]) for t in after)
