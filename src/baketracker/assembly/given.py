"""What comes in about packing, through every door."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from baketracker.fields import In, Instant, Notes, QuantityIn, shown

MOST = 1_000_000
NOBODY = str(UUID(int=0))

Pieces = Annotated[int, Field(ge=1, le=MOST)]
Some = Annotated[QuantityIn, Field(gt=0)]

Packaging = Literal["take", "defer", "bypass"]
"""What becomes of packaging: it is taken; what any product of its name may be is chosen later; none
is used."""


class LotPick(In):
    """So much of a lot, in the unit of the line it is for."""

    lot_id: UUID
    quantity: Some


class PackagingPick(LotPick):
    """So much of a lot for one packaging line, which its product names."""

    product_id: UUID


class NewAssembly(In):
    """`quantity` of a good are packed. `lots` choose the packaging of a line by lot: all of them
    together are what it takes; lines without any take the lots chosen ahead, then the first bought.
    `confirmed`: what seems odd is right."""

    model_config = shown({"finished_good_id": NOBODY, "quantity": 3})

    finished_good_id: UUID
    quantity: Pieces
    event_id: UUID | None = None
    assembled_at: Instant | None = Field(None, description="Now unless told")
    notes: Notes = ""
    packaging: Packaging = "take"
    bypass_notes: Notes = ""
    lots: list[PackagingPick] = Field(default_factory=list, max_length=500)
    confirmed: bool = False


class ChosenPackaging(In):
    """The lots that packaging which a run owes was taken from."""

    lots: Annotated[list[PackagingPick], Field(min_length=1, max_length=500)]


class LineLots(In):
    """The lots chosen for one packaging line: for the runs of an event, or (none) for the next run
    of `goods` goods. All of them together are what that takes."""

    event_id: UUID | None = None
    goods: Pieces = Field(1, description="Without an event: for so many goods")
    lots: Annotated[list[LotPick], Field(min_length=1, max_length=500)]
