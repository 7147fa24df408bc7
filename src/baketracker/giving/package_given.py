"""What comes in about packages."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from baketracker.fields import In, LongText, Name, Notes, QuantityIn, ShortText, shown

MOST_LINES = 50
LineKind = Literal["finished_good", "packaging"]
Amount = Annotated[QuantityIn, Field(gt=0)]


class LineIn(In):
    """So much of one thing in a package: whole finished goods, or packaging, of which any product
    of that kind will do when `is_generic`."""

    kind: LineKind
    id: UUID
    quantity: Amount
    is_generic: bool = False
    notes: ShortText = ""


class PackageFields(In):
    """What a baker may say of a package. A template is only copied, never given."""

    description: LongText = ""
    is_template: bool = False
    notes: Notes = ""
    lines: list[LineIn] = Field(default_factory=list, max_length=MOST_LINES)


class NewPackage(PackageFields):
    """A whole package."""

    name: Name


class PackageChange(PackageFields):
    """Only the fields that are given change; `lines` replaces them all."""

    name: Name = ""


class MoreOfIt(In):
    """So many more of a finished good."""

    finished_good_id: UUID
    quantity: Annotated[int, Field(ge=1, le=1_000_000)] = 1


class CopyName(In):
    """What the copy is called; like the first one unless told."""

    name: Annotated[ShortText, Field(max_length=200)] = ""


class GoodLine(In):
    """A line of the form: so many of a finished good."""

    what: UUID
    quantity: Amount = Field(1, validate_default=True)
    notes: ShortText = ""


class WrapLine(In):
    """A line of the form: so much packaging."""

    what: UUID
    quantity: Amount = Field(1, validate_default=True)
    is_generic: bool = False
    notes: ShortText = ""


class PackageForm(NewPackage):
    """The page's form: the lines stand in two groups, in packing order."""

    model_config = shown({"name": "Holiday box", "contents": [{"what": "", "quantity": 1}]})

    contents: list[GoodLine] = Field(default_factory=list, max_length=MOST_LINES)
    packaging: list[WrapLine] = Field(default_factory=list, max_length=MOST_LINES)

    @model_validator(mode="after")
    def _in_packing_order(self) -> "PackageForm":
        goods = [
            LineIn(kind="finished_good", id=one.what, quantity=one.quantity, notes=one.notes)
            for one in self.contents
        ]
        wraps = [
            LineIn(
                kind="packaging", id=one.what, quantity=one.quantity, notes=one.notes,
                is_generic=one.is_generic,
            )
            for one in self.packaging
        ]  # fmt: skip
        self.lines = goods + wraps
        return self

    def field_of(self, name: str) -> str:
        """The form's field for what a rule says of a line: "lines.3.what" may be
        "packaging.0.what"."""
        if not name.startswith("lines."):
            return name
        _lines, number, field = name.split(".")
        place, goods = int(number), len(self.contents)
        group, place = ("contents", place) if place < goods else ("packaging", place - goods)
        return f"{group}.{place}.{field}"
