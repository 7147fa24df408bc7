"""The tools that read the pantry."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools
from baketracker.fields import SearchText

from . import history, service
from .schemas import DepletionView, ShelfView
from .shelves import Show

tools = feature_tools("pantry")
Cursor = Annotated[str | None, Field(description="`next` of the previous page")]


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_pantry(
    search: Annotated[SearchText, Field(description="Words of the ingredient's name")] = "",
    show: Annotated[
        Show, Field(description="Only what is low, expiring within 14 days, or not reviewed")
    ] = "",
    cursor: Cursor = None,
    db: TenantSession = TenantDb(),
) -> Page[ShelfView]:
    """What is on hand, merged by ingredient, A to Z, 50 a page: total, value, how long it is good,
    whether it is low, how its amount is known, and every lot.

    Lots stand in the order they will be used. `show="low"` lists ingredients of which nothing is
    left, too."""
    return service.shelves(db, search, cursor, show=show)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def lot_history(
    lot_id: Annotated[UUID, Field(description="`id` of a lot in list_pantry")],
    cursor: Cursor = None,
    db: TenantSession = TenantDb(),
) -> Page[DepletionView]:
    """What left one lot, when and why, the newest first, 50 a page."""
    return history.history(db, lot_id, cursor)
