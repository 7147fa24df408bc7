"""How far events are, for assistants."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.events.schemas import When
from baketracker.faces.mcp import TenantDb, feature_tools

from . import service
from .projecting import ProjectionView
from .schemas import ProgressView

tools = feature_tools("progress")


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def get_progress(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    db: TenantSession = TenantDb(),
) -> ProgressView:
    """Read how far an event is: good units baked of those wanted, batches done and still needed,
    goods packed, packages pending, ready and delivered. Only good units count; percents may be
    above 100. An event without targets is "nothing_planned"."""
    return service.progress(db, event_id)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_progress(
    when: When = "upcoming", cursor: str | None = None, db: TenantSession = TenantDb()
) -> Page[ProgressView]:
    """List events, each with how far it is."""
    return service.events_with_progress(db, when, cursor)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def get_projection(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    db: TenantSession = TenantDb(),
) -> ProjectionView:
    """Read what of an event can be packed now, what once everything planned is baked, and by what
    the rest is blocked."""
    return service.projected(db, event_id)
