"""Events for assistants."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools

from . import choosing, service
from .schemas import EventView, GoodChoice, When

tools = feature_tools("events")


@tools.tool(annotations={"readOnlyHint": True})
def list_events(
    when: Annotated[When, Field(description="upcoming: nearest first; else newest first")] = "all",
    cursor: Annotated[str | None, Field(max_length=1000, description="`next` of a page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[EventView]:
    """List the bakery's events with date, state of the plan and what each is to put out."""
    return service.search(db, when, cursor)


@tools.tool(annotations={"readOnlyHint": True})
def list_goods_for_event(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    text: Annotated[str, Field(max_length=200, description="words of the name")] = "",
    db: TenantSession = TenantDb(),
) -> Page[GoodChoice]:
    """List the finished goods an event may want: which are on its list, how many, and which
    recipes each one needs that the event has not chosen yet."""
    return Page(items=choosing.good_choices(db, event_id, text))
