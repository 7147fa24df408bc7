"""Writing down a run of packing: what it takes, what it costs, and what is refused."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.assembly import service
from baketracker.assembly.bill import NothingInside
from baketracker.assembly.models import AssemblyRun
from baketracker.assembly.recording import NotEnoughParts
from baketracker.buying.concerning import PleaseConfirm
from baketracker.db.types import new_id, now
from baketracker.errors import InvalidInput, NotFound
from baketracker.events.models import BatchDecision
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock.models import FinishedAdjustment
from baketracker.materials.models import MaterialLot
from baketracker.pantry.models import Depletion, Lot
from baketracker.plans.freezing import parts_frozen
from baketracker.plans.models import DefinitionSnapshot
from baketracker.production.during import NotStarted
from baketracker.recipes.models import FinishedUnit
from tests.assembly.packing import (
    DAY,
    Packing,
    bags,
    boxed,
    dump,
    goods,
    left,
    pack,
    ribboned,
    take_back,
    units,
)
from tests.factories.bakeries import BakeryOnDatabase


def test_three_bags_take_what_is_in_them_at_what_it_cost(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
        Packing(db).run(made.cookie, 0, "0.0300")  # nothing came of it: it says nothing
    run = pack(bakery, made.bag)
    # 18 cookies at 0.0205 and 9 brownies at 0.0838.
    assert run.total_cost == Decimal("1.1232")
    assert run.unit_cost == Decimal("0.3744")
    assert [(part.name, part.quantity, part.cost) for part in run.parts] == [
        ("Cookie", 18, Decimal("0.3690")),
        ("Brownie", 9, Decimal("0.7542")),
    ]
    assert (units(bakery, made.cookie), units(bakery, made.brownie)) == (33, 30)
    assert goods(bakery, made.bag) == 3


def test_cookies_cost_the_average_of_their_runs(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Packing(db)
        cookie = kitchen.baked("Cookie", 45)
        kitchen.run(cookie, 24, "0.0213")
        brownie = kitchen.baked("Brownie", 48, "0.0838")
        bag = kitchen.good("Bag", units={cookie: "6", brownie: "3"})
    run = pack(bakery, bag)
    # 45 at 0.0205 and 24 at 0.0213 are 0.0208 each.
    assert (run.total_cost, run.unit_cost) == (Decimal("1.1286"), Decimal("0.3762"))


@pytest.mark.covers("M-18")
def test_a_cost_is_rounded_once_when_it_is_written(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Packing(db)
        cookie = kitchen.baked("Cookie", 9, "0.0000")
        good = kitchen.good("Boxed", units={cookie: "1"})
        box = kitchen.box()
        kitchen.boxes(box, "1", "0.33335", DAY)
        kitchen.boxes(box, "1", "0.33335", DAY + timedelta(days=1))
        kitchen.wrap(good, box)
    run = pack(bakery, good, 2)
    assert [part.cost for part in run.parts if part.kind == "packaging"] == [
        Decimal("0.3334"), Decimal("0.3334"),
    ]  # fmt: skip
    # Not the sum of what was rounded.
    assert run.total_cost == Decimal("0.6667")


@pytest.mark.covers("F44", "M-18")
def test_ribbon_leaves_two_lots_and_is_two_rows(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = ribboned(db)
    run = pack(bakery, own.good)
    assert (run.total_cost, run.unit_cost) == (Decimal("2.3730"), Decimal("0.7910"))
    ribbon = [part for part in run.parts if part.kind == "material"]
    assert [(part.quantity, part.cost) for part in ribbon] == [(30, Decimal("1.50")),
                                                               (15, Decimal("0.75"))]  # fmt: skip
    assert [part.material_lot_id for part in ribbon] == list(own.lots)
    assert {(part.name, part.belongs_to) for part in ribbon} == {
        ("Roll", "Red satin, Red satin sorts, Red satin things")
    }
    assert [left(bakery, MaterialLot, lot) for lot in own.lots] == [0, 85]


@pytest.mark.covers("F12")
def test_boxes_come_from_the_product_of_the_line_only(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db)
    run = pack(bakery, own.good)
    assert (run.total_cost, run.unit_cost) == (Decimal("3.0690"), Decimal("1.0230"))
    # Alder's are older, and the same ingredient: the line asks for Birch's.
    assert (left(bakery, Lot, own.old), left(bakery, Lot, own.new)) == (5, 7)


@pytest.mark.covers("F12")
def test_any_box_of_the_name_is_taken_the_first_bought_first(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db, generic=True)
    run = pack(bakery, own.good, 7)
    boxes = [part for part in run.parts if part.kind == "packaging"]
    assert [(part.name, part.quantity, part.cost) for part in boxes] == [
        ("Alder Gift box", 5, Decimal("4.00")),
        ("Birch Gift box", 2, Decimal("1.80")),
    ]


@pytest.mark.covers("F12", "K-50")
def test_the_lots_somebody_chose_are_taken_and_no_others(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db, generic=True)
    chosen = [{"product_id": own.birch, "lot_id": own.new, "quantity": "3"}]
    run = pack(bakery, own.good, lots=chosen)
    assert (left(bakery, Lot, own.old), left(bakery, Lot, own.new)) == (5, 7)
    assert [part.lot_id for part in run.parts if part.kind == "packaging"] == [own.new]


@pytest.mark.covers("K-50")
def test_chosen_lots_are_exactly_what_the_line_takes(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db)
        stranger = Packing(db).boxes(Packing(db).box("Tin"), "9", "1", DAY)
    before = dump(bakery)
    for lots in (
        [{"product_id": own.birch, "lot_id": own.new, "quantity": "2"}],
        [{"product_id": own.birch, "lot_id": own.new, "quantity": "4"}],
        [{"product_id": own.birch, "lot_id": own.old, "quantity": "3"}],
        [{"product_id": own.birch, "lot_id": stranger, "quantity": "3"}],
        [{"product_id": own.alder, "lot_id": own.old, "quantity": "3"}],
    ):
        with pytest.raises(InvalidInput):
            pack(bakery, own.good, lots=lots)
    assert dump(bakery) == before


@pytest.mark.covers("K-60")
def test_without_packaging_is_said_and_takes_the_ribbon_still(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own, ribbon = boxed(db), ribboned(db)
        Packing(db).pack(own.good, units={ribbon.cookie: "1"})
    run = pack(bakery, own.good, packaging="bypass", bypass_notes="The boxes come on Friday")
    assert (run.packaging_bypassed, run.bypass_notes) == (True, "The boxes come on Friday")
    assert run.owed == []
    assert left(bakery, Lot, own.new) == 10
    with bakery.session() as db:
        shelf = Packing(db)
        shelf.wrap(ribbon.good, own.birch)
    tied = pack(bakery, ribbon.good, packaging="bypass")
    assert [part.kind for part in tied.parts] == ["material", "material", "finished_unit"]
    assert left(bakery, MaterialLot, ribbon.lots[0]) == 0


def test_bypassed_boxes_cost_nothing(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db)
    run = pack(bakery, own.good, packaging="bypass")
    assert (run.total_cost, run.unit_cost, run.cost_is_known) == (
        Decimal("0.3690"), Decimal("0.1230"), True,
    )  # fmt: skip


@pytest.mark.covers("F43", "A14", "M-04")
def test_a_nested_good_costs_what_its_runs_cost_packaging_too(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db)
        hamper = Packing(db).good("Hamper", goods={own.good: "2"})
    pack(bakery, own.good, 4)
    run = pack(bakery, hamper, 2)
    assert (run.total_cost, run.unit_cost) == (Decimal("4.0920"), Decimal("2.0460"))
    (part,) = run.parts
    assert (part.kind, part.finished_good_id, part.quantity) == ("finished_good", own.good, 4)
    assert goods(bakery, own.good) == 0
    with bakery.session() as db:
        assert service.average_costs(db, [own.good, hamper])[hamper].per_unit == Decimal("2.0460")
        moves = db.scalars(
            select(FinishedAdjustment)
            .where(FinishedAdjustment.finished_good_id == own.good)
            .order_by(FinishedAdjustment.id)
        )
        assert [(m.quantity_change, m.previous_count, m.new_count, m.reason) for m in moves] == [
            (4, 0, 4, "assembly"),
            (-4, 4, 0, "assembly"),
        ]


def test_what_nobody_knows_the_cost_of_is_unknown(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Packing(db)
        cookie = kitchen.baked("Cookie", 12)
        good = kitchen.good("Boxed", units={cookie: "6"})
        box = kitchen.box()
        kitchen.boxes(box, "2", None, DAY)
        kitchen.wrap(good, box)
    run = pack(bakery, good, 2)
    assert (run.cost_is_known, run.total_cost, run.unit_cost) == (
        False, Decimal("0.2460"), Decimal("0.1230"),
    )  # fmt: skip
    assert [part.cost for part in run.parts] == [None, Decimal("0.2460")]
    with bakery.session() as db:
        # It says nothing about what a good costs.
        assert service.average_costs(db, [good])[good].basis != "runs"


@pytest.mark.covers("F42")
def test_a_run_takes_what_the_plan_froze(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
        lemon = Packing(db).baked("Lemon square", 30)
        Packing(db).pack(made.bag, units={lemon: "1"})
    planned = pack(bakery, made.bag, 2, event_id=made.event)
    assert [part.name for part in planned.parts] == ["Cookie", "Brownie"]
    by_itself = pack(bakery, made.bag, 2)
    assert {part.name for part in by_itself.parts} == {"Cookie", "Brownie", "Lemon square"}
    with bakery.session() as db:
        first, second = db.scalars(select(AssemblyRun).order_by(AssemblyRun.id))
        assert first.definition_snapshot_id != second.definition_snapshot_id
        frozen = db.get_one(DefinitionSnapshot, (bakery.id, second.definition_snapshot_id))
        assert len(parts_frozen(frozen)) == 3


@pytest.mark.covers("F13", "F14")
def test_what_was_packed_is_kept_with_its_boxes_and_twice_the_same_inside(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        own = boxed(db)
        kitchen = Packing(db)
        left_side = kitchen.good("Left", goods={own.good: "1"})
        right_side = kitchen.good("Right", goods={own.good: "1"})
        both = kitchen.good("Both", goods={left_side: "1", right_side: "1"})
    pack(bakery, own.good, 2)
    pack(bakery, left_side, 1)
    pack(bakery, right_side, 1)
    run = pack(bakery, both, 1)
    with bakery.session() as db:
        row = db.get_one(AssemblyRun, (bakery.id, run.id))
        frozen = db.get_one(DefinitionSnapshot, (bakery.id, row.definition_snapshot_id))
        inside = frozen.content["inside"]
    assert set(inside) == {str(left_side), str(right_side), str(own.good)}
    kinds = [part["kind"] for part in inside[str(own.good)]["parts"]]
    assert kinds == ["finished_unit", "packaging"]


@pytest.mark.covers("M-02")
def test_when_anything_lacks_nothing_is_taken_and_all_of_it_is_named(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        own = boxed(db, cookies=20)
        ribbon = ribboned(db, "10", "5")
        Packing(db).wrap(ribbon.good, own.birch)
    before = dump(bakery)
    with pytest.raises(NotEnoughParts) as refused:
        pack(bakery, ribbon.good, 11)
    assert [part.name for part in refused.value.parts] == ["Bow", "Birch Gift box"]
    assert refused.value.possible == 1
    with pytest.raises(NotEnoughParts) as cookies:
        pack(bakery, own.good, 12)
    assert [part.name for part in cookies.value.parts] == ["Star", "Birch Gift box"]
    assert dump(bakery) == before


@pytest.mark.covers("M-02")
def test_a_fault_after_the_boxes_were_taken_takes_nothing(
    bakery: BakeryOnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bakery.session() as db:
        own, ribbon = boxed(db), ribboned(db)
        Packing(db).wrap(ribbon.good, own.birch)
    before = dump(bakery)
    for place in ("take_materials", "take_pieces", "put_costs", "move", "run_view"):
        with monkeypatch.context() as broken:
            broken.setattr(f"baketracker.assembly.recording.{place}", _break)
            with pytest.raises(ZeroDivisionError):
                pack(bakery, ribbon.good)
        assert dump(bakery) == before, place
    with bakery.session() as db:
        assert db.scalars(select(Depletion)).all() == []


def _break(*_asked: Any, **_more: Any) -> None:
    raise ZeroDivisionError


def test_a_run_can_be_taken_back_to_the_last_row(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made, own, ribbon = bags(db), boxed(db, generic=True), ribboned(db)
        Packing(db).wrap(ribbon.good, own.birch, "0.5", generic=True)
    before = dump(bakery)
    runs = [
        pack(bakery, made.bag, 2, event_id=made.event),
        pack(bakery, own.good, 6),
        pack(bakery, ribbon.good, 3),
    ]
    assert dump(bakery) != before
    for run in reversed(runs):
        take_back(bakery, run.operation_id)
    assert dump(bakery) == before
    with bakery.session() as db, pytest.raises(NotFound):
        service.get(db, runs[0].id)


def test_what_was_packed_into_something_goes_back_with_it(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db)
        hamper = Packing(db).good("Hamper", goods={own.good: "2"})
    before = dump(bakery)
    inner = pack(bakery, own.good, 2)
    outer = pack(bakery, hamper, 1)
    with pytest.raises(Exception, match="later entries build on this one"):
        take_back(bakery, inner.operation_id)
    assert outer.operation_id is not None
    take_back(bakery, inner.operation_id, outer.operation_id)
    assert dump(bakery) == before


def test_a_later_run_of_the_same_good_stands(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
    first = pack(bakery, made.bag, 2)
    pack(bakery, made.bag, 3)
    take_back(bakery, first.operation_id)
    assert goods(bakery, made.bag) == 3
    assert units(bakery, made.cookie) == 33


def test_packing_begins_when_the_plan_is_started(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db, "locked")
    with pytest.raises(NotStarted):
        pack(bakery, made.bag, 1, event_id=made.event, confirmed=True)
    for state in ("draft", "completed"):
        with bakery.session() as db:
            Packing(db).state(made.event, state)
        with pytest.raises(PleaseConfirm):
            pack(bakery, made.bag, 1, event_id=made.event)
        assert pack(bakery, made.bag, 1, event_id=made.event, confirmed=True).event is not None


def test_bad_input_is_refused_before_anything_happens(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
        empty = Packing(db).good("Nothing")
    before = dump(bakery)
    for quantity in (0, -1, 1_000_001):
        with pytest.raises(ValueError, match="quantity"):
            pack(bakery, made.bag, quantity)
    with pytest.raises(NothingInside):
        pack(bakery, empty, 1)
    with pytest.raises(InvalidInput):
        pack(bakery, made.bag, 1, assembled_at=now() + timedelta(days=2))
    with pytest.raises(InvalidInput):
        pack(bakery, made.bag, 1, packaging="bypass",
             lots=[{"product_id": new_id(), "lot_id": new_id(), "quantity": "1"}])  # fmt: skip
    for missing in ({"good": new_id()}, {"event": new_id()}):
        with pytest.raises(NotFound):
            pack(bakery, missing.get("good", made.bag), 1, event_id=missing.get("event"))
    assert dump(bakery) == before


def test_the_same_request_twice_is_one_run(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
    own: UUID = new_id()
    with bakery.session() as db:
        run = service.record(db, service.NewAssembly(finished_good_id=made.bag, quantity=1), own)
    assert (run.id, run.operation_id) == (own, own)


def test_a_good_keeps_as_long_as_what_is_in_it(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
        db.get_one(FinishedUnit, (bakery.id, made.cookie)).on_hand_until = DAY
        db.get_one(FinishedUnit, (bakery.id, made.brownie)).on_hand_until = DAY + timedelta(days=3)
    pack(bakery, made.bag, 1)
    with bakery.session() as db:
        assert db.get_one(FinishedGood, (bakery.id, made.bag)).on_hand_until == DAY


def test_the_neighbour_packs_nothing_of_ours(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        made = bags(db)
    run = pack(bakery, made.bag, 1)
    with pytest.raises(NotFound):
        pack(neighbour, made.bag, 1)
    with neighbour.session() as db:
        assert service.search(db).items == []
        with pytest.raises(NotFound):
            service.get(db, run.id)


def test_runs_are_found_by_good_event_and_day(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made, own = bags(db), boxed(db)
    old = datetime(2026, 1, 5, 12, tzinfo=UTC)
    pack(bakery, own.good, 1, assembled_at=old)
    pack(bakery, made.bag, 2, event_id=made.event)
    with bakery.session() as db:
        newest = service.search(db)
        assert [run.good.name for run in newest.items] == ["Bag", "Boxed cookies"]
        of_event = service.search(db, service.Wanted(event_id=made.event)).items
        assert [run.quantity for run in of_event] == [2]
        ancient = service.Wanted(until=old.date())
        assert [run.good.id for run in service.search(db, ancient).items] == [own.good]
        totals = service.totals(db)
        assert (totals.runs, totals.goods, totals.unknown) == (2, 3, 0)
        assert totals.cost == sum(run.total_cost for run in service.all_runs(db))


@pytest.mark.covers("D-07")
def test_another_size_that_was_baked_for_it_goes_into_the_box(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
        kitchen = Packing(db)
        large = kitchen.baked("Large cookie", 10, "0.0410")
        decided = BatchDecision(
            event_id=made.event, finished_unit_id=made.cookie, made_as_id=large, batches=1
        )
        db.add(decided)
    before = units(bakery, made.cookie)
    with bakery.session() as db:
        (checked,) = service.check_pooled(db, made.event).goods
    # Ten large cookies and 51 others.
    assert checked.check.possible == 10
    run = pack(bakery, made.bag, event_id=made.event)
    # 18 are needed: the ten large ones first, then what is there of its own.
    assert {(part.name, part.quantity) for part in run.parts} == {
        ("Large cookie", 10), ("Cookie", 8), ("Brownie", 9),
    }  # fmt: skip
    assert (units(bakery, large), units(bakery, made.cookie)) == (0, before - 8)
    assert run.operation_id is not None
    take_back(bakery, run.operation_id)
    assert (units(bakery, large), units(bakery, made.cookie)) == (10, before)


def test_what_only_one_size_can_be_is_taken_first(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Packing(db)
        small, large = kitchen.baked("Small", 3), kitchen.baked("Large", 5)
        mix = kitchen.good("Mix", units={small: "2", large: "2"})
        event = kitchen.event("Fair", DAY, {mix: 2})
        kitchen.target(event, mix, 2)
        kitchen.state(event, "in_production")
        decided = {"event_id": event, "finished_unit_id": small, "made_as_id": large}
        db.add(BatchDecision(batches=1, **decided))
    run = pack(bakery, mix, 2, event_id=event)
    # Four large ones have no other place; the fifth and the small ones make up the rest.
    assert sum(part.quantity for part in run.parts) == 8
    assert (units(bakery, small), units(bakery, large)) == (0, 0)
