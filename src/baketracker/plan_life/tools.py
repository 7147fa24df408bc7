"""What became of a settled plan, for assistants."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools

from . import amending, service
from .schemas import AmendmentView, ChangedView, ComparisonView

tools = feature_tools("plan_life")


class PlanChanges(BaseModel):
    """The plan then and now, what was amended, and what is another thing now."""

    compared: ComparisonView
    amendments: list[AmendmentView]
    changed: list[ChangedView]


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def get_plan_changes(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    db: TenantSession = TenantDb(),
) -> PlanChanges:
    """Read what was changed of an event's plan since baking began, with the reasons, and which
    recipes and goods were changed after they were planned with."""
    return PlanChanges(
        compared=service.compare(db, event_id),
        amendments=amending.amendments(db, event_id),
        changed=service.changed(db, event_id),
    )
