"""The verb of what the stock is worth, month by month."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession

from .kinds import KINDS, Kind, net_entries
from .schemas import InventoryValue, MonthValue, StockCategory
from .worth import LotStory, worth_by_month

YEAR = 12
Outs = Mapping[UUID, Mapping[date, Decimal]]


@verb("read")
def inventory_value(db: TenantSession, months: int = YEAR) -> InventoryValue:
    """What everything on hand cost, now and at the end of each of the `months` (1 to 120) before
    this one, by category of food; materials are one more. Five statements."""
    db.reads_most()
    shown = months_until(db.scope.today(), months + 1)
    stories = [story for kind in KINDS for story in _stories(db, kind, shown[1])]
    worths = worth_by_month(stories, shown)
    peaks: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for worth in worths:
        for category, amount in worth.by_category.items():
            peaks[category] = max(peaks[category], amount)
    order = sorted(peaks, key=lambda category: (-peaks[category], category))
    return InventoryValue(
        categories=[StockCategory(kind=kind, name=name) for kind, name in order],
        months=[
            MonthValue(
                month=worth.month,
                total=worth.total,
                parts=[worth.by_category.get(category, Decimal(0)) for category in order],
                unpriced_lots=worth.unpriced,
            )
            for worth in worths
        ],
    )


def months_until(day: date, count: int) -> list[date]:
    """The first days of `count` months, the last one that of `day`."""
    last = day.year * 12 + day.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - count + 1, last + 1)]


def _stories(db: TenantSession, kind: Kind, since: date) -> Iterator[LotStory]:
    """Of every lot that stood there in the months from `since` on: what is left, and what left."""
    outs = _outs(db, kind, since)
    lot = kind.lot
    found = (
        select(lot.id, lot.quantity, lot.unit_cost, lot.purchased_on, kind.category)
        .join(kind.product)
        .join(kind.thing_of)
        .where(or_(lot.in_use(), among(lot.id, outs) & lot.deleted_at.is_(None)))
    )
    for lot_id, left, cost, bought, name in db.execute(found):
        month = bought and bought.replace(day=1)
        yield LotStory((kind.name, name), left, cost, month, outs.get(lot_id, {}))


def _outs(db: TenantSession, kind: Kind, since: date) -> Outs:
    """What left which lot in which month from `since` on, net of what was taken back."""
    zone = db.scope.timezone
    start = datetime(since.year, since.month, 1, tzinfo=ZoneInfo(zone))
    told = net_entries(kind).subquery()
    month = func.date_trunc("month", func.timezone(zone, told.c.at)).label("month")
    late = select(told.c.lot_id, told.c.quantity, month).where(told.c.at >= start).subquery()
    summed = select(late.c.lot_id, late.c.month, func.sum(late.c.quantity)).group_by(
        late.c.lot_id, late.c.month
    )
    outs: defaultdict[UUID, dict[date, Decimal]] = defaultdict(dict)
    for lot_id, first, quantity in db.execute(summed):
        outs[lot_id][first.date()] = quantity
    return outs
