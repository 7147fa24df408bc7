"""Tools that read the ingredients and convert units."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools
from baketracker.fields import QuantityIn, SearchText

from . import conversion, service
from .conversion import ConversionView
from .schemas import IngredientView

tools = feature_tools("ingredients")

READS = {"readOnlyHint": True, "openWorldHint": False}


@tools.tool(annotations=READS)
def list_ingredients(
    search: Annotated[SearchText, Field(description="Words of its name or alias")] = "",
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[IngredientView]:
    """The bakery's ingredients and groups, A to Z, 50 a page.

    Case and accents do not matter in `search`. Only leaves have products and stand in recipes."""
    return service.search(db, search, cursor=cursor)


@tools.tool(annotations=READS)
def get_ingredient(ingredient_id: UUID, db: TenantSession = TenantDb()) -> IngredientView:
    """One ingredient: its group, units, what a volume of it weighs, other names, allergens."""
    return service.get(db, ingredient_id)


@tools.tool(annotations=READS)
def convert_units(
    value: QuantityIn,
    from_unit: Annotated[str, Field(min_length=1, max_length=50, examples=["cup"])],
    to_unit: Annotated[str, Field(min_length=1, max_length=50, examples=["lb"])],
    ingredient_id: Annotated[
        UUID | None, Field(description="Needed between weight and volume")
    ] = None,
    db: TenantSession = TenantDb(),
) -> ConversionView:
    """Say an amount in another unit, exactly as the bakery's recipes do; nothing is rounded."""
    return conversion.convert(db, Decimal(value), from_unit, to_unit, ingredient_id)
