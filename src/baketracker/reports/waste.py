"""The verb of what left the stock for which reason, and what that cost."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.stock.ledger import Reason

from .kinds import KINDS, Kind, net_entries
from .schemas import ReasonTotal, ThingRef, WasteLine, WasteReport, symbol

SEASON = 90
WASTE: tuple[Reason, ...] = ("spoilage", "waste", "damaged")


@verb("read")
def waste(db: TenantSession, days: int = SEASON) -> WasteReport:
    """What left in the last `days`, summed by reason and thing, net of what was taken back.
    Three statements."""
    db.reads_most()
    since = db.scope.today() - timedelta(days=days)
    grouped: defaultdict[Reason, list[WasteLine]] = defaultdict(list)
    for kind in KINDS:
        for reason, line in _lines(db, kind, since):
            grouped[reason].append(line)
    totals = [_total(reason, lines) for reason, lines in grouped.items()]
    return WasteReport(
        since=since,
        wasted=sum((one.cost for one in totals if one.is_waste), Decimal(0)),
        reasons=sorted(totals, key=lambda one: (not one.is_waste, -one.cost, one.reason)),
    )


def _lines(db: TenantSession, kind: Kind, since: Any) -> Iterator[tuple[Reason, WasteLine]]:
    start = datetime(since.year, since.month, since.day, tzinfo=ZoneInfo(db.scope.timezone))
    told = net_entries(kind).subquery()
    lot, thing = kind.lot, kind.thing
    unpriced = func.sum(told.c.quantity).filter(lot.unit_cost.is_(None))
    found = (
        select(
            told.c.reason,
            kind.thing_id,
            thing.name,
            kind.unit,
            func.sum(told.c.quantity),
            func.sum(told.c.cost),
            func.coalesce(unpriced, 0),
        )
        .select_from(lot)
        .join(told, told.c.lot_id == lot.id)
        .join(kind.product)
        .join(kind.thing_of)
        .where(told.c.at >= start)
        .group_by(told.c.reason, kind.thing_id, thing.name, kind.unit)
    )
    for reason, thing_id, name, unit, quantity, cost, unknown in db.execute(found):
        if quantity:
            yield (
                reason,
                WasteLine(
                    thing=ThingRef(id=thing_id, kind=kind.name, name=name),
                    quantity=quantity,
                    unit=symbol(unit),
                    cost=None if unknown == quantity else cost or Decimal(0),
                    is_partly=unknown not in (0, quantity),
                ),
            )


def _total(reason: Reason, lines: list[WasteLine]) -> ReasonTotal:
    return ReasonTotal(
        reason=reason,
        is_waste=reason in WASTE,
        cost=sum((line.cost for line in lines if line.cost is not None), Decimal(0)),
        unpriced=sum(line.cost is None or line.is_partly for line in lines),
        lines=sorted(lines, key=lambda line: (-(line.cost or Decimal(0)), line.thing.name)),
    )
