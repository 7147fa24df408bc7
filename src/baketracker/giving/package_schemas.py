"""What every door shows of packages."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from baketracker.fields import DecimalOut, plain
from baketracker.finished_goods.schemas import PartView

from .models import Package
from .package_given import LineKind


class PackageRef(BaseModel):
    """Just enough to name and open it."""

    id: UUID
    name: str
    is_archived: bool = False

    @classmethod
    def of(cls, row: Package) -> "PackageRef":
        return cls(id=row.id, name=row.name, is_archived=row.deleted_at is not None)


class PackageLineView(BaseModel):
    """A line: `quantity` of a finished good (with its own `parts`), or of packaging, of which any
    product of that kind will do when `is_generic`."""

    kind: LineKind
    id: UUID
    name: str
    quantity: DecimalOut
    is_generic: bool
    notes: str
    parts: list[PartView] = []


class PackageRow(BaseModel):
    """A package in a list."""

    id: UUID
    name: str
    slug: str
    is_template: bool
    is_archived: bool
    lines: list[PackageLineView]
    version: int


class PackageView(PackageRow):
    """A package with its lines; `allergens` are those of everything in it, through every level."""

    description: str
    notes: str
    allergens: list[str]

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        groups: dict[str, list[dict[str, Any]]] = {"contents": [], "packaging": []}
        for line in self.lines:
            typed: dict[str, Any] = {"what": str(line.id), "quantity": plain(line.quantity)}
            typed |= {"notes": line.notes} | ({"is_generic": True} if line.is_generic else {})
            groups["contents" if line.kind == "finished_good" else "packaging"].append(typed)
        words = {"name", "description", "is_template", "notes"}
        return self.model_dump(include=words) | groups
