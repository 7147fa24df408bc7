"""Plans for assistants."""

from typing import Annotated
from uuid import UUID

from fastmcp import FastMCP
from pydantic import Field

from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb

from . import service
from .schemas import PlanView

tools: FastMCP = FastMCP("planning", mask_error_details=True)


@tools.tool(annotations={"readOnlyHint": True})
def get_event_plan(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    db: TenantSession = TenantDb(),
) -> PlanView:
    """Read an event's plan: finished units needed, batches, and each ingredient's need, stock and
    shortage. Ingredients that are short come first; `feasible` says whether all
    ingredients are at hand; wrapping is listed but its stock is not kept yet."""
    return service.plan_for(db, event_id)
