"""Shopping lists for assistants."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools

from . import service
from .schemas import ListView

tools = feature_tools("shopping")


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


@tools.resource(
    "baketracker://shopping/current", mime_type="application/json", name="shopping_list",
    title="The present shopping list",
)  # fmt: skip
def current_list(db: TenantSession = TenantDb()) -> str:
    """The newest shopping list that is not finished, as get_shopping_list answers it."""
    return service.newest(db).model_dump_json()


@tools.resource(
    "baketracker://shopping/{list_id}", mime_type="application/json", name="a_shopping_list",
    title="A shopping list",
)  # fmt: skip
def list_resource(list_id: UUID, db: TenantSession = TenantDb()) -> str:
    """A shopping list, as get_shopping_list answers it."""
    return service.get(db, list_id).model_dump_json()
