"""The tool that reads what was bought."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools
from baketracker.fields import SearchText

from . import service
from .listing import Period
from .schemas import PurchaseView

tools = feature_tools("buying")


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_purchases(
    search: Annotated[
        SearchText, Field(description="Words of the product, brand, ingredient or material")
    ] = "",
    period: Annotated[Period, Field(description="How far back")] = "all",
    supplier_id: Annotated[UUID | None, Field(description="`id` from list_suppliers")] = None,
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[PurchaseView]:
    """What was bought, food and materials, the newest first, 50 a page: whole packages with the
    price of one package and of one unit, the store, and what is left of each."""
    return service.search(db, search, period, supplier_id, cursor)
