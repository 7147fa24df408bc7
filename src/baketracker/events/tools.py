"""Events for assistants."""

from typing import Annotated

from fastmcp import FastMCP
from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb

from . import service
from .schemas import EventView, When

tools: FastMCP = FastMCP("events", mask_error_details=True)


@tools.tool(annotations={"readOnlyHint": True})
def list_events(
    when: Annotated[When, Field(description="upcoming: nearest first; else newest first")] = "all",
    cursor: Annotated[str | None, Field(max_length=1000, description="`next` of a page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[EventView]:
    """List the bakery's events with date, state of the plan and how many goods each wants."""
    return service.search(db, when, cursor)
