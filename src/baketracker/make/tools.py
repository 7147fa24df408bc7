"""Baking for assistants."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools

from . import service
from .schemas import BoardView

tools = feature_tools("make")


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_batches_to_make(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    db: TenantSession = TenantDb(),
) -> BoardView:
    """List what is baked for an event, a card for each finished unit: batches left, in the oven
    and done, good units of those wanted, oven temperature and minutes, and what the pantry lacks
    for the batches left when all of them are baked together."""
    return service.board(db, event_id)
