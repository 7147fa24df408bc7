"""The tool that reads the pantry."""

from typing import Annotated

from fastmcp import FastMCP
from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb
from baketracker.fields import SearchText

from . import service
from .schemas import ShelfView

tools: FastMCP = FastMCP("pantry", mask_error_details=True)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_pantry(
    search: Annotated[SearchText, Field(description="Words of the ingredient's name")] = "",
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[ShelfView]:
    """What is on hand, merged by ingredient, A to Z, 50 a page: total, value and every lot.

    Lots stand in the order they will be used."""
    return service.shelves(db, search, cursor)
