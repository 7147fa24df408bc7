"""Packaging whose lots are still to be chosen: by good, or for an event."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from baketracker.costs import Cost, together
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.packaging import Packaging, packaging_costs
from baketracker.finished_goods.schemas import GoodRef
from baketracker.measures.conversion import convert
from baketracker.measures.numbers import lacking

from .bill import Bill, Line, bills_of
from .models import PackagingAssignment
from .outstanding import to_pack
from .schemas import AssignedLot, PendingPackaging
from .wrapping import assignments_of

WHICH = N_("Say which good or which event.")

Wanted = tuple[FinishedGood, Line, Decimal]
Rows = Sequence[PackagingAssignment]


@verb("read")
def pending_packaging(
    db: TenantSession,
    good_id: UUID | None,
    event_id: UUID | None = None,
    *,
    chosen: bool = False,
) -> list[PendingPackaging]:
    """Generic packaging lines of a good, or of all that is still to be packed for an event, whose
    lots are not all chosen; with `chosen` the others too. Raises NotFound, InvalidInput where
    neither is told."""
    if event_id is not None:
        wanted = _of_event(db, live(db, Event, event_id, "event").id, good_id)
    elif good_id is not None:
        good = live(db, FinishedGood, good_id, "finished good")
        wanted = list(_lines(good, bills_of(db, [good_id])[good_id], 1))
    else:
        raise InvalidInput(WHICH)
    shown = lines_view(db, wanted, event_id)
    return [one for one in shown if chosen or lacking(one.needed, one.assigned)]


def lines_view(
    db: TenantSession, wanted: Sequence[Wanted], event_id: UUID | None
) -> list[PendingPackaging]:
    """These lines with what is chosen for them. At most six statements."""
    boxes = {line.part.id: Packaging(line.part.id, is_generic=True) for _, line, _ in wanted}
    costs = packaging_costs(db, list(boxes.values())) if boxes else {}
    grouped: defaultdict[UUID, list[PackagingAssignment]] = defaultdict(list)
    for row in assignments_of(db, [line.part.line_id for _, line, _ in wanted], event_id):
        grouped[row.composition_id].append(row)
    return [
        _view(good, line, needed, grouped.get(line.part.line_id or good.id, []), event_id,
              costs[boxes[line.part.id]].times(needed))
        for good, line, needed in wanted
        if boxes[line.part.id] in costs
    ]  # fmt: skip


def _of_event(db: TenantSession, event_id: UUID, good_id: UUID | None) -> list[Wanted]:
    goods, bills = to_pack(db, event_id)
    return [
        wanted
        for one in goods
        if one.left and good_id in (None, one.good.id)
        for wanted in _lines(one.good, bills[one.good.id], one.left)
    ]


def _lines(good: FinishedGood, bill: Bill, count: int) -> Iterable[Wanted]:
    for line in bill.of("packaging"):
        if line.part.is_generic:
            yield good, line, line.amount * count


def _view(
    good: FinishedGood,
    line: Line,
    needed: Decimal,
    rows: Rows,
    event_id: UUID | None,
    estimated: Cost,
) -> PendingPackaging:
    return PendingPackaging(
        line_id=line.part.line_id,
        good=GoodRef.of(good),
        event_id=event_id,
        product_id=line.part.id,
        name=line.part.name,
        unit=line.unit,
        needed=needed,
        assigned=sum((row.quantity for row in rows), Decimal(0)),
        lots=[
            AssignedLot(lot_id=row.lot_id, label=row.lot.label, quantity=row.quantity)
            for row in rows
        ],
        estimated=estimated,
        actual=together(_cost(line, row) for row in rows),
    )


def _cost(line: Line, row: PackagingAssignment) -> Cost:
    """What the chosen amount of a lot costs."""
    lot = row.lot
    return lot.layer.cost.times(convert(row.quantity, line.unit, lot.unit))
