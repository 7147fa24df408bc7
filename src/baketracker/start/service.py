"""The first plan of a bakery that has nothing yet."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events import selecting
from baketracker.events import service as events
from baketracker.events.schemas import GoodQuantity, NewEvent
from baketracker.exchange.starter.filling import fill_with_starter, good_id
from baketracker.planning.service import plan_for

from .schemas import ResultView


@verb("write", least="admin")
def plan_first(
    db: TenantSession, name: str, on: date, counts: Mapping[str, int], row_id: UUID | None = None
) -> UUID:
    """Take the starter catalogue in where it is not yet, and plan an event with it; returns the
    event's id. `counts`: how many of each of its finished units.

    Raises RuleBroken when the bakery has ingredients of its own."""
    fill_with_starter(db)
    event = events.create(db, NewEvent(name=name, event_date=on), row_id)
    for unit, count in counts.items():
        wanted = GoodQuantity(quantity=count, add_recipes=True)
        selecting.set_good(db, event.id, good_id(unit), wanted)
    return event.id


@verb("read")
def result(db: TenantSession, event_id: UUID) -> ResultView:
    """The plan with what its shopping costs. Raises NotFound."""
    plan = plan_for(db, event_id)
    costs = [row.buy.cost if row.buy else None for row in plan.short]
    known = [cost for cost in costs if cost is not None]
    return ResultView(
        plan=plan, shopping=sum(known) if known else None, unpriced=len(costs) - len(known)
    )
