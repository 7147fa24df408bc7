"""The tool that reads the suppliers."""

from typing import Annotated

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools
from baketracker.fields import SearchText

from . import service
from .schemas import SupplierView

tools = feature_tools("suppliers")


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_suppliers(
    search: Annotated[SearchText, Field(description="Words of its name")] = "",
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[SupplierView]:
    """The shops and online stores of the bakery, A to Z, 50 a page."""
    return service.search(db, search, cursor)
