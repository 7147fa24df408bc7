"""Writing down a run of packing: what it took and what came of it, all in one operation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from baketracker.buying.concerning import PleaseConfirm
from baketracker.db.journal import doing
from baketracker.db.rows import live, lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.errors import N_, BadLines, InvalidInput, RuleBroken
from baketracker.events.models import Event
from baketracker.fields import plain
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock.ledger import locked, move
from baketracker.materials.models import Material
from baketracker.plans.models import DefinitionSnapshot
from baketracker.production.during import event_of, odd_about
from baketracker.recipes.models import FinishedUnit
from baketracker.stock.consuming import let_go

from .bill import Bill, NothingInside, bill_for
from .consuming import take_materials, take_pieces, wrapped
from .feasibility import Part, possible, taken
from .given import NewAssembly
from .models import AssemblyConsumption, AssemblyRun, DeferredPackaging
from .on_hand import stock_of
from .reading import run_view
from .schemas import AssemblyView, PartView
from .totals import put_costs
from .wrapping import Lots, Wrap, choose, draw_all, lock_lots, take_ahead

PACKED = N_("Packed %(quantity)s × %(name)s")
PACKED_FOR = N_("Packed %(quantity)s × %(name)s for %(event)s")
NOT_YET = N_("That day is still to come. Check the day.")
NOT_USED = N_("Packaging is not used in this run, so no lots can be chosen for it.")
PLACES = Decimal("0.001")


class NotEnoughParts(RuleBroken):
    """Less is there than packing takes. `parts` are all that lack something, `possible` how many
    could be packed."""

    code = "not_enough"

    def __init__(self, good: str, quantity: int, parts: Sequence[Part], most: int) -> None:
        self.parts = [PartView.of(part) for part in parts]
        self.possible = most
        super().__init__(
            N_("Not enough for %(quantity)s × %(name)s: %(missing)s. "
               "%(possible)s can be packed now."),
            quantity=quantity, name=good, possible=most,
            missing=", ".join(
                f"{part.need.name} ({_brief(part.there)} / {_brief(part.wanted)})" for part in parts
            ),
        )  # fmt: skip


@dataclass(frozen=True)
class Packing:
    """A run under way: everything it may touch is locked."""

    good: FinishedGood
    bill: Bill
    units: dict[UUID, FinishedUnit]
    goods: dict[UUID, FinishedGood]
    lots: Lots
    wraps: list[Wrap]
    later: list[Wrap]


@verb("write")
def record(db: TenantSession, new: NewAssembly, op_id: UUID | None = None) -> AssemblyView:
    """Write down a run of packing: packaging leaves its lots (those chosen, else the first bought
    of that product), materials theirs, finished units and inner goods what is on hand; the good
    comes on hand. It takes what the event's plan froze, else what the good holds now, which is
    frozen with it. Its id is `op_id` when the client chose one.

    Raises NotFound; NothingInside; NotStarted while the event's plan is settled only;
    PleaseConfirm for an event that is a draft or over, until it is `confirmed`; InvalidInput for a
    day to come; BadLines for lots that are not what a line takes; NotEnoughParts with all that
    lacks."""
    good = live(db, FinishedGood, new.finished_good_id, "finished good")
    event = event_of(db, new.event_id)
    assembled_at = _moment(db, new)
    if new.packaging == "bypass" and new.lots:
        raise BadLines(NOT_USED, {"lots": NOT_USED})
    bill = bill_for(db, good.id, new.event_id)
    if not bill.lines:
        raise NothingInside(good.name)
    _doubt(new, event)
    packing = _prepared(db, good, bill, new)
    _doubt(new, event_of(db, new.event_id, lock=True))
    gone = _refuse_short(db, packing, new)
    told = {"quantity": new.quantity, "name": good.name}
    told |= {"event": event.name} if event else {}
    with doing(db, "assembly.record", PACKED_FOR if event else PACKED, op_id, **told) as operation:
        run = _run(db, bill, new, assembled_at)
        run.id = op_id or new_id()
        db.add(run)
        db.flush()
        let_go(db, packing.lots.values(), gone, "assembly", at=assembled_at, notes=good.name)
        rows = [
            *wrapped(packing.wraps, packing.lots),
            *take_materials(db, bill, new.quantity, at=assembled_at, notes=good.name),
            *take_pieces(db, bill, new.quantity, packing.units, packing.goods, at=assembled_at),
        ]
        for place, row in enumerate(rows):
            row.assembly_run_id, row.sort_order = run.id, place
        db.add_all(rows)
        _use_up(packing)
        _owe(db, run, packing.later)
        put_costs(run, rows, is_whole=not packing.later)
        until = _good_until(rows, packing)
        move(
            db, packing.goods[good.id], new.quantity, "assembly",
            at=assembled_at, notes=new.notes, good_until=until,
        )  # fmt: skip
        db.flush()
    return run_view(db, run.id, operation)


def _moment(db: TenantSession, new: NewAssembly) -> datetime:
    """When it was packed. Raises InvalidInput for a day to come."""
    moment = new.assembled_at or now()
    day = moment.astimezone(ZoneInfo(db.scope.timezone)).date()
    if moment > now() and day > db.scope.today():
        raise InvalidInput(NOT_YET, {"assembled_at": NOT_YET})
    return moment


def _doubt(new: NewAssembly, event: Event | None) -> None:
    """Ask once about what seems odd. Raises PleaseConfirm."""
    if not new.confirmed and (odd := list(odd_about(event))):
        raise PleaseConfirm(odd)


def _prepared(db: TenantSession, good: FinishedGood, bill: Bill, new: NewAssembly) -> Packing:
    """Lock all that the run touches, in the order everybody does, and find which lots of packaging
    it means. Raises BadLines."""
    lines = [] if new.packaging == "bypass" else bill.of("packaging")
    lots = lock_lots(db, lines)
    lock_rows(db, Material, {one.material.material_id for one in bill.of("material")
                             if one.material})  # fmt: skip
    held = {*bill.keys("finished_good"), good.id}
    units, goods = locked(db, bill.keys("finished_unit"), held)
    wraps = [Wrap(line, line.amount * new.quantity) for line in lines]
    choose(wraps, new.lots, lots)
    take_ahead(db, wraps, new.event_id)
    later = [
        wrap
        for wrap in wraps
        if new.packaging == "defer" and wrap.line.part.is_generic and not wrap.picks
    ]
    return Packing(
        good, bill, {row.id: row for row in units}, {row.id: row for row in goods}, lots,
        [wrap for wrap in wraps if wrap not in later], later,
    )  # fmt: skip


def _refuse_short(db: TenantSession, packing: Packing, new: NewAssembly) -> dict[UUID, Decimal]:
    """What leaves each lot of packaging. Raises NotEnoughParts with everything that lacks."""
    bill = packing.bill
    stock = stock_of(db, [bill])
    gone = draw_all(packing.wraps, packing.lots)
    others = [line.need for line in bill.lines if line.kind != "packaging"]
    parts, _ = taken(others, stock, new.quantity)
    lacking = [part for part in (*parts, *(wrap.part for wrap in packing.wraps)) if part.short]
    if lacking:
        used = [wrap.line.need for wrap in packing.wraps]
        raise NotEnoughParts(
            packing.good.name, new.quantity, lacking, possible([*others, *used], stock)
        )
    return gone


def _run(db: TenantSession, bill: Bill, new: NewAssembly, assembled_at: datetime) -> AssemblyRun:
    snapshot = bill.snapshot
    if snapshot is None:
        snapshot = DefinitionSnapshot(finished_good_id=bill.good_id, content=dict(bill.content))
        db.add(snapshot)
        db.flush()
    return AssemblyRun(
        finished_good_id=bill.good_id,
        event_id=new.event_id,
        definition_snapshot_id=snapshot.id,
        quantity=new.quantity,
        assembled_at=assembled_at,
        notes=new.notes,
        packaging_bypassed=new.packaging == "bypass",
        bypass_notes=new.bypass_notes if new.packaging == "bypass" else "",
    )


def _use_up(packing: Packing) -> None:
    """What was chosen ahead and is taken now is chosen no more; nor is what is not there."""
    for wrap in packing.wraps:
        for row, (key, amount) in zip(wrap.assigned, wrap.picks, strict=False):
            lot = packing.lots.get(key)
            if amount >= row.quantity or lot is None or lot.is_empty:
                row.deleted_at = now()
            else:
                row.quantity -= amount


def _owe(db: TenantSession, run: AssemblyRun, later: Sequence[Wrap]) -> None:
    db.add_all(
        DeferredPackaging(assembly_run_id=run.id, product_id=wrap.line.part.id, needed=wrap.wanted)
        for wrap in later
    )


def _good_until(rows: Iterable[AssemblyConsumption], packing: Packing) -> date | None:
    """A good keeps as long as what is in it."""
    return min(_ends(rows, packing), default=None)


def _ends(rows: Iterable[AssemblyConsumption], packing: Packing) -> Iterator[date]:
    things: dict[UUID, FinishedUnit | FinishedGood] = {**packing.units, **packing.goods}
    for row in rows:
        thing = things.get(row.finished_unit_id or row.finished_good_id or packing.good.id)
        is_inside = row.kind in ("finished_unit", "finished_good")
        if is_inside and thing is not None and thing.on_hand_until is not None:
            yield thing.on_hand_until


def _brief(amount: Decimal) -> str:
    return plain(amount.quantize(PLACES))
