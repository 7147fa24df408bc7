"""What was planned, baked, packed and given on the desktop comes over; nothing is baked twice."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.assembly.models import AssemblyConsumption, AssemblyRun, PackagingAssignment
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.exchange.reconciliation import Imbalance
from baketracker.exchange.taking import TAKINGS
from baketracker.giving.models import Gift, Package, PackageLine, Recipient
from baketracker.pantry.models import Depletion, Lot
from baketracker.plans.freezing import needs_in, parts_frozen
from baketracker.plans.models import (
    AssemblyTarget,
    DefinitionSnapshot,
    PlanAmendment,
    PlanSnapshot,
    ProductionTarget,
    RecipeSnapshot,
)
from baketracker.production.models import ProductionConsumption, ProductionLoss, ProductionRun
from baketracker.reports import snapshots as stock_snapshots
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.desktop import Desktop, Rows, kitchen
from tests.factories.statements import asked

from .importing import (
    BEFORE_MAKING,
    as_an_earlier_version_read,
    bring_in,
    contents,
    count,
    desktop_id,
    recorded,
    skipped,
    small,
)

OAT, CRATE, FAIR = (
    desktop_id("recipes", 1), desktop_id("finished_goods", 2), desktop_id("events", 1),
)  # fmt: skip


def one(db: TenantSession, entity: Any, table: str, number: int) -> Any:
    row = db.find(entity, desktop_id(table, number))
    assert row is not None
    return row


def changed(folder: Path, table: str, number: int, **values: Any) -> Path:
    """Our own file with one row of it otherwise."""
    rows = kitchen()
    rows[table][number - 1] |= values
    return written(folder, rows)


def written(folder: Path, rows: Rows) -> Path:
    path = folder / "changed.db"
    path.unlink(missing_ok=True)
    return Desktop(rows).write(path)


def test_a_frozen_recipe_says_what_a_batch_took(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        frozen = one(db, RecipeSnapshot, "recipe_snapshots", 1)
        assert (frozen.recipe_id, frozen.scale, frozen.is_approximated) == (OAT, 1, False)
        assert frozen.taken_at == datetime(2031, 5, 18, 8, tzinfo=UTC)
        # The first plan that was written down once it was frozen.
        assert frozen.plan_snapshot_id == desktop_id("production_plan_snapshots", 1)
        assert (frozen.content["name"], frozen.content["minutes"]) == ("Oat thins", 40)
        assert frozen.content["lines"][0]["notes"] == "sifted"
        meal = desktop_id("ingredients", 2)
        # As it was recorded, line by line; what is not here is known by its name.
        assert [(it.ingredient_id, it.name, it.quantity, it.unit) for it in needs_in(frozen)] == [
            (meal, "Oat meal", Decimal("1.5"), "cup"),
            (meal, "Oat meal", Decimal(100), "g"),
            (None, "Sesame", Decimal(2), "tbsp"),
        ]
        (gives,) = frozen.content["yields"]
        assert (gives["id"], gives["items_per_batch"], gives["item_unit"]) == (
            str(desktop_id("finished_units", 1)), 24, "thin",
        )  # fmt: skip


def test_a_frozen_good_holds_all_that_was_in_it(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    thin, bag, bow = (
        str(desktop_id(table, 1))
        for table in ("finished_units", "finished_goods", "material_units")
    )
    with bakery.session() as db:
        crate = one(db, DefinitionSnapshot, "finished_good_snapshots", 2)
        assert (crate.finished_good_id, crate.finished_unit_id) == (CRATE, None)
        assert [(it.kind, str(it.id), it.quantity) for it in parts_frozen(crate)] == [
            ("finished_good", bag, 3),
            # The desktop froze no packaging and packed in what the good says now.
            ("packaging", str(desktop_id("products", 2)), 1),
            ("material_unit", bow, 1),
        ]  # fmt: skip
        assert parts_frozen(crate)[1].line_id == desktop_id("compositions", 3)
        assert crate.content["parts"][2]["notes"] == "red"
        assert crate.content["inside"][bag]["parts"][0]["id"] == thin
        assert crate.content["units"][thin]["items_per_batch"] == 24
        assert crate.content["material_units"][bow]["quantity_per_unit"] == "80"
        assert crate.content["material_units"][bow]["material_product_id"] == str(
            desktop_id("material_products", 1)
        )
        unit = one(db, DefinitionSnapshot, "finished_unit_snapshots", 1)
        assert (str(unit.finished_unit_id), unit.content["recipe"]) == (thin, "Oat thins")
        bows = one(db, DefinitionSnapshot, "material_unit_snapshots", 1)
        assert (str(bows.material_unit_id), bows.content["material"]) == (bow, "Twine")


def test_a_good_of_which_a_part_stayed_behind_is_not_the_one_that_was_frozen(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    part = {"component_type": "finished_unit", "original_id": 77, "component_quantity": 1}
    told = json.dumps({"display_name": "Crate", "components": [part]})
    report = bring_in(bakery, changed(tmp_path, "finished_good_snapshots", 2, definition_data=told))
    assert skipped(report, "finished_good_snapshots") == {"something in it was not taken": 1}
    with bakery.session() as db:
        assert db.scalars(select(AssemblyTarget.definition_snapshot_id)).all() == [None]


def test_plans_keep_how_they_stood(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        start = one(db, PlanSnapshot, "plan_snapshots", 1)
        assert (start.event_id, start.kind) == (FAIR, "start")
        assert start.taken_at == datetime(2031, 5, 19, 8, tzinfo=UTC)
        goods = start.content["goods"]
        assert [(it["name"], it["quantity"]) for it in goods] == [("Crate", 10), ("Lost tin", 3)]
        # What is not here any more still has an id of its own, and its name.
        assert UUID(goods[0]["id"]) == CRATE
        assert UUID(goods[1]["id"]) != CRATE
        (batches,) = start.content["batches"]
        assert (batches["name"], batches["recipe"], batches["batches"]) == (
            "Oat thin", "Oat thins", 8,
        )  # fmt: skip
        planning = one(db, PlanSnapshot, "planning_snapshots", 1)
        assert (planning.kind, planning.notes) == ("planning", "Before the move")
        assert planning.content == {"type": "ORIGINAL", "told": {"weather": "rain"}}
        kinds = db.scalars(select(PlanSnapshot.kind).order_by(PlanSnapshot.kind)).all()
        assert kinds == ["calculated", "calculated", "planning", "start"]
        fair = one(db, Event, "events", 1)
        assert fair.shopping_done_at == datetime(2031, 5, 18, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("plans", "done"),
    [
        ([("2031-05-18", 1), ("2031-05-19", 0)], False),
        ([("2031-05-19", 1), ("2031-05-18", 0)], True),
        ([("2031-05-19", 0)], False),
    ],
)
def test_only_the_latest_plan_says_whether_all_is_bought(
    bakery: BakeryOnDatabase, tmp_path: Path, plans: list[tuple[str, int]], done: bool
) -> None:
    rows = kitchen()
    rows["production_plan_snapshots"] = [
        {"event_id": 1, "calculated_at": f"{on} 08:00:00", "shopping_complete": complete}
        for on, complete in plans
    ]
    bring_in(bakery, written(tmp_path, rows))
    with bakery.session() as db:
        assert (one(db, Event, "events", 1).shopping_done_at is not None) is done


def test_amendments_say_what_was_and_what_is(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        rows = {row.reason: row for row in db.scalars(select(PlanAmendment))}
    told = {
        reason: (row.kind, row.content["what"], row.content["before"], row.content["after"])
        for reason, row in rows.items()
    }
    assert told == {
        "fewer guests": ("change_batches", "Oat thins", 8, 6),
        "Ada asked": ("add_good", "Bag", None, 2),
        "gone": ("drop_good", "Lost tin", 3, None),
    }
    assert rows["fewer guests"].content["recipe_id"] == str(OAT)
    assert rows["gone"].content["finished_good_id"] is None


def test_targets_hang_on_what_was_frozen(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        baking = one(db, ProductionTarget, "event_production_targets", 1)
        assert (baking.event_id, baking.recipe_id, baking.batches) == (FAIR, OAT, 8)
        assert (baking.finished_unit_id, baking.needed) == (None, None)
        assert baking.recipe_snapshot_id == desktop_id("recipe_snapshots", 1)
        packing = one(db, AssemblyTarget, "event_assembly_targets", 1)
        assert (packing.quantity, packing.notes) == (10, "for the pier")
        assert packing.definition_snapshot_id == desktop_id("finished_good_snapshots", 2)


@pytest.mark.covers("K-39")
def test_a_run_comes_over_with_all_it_took_and_lost(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    report = bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        run = one(db, ProductionRun, "production_runs", 1)
        assert (run.event_id, run.recipe_id, run.finished_unit_id) == (
            FAIR, OAT, desktop_id("finished_units", 1),
        )  # fmt: skip
        assert (run.batches, run.expected, run.good, run.lost, run.status) == (
            2, 72, 70, 2, "partial_loss",
        )  # fmt: skip
        assert run.recipe_snapshot_id == desktop_id("recipe_snapshots", 1)
        # Half as much again as the recipe says, which the plan's snapshot does not tell.
        assert run.scale == Decimal("1.5")
        assert (run.total_cost, run.unit_cost) == (Decimal("9.1235"), Decimal("0.1303"))
        # Some of the oat meal has no price, so what 300 g of it cost nobody knows.
        assert not run.cost_is_known
        took = db.scalars(
            select(ProductionConsumption).order_by(ProductionConsumption.sort_order)
        ).all()
        meal = desktop_id("ingredients", 2)
        assert [(it.ingredient_id, it.ingredient_name, it.quantity, it.cost) for it in took] == [
            (meal, "Oat meal", Decimal("4.5"), Decimal("9.1235")),
            (meal, "Oat meal", Decimal(300), None),
            (None, "sesame", Decimal(6), None),
        ]
        # Two of 72: its part of what was spent, not of what was left to sell.
        loss = one(db, ProductionLoss, "production_losses", 1)
        assert (loss.production_run_id, loss.category, loss.quantity) == (run.id, "burnt", 2)
        assert (loss.unit_cost, loss.cost) == (Decimal("0.1267"), Decimal("0.2534"))
        assert loss.happened_at == run.produced_at
        mice = one(db, ProductionLoss, "production_losses", 2)
        assert (mice.production_run_id, mice.category, mice.cost) == (None, "other", None)
        assert mice.notes == "eaten by mice\ntwo mice"
    said = [str(remark) for remark in report.remarks]
    assert any(it.startswith("1 loss is valued at what was spent") for it in said)
    assert any(it.startswith("1 loss had a cause") for it in said)


def test_a_run_of_which_nothing_is_known_cost_no_known_amount(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        run = one(db, ProductionRun, "production_runs", 2)
        assert (run.total_cost, run.cost_is_known, run.unit_cost) == (0, False, None)


def test_what_was_given_to_the_baker_cost_nothing(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    """Every lot of the cream has a cost, and it is 0."""
    rows = kitchen()
    rows["production_consumptions"].append(
        {"production_run_id": 2, "ingredient_slug": None, "quantity_consumed": 1, "unit": "l",
         "total_cost": 0}
    )  # fmt: skip
    rows["ingredients"][3]["slug"] = "cream"
    rows["production_consumptions"][-1]["ingredient_slug"] = "cream"
    bring_in(bakery, written(tmp_path, rows))
    with bakery.session() as db:
        run = one(db, ProductionRun, "production_runs", 2)
        assert (run.total_cost, run.cost_is_known, run.unit_cost) == (0, True, 0)
        cream = one(db, ProductionConsumption, "production_consumptions", 4)
        assert cream.cost == 0


@pytest.mark.parametrize(
    ("times", "sesame", "scale"),
    [(1.0, 4, "1"), (0.5, 2, "0.5"), (1.333, 5.332, "1.333"), (3.0, 4, "1")],
)
def test_the_size_of_a_batch_follows_only_from_amounts_that_agree(
    bakery: BakeryOnDatabase, tmp_path: Path, times: float, sesame: float, scale: str
) -> None:
    """Two batches of 1.5 cups, 100 g and 2 tablespoons."""
    took = (("meal", 3 * times, "cup"), ("meal", 200 * times, "g"), ("sesame", sesame, "tbsp"))
    rows = kitchen()
    rows["production_consumptions"] = [
        {"production_run_id": 1, "ingredient_slug": slug, "quantity_consumed": amount,
         "unit": unit, "total_cost": 1}
        for slug, amount, unit in took
    ]  # fmt: skip
    bring_in(bakery, written(tmp_path, rows))
    with bakery.session() as db:
        assert one(db, ProductionRun, "production_runs", 1).scale == Decimal(scale)


def test_an_old_record_is_a_run_that_tells_batches_only(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    report = bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        run = one(db, ProductionRun, "production_records", 1)
        assert (run.recipe_id, run.finished_unit_id, run.event_id) == (
            desktop_id("recipes", 3), None, FAIR,
        )  # fmt: skip
        assert (run.batches, run.expected, run.good, run.unit_cost) == (2, 0, 0, None)
        assert (run.total_cost, run.notes) == (Decimal("3.5"), "by hand")
    assert any("tells batches only" in str(remark) for remark in report.remarks)


@pytest.mark.covers("K-39", "S3-flag", "S3-link", "S3-date", "S3-idempotent", "S3-sample")
def test_runs_without_a_kept_recipe_get_it_as_it_came_in(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    path = small(tmp_path)
    report = bring_in(bakery, path)
    with bakery.session() as db:
        run = one(db, ProductionRun, "production_records", 1)
        kept = db.find(RecipeSnapshot, run.recipe_snapshot_id)
        assert kept is not None
        assert (kept.is_approximated, kept.taken_at, kept.scale) == (True, run.produced_at, 1)
        assert kept.content["needs"] == [
            {"ingredient_id": str(desktop_id("ingredients", 4)), "ingredient": "Crème d’été",
             "quantity": "2", "unit": "tbsp"}
        ]  # fmt: skip
        bare = select(ProductionRun).where(ProductionRun.recipe_snapshot_id.is_(None))
        assert db.scalars(bare).all() == []
    said = [str(it) for it in report.remarks]
    assert any(it.startswith("2 baking runs had no recipe kept with them.") for it in said)
    after = contents(bakery)
    assert bring_in(bakery, path).written == 0
    assert contents(bakery) == after


@pytest.mark.covers("K-39")
def test_a_snapshot_may_know_its_run_where_the_run_does_not_know_it(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    rows["recipe_snapshots"].append(
        {"recipe_id": 4, "production_run_id": 2, "scale_factor": 2.5, "recipe_data": "{}",
         "ingredients_data": "[]", "is_backfilled": 1}
    )  # fmt: skip
    rows["finished_good_snapshots"][0]["assembly_run_id"] = 1
    bring_in(bakery, written(tmp_path, rows))
    with bakery.session() as db:
        run = one(db, ProductionRun, "production_runs", 2)
        assert run.recipe_snapshot_id == desktop_id("recipe_snapshots", 2)
        assert run.scale == Decimal("2.5")
        assert one(db, RecipeSnapshot, "recipe_snapshots", 2).is_approximated
        packed = one(db, AssemblyRun, "assembly_runs", 1)
        assert packed.definition_snapshot_id == desktop_id("finished_good_snapshots", 1)


def test_a_run_of_a_recipe_that_is_gone_stays_behind_and_is_counted(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    report = bring_in(bakery, changed(tmp_path, "production_runs", 1, recipe_id=77))
    assert skipped(report, "production_runs") == {"its recipe was not taken": 1}
    assert skipped(report, "production_consumptions") == {"its baking run was not taken": 3}
    assert skipped(report, "production_losses") == {"its baking run was not taken": 1}


def test_recipes_inside_each_other_do_not_stop_the_import(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    rows["recipe_components"] += [
        {"recipe_id": 3, "component_recipe_id": 1, "quantity": 1},
        {"recipe_id": 4, "component_recipe_id": 3, "quantity": 1},
    ]
    bring_in(bakery, written(tmp_path, rows))
    with bakery.session() as db:
        assert one(db, ProductionRun, "production_runs", 2).recipe_snapshot_id is not None


def test_packing_comes_over_with_everything_that_went_in(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        bags, crate = (one(db, AssemblyRun, "assembly_runs", number) for number in (1, 2))
        assert (bags.quantity, bags.event_id, bags.definition_snapshot_id) == (4, None, None)
        assert (bags.total_cost, bags.unit_cost, bags.cost_is_known) == (
            Decimal("3.1272"), Decimal("0.7818"), True,
        )  # fmt: skip
        assert (crate.event_id, crate.packaging_bypassed, crate.bypass_notes) == (
            FAIR, True, "no crates left",
        )  # fmt: skip
        # The cream its packaging is made of was given to the baker: it cost 0, and that is known.
        assert (crate.unit_cost, crate.cost_is_known) == (Decimal("2.8454"), True)
        rows = {row.kind: row for row in db.scalars(select(AssemblyConsumption))}
    unit, good = rows["finished_unit"], rows["finished_good"]
    assert (unit.assembly_run_id, unit.name, unit.quantity) == (bags.id, "Oat thin", 24)
    assert (unit.unit_cost, unit.cost) == (Decimal("0.1303"), Decimal("3.1272"))
    assert (good.assembly_run_id, good.name, good.cost) == (crate.id, "Bag", Decimal("2.3454"))
    wrap, twine = rows["packaging"], rows["material"]
    assert (wrap.product_id, wrap.name, wrap.unit) == (
        desktop_id("products", 2), "Crème d’été", "l",
    )  # fmt: skip
    assert (wrap.quantity, wrap.unit_cost, wrap.cost, wrap.lot_id) == (Decimal("0.25"), 0, 0, None)
    assert (twine.material_product_id, twine.material_lot_id) == (
        desktop_id("material_products", 1), desktop_id("material_inventory_items", 1),
    )  # fmt: skip
    assert (twine.quantity, twine.unit, twine.unit_cost) == (80, "linear_cm", Decimal("0.00625"))
    assert (twine.belongs_to, twine.supplier_name) == ("Twine, Satin, Ribbons", "Tide Mill")


def test_of_what_is_made_a_cost_of_0_is_unknown(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    nothing = {"unit_cost_at_consumption": 0, "total_cost": 0}
    rows = kitchen()
    rows["assembly_finished_unit_consumptions"][0] |= nothing
    rows["assembly_runs"][0] |= {"total_component_cost": 0, "per_unit_cost": 0}
    bring_in(bakery, written(tmp_path, rows))
    with bakery.session() as db:
        took = one(db, AssemblyConsumption, "assembly_finished_unit_consumptions", 1)
        assert (took.unit_cost, took.cost) == (None, None)
        run = one(db, AssemblyRun, "assembly_runs", 1)
        assert (run.total_cost, run.unit_cost, run.cost_is_known) == (0, None, False)


def test_chosen_lots_stay_chosen(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        chosen = one(db, PackagingAssignment, "composition_assignments", 1)
        assert (chosen.composition_id, chosen.lot_id) == (
            desktop_id("compositions", 3), desktop_id("inventory_items", 3),
        )  # fmt: skip
        assert (chosen.event_id, chosen.quantity) == (None, Decimal("0.5"))


def test_nothing_leaves_the_stock_for_what_was_made_there(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    path = small(tmp_path)
    bring_in(bakery, path)
    bring_in(neighbour, as_an_earlier_version_read(path, tmp_path, BEFORE_MAKING))
    for entity in (Lot, Depletion):
        stocks = []
        for kitchen_of in (bakery, neighbour):
            with kitchen_of.session() as db:
                found: Any = select(entity.id, entity.quantity).order_by(entity.id)
                stocks.append(db.execute(found).all())
        assert stocks[0] == stocks[1]


def test_people_and_packages_come_over(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        ada = one(db, Recipient, "recipients", 1)
        assert (ada.name, ada.slug, ada.household) == ("Ada", "ada", "Quay Street")
        assert (ada.address, ada.notes, ada.country) == ("1 Quay\nHarbour", "nuts!", None)
        assert one(db, Recipient, "recipients", 2).slug == "emile"
        box, template = (one(db, Package, "packages", number) for number in (1, 2))
        assert (box.slug, box.is_template) == ("big-box", False)
        assert (template.slug, template.is_template) == ("big-box-2", True)
        lines = db.scalars(
            select(PackageLine).where(PackageLine.package_id == box.id)
            .order_by(PackageLine.sort_order)
        ).all()  # fmt: skip
        assert [(it.finished_good_id, it.packaging_product_id, it.quantity) for it in lines] == [
            (desktop_id("finished_goods", 1), None, 2),
            (None, desktop_id("products", 2), Decimal("0.5")),
        ]
        assert (lines[1].notes, lines[1].is_generic) == ("lined", True)


def test_gifts_have_one_status(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    report = bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        ready, given, waiting = (
            one(db, Gift, "event_recipient_packages", number) for number in (1, 2, 3)
        )
        assert (ready.status, ready.quantity, ready.notes) == ("ready", 1, "early")
        # The older of the desktop's two words, where the newer says nothing.
        assert (given.status, given.delivered_to) == ("delivered", "the porch")
        assert given.delivered_at == datetime(2031, 2, 3, 4, 5, 6, 7, tzinfo=UTC)
        assert (waiting.status, waiting.delivered_at) == ("pending", None)
        assert [it.without_stock for it in (ready, given, waiting)] == [True, True, False]
    assert any("took nothing off what is on hand" in str(remark) for remark in report.remarks)


@pytest.mark.parametrize(
    ("newer", "older", "status"),
    [
        ("pending", "PENDING", "pending"), ("pending", "ASSEMBLED", "ready"),
        ("ready", "DELIVERED", "ready"), ("delivered", "PENDING", "delivered"),
        (None, None, "pending"), (None, "DELIVERED", "delivered"),
    ],
)  # fmt: skip
def test_two_words_become_one(
    bakery: BakeryOnDatabase, tmp_path: Path, newer: str | None, older: str | None, status: str
) -> None:
    words = {"fulfillment_status": newer, "status": older}
    bring_in(bakery, changed(tmp_path, "event_recipient_packages", 1, **words))
    with bakery.session() as db:
        assert one(db, Gift, "event_recipient_packages", 1).status == status


def test_the_same_gift_twice_is_one_of_both_quantities(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    first = rows["event_recipient_packages"][0]
    rows["event_recipient_packages"] += [
        first | {"quantity": 4, "fulfillment_status": "pending", "notes": "late"},
        first | {"quantity": 0},
    ]
    rows["package_finished_goods"].append(rows["package_finished_goods"][0] | {"quantity": 5})
    path = written(tmp_path, rows)
    report = bring_in(bakery, path)
    assert skipped(report, "event_recipient_packages") == {
        "the file has it twice": 1, "quantity is not more than 0": 1,
    }  # fmt: skip
    assert skipped(report, "package_finished_goods") == {"the file has it twice": 1}
    with bakery.session() as db:
        gift = one(db, Gift, "event_recipient_packages", 1)
        # Nobody is forgotten: what lacks most counts.
        assert (gift.quantity, gift.status, gift.notes) == (5, "pending", "early\nlate")
        assert one(db, PackageLine, "package_finished_goods", 1).quantity == 7
    assert "“Big box” for “Ada”: 5 in all." in [str(it) for it in report.details]
    after = contents(bakery)
    again = bring_in(bakery, path)
    assert (again.written, contents(bakery)) == (0, after)
    assert not any("in all" in str(it) for it in again.details)


def test_a_package_holds_packaging_only_in_its_own_way(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    rows["compositions"] += [
        {"package_id": 1, "finished_good_id": 1, "component_quantity": 1},
        {"package_id": 77, "packaging_product_id": 2, "component_quantity": 1},
        {"package_id": 1, "packaging_product_id": 2, "component_quantity": 1},
    ]
    report = bring_in(bakery, written(tmp_path, rows))
    assert skipped(report, "packaging of packages") == {
        "only packaging can be in a package in this way": 1,
        "its package was not taken": 1,
        "the file has it twice": 1,
    }


def test_old_snapshots_of_the_pantry_can_be_looked_at(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    bring_in(bakery, small(tmp_path))
    with bakery.session() as db:
        snapshot_id = desktop_id("inventory_snapshots", 1)
        seen = stock_snapshots.get_snapshot(db, snapshot_id)
        (line,) = seen.lines
        assert (seen.name, line.thing.name, line.quantity, line.unit) == (
            "New year", "Oatmeal", Decimal("7.5"), "lb",
        )  # fmt: skip
        assert (line.category, line.unpriced_lots) == ("Meal", 1)
        stock_snapshots.compare_snapshots(db, snapshot_id)


def test_rows_that_say_too_little_stay_behind(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    rows = kitchen()
    rows["production_runs"] += [
        {"recipe_id": 1, "num_batches": 0},
        {"recipe_id": 1, "num_batches": 1, "expected_yield": -1},
        {"recipe_id": 1, "num_batches": 1, "production_status": "eaten"},
    ]
    rows["recipe_snapshots"] += [
        {"recipe_id": 1, "scale_factor": 0, "recipe_data": "{}", "ingredients_data": "[]"},
        {"recipe_id": 1, "recipe_data": "{", "ingredients_data": "[]"},
        {"recipe_id": 1, "recipe_data": "{}", "ingredients_data": "[7]"},
    ]
    rows["plan_amendments"] += [{"event_id": 1, "amendment_type": None}]
    rows["planning_snapshots"] += [{"event_id": None, "snapshot_data": "{}"}]
    rows["event_production_targets"] += [
        {"event_id": 1, "recipe_id": 1, "target_batches": 3},
        {"event_id": 1, "recipe_id": 3, "target_batches": 0},
    ]
    report = bring_in(bakery, written(tmp_path, rows))
    assert {table: skipped(report, table) for table in (
        "production_runs", "recipe_snapshots", "plan_amendments", "planning_snapshots",
        "event_production_targets")} == {
        "production_runs": {
            "num batches is not more than 0": 1, "expected yield is out of range": 1,
            "production status holds an unknown word": 1,
        },
        "recipe_snapshots": {
            "scale factor is out of range": 1, "recipe data cannot be read": 1,
            "ingredients data cannot be read": 1,
        },
        "plan_amendments": {"its kind is unknown": 1},
        "planning_snapshots": {"it belongs to no event": 1},
        "event_production_targets": {
            "the file has it twice": 1, "target batches is not more than 0": 1,
        },
    }  # fmt: skip


@pytest.mark.covers("K-40")
@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("production_runs", {"total_cost": Decimal(123)}),
        ("assembly_runs", {"total_cost": Decimal(123)}),
        ("finished_goods", {"on_hand": 123}),
    ],
)
def test_sums_that_differ_refuse_the_import(
    bakery: BakeryOnDatabase, tmp_path: Path, table: str, wrong: dict[str, Any]
) -> None:
    """As if the code that takes them mistook a figure."""
    taking = next(one for one in TAKINGS if one.table == table)
    taken = taking.read
    object.__setattr__(taking, "read", lambda *a: taken(*a) | wrong)
    try:
        with pytest.raises(Imbalance):
            bring_in(bakery, small(tmp_path))
    finally:
        object.__setattr__(taking, "read", taken)
    assert count(bakery) == 0


def test_the_neighbour_sees_nothing_of_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    path = small(tmp_path)
    bring_in(neighbour, as_an_earlier_version_read(path, tmp_path, BEFORE_MAKING))
    before = contents(neighbour)
    bring_in(bakery, path)
    assert contents(neighbour) == before


def test_many_runs_ask_no_more_than_few(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    def sent(kitchen_of: BakeryOnDatabase, runs: int) -> int:
        rows = kitchen()
        rows["production_runs"] += [
            {"recipe_id": 1 + number % 4, "num_batches": 1} for number in range(runs)
        ]
        path = written(tmp_path, rows)
        return asked(lambda: bring_in(kitchen_of, path))

    assert sent(neighbour, 300) == sent(bakery, 4)


@pytest.mark.covers("K-39")
@pytest.mark.parametrize("name", ["desktop_before_ops.db", "desktop.db"])
def test_every_run_of_the_desktops_own_files_has_its_recipe(
    bakery: BakeryOnDatabase, name: str
) -> None:
    bring_in(bakery, recorded(name))
    with bakery.session() as db:
        runs = db.scalars(select(ProductionRun)).all()
        assert runs
        kept = {row.id: row for row in db.scalars(select(RecipeSnapshot))}
        approximated = [kept[run.recipe_snapshot_id].is_approximated for run in runs]  # type: ignore[index]
        assert sum(approximated) == 2
        assert all(needs_in(row) for row in kept.values())
        for crate in db.scalars(select(DefinitionSnapshot)):
            if crate.finished_good_id:
                assert parts_frozen(crate)
