"""What is on hand of finished units and goods follows a newer file, and only what is new in it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from baketracker.db.journal import doing
from baketracker.exchange.report import Report
from baketracker.finished_stock.ledger import locked, move
from baketracker.finished_stock.models import FinishedAdjustment, Reason
from baketracker.recipes.models import FinishedUnit
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.depth import examples
from tests.factories.desktop import Desktop, kitchen
from tests.factories.statements import asked

from .importing import (
    as_an_earlier_version_read,
    bring_in,
    contents,
    desktop_id,
    line,
    recorded,
    skipped,
    small,
)

THIN = desktop_id("finished_units", 1)
LEDGER = ("finished_goods_adjustments",)
FIRST = datetime(2031, 5, 20, 9, tzinfo=UTC)


def file_with(folder: Path, start: int, *changes: int) -> Path:
    """Our file where so many thins there were, and these came and went, a day apart."""
    rows, now = kitchen(), start
    rows["finished_goods_adjustments"] = []
    for day, change in enumerate(changes):
        rows["finished_goods_adjustments"].append(
            {"finished_unit_id": 1, "quantity_change": change, "previous_count": now,
             "new_count": now + change, "reason": "consumption",
             "adjusted_at": f"{FIRST + timedelta(days=day):%Y-%m-%d %H:%M:%S}"}
        )  # fmt: skip
        now += change
    rows["finished_units"][0]["inventory_count"] = now
    path = folder / "thins.db"
    path.unlink(missing_ok=True)
    return Desktop(rows).write(path)


def on_hand(bakery: BakeryOnDatabase) -> int:
    with bakery.session() as db:
        row = db.find(FinishedUnit, THIN)
        assert row is not None
        return row.on_hand


def ledger(bakery: BakeryOnDatabase) -> list[FinishedAdjustment]:
    with bakery.session() as db:
        own = select(FinishedAdjustment).where(FinishedAdjustment.finished_unit_id == THIN)
        return list(db.scalars(own.order_by(FinishedAdjustment.happened_at, FinishedAdjustment.id)))


def here(bakery: BakeryOnDatabase, change: int, reason: Reason = "gift") -> None:
    """So many came or went here."""
    with bakery.session() as db, doing(db, "test.move", "Moved some"):
        [row], _goods = locked(db, [THIN])
        move(db, row, change, reason)


def said(report: Report) -> list[str]:
    told = [str(it) for it in (*report.remarks, *report.details)]
    return [it for it in told if "what is finished" in it or "did not change" in it]


@pytest.mark.covers("K-40")
def test_changes_come_in_with_what_they_changed(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    report = bring_in(bakery, small(tmp_path))
    assert said(report) == []
    assert on_hand(bakery) == 46
    first, second = ledger(bakery)
    assert first.id == desktop_id("finished_goods_adjustments", 1)
    assert (first.quantity_change, first.previous_count, first.new_count) == (70, 0, 70)
    assert (first.reason, first.notes, first.happened_at) == (
        "production", "Production run #1", FIRST,
    )  # fmt: skip
    assert (second.reason, second.new_count) == ("assembly", 46)


@pytest.mark.covers("G-08")
def test_what_came_and_went_since_moves_the_count(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    for kitchen_of in (bakery, neighbour):
        bring_in(kitchen_of, file_with(tmp_path, 10, 5))
    others = contents(neighbour)
    newer = file_with(tmp_path, 10, 5, 20, -3)
    report = bring_in(bakery, newer)
    assert (on_hand(bakery), said(report)) == (32, [])
    again = bring_in(bakery, newer)
    assert (again.written, on_hand(bakery)) == (0, 32)
    assert contents(neighbour) == others


def test_what_came_and_went_here_meanwhile_stays(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, file_with(tmp_path, 10))
    here(bakery, -4)
    here(bakery, 7, "production")
    assert said(bring_in(bakery, file_with(tmp_path, 10, 5))) == []
    assert on_hand(bakery) == 10 - 4 + 7 + 5


def test_a_count_that_came_without_its_changes_stays(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    """An earlier version took counts only: what had led to them moves nothing, what came since
    does."""
    earlier = as_an_earlier_version_read(file_with(tmp_path, 10, 5, 20), tmp_path, LEDGER)
    bring_in(bakery, earlier)
    here(bakery, -2)
    report = bring_in(bakery, file_with(tmp_path, 10, 5, 20, -6))
    assert on_hand(bakery) == 35 - 2 - 6
    assert said(report) == [
        "2 changes of what is finished were in the counts you brought in before, so those counts "
        "stay."
    ]
    assert said(bring_in(bakery, file_with(tmp_path, 10, 5, 20, -6, 1))) == []
    assert on_hand(bakery) == 35 - 2 - 6 + 1


def test_nobody_can_have_less_than_nothing(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    bring_in(bakery, file_with(tmp_path, 10))
    here(bakery, -8)
    report = bring_in(bakery, file_with(tmp_path, 10, -5))
    assert on_hand(bakery) == 0
    assert said(report) == [
        "1 change of what is finished took less than it says: fewer were left here, or they were "
        "counted here since.",
        "Oat thin: -5, of which -3 did not change the count.",
    ]
    (beside,) = [row for row in ledger(bakery) if row.corrects_id]
    assert beside.corrects_id == desktop_id("finished_goods_adjustments", 1)
    assert (beside.quantity_change, beside.new_count) == (3, 0)
    bring_in(bakery, file_with(tmp_path, 10, -5, 4))
    assert on_hand(bakery) == 4


def test_who_counted_since_saw_what_was_left(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    with bakery.session() as db:
        today = db.scope.today()
    long_ago = (FIRST.date() - today).days + 400
    bring_in(bakery, file_with(tmp_path, 10))
    here(bakery, -4, "adjustment")
    path = file_with(tmp_path, 10, -4)
    rows = kitchen()
    rows["finished_units"][0]["inventory_count"] = 6
    rows["finished_goods_adjustments"] = [
        {"finished_unit_id": 1, "quantity_change": -4, "previous_count": 10, "new_count": 6,
         "reason": "consumption",
         "adjusted_at": f"{FIRST - timedelta(days=long_ago):%Y-%m-%d %H:%M:%S}"}
    ]  # fmt: skip
    path.unlink()
    report = bring_in(bakery, Desktop(rows).write(path))
    assert on_hand(bakery) == 6
    assert said(report)[1:] == ["Oat thin: -4, of which -4 did not change the count."]


def test_changes_that_do_not_add_up_stay_behind(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    rows = kitchen()
    first = rows["finished_goods_adjustments"][0]
    rows["finished_goods_adjustments"] += [
        first | {"new_count": 71},
        first | {"previous_count": -80, "new_count": -10},
        first | {"quantity_change": 0.5},
        first | {"finished_good_id": 1},
        first | {"finished_unit_id": None},
        first | {"finished_unit_id": 77},
    ]
    report = bring_in(bakery, Desktop(rows).write(tmp_path / "bad.db"))
    assert skipped(report, "finished_goods_adjustments") == {
        "its counts do not add up": 2,
        "quantity change is not a whole number": 1,
        "it does not belong to exactly one thing": 2,
        "its finished unit was not taken": 1,
    }


def test_another_word_stands_in_the_note(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    rows = kitchen()
    rows["finished_goods_adjustments"][0] |= {"reason": "the dog", "notes": "Rex"}
    report = bring_in(bakery, Desktop(rows).write(tmp_path / "dog.db"))
    assert (ledger(bakery)[0].reason, ledger(bakery)[0].notes) == ("adjustment", "the dog\nRex")
    assert [it for it in said(report) if "reason" in it]


def test_many_changes_ask_no_more_than_few(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    def sent(kitchen_of: BakeryOnDatabase, changes: int) -> int:
        bring_in(kitchen_of, file_with(tmp_path, 10))
        newer = file_with(tmp_path, 10, *[1] * changes)
        return asked(lambda: bring_in(kitchen_of, newer))

    assert sent(neighbour, 300) == sent(bakery, 3)


@settings(max_examples=examples(15))
@given(
    start=st.integers(0, 20),
    changes=st.lists(st.integers(-9, 9), max_size=8),
    known=st.integers(0, 8),
    mine=st.integers(-30, 30),
    without_ledger=st.booleans(),
)
def test_whatever_came_and_went_the_count_follows(
    engine: Engine,
    tmp_path_factory: pytest.TempPathFactory,
    start: int,
    changes: list[int],
    known: int,
    mine: int,
    without_ledger: bool,
) -> None:
    """Some of it came in with an earlier file, the rest with a later one; some was moved here."""
    told: list[int] = []
    for change in changes:
        told.append(max(change, -start - sum(told)))
    bakery, folder = open_bakery(engine, "Counts"), tmp_path_factory.mktemp("counts")
    earlier = file_with(folder, start, *told[:known])
    if without_ledger:
        earlier = as_an_earlier_version_read(earlier, folder, LEDGER)
    bring_in(bakery, earlier)
    before = on_hand(bakery)
    assert before == start + sum(told[:known])
    moved = max(mine, -before)
    here(bakery, moved)
    bring_in(bakery, file_with(folder, start, *told))
    left = before + moved
    for change in told[known:]:
        left = max(left + change, 0)
    assert on_hand(bakery) == left
    bring_in(bakery, file_with(folder, start, *told, 2))
    assert on_hand(bakery) == left + 2


@pytest.mark.covers("G-08", "K-40")
def test_the_desktops_own_later_file_moves_its_counts(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    """The same counts whether the earlier file came first or not, and whether it was brought by a
    version that took no changes."""
    bring_in(bakery, recorded("desktop_before_ops.db"))
    report = bring_in(bakery, recorded("desktop.db"))
    bring_in(neighbour, recorded("desktop.db"))
    assert line(report, "finished_goods_adjustments").written == 26
    counts: list[Any] = []
    for kitchen_of in (bakery, neighbour):
        with kitchen_of.session() as db:
            found = select(FinishedUnit.id, FinishedUnit.on_hand).order_by(FinishedUnit.id)
            counts.append(db.execute(found).all())
    assert counts[0] == counts[1]
    assert said(report) == []
