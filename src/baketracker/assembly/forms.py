"""The forms of packing, and what they make of what is typed."""

from collections.abc import Mapping
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from baketracker.errors import N_, InvalidInput
from baketracker.fields import In, Notes, QuantityIn

from .given import ChosenPackaging, NewAssembly, Packaging, PackagingPick, Pieces

NOTHING = N_("Write how much came from which lot.")


class PackForm(In):
    """So many of the good the address names."""

    quantity: Pieces
    packaging: Packaging = "take"
    bypass_notes: Notes = ""
    notes: Notes = ""
    confirmed: bool = False

    def assembly(self, good_id: UUID, event_id: UUID | None) -> NewAssembly:
        return NewAssembly(finished_good_id=good_id, event_id=event_id, **self.model_dump())

    @staticmethod
    def field_of(name: str) -> str:
        """What is wrong about the good or the event stands above the form."""
        return name if name in PackForm.model_fields else ""


class LotLine(In):
    """So much of a lot, for packaging; 0 is none."""

    product_id: UUID
    lot_id: UUID
    quantity: QuantityIn | None = None


class ChooseForm(In):
    """The lots that packaging came from."""

    # The two ids of a line stand there before anybody types.
    silent: ClassVar[Mapping[str, frozenset[str]]] = {"lots": frozenset({"product_id", "lot_id"})}

    lots: Annotated[list[LotLine], Field(max_length=500)] = Field(default_factory=list)

    def chosen(self) -> ChosenPackaging:
        """Raises InvalidInput where nothing is chosen."""
        lots = [
            PackagingPick(product_id=one.product_id, lot_id=one.lot_id, quantity=one.quantity)
            for one in self.lots
            if one.quantity
        ]
        if not lots:
            raise InvalidInput(NOTHING)
        return ChosenPackaging(lots=lots)
