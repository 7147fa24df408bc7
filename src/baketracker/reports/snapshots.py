"""The verbs of snapshots: all that is on hand, frozen, to look at and to compare with later."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.journal import doing
from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import expect, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.errors import N_
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.service import density_of_row

from .differences import Difference, Standing, differences
from .models import StockSnapshot, StockSnapshotLine
from .schemas import (
    DifferenceLine,
    NewSnapshot,
    SnapshotComparison,
    SnapshotLine,
    SnapshotRow,
    SnapshotView,
    ThingRef,
    symbol,
)
from .standing import standing_now

KIND = "snapshot"
NOTHING = Decimal(0)
Totals = tuple[int, Decimal, int]


@verb("write")
def take_snapshot(db: TenantSession, new: NewSnapshot, op_id: UUID | None = None) -> SnapshotView:
    """Freeze every ingredient and material that is on hand; its id, and that of the operation, is
    `op_id` when the client chose one."""
    taken = N_("Took the snapshot %(name)s")
    with doing(db, "reports.take_snapshot", taken, op_id, name=new.name) as operation_id:
        row = StockSnapshot(id=op_id or new_id(), name=new.name, notes=new.notes, taken_at=now())
        db.add(row)
        db.flush()
        lines = standing_now(db)
        db.add_all(_frozen(row.id, one) for one in lines)
        db.flush()
    return _view(row, lines, operation_id)


@verb("read")
def snapshots(db: TenantSession, cursor: str | None = None, limit: int = PAGE) -> Page[SnapshotRow]:
    """The snapshots, the newest first. Two statements, three with a cursor. Raises LostPlace."""
    found = select(StockSnapshot).where(StockSnapshot.deleted_at.is_(None))
    rows = slice_of(
        db, found, StockSnapshot, StockSnapshot.taken_at, cursor, limit, newest_first=True
    )
    totals = _totals(db, [row.id for row in rows.rows])
    return rows.page(lambda row: _row(row, totals.get(row.id, (0, NOTHING, 0))))


@verb("read")
def get_snapshot(db: TenantSession, snapshot_id: UUID) -> SnapshotView:
    """One snapshot with its lines, named as they were. Raises NotFound."""
    row = live(db, StockSnapshot, snapshot_id, KIND)
    return _view(row, _frozen_in(db, row.id))


@verb("read")
def compare_snapshots(
    db: TenantSession, snapshot_id: UUID, other_id: UUID | None = None
) -> SnapshotComparison:
    """What came and what went since a snapshot: until another, whichever was taken first, or until
    now. At most six statements. Raises NotFound."""
    row = live(db, StockSnapshot, snapshot_id, KIND)
    other = live(db, StockSnapshot, other_id, KIND) if other_id else None
    if other is not None and (other.taken_at, other.id) < (row.taken_at, row.id):
        row, other = other, row
    before = _frozen_in(db, row.id)
    after = _frozen_in(db, other.id) if other else standing_now(db)
    found = differences(before, after, _densities(db, (*before, *after)))
    moved = sorted(
        (one for one in found if one.moved),
        key=lambda one: (-abs(one.value_change), one.shown.name),
    )
    repriced = [one for one in found if not one.moved and one.value_change]
    return SnapshotComparison(
        snapshot=_row(row, _sums(before)),
        other=_row(other, _sums(after)) if other else None,
        value_before=_sums(before)[1],
        value_after=_sums(after)[1],
        came=[_difference(one) for one in moved if one.change > 0],
        went=[_difference(one) for one in moved if one.change < 0],
        repriced=[_difference(one) for one in repriced],
        same=len(found) - len(moved) - len(repriced),
    )


@verb("write")
def put_away_snapshot(db: TenantSession, snapshot_id: UUID, version: int) -> UUID:
    """Take a snapshot out of the list; answers the operation. Raises NotFound, Stale."""
    row = live(db, StockSnapshot, snapshot_id, KIND)
    expect(row, version, KIND, lambda: {"name": row.name, "version": row.version})
    gone = N_("Put away the snapshot %(name)s")
    with doing(db, "reports.put_away_snapshot", gone, name=row.name) as operation_id:
        row.deleted_at = now()
    return operation_id


def _frozen(snapshot_id: UUID, one: Standing) -> StockSnapshotLine:
    return StockSnapshotLine(
        snapshot_id=snapshot_id,
        ingredient_id=one.thing_id if one.kind == "food" else None,
        material_id=one.thing_id if one.kind == "material" else None,
        name=one.name,
        category=one.category,
        quantity=one.quantity,
        unit=one.unit,
        value=one.value,
        unpriced_lots=one.unpriced_lots,
    )


def _standing(line: StockSnapshotLine) -> Standing:
    thing_id = line.ingredient_id or line.material_id
    assert thing_id is not None  # a line is of one of the two
    return Standing(
        kind="food" if line.ingredient_id else "material",
        thing_id=thing_id,
        name=line.name,
        category=line.category,
        quantity=line.quantity,
        unit=line.unit,
        value=line.value,
        unpriced_lots=line.unpriced_lots,
    )


def _frozen_in(db: TenantSession, snapshot_id: UUID) -> list[Standing]:
    found = select(StockSnapshotLine).where(StockSnapshotLine.snapshot_id == snapshot_id)
    return sorted(map(_standing, db.scalars(found)), key=lambda one: one.place)


def _totals(db: TenantSession, ids: Collection[UUID]) -> Mapping[UUID, Totals]:
    """Things, worth and lots without a cost of each of these snapshots."""
    line = StockSnapshotLine
    things = func.count(func.distinct(func.coalesce(line.ingredient_id, line.material_id)))
    found = (
        select(line.snapshot_id, things, func.sum(line.value), func.sum(line.unpriced_lots))
        .where(among(line.snapshot_id, ids))
        .group_by(line.snapshot_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in db.execute(found)}


def _sums(lines: Sequence[Standing]) -> Totals:
    value = sum((one.value for one in lines), NOTHING)
    return len({one.thing_id for one in lines}), value, sum(one.unpriced_lots for one in lines)


def _densities(db: TenantSession, lines: Iterable[Standing]) -> dict[UUID, Decimal | None]:
    """Of what is said in several units: nothing else asks for it."""
    units: defaultdict[UUID, set[str]] = defaultdict(set)
    for one in lines:
        units[one.thing_id].add(one.unit)
    mixed = [thing_id for thing_id, some in units.items() if len(some) > 1]
    found = select(Ingredient).where(among(Ingredient.id, mixed))
    return {row.id: density_of_row(row) for row in db.scalars(found)}


def _row(row: StockSnapshot, totals: Totals) -> SnapshotRow:
    things, value, unpriced = totals
    own = ("id", "name", "taken_at", "notes", "version")
    return SnapshotRow(
        **{name: getattr(row, name) for name in own},
        taken_by=row.created_by,
        things=things,
        value=value,
        unpriced_lots=unpriced,
    )


def _view(
    row: StockSnapshot, lines: Sequence[Standing], operation_id: UUID | None = None
) -> SnapshotView:
    return SnapshotView(
        **_row(row, _sums(lines)).model_dump(),
        lines=[
            SnapshotLine(
                thing=_thing(one),
                category=one.category,
                quantity=one.quantity,
                unit=symbol(one.unit),
                value=one.value,
                unpriced_lots=one.unpriced_lots,
            )
            for one in lines
        ],
        operation_id=operation_id,
    )


def _difference(one: Difference) -> DifferenceLine:
    return DifferenceLine(
        thing=_thing(one.shown),
        unit=symbol(one.unit),
        before=one.before,
        after=one.after,
        change=one.change,
        value_change=one.value_change,
    )


def _thing(one: Standing) -> ThingRef:
    return ThingRef(id=one.thing_id, kind=one.kind, name=one.name)
