"""Choosing the lots of packaging ahead, for an event or for the next run."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.journal import doing
from baketracker.db.many import among
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, BadLines, NotFound, RuleBroken
from baketracker.events.models import Event
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.finished_goods.saving import FOLLOWERS
from baketracker.measures.conversion import convert
from baketracker.measures.numbers import lacking
from baketracker.stock.ledger import TooMuch

from .bill import Line, bill_for
from .given import LineLots, LotPick
from .models import PackagingAssignment
from .outstanding import to_pack
from .pending import lines_view
from .schemas import AssignedPackaging, PendingPackaging
from .wrapping import NOT_OF_IT, Lots, assignments_of, expect_sum, fits, lock_lots

KIND = "packaging line"
TWICE = N_("This lot stands here twice. Put both into one line.")
NOT_GENERIC = N_("This line asks for one product, so there is nothing to choose.")
NOTHING_LEFT = N_("Nothing of %(good)s is left to be packed for this event.")


class NothingToChoose(RuleBroken):
    """No lots can be chosen for this line."""

    code = "nothing_to_choose"


@verb("write")
def assign_packaging(
    db: TenantSession, line_id: UUID, given: LineLots, op_id: UUID | None = None
) -> AssignedPackaging:
    """Choose the lots of a generic packaging line, instead of those chosen before: what is still to
    be packed for the event, or the next run, takes exactly them.

    Raises NotFound, NothingToChoose, TooMuch where a lot holds less than is chosen of it, here and
    for others, and BadLines for lots of something else or that are not what is needed."""
    good, line, needed = _line(db, line_id, given.event_id, given.goods)
    lots = lock_lots(db, [line])
    _check(db, line, given, lots)
    expect_sum(line, needed, [one.quantity for one in given.lots])
    message = N_("Chose packaging ahead for %(name)s")
    with doing(db, "assembly.assign_packaging", message, op_id, name=good.name) as operation:
        _put_away(db, assignments_of(db, [line_id], given.event_id))
        for one in given.lots:
            db.add(
                PackagingAssignment(
                    composition_id=line_id,
                    event_id=given.event_id,
                    lot_id=one.lot_id,
                    quantity=one.quantity,
                )
            )
        db.flush()
    (view,) = lines_view(db, [(good, line, needed)], given.event_id)
    return AssignedPackaging(operation_id=operation, line=view)


@verb("write")
def clear_packaging(
    db: TenantSession, line_id: UUID, event_id: UUID | None = None, op_id: UUID | None = None
) -> UUID | None:
    """Forget which lots were chosen for a line. Answers the operation; None where none were.
    Raises NotFound."""
    line = _composition(db, line_id)
    rows = assignments_of(db, [line_id], event_id)
    if not rows:
        return None
    good = live(db, FinishedGood, line.finished_good_id, "finished good")
    message = N_("Forgot the packaging chosen ahead for %(name)s")
    with doing(db, "assembly.clear_packaging", message, op_id, name=good.name) as operation:
        _put_away(db, rows)
    return operation


@verb("read")
def assigned_packaging(
    db: TenantSession, line_id: UUID, event_id: UUID | None = None
) -> PendingPackaging:
    """What is chosen for one line. Raises NotFound, NothingToChoose."""
    good, line, needed = _line(db, line_id, event_id, 1)
    return lines_view(db, [(good, line, needed)], event_id)[0]


def _line(
    db: TenantSession, line_id: UUID, event_id: UUID | None, goods: int
) -> tuple[FinishedGood, Line, Decimal]:
    """The line as a run would take it, and how much of it is needed."""
    row = _composition(db, line_id)
    good = live(db, FinishedGood, row.finished_good_id, "finished good")
    if event_id is not None:
        live(db, Event, event_id, "event")
        goods = sum(one.left for one in to_pack(db, event_id)[0] if one.good.id == good.id)
        if goods <= 0:
            raise NothingToChoose(NOTHING_LEFT, good=good.name)
    bill = bill_for(db, good.id, event_id)
    found = [line for line in bill.of("packaging") if line.part.line_id == line_id]
    if not found:
        raise NotFound(KIND)
    if not found[0].part.is_generic:
        raise NothingToChoose(NOT_GENERIC)
    return good, found[0], found[0].amount * goods


def _composition(db: TenantSession, line_id: UUID) -> Composition:
    row = db.find(Composition, line_id)
    if row is None or row.packaging_product_id is None:
        raise NotFound(KIND)
    return row


def _check(db: TenantSession, line: Line, given: LineLots, lots: Lots) -> None:
    """Each lot is of what the line asks for and holds what is chosen of it."""
    others = _chosen_elsewhere(db, line, given.event_id, given.lots)
    faults: dict[str, str] = {}
    seen: set[UUID] = set()
    for place, one in enumerate(given.lots):
        if one.lot_id in seen:
            faults[f"lots.{place}.lot_id"] = TWICE
        elif not fits(line, lots.get(one.lot_id)):
            faults[f"lots.{place}.lot_id"] = NOT_OF_IT
        seen.add(one.lot_id)
    if faults:
        raise BadLines(next(iter(faults.values())), faults)
    for one in given.lots:
        lot = lots[one.lot_id]
        free = convert(lot.quantity, lot.unit, line.unit) - others.get(lot.id, Decimal(0))
        if lacking(one.quantity, free):
            raise TooMuch(lot.label, max(free, Decimal(0)), line.unit)


def _chosen_elsewhere(
    db: TenantSession, line: Line, event_id: UUID | None, picks: Sequence[LotPick]
) -> dict[UUID, Decimal]:
    """What is chosen of these lots for other lines and events."""
    row = PackagingAssignment
    own = (row.composition_id == line.part.line_id) & (
        row.event_id == event_id if event_id else row.event_id.is_(None)
    )
    found = (
        select(row.lot_id, func.sum(row.quantity))
        .where(among(row.lot_id, [one.lot_id for one in picks]), row.deleted_at.is_(None), ~own)
        .group_by(row.lot_id)
    )
    return {row[0]: row[1] for row in db.execute(found)}


def _put_away(db: TenantSession, rows: Sequence[PackagingAssignment]) -> None:
    for row in rows:
        row.deleted_at = now()
    db.flush()


def _follow(db: TenantSession, line: Composition, leaving: bool) -> None:
    """A line that asks for something else has no lots chosen; of one that leaves nothing stays,
    for it holds on to the line."""
    own = select(PackagingAssignment).where(PackagingAssignment.composition_id == line.id)
    for row in db.scalars(own):
        if leaving:
            db.delete(row)
        elif row.deleted_at is None:
            row.deleted_at = now()
    db.flush()


FOLLOWERS.append(_follow)
