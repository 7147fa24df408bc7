"""The tools that read prices and the worth of the stock."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput
from baketracker.faces.mcp import TenantDb, feature_tools
from baketracker.purchases import history
from baketracker.purchases.history_schemas import TWO_YEARS, Days, PriceHistory

from . import service
from .schemas import InventoryValue

tools = feature_tools("reports")
READS = {"readOnlyHint": True, "openWorldHint": False}


@tools.tool(annotations=READS)
def price_history(
    product_id: Annotated[UUID | None, Field(description="`id` from list_products")] = None,
    ingredient_id: Annotated[UUID | None, Field(description="`id` from list_ingredients")] = None,
    days: Annotated[Days, Field(description="How far back")] = TWO_YEARS,
    db: TenantSession = TenantDb(),
) -> PriceHistory:
    """How a price moved: of one product, or of an ingredient over all its products. Give exactly
    one of the two ids. `per_unit` is the price of one `unit`; `usual` the middle half and median of
    the last 90 days; `change` how far a purchase was from the 60 days before it; `stores` the last
    and best price of each shop."""
    if product_id and not ingredient_id:
        return history.product_prices(db, product_id, days)
    if ingredient_id and not product_id:
        return history.ingredient_prices(db, ingredient_id, days)
    raise InvalidInput(N_("Give either product_id or ingredient_id."))


@tools.tool(annotations=READS)
def inventory_value(
    months: Annotated[int, Field(ge=1, le=60, description="How many months back")] = 12,
    db: TenantSession = TenantDb(),
) -> InventoryValue:
    """What the stock is worth now (the last month) and was worth at the end of each month before,
    in all and by category of food; materials are one category. Lots of unknown cost are not in it
    but in `unpriced_lots`."""
    return service.inventory_value(db, months)
