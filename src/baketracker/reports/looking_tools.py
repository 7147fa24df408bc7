"""The tools that look back at what was made."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools

from . import service
from .cost_schemas import EventCosts
from .loss_schemas import LossReport
from .losses import YEAR

tools = feature_tools("looking back")
READS = {"readOnlyHint": True, "openWorldHint": False}


@tools.tool(annotations=READS)
def get_event_costs(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    db: TenantSession = TenantDb(),
) -> EventCosts:
    """Read what an event was planned to cost and what was spent on it: by kind (food, packaging,
    materials), recipe and finished good. Food is counted once, when it is baked; `lost_cost` and a
    good's `each` are parts to look at, never to be added. Null is unknown, not 0. `outputs` tell
    what was needed, planned, made, packed and delivered."""
    return service.get_event_costs(db, event_id)


@tools.tool(annotations=READS)
def list_losses(
    days: Annotated[int, Field(ge=1, le=3660, description="How many days back")] = YEAR,
    cursor: Annotated[str | None, Field(description="`next` of the page before")] = None,
    db: TenantSession = TenantDb(),
) -> LossReport:
    """Read what was lost when baking: in all, by reason, recipe and month, with its share of what
    was baked, and loss by loss. Values are parts of what baking cost, never to be added to it."""
    return service.losses(db, days, cursor)
