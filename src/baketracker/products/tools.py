"""The tool that reads the products."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools
from baketracker.fields import SearchText

from . import service
from .schemas import ProductView

tools = feature_tools("products")


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_products(
    search: Annotated[SearchText, Field(description="Words of brand, name or ingredient")] = "",
    ingredient_id: Annotated[UUID | None, Field(description="Only of this ingredient")] = None,
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[ProductView]:
    """What the bakery buys: one package each, with its size and its usual shop, 50 a page."""
    return service.search(db, search, ingredient_id, cursor)
