"""What comes in about products, and what every door shows of them."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from baketracker.fields import DecimalOut, In, LongText, QuantityIn, ShortText, UnitCode
from baketracker.ingredients.schemas import IngredientRef
from baketracker.suppliers.schemas import SupplierRef

Barcode = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^([0-9]{8}|[0-9]{12,14})$")
]
Size = Annotated[QuantityIn, Field(gt=0)]


class ProductFields(In):
    """What a baker may say of a product beside its ingredient and its package."""

    brand: ShortText | None = None
    name: ShortText | None = None
    package_size: ShortText | None = Field(None, description="As the label says it")
    package_type: ShortText | None = Field(None, description="bag, jar, box ...")
    upc: Barcode | None = Field(None, description="The 8, 12, 13 or 14 digits of the barcode")
    gtin: Barcode | None = None
    preferred: bool = Field(False, description="The usual one of its ingredient")
    preferred_supplier_id: UUID | None = None
    is_hidden: bool = False
    notes: LongText = ""


class NewProduct(ProductFields):
    """A whole product: `package_quantity` of `package_unit` of an ingredient."""

    ingredient_id: UUID
    package_quantity: Size
    package_unit: UnitCode


class ProductChange(ProductFields):
    """Only the fields that are given change."""

    ingredient_id: UUID = UUID(int=0)
    package_quantity: Size = Decimal(1)
    package_unit: UnitCode = ""


class ProductForm(NewProduct):
    """The page's form."""


class ProductView(BaseModel):
    """One package as a shop sells it. `label` is how a shelf would name it."""

    id: UUID
    ingredient: IngredientRef
    label: str
    brand: str | None
    name: str | None
    slug: str | None
    package_quantity: DecimalOut
    package_unit: str
    package_size: str | None
    package_type: str | None
    upc: str | None
    gtin: str | None
    preferred: bool
    preferred_supplier: SupplierRef | None
    is_hidden: bool
    is_provisional: bool
    notes: str
    version: int

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        fields = self.model_dump(mode="json", include=set(ProductForm.model_fields))
        shop = self.preferred_supplier
        return fields | {
            "ingredient_id": str(self.ingredient.id),
            "preferred_supplier_id": str(shop.id) if shop else "",
        }
