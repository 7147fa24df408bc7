"""What comes in about suppliers, and what every door shows of them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from baketracker.fields import In, LongText, Name, Notes, ShortCode, ShortText, WebAddress

Kind = Literal["physical", "online"]
Address = Annotated[LongText, Field(max_length=500)]


class SupplierFields(In):
    """What a baker may say of a shop, anywhere in the world: all of it optional."""

    kind: Kind = "physical"
    website_url: WebAddress | None = None
    street_address: Address | None = Field(None, description="As it is written there, lines kept")
    city: ShortText | None = None
    state: ShortText | None = Field(None, description="State, province or region")
    postal_code: ShortCode | None = None
    country: ShortText | None = None
    notes: Notes = ""
    is_active: bool = Field(True, description="Still shopped at")


class NewSupplier(SupplierFields):
    """A whole supplier."""

    name: Name


class SupplierChange(SupplierFields):
    """Only the fields that are given change."""

    name: Name = ""


class SupplierForm(NewSupplier):
    """The page's form: an unticked box is not sent at all."""

    is_active: bool = False


class SupplierRef(BaseModel):
    """Just enough to name and open it."""

    id: UUID
    name: str


class SupplierView(BaseModel):
    """A shop or an online store. `label` tells branches of one chain apart."""

    id: UUID
    name: str
    label: str
    slug: str
    kind: Kind
    website_url: str | None
    street_address: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    country: str | None
    notes: str
    is_active: bool
    version: int

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        return self.model_dump(include=set(SupplierForm.model_fields))
