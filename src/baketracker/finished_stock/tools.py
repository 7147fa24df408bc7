"""The tool that reads finished stock."""

from typing import Annotated

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools
from baketracker.fields import SearchText

from . import service
from .kinds import KindName
from .schemas import FinishedView, Show

tools = feature_tools("finished_stock")


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_finished_stock(
    kind: Annotated[KindName, Field(description="Baked units, or goods packed of them")],
    search: Annotated[SearchText, Field(description="Words of the name")] = "",
    show: Annotated[
        Show, Field(description="What is there or low (empty), only low ones, or all")
    ] = "",
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[FinishedView]:
    """What is baked or packed and on hand, in pieces, A to Z, 50 a page: how many, how many of
    them are kept for ready gifts, until when they are good, whether they are low, and what they
    are worth."""
    return service.search(db, kind, search, cursor, show=show)
