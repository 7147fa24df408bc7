"""People and gifts for assistants."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools
from baketracker.fields import SearchText

from . import people, service
from .people_schemas import RecipientView
from .schemas import GiftView
from .states import Status

tools = feature_tools("giving")
READS = {"readOnlyHint": True, "openWorldHint": False}


@tools.tool(annotations=READS)
def list_recipients(
    search: Annotated[SearchText, Field(description="Words of a name or a household")] = "",
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[RecipientView]:
    """The people the bakery gives to, with household, address and what they must not eat; by
    household and name, 50 a page."""
    return people.search(db, search, cursor)


@tools.tool(annotations=READS)
def list_gifts(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    status: Annotated[Status | None, Field(description="Only those of this status")] = None,
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[GiftView]:
    """Who gets which package at an event and how far it is: pending, ready or delivered.
    `allergens` of a gift are those of the person that the package holds."""
    return service.gifts(db, event_id, cursor, status=status)
