"""What comes in about finished goods."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from baketracker.errors import BadValue
from baketracker.fields import In, LongText, Name, QuantityIn, ShortText

from .schemas import PartKind

MOST_PARTS = 50

AssemblyType = Literal["bare", "bundle"]
Amount = Annotated[QuantityIn, Field(gt=0)]


class PartIn(In):
    """So much of one thing in a good. Everything but packaging is counted in whole pieces."""

    kind: PartKind
    id: UUID
    quantity: Amount
    notes: ShortText = ""
    is_generic: bool = Field(False, description="Packaging: any product of that kind will do")


class GoodFields(In):
    """What a baker may say of a finished good. Without `assembly_type` it follows from the parts:
    a single finished unit is bare, anything else a bundle."""

    description: LongText = ""
    packaging_instructions: LongText = ""
    notes: LongText = ""
    assembly_type: AssemblyType | None = None
    parts: list[PartIn] = Field(default_factory=list, max_length=MOST_PARTS)


class NewGood(GoodFields):
    """A whole finished good."""

    name: Name


class GoodChange(GoodFields):
    """Only the fields that are given change; `parts` replaces them all."""

    name: Name = ""


def _chosen(text: str) -> str:
    """A choice of the form: a kind of part and an id, joined by a dot."""
    kind, _dot, key = text.partition(".")
    try:
        UUID(key)
    except ValueError:
        kind = ""
    if kind not in ("finished_unit", "finished_good", "packaging", "material_unit"):
        raise BadValue("Choose something from the list.")
    return text


class FormPart(In):
    """A line of the form; `what` as the form's select sends it."""

    what: Annotated[str, StringConstraints(max_length=60)]
    quantity: Amount = Field(1, validate_default=True)
    notes: ShortText = ""

    @model_validator(mode="after")
    def _is_one_of_ours(self) -> "FormPart":
        _chosen(self.what)
        return self

    def part(self) -> PartIn:
        kind, _dot, key = self.what.partition(".")
        return PartIn.model_validate(
            {"kind": kind, "id": key, "quantity": self.quantity, "notes": self.notes}
        )


GROUPS = ("contents", "packaging", "extras")


class GoodForm(NewGood):
    """The page's form: the parts stand in three groups, in packing order."""

    contents: list[FormPart] = Field(default_factory=list, max_length=MOST_PARTS)
    packaging: list[FormPart] = Field(default_factory=list, max_length=MOST_PARTS)
    extras: list[FormPart] = Field(default_factory=list, max_length=MOST_PARTS)

    @model_validator(mode="after")
    def _in_packing_order(self) -> "GoodForm":
        self.parts = [line.part() for group in GROUPS for line in getattr(self, group)]
        return self

    def field_of(self, name: str) -> str:
        """The form's field for what a rule says of a part: "parts.3.quantity" may be
        "packaging.0.quantity"."""
        if not name.startswith("parts."):
            return name
        _parts, number, field = name.split(".")
        place = int(number)
        for group in GROUPS:
            if place < len(getattr(self, group)):
                return f"{group}.{place}.{field}"
            place -= len(getattr(self, group))
        return name
