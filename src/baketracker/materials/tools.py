"""The tools that read the materials."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools
from baketracker.fields import SearchText

from . import service
from .schemas import MaterialView

tools = feature_tools("materials")


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_materials(
    search: Annotated[SearchText, Field(description="Words of its name")] = "",
    category: Annotated[SearchText, Field(description="A category's whole name")] = "",
    show: Annotated[
        service.Showing, Field(description="low: only what is running low; archived: put away")
    ] = "",
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[MaterialView]:
    """Ribbon, paper, boxes and the like, A to Z, 50 a page: what is left of each, lot by lot in
    the order it is used, what that cost, and how many of the pieces goods take it comes to."""
    return service.search(db, search, category, cursor, show=show)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def get_material(
    material_id: Annotated[UUID, Field(description="`id` from list_materials")],
    db: TenantSession = TenantDb(),
) -> MaterialView:
    """Read one material: its packages, what is left of them, the pieces they are cut into, how
    many of those there are and what each costs, or why that is not known."""
    return service.get(db, material_id)
