"""What comes in about materials."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from baketracker.errors import N_, BadValue, InvalidInput
from baketracker.fields import In, LongText, Name, QuantityIn, ShortName, ShortText

LAST = 10_000
BaseUnitIn = Literal["each", "linear_cm", "square_cm"]
Size = Annotated[QuantityIn, Field(gt=0)]
UnitWord = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
"""A unit as people write it; whether it measures the material is the service's question."""

SOME_PLACE = N_("Say where it belongs: a category, or the id of a subcategory.")
SAY_WHY = N_("Say in a few words what happened.")

Given = Literal["ad_hoc_usage", "spoilage", "waste", "damaged", "gift", "correction", "other"]
"""Why a person says something left: the manual reasons of the ledger."""


class LevelFields(In):
    """What a baker may say of a level beside its name."""

    description: LongText = ""
    sort_order: Annotated[int, Field(ge=0, le=LAST)] = Field(0, description="Its place in lists")


class NewMaterialCategory(LevelFields):
    """The first level: Ribbons."""

    name: ShortName


class MaterialCategoryChange(LevelFields):
    """Only the fields that are given change."""

    name: ShortName = ""


class MaterialCategoryForm(NewMaterialCategory):
    """The page's form."""


class NewMaterialSubcategory(LevelFields):
    """The second level: Satin ribbons."""

    category_id: UUID
    name: ShortName


class MaterialSubcategoryChange(LevelFields):
    """Only the fields that are given change."""

    category_id: UUID = UUID(int=0)
    name: ShortName = ""


class MaterialSubcategoryForm(NewMaterialSubcategory):
    """The page's form."""


class MaterialFields(In):
    """What a baker may say of a material. Where it belongs is said by the id of a subcategory, or
    else by names: those that are not there yet are made; without `subcategory` it is called as
    its category."""

    subcategory_id: UUID | None = None
    category: ShortText = ""
    subcategory: ShortText = ""
    low_below: Size | None = Field(None, description="Low below so many base units")
    description: LongText = ""
    notes: LongText = ""


class NewMaterial(MaterialFields):
    """A whole material."""

    name: Name
    base_unit: BaseUnitIn = Field(description="What it is counted in, for ever")

    @model_validator(mode="after")
    def _some_place(self) -> "NewMaterial":
        if self.subcategory_id is None and not self.category:
            raise BadValue(SOME_PLACE)
        return self


class MaterialChange(MaterialFields):
    """Only the fields that are given change."""

    name: Name = ""
    base_unit: BaseUnitIn = "each"


class MaterialForm(NewMaterial):
    """The page's form: where it belongs is said by names."""

    category: ShortName


class MaterialProductFields(In):
    """What a baker may say of a package beside its material and its size."""

    brand: ShortText | None = None
    sku: ShortText | None = Field(None, description="Its number at the shop")
    supplier_id: UUID | None = Field(None, description="Where it is usually bought")
    is_hidden: bool = False
    notes: LongText = ""


class NewMaterialProduct(MaterialProductFields):
    """A whole package: `package_quantity` of `package_unit` of a material."""

    material_id: UUID
    name: Name
    package_quantity: Size
    package_unit: UnitWord


class MaterialProductChange(MaterialProductFields):
    """Only the fields that are given change."""

    material_id: UUID = UUID(int=0)
    name: Name = ""
    package_quantity: Size = Decimal(1)
    package_unit: UnitWord = ""


class MaterialProductForm(NewMaterialProduct):
    """The page's form."""


class MaterialUnitFields(In):
    """What a baker may say of a material unit beside its name and size."""

    unit: UnitWord | None = Field(None, description="Of `quantity_per_unit`; the base unit if none")
    description: LongText = ""


class NewMaterialUnit(MaterialUnitFields):
    """What one good takes: `quantity_per_unit` of a product."""

    material_product_id: UUID
    name: Name
    quantity_per_unit: Size


class MaterialUnitChange(MaterialUnitFields):
    """Only the fields that are given change. What it is cut from never does: of another product
    it is another unit."""

    name: Name = ""
    quantity_per_unit: Size = Decimal(1)


class MaterialUnitForm(NewMaterialUnit):
    """The page's form."""


class Reasoned(In):
    """Why something left; `notes` must say something when the reason is other."""

    reason: Given = "ad_hoc_usage"
    notes: LongText = ""


def check_reason(given: Reasoned) -> None:
    """Another reason is only one when it is told. Raises InvalidInput."""
    if given.reason == "other" and not given.notes:
        raise InvalidInput(SAY_WHY, {"notes": SAY_WHY})


class MaterialAdjustment(Reasoned):
    """A correction of what is left of a lot: `add` or `subtract` so much, `set` it to what was
    counted, or say how many percent of what is left now are really there. `amount` is in `unit`,
    the base unit unless told, or in percent. `confirmed`: far more than was bought is right."""

    how: Literal["add", "subtract", "set", "percentage"]
    amount: QuantityIn
    unit: UnitWord | None = None
    reason: Given = "correction"
    confirmed: bool = False


class MaterialUseIn(Reasoned):
    """So much is taken of a material product, the first bought first; in the base unit unless
    told."""

    quantity: Size
    unit: UnitWord | None = None
