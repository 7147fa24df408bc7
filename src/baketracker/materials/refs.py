"""How materials and their products are named where only that is needed."""

from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel

from baketracker.fields import plain

from .models import Material, MaterialProduct

# What a base unit is called beside a number.
SYMBOLS = {"each": "each", "linear_cm": "cm", "square_cm": "cm²"}
_SHORTEST = Decimal("0.001")


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


def label_of(row: MaterialProduct) -> str:
    """How a shelf would name it: by brand and name."""
    return " ".join(filter(None, (row.brand, row.name)))


def brief(amount: Decimal, unit: str) -> str:
    """An amount inside a sentence: "20.5 cm", pieces bare as "12"."""
    word = "" if unit == "each" else unit.replace("_", " ")
    return f"{plain(amount.quantize(_SHORTEST))} {word}".rstrip()
