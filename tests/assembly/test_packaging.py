"""Packaging by lot: chosen ahead, left for later, and what is still to choose."""

from decimal import Decimal

import pytest

from baketracker.activity import service as activity
from baketracker.assembly import service
from baketracker.assembly.assigning import NothingToChoose
from baketracker.assembly.recording import NotEnoughParts
from baketracker.db.types import new_id
from baketracker.errors import BadLines, InvalidInput, NotFound
from baketracker.finished_goods import service as finished_goods
from baketracker.finished_goods.given import GoodChange
from baketracker.finished_goods.schemas import PartView
from baketracker.pantry.models import Lot
from baketracker.stock.ledger import TooMuch
from tests.assembly.packing import (
    DAY,
    Boxed,
    Packing,
    boxed,
    dump,
    left,
    pack,
    take_back,
)
from tests.factories.bakeries import BakeryOnDatabase


def generic(bakery: BakeryOnDatabase) -> Boxed:
    with bakery.session() as db:
        return boxed(db, generic=True, cookies=120)


def assign(bakery: BakeryOnDatabase, own: Boxed, *lots: tuple[object, str], **more: object) -> None:
    picks = [{"lot_id": lot, "quantity": quantity} for lot, quantity in lots]
    given = service.LineLots.model_validate({"lots": picks} | more)
    with bakery.session() as db:
        service.assign_packaging(db, own.line, given)


def event_of(bakery: BakeryOnDatabase, own: Boxed, quantity: int = 6) -> object:
    with bakery.session() as db:
        kitchen = Packing(db)
        event = kitchen.event("Party", DAY, {own.good: quantity})
        kitchen.target(event, own.good, quantity)
        kitchen.state(event, "in_production")
        return event


@pytest.mark.covers("F12", "K-50")
def test_lots_chosen_for_an_event_are_taken_by_its_runs(bakery: BakeryOnDatabase) -> None:
    own = generic(bakery)
    event = event_of(bakery, own)
    assign(bakery, own, (own.new, "4"), (own.old, "2"), event_id=event)
    pack(bakery, own.good, 3, event_id=event)
    # By itself it would have been the older ones.
    assert (left(bakery, Lot, own.old), left(bakery, Lot, own.new)) == (5, 7)
    pack(bakery, own.good, 3, event_id=event)
    assert (left(bakery, Lot, own.old), left(bakery, Lot, own.new)) == (3, 6)
    with bakery.session() as db:
        assert service.pending_packaging(db, None, event_id=event, chosen=True) == []
    # Nothing is chosen any more: the next takes the first bought.
    pack(bakery, own.good, 1)
    assert left(bakery, Lot, own.old) == 2


@pytest.mark.covers("K-50")
def test_all_lots_together_are_what_is_needed(bakery: BakeryOnDatabase) -> None:
    own = generic(bakery)
    event = event_of(bakery, own)
    for lots in ([(own.new, "5")], [(own.new, "7")], [(own.new, "3"), (own.old, "2")]):
        with pytest.raises(InvalidInput):
            assign(bakery, own, *lots, event_id=event)
    with pytest.raises(TooMuch):
        assign(bakery, own, (own.old, "6"), event_id=event)
    with pytest.raises(BadLines):
        assign(bakery, own, (own.new, "3"), (own.new, "3"), event_id=event)
    with pytest.raises(BadLines):
        assign(bakery, own, (new_id(), "6"), event_id=event)
    with bakery.session() as db:
        stranger = Packing(db).boxes(Packing(db).box("Tin"), "9", "1", DAY)
    with pytest.raises(BadLines):
        assign(bakery, own, (stranger, "6"), event_id=event)
    # The next ones replace those before.
    assign(bakery, own, (own.new, "6"), event_id=event)
    assign(bakery, own, (own.old, "5"), (own.new, "1"), event_id=event)
    with bakery.session() as db:
        (line,) = service.pending_packaging(db, None, event_id=event, chosen=True)
    assert [(one.lot_id, one.quantity) for one in line.lots] == [(own.old, 5), (own.new, 1)]


def test_a_lot_is_not_promised_twice(bakery: BakeryOnDatabase) -> None:
    own = generic(bakery)
    first, second = event_of(bakery, own), event_of(bakery, own)
    assign(bakery, own, (own.new, "6"), event_id=first)
    with pytest.raises(TooMuch):
        assign(bakery, own, (own.new, "6"), event_id=second)
    assign(bakery, own, (own.new, "4"), (own.old, "2"), event_id=second)


