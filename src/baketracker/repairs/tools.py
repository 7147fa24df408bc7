"""Repairs for assistants, to read."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools

from . import service
from .schemas import RepairsView

tools = feature_tools("repairs")


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def propose_repair(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    finished_unit_id: Annotated[UUID, Field(description="`id` of a unit from get_plan")],
    db: TenantSession = TenantDb(),
) -> RepairsView:
    """Read what may be done when an event being baked is short of a finished unit: units from the
    shelf or another event, a batch more, another good instead, fewer goods; each with cost and
    time, the smallest change first. Nothing is changed."""
    return service.propose(db, event_id, finished_unit_id)
