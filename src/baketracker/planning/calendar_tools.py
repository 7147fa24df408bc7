"""Days for assistants."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools

from . import calendar
from .calendar_schemas import ScheduleView

tools = feature_tools("calendar")


@tools.tool(annotations={"readOnlyHint": True})
def get_schedule(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    db: TenantSession = TenantDb(),
) -> ScheduleView:
    """Read when an event's batches are baked, counted backwards from the event. Days with `kept`
    false are proposals. If `feasible` is false, `binding` says why and `repairs` what mends it.
    `due` lists until when each shortage can still be bought or baked."""
    return calendar.schedule_for(db, event_id)