@pytest.mark.covers("K-50")
def test_another_amount_in_the_line_clears_what_was_chosen(bakery: BakeryOnDatabase) -> None:
    own = generic(bakery)
    assign(bakery, own, (own.new, "2"), goods=2)

    def save(change: dict[str, object], **of: object) -> None:
        with bakery.session() as db:
            good = finished_goods.get(db, own.good)
            parts = [_said(part) | (change if part.kind == "packaging" else {}) | of
                     for part in good.parts]  # fmt: skip
            given = GoodChange.model_validate({"parts": parts})
            finished_goods.update(db, own.good, given, good.version)

    save({}, notes="tied")
    assert _chosen(bakery, own) == 2
    save({"quantity": "2"})
    assert _chosen(bakery, own) == 0


def test_a_line_that_leaves_takes_what_was_chosen_along(bakery: BakeryOnDatabase) -> None:
    own = generic(bakery)
    assign(bakery, own, (own.new, "1"))
    with bakery.session() as db:
        good = finished_goods.get(db, own.good)
        parts = [_said(part) for part in good.parts if part.kind != "packaging"]
        change = GoodChange.model_validate({"parts": parts})
        finished_goods.update(db, own.good, change, good.version)
        with pytest.raises(NotFound):
            service.assigned_packaging(db, own.line)


def _said(part: PartView) -> dict[str, object]:
    return {"kind": part.kind, "id": part.id, "quantity": str(part.quantity),
            "notes": part.notes, "is_generic": part.is_generic}  # fmt: skip


def _chosen(bakery: BakeryOnDatabase, own: Boxed) -> Decimal:
    with bakery.session() as db:
        return service.assigned_packaging(db, own.line).assigned


@pytest.mark.covers("K-51", "M-11")
def test_what_is_to_choose_by_good_and_by_event(bakery: BakeryOnDatabase) -> None:
    own = generic(bakery)
    event = event_of(bakery, own)
    with bakery.session() as db:
        half = Packing(db).good("Half a box", units={own.cookie: "1"})
        Packing(db).wrap(half, own.birch, "0.25", generic=True)
        (line,) = service.pending_packaging(db, half)
        (of_event,) = service.pending_packaging(db, None, event_id=event)
        assert service.pending_packaging(db, half, event) == []
        with pytest.raises(InvalidInput):
            service.pending_packaging(db, None)
    # 5 at 0.80 and 10 at 0.90 are 13.00 for 15.
    assert (line.needed, line.unit, line.estimated.total) == (
        Decimal("0.25"), "each", Decimal("0.25") * Decimal(13) / 15,
    )  # fmt: skip
    assert (of_event.needed, of_event.assigned, of_event.actual.total) == (6, 0, 0)
    assign(bakery, own, (own.old, "5"), (own.new, "1"), event_id=event)
    with bakery.session() as db:
        assert service.pending_packaging(db, None, event_id=event) == []
        (chosen,) = service.pending_packaging(db, None, event_id=event, chosen=True)
    assert chosen.actual.total == Decimal("4.90")


