"""What every door shows of finished goods."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from baketracker.fields import DecimalOut
from baketracker.recipes.schemas import RecipeRef

from .models import FinishedGood

PartKind = Literal["finished_unit", "finished_good", "packaging"]


class GoodRef(BaseModel):
    """Just enough to name and open it."""

    id: UUID
    name: str
    is_archived: bool = False

    @classmethod
    def of(cls, row: FinishedGood) -> "GoodRef":
        return cls(id=row.id, name=row.name, is_archived=row.deleted_at is not None)


class PartView(BaseModel):
    """A line of a finished good: `quantity` of a finished unit, another finished good or a
    packaging product (then of the kind, when any product of it will do)."""

    kind: PartKind
    id: UUID
    name: str
    quantity: DecimalOut
    recipe: RecipeRef | None
    notes: str


class ComesTo(BaseModel):
    """Finished units in one finished good, pieces, however deep they are packed."""

    id: UUID
    name: str
    quantity: int
    recipe: RecipeRef


class GoodRow(BaseModel):
    """A finished good in a list. `label` is an older kind that an import brought."""

    id: UUID
    name: str
    slug: str
    assembly_type: str
    label: str | None
    is_archived: bool
    parts: list[PartView]


class GoodView(GoodRow):
    """A finished good with its parts; `trouble` says why it cannot be taken apart."""

    description: str
    packaging_instructions: str
    notes: str
    comes_to: list[ComesTo]
    trouble: str | None
