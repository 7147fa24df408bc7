"""What comes in about products, and what every door shows of them."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from baketracker.fields import (
    DaysIn,
    DecimalOut,
    In,
    LongText,
    QuantityIn,
    ShortCode,
    ShortText,
    UnitCode,
    with_span,
)
from baketracker.ingredients.schemas import IngredientRef
from baketracker.measures.durations import Span, spoken
from baketracker.suppliers.schemas import SupplierRef

from .barcodes import implied
from .models import ProductPackaging

MOST_LEVELS = 8

Size = Annotated[QuantityIn, Field(gt=0)]
Barcode = Annotated[
    ShortCode, Field(description="The 8, 12, 13 or 14 digits under the bars", max_length=24)
]
Level = Literal["each", "inner", "case", "pallet"]
"""How the trade packs a product (GS1), from the one in the hand upwards."""
LEVELS: tuple[Level, ...] = get_args(Level)

Showing = Literal["listed", "hidden", "to_review", "archived"]
"""What a list holds: what is in use, what was hidden, what waits for a look, what is put away."""


Shelf = Literal["", "hidden", "to_review", "archived"]
"""The same in an address, where what is in use needs no word."""


class PackagingLevel(In):
    """One level of packing: `holds` so many of the next lower level."""

    level: Level
    holds: Annotated[int, Field(gt=0, le=100_000)] | None = None
    type_code: ShortCode | None = Field(None, description="GS1 code of the kind of packing")
    material_code: ShortCode | None = Field(None, description="GS1 code of what it is made of")

    @classmethod
    def of(cls, row: ProductPackaging) -> "PackagingLevel":
        return cls.model_construct(**{name: getattr(row, name) for name in cls.model_fields})


class ProductFields(In):
    """What a baker may say of a product beside its ingredient and its package."""

    brand: ShortText | None = None
    name: ShortText | None = None
    package_size: ShortText | None = Field(None, description="As the label says it")
    package_type: ShortText | None = Field(None, description="bag, jar, box ...")
    upc: Barcode | None = None
    gtin: Barcode | None = Field(None, description="Follows from `upc` when it is left out")
    preferred: bool = Field(False, description="The usual one of its ingredient")
    preferred_supplier_id: UUID | None = None
    shelf_life_days: DaysIn | None = Field(None, description="Unless it keeps as its ingredient")
    is_hidden: bool = False
    notes: LongText = ""
    supplier_sku: ShortText | None = Field(None, description="The shop's own number of it")
    brand_owner: ShortText | None = None
    gpc_brick_code: ShortCode | None = Field(None, description="GS1 class of goods")
    net_content_value: QuantityIn | None = None
    net_content_unit: ShortCode | None = None
    country_of_sale: Annotated[ShortCode, Field(max_length=3)] | None = None
    off_id: ShortText | None = Field(None, description="Its number at Open Food Facts")
    packaging: Annotated[list[PackagingLevel], Field(max_length=MOST_LEVELS)] = Field(
        default_factory=list
    )


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

    # A level stands chosen before anybody types.
    silent: ClassVar[dict[str, frozenset[str]]] = {"packaging": frozenset({"level"})}

    @model_validator(mode="before")
    @classmethod
    def _one_time(cls, values: Any) -> Any:
        return with_span(values, "shelf_life_days", "shelf_life_span")


class ReviewForm(In):
    """What a baker says of a product that was written in passing."""

    ingredient_id: UUID
    brand: ShortText | None = None
    name: ShortText | None = None
    package_quantity: Size
    package_unit: UnitCode


class ProductView(BaseModel):
    """One package as a shop sells it. `label` is how a shelf would name it; `seen_as` what was
    read or typed when it was written in passing (`is_provisional`). `keeps_days`: as it says
    itself (`shelf_life_days`), else as its ingredient does."""

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
    shelf_life_days: int | None
    keeps_days: int | None
    is_hidden: bool
    is_provisional: bool
    seen_as: str
    notes: str
    supplier_sku: str | None
    brand_owner: str | None
    gpc_brick_code: str | None
    net_content_value: DecimalOut | None
    net_content_unit: str | None
    country_of_sale: str | None
    off_id: str | None
    version: int

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        fields = self.model_dump(mode="json", include=set(ProductForm.model_fields))
        shop, keeps = self.preferred_supplier, self.shelf_life_days
        amount, span = spoken(keeps) if keeps else ("", Span.MONTHS)
        return fields | {
            "ingredient_id": str(self.ingredient.id),
            "preferred_supplier_id": str(shop.id) if shop else "",
            # What follows from the barcode needs no telling.
            "gtin": "" if self.gtin == implied(self.upc) else self.gtin,
            "shelf_life_days": amount,
            "shelf_life_span": span.value,
        }


class ProductDetail(ProductView):
    """With how the trade packs it."""

    packaging: list[PackagingLevel]
