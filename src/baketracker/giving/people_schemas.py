"""What comes in about the people who get something, and what every door shows of them."""

import re
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, field_validator, model_validator

from baketracker.errors import BadValue
from baketracker.fields import In, LongText, Name, Notes, ShortName, ShortText, lines
from baketracker.measures.folding import fold

from .countries import Country
from .models import Recipient
from .states import Status

MOST_ALLERGENS = 30


def _reachable(text: str) -> str:
    if text and not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise BadValue("Write an e-mail address, such as anna@example.com.")
    return text


Mail = Annotated[ShortText, AfterValidator(_reachable)]
Allergens = Annotated[list[ShortName], Field(max_length=MOST_ALLERGENS)]


class RecipientFields(In):
    """What a baker may say of somebody beside the name; all of it optional. Who shares a
    `household` writes it alike."""

    household: ShortText = ""
    address: Annotated[LongText, Field(max_length=500)] = Field(
        "", description="As it is written on a letter there, lines kept"
    )
    country: Country | None = Field(None, description="Two letters, such as US")
    email: Mail = ""
    phone: Annotated[ShortText, Field(max_length=50)] = ""
    allergens: Allergens = Field(
        default_factory=list, description="What they must not eat, as the ingredients call it"
    )
    notes: Notes = ""

    @field_validator("allergens")
    @classmethod
    def _each_once(cls, names: list[str]) -> list[str]:
        first: dict[str, str] = {}
        for name in names:
            first.setdefault(fold(name), name)
        return list(first.values())


class NewRecipient(RecipientFields):
    """Somebody, as a whole."""

    name: Name


class RecipientChange(RecipientFields):
    """Only the fields that are given change."""

    name: Name = ""


class RecipientForm(NewRecipient):
    """The page's form: known allergens are ticked (a single tick is sent as one word), others
    written one a line."""

    other_allergens: Annotated[list[ShortName], Field(max_length=MOST_ALLERGENS)] = Field(
        default_factory=list
    )

    _ticks = field_validator("allergens", mode="before")(
        lambda value: [value] if isinstance(value, str) else value
    )
    _lines = field_validator("other_allergens", mode="before")(lines)

    @model_validator(mode="after")
    def _together(self) -> "RecipientForm":
        known = {fold(name) for name in self.allergens}
        self.allergens += [name for name in self.other_allergens if fold(name) not in known]
        return self


class Leaving(In):
    """`forced`: what they were still to get is taken back."""

    forced: bool = False


class RecipientRef(BaseModel):
    """Just enough to name and open somebody."""

    id: UUID
    name: str
    household: str
    is_archived: bool = False

    @classmethod
    def of(cls, row: Recipient) -> "RecipientRef":
        return cls(
            id=row.id,
            name=row.name,
            household=row.household,
            is_archived=row.deleted_at is not None,
        )


class RecipientView(BaseModel):
    """Somebody who gets something. `country` is a code of two letters."""

    id: UUID
    name: str
    slug: str
    household: str
    address: str
    country: str | None
    email: str
    phone: str
    allergens: list[str]
    notes: str
    is_archived: bool
    version: int

    @classmethod
    def of(cls, row: Recipient) -> "RecipientView":
        own = {name: getattr(row, name) for name in cls.model_fields if name != "is_archived"}
        return cls(**own, is_archived=row.deleted_at is not None)

    def typed(self) -> dict[str, Any]:
        """Their fields as the form shows them before anybody types."""
        return self.model_dump(include=set(NewRecipient.model_fields))


class Given(BaseModel):
    """What somebody got, or is to get, at one event."""

    gift_id: UUID
    event_id: UUID
    event: str
    event_date: date
    package_id: UUID
    package: str
    quantity: int
    status: Status
    delivered_at: datetime | None
    notes: str
