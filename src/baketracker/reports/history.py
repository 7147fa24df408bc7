"""The verb of what left the stock, food and materials in one list, the newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import selectinload

from baketracker.db.many import among
from baketracker.db.paging import LARGEST_PAGE, PAGE, LostPlace, Page, cursor_of, row_of
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.stock.ledger import DepletionLike, Net, Reason, netted

from .kinds import KINDS, Kind, KindName
from .schemas import DepletionView, LotRef, Mark, ThingRef, symbol

Place = tuple[datetime, UUID]
# As many rows are read at once for a file.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of things with these words in their name, of one ingredient or material, for
    one reason, of the last `days`. Nothing said is everything."""

    text: str = ""
    kind: KindName | None = None
    reason: Reason | None = None
    ingredient_id: UUID | None = None
    material_id: UUID | None = None
    days: int | None = None


EVERYTHING = Wanted()


@verb("read")
def depletions(
    db: TenantSession, wanted: Wanted = EVERYTHING, cursor: str | None = None, limit: int = PAGE
) -> Page[DepletionView]:
    """What left which lot, when, why and at what cost; each entry once, net of what corrected it.

    At most ten statements, twelve with a cursor. Raises LostPlace."""
    limit = max(1, min(limit, LARGEST_PAGE))
    place = _place(db, row_of(cursor)) if cursor else None
    views, more = _read(db, wanted, place, limit)
    return Page(items=views, next=cursor_of(views[-1].id) if more else None)


@verb("read")
def all_depletions(db: TenantSession, wanted: Wanted = EVERYTHING) -> list[DepletionView]:
    """The whole list, for a file."""
    found: list[DepletionView] = []
    more, place = True, None
    while more:
        views, more = _read(db, wanted, place, CHUNK)
        found += views
        place = (views[-1].happened_at, views[-1].id) if views else None
    return found


def _read(
    db: TenantSession, wanted: Wanted, place: Place | None, limit: int
) -> tuple[list[DepletionView], bool]:
    """So many entries after the place, and whether there are more."""
    met: list[tuple[Kind, Any]] = []
    for kind in _kinds(wanted):
        entry = kind.ledger
        found = select(entry).where(entry.corrects_id.is_(None), *_conditions(db, kind, wanted))
        if place is not None:
            found = found.where(tuple_(entry.happened_at, entry.id) < place)
        newest = found.order_by(entry.happened_at.desc(), entry.id.desc()).limit(limit + 1)
        met += [(kind, row) for row in db.scalars(newest)]
    met.sort(key=lambda one: (one[1].happened_at, one[1].id), reverse=True)
    shown = met[:limit]
    told = {view.id: view for kind in KINDS for view in _views(db, kind, shown)}
    return [told[row.id] for _, row in shown], len(met) > limit


def _kinds(wanted: Wanted) -> Iterator[Kind]:
    """Only what can be meant: an ingredient is no material."""
    meant = {wanted.kind} - {None}
    meant |= {"food"} if wanted.ingredient_id else set()
    meant |= {"material"} if wanted.material_id else set()
    return (kind for kind in KINDS if meant <= {kind.name})


def _conditions(db: TenantSession, kind: Kind, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.reason is not None:
        yield kind.ledger.reason == wanted.reason
    if wanted.days is not None:
        first = db.scope.today() - timedelta(days=wanted.days)
        start = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(db.scope.timezone))
        yield kind.ledger.happened_at >= start
    thing_id = wanted.ingredient_id or wanted.material_id
    if thing_id is not None or wanted.text:
        lots = select(kind.lot.id).join(kind.product)
        if thing_id is not None:
            lots = lots.where(kind.thing_id == thing_id)
        if wanted.text:
            lots = lots.join(kind.thing_of).where(has_words(kind.thing.folded, wanted.text))
        yield kind.ledger.lot_id.in_(lots)


def _place(db: TenantSession, row_id: UUID) -> Place:
    for kind in KINDS:
        row = db.find(kind.ledger, row_id)
        if row is not None:
            return row.happened_at, row.id
    raise LostPlace


def _views(
    db: TenantSession, kind: Kind, shown: Sequence[tuple[Kind, Any]]
) -> Iterator[DepletionView]:
    rows = [row for one, row in shown if one is kind]
    if not rows:
        return
    entry = kind.ledger
    beside = db.scalars(select(entry).where(among(entry.corrects_id, [row.id for row in rows])))
    nets = netted([*rows, *beside])
    found = select(kind.lot).where(among(kind.lot.id, {row.lot_id for row in rows}))
    of = selectinload(kind.product).joinedload(kind.thing_of)
    lots = {lot.id: lot for lot in db.scalars(found.options(of))}
    zone = ZoneInfo(db.scope.timezone)
    for row in rows:
        yield _view(kind, row, lots[row.lot_id], nets[row.id], zone)


def _view(kind: Kind, row: DepletionLike, lot: Any, net: Net, zone: ZoneInfo) -> DepletionView:
    thing = kind.thing_of_lot(lot)
    return DepletionView(
        id=row.id,
        thing=ThingRef(id=thing.id, kind=kind.name, name=thing.name),
        lot=LotRef(id=lot.id, label=lot.label, purchased_on=lot.purchased_on),
        on=row.happened_at.astimezone(zone).date(),
        happened_at=row.happened_at,
        quantity=net.quantity,
        written=row.quantity,
        unit=symbol(row.unit),
        cost=net.told(lot.unit_cost),
        reason=row.reason,
        mark=_mark(row, net),
        done_by=row.created_by,
        actor=row.actor,
        notes=row.notes,
    )


def _mark(row: DepletionLike, net: Net) -> Mark:
    if net.quantity != row.quantity:
        return "taken_back"
    return "" if net.cost == (row.cost or Decimal(0)) else "costed_anew"
