"""What left the lots before the file came in: their ledgers say so and add up."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from baketracker.db.journal import doing
from baketracker.exchange.desktop_file import desktop_file
from baketracker.exchange.reconciliation import Imbalance
from baketracker.exchange.report import Report
from baketracker.exchange.taking import TAKINGS
from baketracker.materials.models import MaterialDepletion, MaterialLot
from baketracker.pantry import counting
from baketracker.pantry import service as pantry
from baketracker.pantry.given import LotCount
from baketracker.pantry.models import Depletion, Lot
from baketracker.products.models import Product
from baketracker.stock.ledger import out_of_balance
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.depth import examples
from tests.factories.desktop import Desktop, kitchen
from tests.factories.statements import asked

from .importing import (
    as_an_earlier_version_read,
    bring_in,
    contents,
    count,
    desktop_id,
    line,
    recorded,
    skipped,
    small,
)

BEFORE_LEDGERS = ("inventory_depletions",)


def with_uses(folder: Path, *uses: dict[str, Any]) -> Path:
    """Our own file where the first lot was used like this."""
    rows = kitchen()
    first = rows["inventory_depletions"][0]
    rows["inventory_depletions"] = [first | use for use in uses]
    return Desktop(rows).write(folder / "uses.db")


def ledger(bakery: BakeryOnDatabase) -> list[Depletion]:
    with bakery.session() as db:
        return list(db.scalars(select(Depletion).order_by(Depletion.happened_at, Depletion.id)))


def lot(bakery: BakeryOnDatabase, number: int = 1) -> Lot:
    with bakery.session() as db:
        found = db.find(Lot, desktop_id("inventory_items", number))
        assert found is not None
        return found


@pytest.mark.covers("K-40")
def test_a_use_comes_in_with_its_lot(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, small(tmp_path))
    (use,) = ledger(bakery)
    assert (use.id, use.lot_id) == (desktop_id("inventory_depletions", 1), lot(bakery).id)
    assert (use.quantity, use.unit, use.cost) == (Decimal("1.25"), "lb", Decimal("4.9875"))
    assert (use.reason, use.notes, use.actor) == ("spoilage", "weevils", "desktop-user")
    oats = lot(bakery)
    assert (oats.quantity, oats.quantity_out) == (Decimal("0.7076214953"), Decimal("1.25"))


@pytest.mark.parametrize(
    ("zone", "happened"),
    [
        ("UTC", datetime(2031, 1, 20, 21, 30, tzinfo=UTC)),
        ("America/New_York", datetime(2031, 1, 21, 2, 30, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2031, 1, 20, 16, 0, tzinfo=UTC)),
    ],
)
def test_its_time_is_that_of_the_clock_on_the_bakerys_wall(
    bakery: BakeryOnDatabase, tmp_path: Path, zone: str, happened: datetime
) -> None:
    here = BakeryOnDatabase(bakery.engine, replace(bakery.scope, timezone=zone))
    bring_in(here, with_uses(tmp_path, {"created_at": "2031-01-20 21:30:00"}))
    (use,) = ledger(bakery)
    assert (use.happened_at, use.created_at) == (happened, happened)
    # Everything else the desktop wrote in UTC.
    assert lot(bakery).created_at == datetime(2031, 2, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_what_nobody_knows_the_price_of_did_not_cost_nothing(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    bring_in(bakery, with_uses(tmp_path, {"inventory_item_id": 4, "cost": 0}))
    assert [use.cost for use in ledger(bakery)] == [None]


def test_a_gift_cost_nothing(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, with_uses(tmp_path, {"inventory_item_id": 3, "cost": 0}))
    assert [use.cost for use in ledger(bakery)] == [0]


@pytest.mark.parametrize("reason", ["waste", "DAMAGED", " Gift ", "ad_hoc_usage", "production"])
def test_a_known_reason_is_kept(bakery: BakeryOnDatabase, tmp_path: Path, reason: str) -> None:
    report = bring_in(bakery, with_uses(tmp_path, {"depletion_reason": reason}))
    (use,) = ledger(bakery)
    assert (use.reason, use.notes) == (reason.strip().lower(), "weevils")
    assert not any("reason" in str(remark) for remark in report.remarks)


def test_another_word_stands_in_the_note(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    uses = [{"depletion_reason": "Eaten by the dog"}, {"depletion_reason": None, "notes": None}]
    report = bring_in(bakery, with_uses(tmp_path, *uses))
    assert sorted((use.reason, use.notes) for use in ledger(bakery)) == [
        ("other", ""),
        ("other", "Eaten by the dog\nweevils"),
    ]
    assert [str(it) for it in report.remarks if "reason" in str(it)] == [
        "1 use had a reason that is not known here. Its note says which."
    ]


def test_uses_that_say_too_little_stay_behind(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    uses = [
        {}, {"quantity_depleted": 0}, {"quantity_depleted": "much"}, {"inventory_item_id": 77},
        {"quantity_depleted": 9_999_999_999},
    ]  # fmt: skip
    report = bring_in(bakery, with_uses(tmp_path, *uses))
    assert skipped(report, "inventory_depletions") == {
        "quantity depleted is not more than 0": 1,
        "quantity depleted is not a number": 1,
        "its lot was not taken": 1,
        "quantity depleted is out of range": 1,
    }
    assert lot(bakery).quantity_out == Decimal("1.25")


def test_lots_that_were_here_learn_what_went_out_of_them(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    """Our own uses meanwhile stay, and so does what is left."""
    path = small(tmp_path)
    bring_in(bakery, as_an_earlier_version_read(path, tmp_path, BEFORE_LEDGERS))
    assert lot(bakery).quantity_out == 0
    with bakery.session() as db, doing(db, "test.use", "Used some"):
        (mine,) = Lot.locked(db, [desktop_id("inventory_items", 1)])
        mine.take(db, Decimal("0.2"), "gift")
    before = contents(bakery)
    report = bring_in(bakery, path)
    assert (line(report, "inventory_depletions").written, report.written) == (1, 1)
    oats = lot(bakery)
    assert (oats.quantity, oats.quantity_out) == (Decimal("0.5076214953"), Decimal("1.45"))
    after = contents(bakery)
    changed = {table for table in after if before[table] - after[table]}
    assert changed == {"lots"}
    assert len(before["lots"] - after["lots"]) == 1
    assert bring_in(bakery, path).written == 0
    assert contents(bakery) == after


def test_a_lot_of_a_material_has_one_entry_for_all_that_went_before(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    rows = kitchen()
    twine = rows["material_inventory_items"][0]
    rows["material_inventory_items"] += [
        twine | {"quantity_remaining": 2000}, twine | {"cost_per_unit": None},
        twine | {"quantity_remaining": 2100},
    ]  # fmt: skip
    bring_in(bakery, Desktop(rows).write(tmp_path / "twine.db"))
    with bakery.session() as db:
        lots = db.scalars(select(MaterialLot).order_by(MaterialLot.sort_order)).all()
        assert [(one.quantity, one.quantity_out) for one in lots] == [
            (1520, 480), (2000, 0), (1520, 480), (2100, 0),
        ]  # fmt: skip
        gone = {row.lot_id: row for row in db.scalars(select(MaterialDepletion))}
        assert set(gone) == {lots[0].id, lots[2].id}
        used = gone[lots[0].id]
        assert (used.quantity, used.unit, used.reason) == (480, "linear_cm", "earlier")
        assert used.cost == Decimal(480) * Decimal("0.00625")
        assert used.happened_at == datetime(2031, 2, 3, 4, 5, 6, 7, tzinfo=UTC)
        assert gone[lots[2].id].cost is None


def test_figures_of_uses_that_differ_from_the_file_refuse_the_import(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    """As if the code that takes uses mistook their quantity."""
    uses = next(taking for taking in TAKINGS if taking.table == "inventory_depletions")
    taken = uses.read
    object.__setattr__(uses, "read", lambda *a: taken(*a) | {"quantity": Decimal(1)})
    try:
        with pytest.raises(Imbalance, match="figures of uses"):
            bring_in(bakery, small(tmp_path))
    finally:
        object.__setattr__(uses, "read", taken)
    assert count(bakery) == 0


def brought(bakery: BakeryOnDatabase, folder: Path, left: str, *uses: dict[str, Any]) -> list[str]:
    """Bring in our file where so much is left of the first lot, after these uses; what the report
    says of them."""
    rows = kitchen()
    first = rows["inventory_depletions"][0]
    rows["inventory_items"][0]["quantity"] = float(left)
    rows["inventory_depletions"] = [first | use for use in uses]
    path = Desktop(rows).write(folder / "newer.db")
    report = bring_in(bakery, path)
    assert line(report, "inventory_depletions").left == []
    after = contents(bakery)
    # Once more, nothing is added and nothing told anew.
    again = bring_in(bakery, path)
    path.unlink()
    assert (again.written, contents(bakery)) == (0, after)
    assert not said(again)
    with bakery.session() as db:
        assert out_of_balance(db, Lot, Depletion) == []
    return said(report)


def said(report: Report) -> list[str]:
    told = [str(it) for it in (*report.remarks, *report.details)]
    return [it for it in told if " use " in it or " uses " in it or "used" in it]


def used(quantity: str, on: str = "2031-01-20") -> dict[str, Any]:
    return {"quantity_depleted": quantity, "depletion_date": f"{on} 21:30:00"}


def here(bakery: BakeryOnDatabase) -> tuple[Decimal, Decimal]:
    """What is left of the first lot, and what went out."""
    oats = lot(bakery)
    return oats.quantity, oats.quantity_out


def oats_in_the_pantry(bakery: BakeryOnDatabase) -> Decimal:
    with bakery.session() as db:
        (product,) = db.scalars(select(Product).where(Product.id == lot(bakery).product_id))
        return pantry.on_hand_by_unit(db)[product.ingredient_id]["lb"]


def take(bakery: BakeryOnDatabase, quantity: str) -> None:
    with bakery.session() as db, doing(db, "test.use", "Used some"):
        (mine,) = Lot.locked(db, [desktop_id("inventory_items", 1)])
        mine.take(db, Decimal(quantity), "gift")


def recount(bakery: BakeryOnDatabase, quantity: str) -> None:
    with bakery.session() as db:
        given = LotCount(quantity=Decimal(quantity))
        counting.count(db, given.for_lot(lot(bakery).id))


@pytest.mark.covers("K-40")
def test_what_was_used_since_leaves_the_lot_here_too(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    for kitchen_of in (bakery, neighbour):
        brought(kitchen_of, tmp_path, "10")
    others, before = contents(neighbour), oats_in_the_pantry(bakery)
    assert brought(bakery, tmp_path, "6", used("4")) == []
    assert here(bakery) == (6, 4)
    assert oats_in_the_pantry(bakery) == before - 4
    assert contents(neighbour) == others
    # And again, in parts, beside those that are known; floats as the desktop counts them.
    assert brought(bakery, tmp_path, "5.7", used("4"), used("0.1"), used("0.2")) == []
    assert here(bakery) == (Decimal("5.7"), Decimal("4.3"))


def test_what_was_used_here_meanwhile_stays_used(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    brought(bakery, tmp_path, "10")
    take(bakery, "3")
    assert brought(bakery, tmp_path, "6", used("4")) == []
    assert here(bakery) == (3, 7)


def test_a_use_takes_no_more_than_is_there(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    brought(bakery, tmp_path, "10")
    take(bakery, "8")
    later = used("3", "2031-01-21") | {"cost": 12}
    assert brought(bakery, tmp_path, "6", later, used("1")) == [
        "1 use took less than it says: less was left of its lot here, or the lot was counted "
        "here since.",
        "Millrace Rolled: used 3 lb, of which 2 lb were not taken.",
    ]
    assert here(bakery) == (0, 10)
    # The ledger has the use as the desktop wrote it, and beside it what could not be taken.
    (back,) = [row for row in ledger(bakery) if row.corrects_id]
    assert back.corrects_id == desktop_id("inventory_depletions", 1)
    assert (back.quantity, back.cost, back.unit) == (-2, -8, "lb")
    assert brought(bakery, tmp_path, "5", later, used("1"), used("1")) == [
        "1 use took less than it says: less was left of its lot here, or the lot was counted "
        "here since.",
        "Millrace Rolled: used 1 lb, of which 1 lb were not taken.",
    ]
    assert here(bakery) == (0, 10)


def test_who_counted_after_the_use_saw_what_was_left(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    brought(bakery, tmp_path, "10")
    recount(bakery, "6")
    assert brought(bakery, tmp_path, "5", used("4", "2020-01-20"), used("1")) == [
        "1 use took less than it says: less was left of its lot here, or the lot was counted "
        "here since.",
        "Millrace Rolled: used 4 lb, of which 4 lb were not taken.",
    ]
    assert here(bakery) == (5, 5)


def test_many_uses_ask_no_more_than_few(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    def sent(kitchen_of: BakeryOnDatabase, uses: int) -> int:
        rows = kitchen()
        first, rows["inventory_depletions"] = rows["inventory_depletions"][0], []
        for there in rows["inventory_items"]:
            there["quantity"] = 1000
        bring_in(kitchen_of, Desktop(rows).write(tmp_path / f"earlier{uses}.db"))
        take(kitchen_of, "999")
        for there in rows["inventory_items"]:
            there["quantity"] = 500
        rows["inventory_depletions"] = [
            first | used("2") | {"inventory_item_id": 1 + number % 4} for number in range(uses)
        ]
        later = Desktop(rows).write(tmp_path / f"later{uses}.db")
        return asked(lambda: bring_in(kitchen_of, later))

    assert sent(neighbour, 400) == sent(bakery, 4)
    assert here(bakery) == (0, 1000)


def test_what_had_gone_before_the_lot_came_in_leaves_what_is_left(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    """The lot came in at 6 lb, without the use of 4: only what was used since is taken."""
    brought(bakery, tmp_path, "6")
    assert brought(bakery, tmp_path, "5", used("4"), used("1", "2031-01-21")) == [
        "1 use had left its lot before you brought that lot in, so what is left stays."
    ]
    assert here(bakery) == (5, 5)


@pytest.mark.covers("G-08")
def test_the_desktops_own_later_file_takes_its_uses_from_the_lots(
    bakery: BakeryOnDatabase,
) -> None:
    """And nothing else: what was baked with left no use in the file."""
    for name in ("desktop_before_ops.db", "desktop.db"):
        bring_in(bakery, recorded(name))
    with desktop_file(recorded("desktop.db")) as file:
        lots = {row["id"]: UUID(str(row["uuid"])) for row in file.rows("inventory_items")}
        gone = {lots[row["inventory_item_id"]]: row for row in file.rows("inventory_depletions")}
    with desktop_file(recorded("desktop_before_ops.db")) as file:
        was = {UUID(str(row["uuid"])): row["quantity"] for row in file.rows("inventory_items")}
    with bakery.session() as db:
        for lot_id, use in gone.items():
            there = db.find(Lot, lot_id)
            assert there is not None
            out = Decimal(str(use["quantity_depleted"]))
            assert there.quantity_out == out
            assert there.quantity == (Decimal(str(was[lot_id])) - out).quantize(there.quantity)
        assert out_of_balance(db, Lot, Depletion) == []


AMOUNTS = st.decimals("0.001", "500", places=3)


@settings(max_examples=examples(10))
@given(uses=st.lists(st.tuples(st.integers(1, 4), AMOUNTS), max_size=12), known=st.integers(0, 12))
def test_whatever_was_used_every_lot_knows_the_sum(
    engine: Engine,
    tmp_path_factory: pytest.TempPathFactory,
    uses: list[tuple[int, Decimal]],
    known: int,
) -> None:
    """Some of it came in with an earlier file, the rest with a later one."""
    told = [{"inventory_item_id": it, "quantity_depleted": str(much)} for it, much in uses]
    here, folder = open_bakery(engine, "Uses"), tmp_path_factory.mktemp("uses")
    for some in (told[:known], told):
        bring_in(here, with_uses(folder, *some))
        (folder / "uses.db").unlink()
    for number in range(1, 5):
        out = sum(much for it, much in uses if it == number)
        assert lot(here, number).quantity_out == out


@settings(max_examples=examples(10))
@given(
    uses=st.lists(st.decimals("0.001", "10", places=3), max_size=6),
    known=st.integers(0, 6),
    mine=st.decimals("0.001", "40", places=3),
    counts=st.booleans(),
)
def test_whatever_was_used_there_and_here_the_lot_holds_what_was_bought(
    engine: Engine,
    tmp_path_factory: pytest.TempPathFactory,
    uses: list[Decimal],
    known: int,
    mine: Decimal,
    counts: bool,
) -> None:
    """Of 100 lb: used there, used or counted here so that little is left, used there again."""
    bakery, folder = open_bakery(engine, "Both"), tmp_path_factory.mktemp("both")
    told = [used(str(it)) for it in uses]
    brought(bakery, folder, str(100 - sum(uses[:known])), *told[:known])
    if counts:
        recount(bakery, str(mine))
    else:
        take(bakery, str(here(bakery)[0] - mine))
    brought(bakery, folder, str(100 - sum(uses)), *told)
    assert here(bakery)[0] == max(mine - sum(uses[known:]), 0)
    assert sum(here(bakery)) == 100


def test_the_neighbour_keeps_its_own_ledger(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    path = small(tmp_path)
    for kitchen_of in (bakery, neighbour):
        bring_in(kitchen_of, as_an_earlier_version_read(path, tmp_path, BEFORE_LEDGERS))
    before = contents(neighbour)
    bring_in(bakery, path)
    assert contents(neighbour) == before


@pytest.mark.covers("G-08", "K-40")
def test_a_file_the_desktop_wrote_brings_its_ledger(bakery: BakeryOnDatabase) -> None:
    report = bring_in(bakery, recorded("desktop.db"))
    assert line(report, "inventory_depletions").written == 2
    assert sorted((use.reason, use.quantity, use.cost) for use in ledger(bakery)) == [
        ("ad_hoc_usage", Decimal("0.5"), Decimal("2.245")),
        ("spoilage", Decimal("1.25"), Decimal("0.7475")),
    ]
    with bakery.session() as db:
        gone = db.scalars(select(MaterialDepletion)).all()
        lots = {one.id: one for one in db.scalars(select(MaterialLot))}
    assert {use.reason for use in gone} == {"earlier"}
    assert all(use.quantity == lots[use.lot_id].quantity_out for use in gone)
    assert len(gone) == 3
