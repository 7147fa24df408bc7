"""What every door shows of materials: ribbon, paper, boxes."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from baketracker.costs import UnitCost
from baketracker.fields import DecimalOut
from baketracker.suppliers.schemas import SupplierRef

from .given import MaterialCategoryForm, MaterialForm, MaterialProductForm, MaterialSubcategoryForm
from .lot_schemas import MaterialLotView, MaterialUse
from .models import MaterialUnit
from .refs import SYMBOLS as SYMBOLS
from .refs import MaterialProductRef as MaterialProductRef
from .refs import MaterialRef as MaterialRef
from .refs import label_of as label_of


class MaterialCategoryRef(BaseModel):
    """The first level, by its name."""

    id: UUID
    name: str


class MaterialCategoryView(BaseModel):
    """The first level: Ribbons. `subcategories` says how many it holds."""

    id: UUID
    name: str
    slug: str
    description: str
    sort_order: int
    subcategories: int
    version: int

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        return self.model_dump(include=set(MaterialCategoryForm.model_fields))


class MaterialSubcategoryView(BaseModel):
    """The second level: Satin ribbons. `materials` says how many it holds."""

    id: UUID
    category: MaterialCategoryRef
    name: str
    slug: str
    description: str
    sort_order: int
    materials: int
    version: int

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        fields = self.model_dump(include=set(MaterialSubcategoryForm.model_fields))
        return fields | {"category_id": str(self.category.id)}


class MaterialUnitView(BaseModel):
    """What one good takes: `quantity_per_unit` base units of a product of a material."""

    id: UUID
    name: str
    slug: str
    quantity_per_unit: DecimalOut
    description: str
    product: MaterialProductRef
    material: MaterialRef
    version: int

    @classmethod
    def of(cls, row: MaterialUnit) -> "MaterialUnitView":
        """The view of a row loaded with its product and that one's material."""
        return cls(**_unit_fields(row))


class MaterialUnitDetail(MaterialUnitView):
    """A material unit, how many of it what is left comes to, and what one costs."""

    available: int
    cost: UnitCost

    @classmethod
    def made(cls, row: MaterialUnit, available: int, cost: UnitCost) -> "MaterialUnitDetail":
        """The view of a row loaded with its product and that one's material."""
        return cls(**_unit_fields(row), available=available, cost=cost)

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        fields = self.model_dump(mode="json", include={"name", "quantity_per_unit", "description"})
        return fields | {"material_product_id": str(self.product.id), "unit": ""}


class UnitOnHand(BaseModel):
    """How many of a material unit what is left comes to, and what one costs."""

    id: UUID
    name: str
    quantity_per_unit: DecimalOut
    available: int
    cost: UnitCost


class MaterialProductView(BaseModel):
    """One package of a material as a shop sells it: `package_quantity` × `package_unit`, which is
    `base_quantity` base units. `on_hand` and `cost` are in base units. Units the smallest first,
    lots on hand in the order they are used."""

    id: UUID
    material: MaterialRef
    label: str
    name: str
    brand: str | None
    slug: str | None
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
    lots: list[MaterialLotView]
    version: int

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        fields = self.model_dump(mode="json", include=set(MaterialProductForm.model_fields))
        return fields | {
            "material_id": str(self.material.id),
            "supplier_id": str(self.supplier.id) if self.supplier else "",
        }


class MaterialView(MaterialRef):
    """A material with the packages it is sold in, by their label. `on_hand` is what is left of all
    of them, in base units; `low` when that is less than `low_below`."""

    slug: str
    subcategory_id: UUID
    category: str
    subcategory: str
    on_hand: DecimalOut
    low_below: DecimalOut | None
    low: bool
    description: str
    notes: str
    products: list[MaterialProductView]
    version: int

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        return self.model_dump(mode="json", include=set(MaterialForm.model_fields))


class UnitPreview(BaseModel):
    """What `wanted` of a material unit would take. `short` of them are not there. `use` is the
    same in base units, lot by lot."""

    unit: MaterialUnitDetail
    wanted: int
    short: int
    use: MaterialUse


def _unit_fields(row: MaterialUnit) -> dict[str, Any]:
    own = ("id", "name", "slug", "quantity_per_unit", "description", "version")
    return {name: getattr(row, name) for name in own} | {
        "product": MaterialProductRef.of(row.product),
        "material": MaterialRef.of(row.product.material),
    }
