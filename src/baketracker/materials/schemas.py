"""What every door shows of materials: ribbon, paper, boxes."""

from uuid import UUID

from pydantic import BaseModel

from baketracker.costs import UnitCost
from baketracker.fields import DecimalOut
from baketracker.suppliers.schemas import SupplierRef

from .models import Material, MaterialProduct, MaterialUnit

# What a base unit is called beside a number.
SYMBOLS = {"each": "each", "linear_cm": "cm", "square_cm": "cm²"}


class MaterialRef(BaseModel):
    """Just enough to name and open it. Everything of it is counted in `base_unit` (each,
    linear_cm or square_cm), written as `unit`."""

    id: UUID
    name: str
    base_unit: str
    unit: str

    @classmethod
    def of(cls, row: Material) -> "MaterialRef":
        return cls(id=row.id, name=row.name, base_unit=row.base_unit, unit=SYMBOLS[row.base_unit])


class MaterialProductRef(BaseModel):
    """A package of a material, by its label."""

    id: UUID
    label: str

    @classmethod
    def of(cls, row: MaterialProduct) -> "MaterialProductRef":
        return cls(id=row.id, label=label_of(row))


class MaterialUnitView(BaseModel):
    """What one good takes: `quantity_per_unit` base units of a product of a material."""

    id: UUID
    name: str
    slug: str
    quantity_per_unit: DecimalOut
    description: str
    product: MaterialProductRef
    material: MaterialRef

    @classmethod
    def of(cls, row: MaterialUnit) -> "MaterialUnitView":
        """The view of a row loaded with its product and that one's material."""
        return cls(
            id=row.id,
            name=row.name,
            slug=row.slug,
            quantity_per_unit=row.quantity_per_unit,
            description=row.description,
            product=MaterialProductRef.of(row.product),
            material=MaterialRef.of(row.product.material),
        )


class UnitOnHand(BaseModel):
    """How many of a material unit what is left comes to, and what one costs."""

    id: UUID
    name: str
    quantity_per_unit: DecimalOut
    available: int
    cost: UnitCost


class MaterialProductView(BaseModel):
    """One package of a material as a shop sells it: `package_quantity` × `package_unit`, which is
    `base_quantity` base units. `on_hand` and `cost` are in base units."""

    id: UUID
    label: str
    sku: str | None
    supplier: SupplierRef | None
    package_quantity: DecimalOut
    package_unit: str
    base_quantity: DecimalOut
    is_hidden: bool
    is_provisional: bool
    notes: str
    on_hand: DecimalOut
    cost: UnitCost
    units: list[UnitOnHand]


class MaterialRow(MaterialRef):
    """A material in a list; `on_hand` is what is left of all its products, in base units."""

    slug: str
    category: str
    subcategory: str
    on_hand: DecimalOut


class MaterialView(MaterialRow):
    """A material with the packages it is sold in, by their label."""

    description: str
    notes: str
    version: int
    products: list[MaterialProductView]


def label_of(row: MaterialProduct) -> str:
    """How a shelf would name it: by brand and name."""
    return " ".join(filter(None, (row.brand, row.name)))
