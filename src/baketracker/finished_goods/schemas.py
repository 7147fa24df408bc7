"""What every door shows of finished goods."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from baketracker.fields import DecimalOut, plain
from baketracker.recipes.schemas import RecipeRef

from .models import FinishedGood

PartKind = Literal["finished_unit", "finished_good", "packaging", "material_unit"]


class GoodRef(BaseModel):
    """Just enough to name and open it."""

    id: UUID
    name: str
    is_archived: bool = False

    @classmethod
    def of(cls, row: FinishedGood) -> "GoodRef":
        return cls(id=row.id, name=row.name, is_archived=row.deleted_at is not None)


class PartView(BaseModel):
    """A line of a finished good: `quantity` of a finished unit, another finished good, a packaging
    product (or any of that kind, when `is_generic`) or a material unit."""

    kind: PartKind
    id: UUID
    name: str
    quantity: DecimalOut
    recipe: RecipeRef | None
    notes: str
    is_generic: bool


def typed_parts(parts: list[PartView]) -> dict[str, list[dict[str, str]]]:
    """The parts as the form's lines, in its three groups."""
    groups = {"packaging": "packaging", "material_unit": "extras"}
    typed: dict[str, list[dict[str, str]]] = {"contents": [], "packaging": [], "extras": []}
    for part in parts:
        line = {"what": f"{part.kind}.{part.id}", "quantity": plain(part.quantity)}
        typed[groups.get(part.kind, "contents")].append(line | {"notes": part.notes})
    return typed


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
    version: int


class GoodView(GoodRow):
    """A finished good with its parts; `trouble` says why it cannot be taken apart."""

    description: str
    packaging_instructions: str
    notes: str
    comes_to: list[ComesTo]
    trouble: str | None

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        words = ("name", "description", "packaging_instructions", "notes")
        return self.model_dump(include=set(words)) | typed_parts(self.parts)