@pytest.mark.covers("K-51")
def test_boxes_cost_an_average_of_what_is_left(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Packing(db)
        cookie = kitchen.baked("Cookie", 6)
        good = kitchen.good("Boxed", units={cookie: "1"})
        box = kitchen.box()
        kitchen.boxes(box, "5", "0.90", DAY)
        kitchen.boxes(box, "10", "1.00", DAY)
        kitchen.wrap(good, box, "6", generic=True)
        (line,) = service.pending_packaging(db, good)
    assert line.estimated.total is not None
    assert round(line.estimated.total, 2) == Decimal("5.80")


def test_what_a_chosen_lot_does_not_hold_any_more_comes_from_others(
    bakery: BakeryOnDatabase,
) -> None:
    own = generic(bakery)
    event = event_of(bakery, own, 5)
    assign(bakery, own, (own.old, "5"), event_id=event)
    pack(bakery, own.good, 3)  # for nobody: the first bought
    before = left(bakery, Lot, own.old), left(bakery, Lot, own.new)
    pack(bakery, own.good, 5, event_id=event)
    after = left(bakery, Lot, own.old), left(bakery, Lot, own.new)
    assert after == (0, before[1] - (5 - before[0]))
    # Nothing is chosen any more.
    with bakery.session() as db:
        assert service.clear_packaging(db, own.line, event) is None


def test_lots_chosen_now_must_hold_what_was_chosen_of_them(bakery: BakeryOnDatabase) -> None:
    own = generic(bakery)
    with pytest.raises(NotEnoughParts) as refused:
        pack(bakery, own.good, 9, lots=[
            {"product_id": own.birch, "lot_id": own.old, "quantity": "9"}
        ])  # fmt: skip
    assert [part.name for part in refused.value.parts] == ["Birch Gift box"]
    with bakery.session() as db:
        assert service.clear_packaging(db, own.line) is None


def test_only_what_any_box_may_be_is_chosen(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db)
    with pytest.raises(NothingToChoose):
        assign(bakery, own, (own.new, "1"))


def test_choosing_is_taken_back(bakery: BakeryOnDatabase) -> None:
    own = generic(bakery)
    event = event_of(bakery, own)
    before = dump(bakery)
    given = service.LineLots(event_id=event, lots=[service.LotPick(lot_id=own.new, quantity=6)])
    with bakery.session() as db:
        first = service.assign_packaging(db, own.line, given).operation_id
    run = pack(bakery, own.good, 2, event_id=event)
    with pytest.raises(Exception, match="build on this one"):
        take_back(bakery, first)
    assert run.operation_id is not None
    take_back(bakery, first, run.operation_id)
    assert dump(bakery) == before


@pytest.mark.covers("SC-23", "F12")
def test_packaging_is_chosen_later_lot_by_lot(bakery: BakeryOnDatabase) -> None:
    own = generic(bakery)
    before = dump(bakery)
    run = pack(bakery, own.good, 4, packaging="defer")
    assert [(one.name, one.needed, one.left) for one in run.owed] == [("Birch Gift box", 4, 4)]
    assert (run.cost_is_known, run.total_cost) == (False, Decimal("0.4920"))
    assert left(bakery, Lot, own.old) == 5
    with bakery.session() as db:
        offered = service.lot_choices(db, run.id)
        assert [lot.id for lot in offered[own.birch]] == [own.old, own.new]
        part = service.choose_packaging(db, run.id, _lots(own, (own.new, 1)))
    assert (part.cost_is_known, part.owed[0].left) == (False, 3)
    with bakery.session() as db:
        whole = service.choose_packaging(db, run.id, _lots(own, (own.old, 2), (own.new, 1)))
    # 2 of Alder's and 2 of Birch's.
    assert (whole.cost_is_known, whole.total_cost, whole.unit_cost) == (
        True, Decimal("3.8920"), Decimal("0.9730"),
    )  # fmt: skip
    assert (left(bakery, Lot, own.old), left(bakery, Lot, own.new)) == (3, 8)
    with bakery.session() as db:
        with pytest.raises(InvalidInput):
            service.choose_packaging(db, run.id, _lots(own, (own.new, 1)))
        done = [one.id for one in activity.recent(db).items]
    take_back(bakery, run.operation_id, *(key for key in done if key != run.operation_id))
    assert dump(bakery) == before


def _lots(own: Boxed, *lots: tuple[object, int]) -> service.ChosenPackaging:
    picks = [{"product_id": own.birch, "lot_id": lot, "quantity": q} for lot, q in lots]
    return service.ChosenPackaging.model_validate({"lots": picks})


def test_later_is_as_strict_as_now(bakery: BakeryOnDatabase) -> None:
    own = generic(bakery)
    run = pack(bakery, own.good, 7, packaging="defer")
    with bakery.session() as db:
        stranger = Packing(db).boxes(Packing(db).box("Tin"), "9", "1", DAY)
    before = dump(bakery)
    for lots, refused in (
        ([(own.new, 8)], InvalidInput),
        ([(own.old, 6)], TooMuch),
        ([(stranger, 1)], InvalidInput),
    ):
        with bakery.session() as db, pytest.raises(refused):
            service.choose_packaging(db, run.id, _lots(own, *lots))
    with bakery.session() as db, pytest.raises(NotFound):
        service.choose_packaging(db, new_id(), _lots(own, (own.new, 1)))
    assert dump(bakery) == before


def test_what_one_product_must_be_is_never_left_for_later(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db)
    run = pack(bakery, own.good, 2, packaging="defer")
    assert run.owed == []
    assert left(bakery, Lot, own.new) == 8
