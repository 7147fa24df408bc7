"""The tools that read the materials."""

from typing import Annotated
from uuid import UUID

from fastmcp import FastMCP
from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb
from baketracker.fields import SearchText

from . import service
from .schemas import MaterialRow, MaterialView

tools: FastMCP = FastMCP("materials", mask_error_details=True)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_materials(
    search: Annotated[SearchText, Field(description="Words of its name")] = "",
    category: Annotated[SearchText, Field(description="A category's whole name")] = "",
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[MaterialRow]:
    """Ribbon, paper, boxes and the like, A to Z, with what is left of each, 50 a page."""
    return service.search(db, search, category, cursor)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def get_material(
    material_id: Annotated[UUID, Field(description="`id` from list_materials")],
    db: TenantSession = TenantDb(),
) -> MaterialView:
    """Read one material: its packages, what is left of them, the pieces they are cut into and
    what each costs, or why that is not known."""
    return service.get(db, material_id)
