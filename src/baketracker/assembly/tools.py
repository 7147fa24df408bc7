"""The tools that read what can be packed and what was."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools

from . import service
from .given import Pieces
from .schemas import AssemblyRow, EventPacking, Feasibility

tools = feature_tools("assembly")
Event = Annotated[UUID | None, Field(description="`id` from list_events")]


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def check_assembly(
    finished_good_id: Annotated[UUID, Field(description="`id` from list_finished_stock")],
    quantity: Pieces = 1,
    event_id: Event = None,
    db: TenantSession = TenantDb(),
) -> Feasibility:
    """Whether so many of a finished good can be packed of what is on hand now: how many can, and
    what is missing, by name. With an event, as its plan froze the good."""
    return service.check(db, finished_good_id, quantity, event_id)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def event_packing(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    db: TenantSession = TenantDb(),
) -> EventPacking:
    """What is to be packed for an event, what is packed already, and how the rest stands: ready,
    partial, awaiting production or blocked, and by what. Each good finds what those before it in
    the plan leave."""
    return service.check_pooled(db, event_id)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_assembly_runs(
    event_id: Event = None,
    finished_good_id: UUID | None = None,
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[AssemblyRow]:
    """What was packed, the newest first, 50 a page, with what it cost."""
    return service.search(db, service.Wanted(finished_good_id, event_id), cursor)
