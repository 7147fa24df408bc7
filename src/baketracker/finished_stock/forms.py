"""The forms of finished stock, and what they make of what is typed."""

from typing import Annotated, Literal

from pydantic import Field

from baketracker.fields import In, Notes

from .given import MOST, LowBelow, Pieces, StockCorrection

WentReason = Literal["consumption", "spoilage", "gift"]


class GoneForm(In):
    """So many are gone."""

    gone: Annotated[int, Field(ge=1, le=MOST)]
    reason: WentReason = "consumption"
    notes: Notes = ""

    def correction(self) -> StockCorrection:
        return StockCorrection(change=-self.gone, reason=self.reason, notes=self.notes)

    @staticmethod
    def field_of(name: str) -> str:
        """The field of this form that a refused field of the correction stands in."""
        return "gone" if name == "change" else name


class CountForm(In):
    """So many are there."""

    counted: Pieces
    why: Notes = ""

    def correction(self) -> StockCorrection:
        return StockCorrection(counted=self.counted, reason="adjustment", notes=self.why)

    @staticmethod
    def field_of(name: str) -> str:
        return "why" if name == "notes" else name


class LowForm(LowBelow):
    """Below so many it is low."""
