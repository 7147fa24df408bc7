"""What one package of a material holds, and when that may still change."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, Conflict
from baketracker.measures.material_units import BaseUnit, normalise_material, to_base

from .models import Material, MaterialLot, MaterialProduct, MaterialPurchase
from .refs import SYMBOLS, brief, label_of


def package_of(db: TenantSession, values: Mapping[str, Any]) -> dict[str, Any]:
    """The package as it is stored: its unit by its code, and what it comes to in base units.

    Raises ConversionError for a unit that does not measure the material."""
    base = BaseUnit(material_of(db, values["material_id"]).base_unit)
    unit = normalise_material(values["package_unit"], base)
    return {"package_unit": unit, "base_quantity": to_base(values["package_quantity"], unit, base)}


def refuse_counted(
    db: TenantSession, row: MaterialProduct, base_quantity: Decimal, material_id: UUID
) -> None:
    """What was bought of it, and what it is cut into, is counted in the package as it is."""
    here, there = material_of(db, row.material_id), material_of(db, material_id)
    if here.base_unit != there.base_unit:
        raise Conflict(
            N_("%(material)s is not counted as %(name)s is. Write it down as a new package there."),
            material=there.name,
            name=row.name,
        )
    if base_quantity != row.base_quantity and _is_counted(db, row):
        raise Conflict(
            N_(
                "Some of %(name)s was bought already, in packages of %(held)s. "
                "Write the other package down as a new one."
            ),
            name=label_of(row),
            held=brief(row.base_quantity, SYMBOLS[here.base_unit]),
        )


def _is_counted(db: TenantSession, row: MaterialProduct) -> bool:
    """Whether it was ever bought. What was taken back counts too: taking that back again brings
    amounts in this package."""
    return any(
        db.scalar(select(entity.id).where(entity.material_product_id == row.id).limit(1))
        for entity in (MaterialPurchase, MaterialLot)
    )


def material_of(db: TenantSession, material_id: UUID) -> Material:
    """The material of a product; it is there."""
    row = db.find(Material, material_id)
    assert row is not None
    return row
