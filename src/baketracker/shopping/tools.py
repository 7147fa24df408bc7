"""Shopping lists for assistants."""

from typing import Annotated
from uuid import UUID

from fastmcp import FastMCP
from pydantic import Field

from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb

from . import service
from .schemas import ListView

tools: FastMCP = FastMCP("shopping", mask_error_details=True)


@tools.tool(annotations={"readOnlyHint": True})
def get_shopping_list(
    list_id: Annotated[
        UUID | None, Field(description="The newest list that is not finished unless given")
    ] = None,
    db: TenantSession = TenantDb(),
) -> ListView:
    """Read a shopping list: what to buy in whole packages, store by store and aisle by aisle, with
    the need each line answers, expected cost, last and best price, and what is in the cart.
    `all_known` leaves out lines of unknown price, which `unpriced` counts."""
    return service.get(db, list_id) if list_id else service.newest(db)
