"""The verbs of units: which there are, and one amount said in another."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.fields import DecimalOut
from baketracker.measures.conversion import convert as convert_units
from baketracker.measures.units import UNITS, Category, normalise

from . import service

Code = Annotated[str, Field(examples=["cup"])]


class UnitView(BaseModel):
    """One unit. `factor` is grams, millilitres or pieces; a package has none. `cefact` is its
    UN/CEFACT code."""

    code: Code
    name: str
    plural: str
    symbol: str
    category: Category
    factor: float | None
    cefact: str | None


class ConversionView(BaseModel):
    """`value` of `from_unit` are `result` of `to_unit`; units as their codes, nothing rounded."""

    value: DecimalOut
    from_unit: Code
    to_unit: Code
    result: DecimalOut
    ingredient: str | None


@verb("read")
def units(_db: TenantSession) -> list[UnitView]:
    """Every unit, in the order a list shows them."""
    return [UnitView.model_validate(unit, from_attributes=True) for unit in UNITS]


@verb("read")
def convert(
    db: TenantSession,
    value: Decimal,
    from_unit: str,
    to_unit: str,
    ingredient_id: UUID | None = None,
) -> ConversionView:
    """One amount in another unit; `ingredient_id` lends its density between weight and volume.

    Units may be written as people do ("lbs"). Raises NotFound, UnknownUnit, ConversionError."""
    source, target = normalise(from_unit).code, normalise(to_unit).code
    ingredient = service.get(db, ingredient_id) if ingredient_id else None
    result = convert_units(
        value,
        source,
        target,
        ingredient.grams_per_ml if ingredient else None,
        ingredient.name if ingredient else "this ingredient",
    )
    return ConversionView(
        value=value,
        from_unit=source,
        to_unit=target,
        result=result,
        ingredient=ingredient.name if ingredient else None,
    )
