"""What the page of a recipe was asked to make: a factor, or so many pieces of what it gives."""

from dataclasses import dataclass
from decimal import Decimal

from pydantic import TypeAdapter, ValidationError

from baketracker.faces.sentences import sentence_for
from baketracker.fields import QuantityIn

from .scaling import CHIPS, LARGEST, factor_for
from .schemas import RecipeView, YieldView

AMOUNT: TypeAdapter[Decimal] = TypeAdapter(QuantityIn)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`factor` batches; `pieces` of `unit` when that was asked for. `fault` says why what was typed
    is not followed: then it is one batch."""

    factor: Decimal = Decimal(1)
    pieces: Decimal | None = None
    unit: YieldView | None = None
    fault: str = ""

    @property
    def is_chip(self) -> bool:
        return self.pieces is None and self.factor in CHIPS


def wanted(view: RecipeView, scale: str, make: str, unit: str) -> Wanted:
    """What the address asks for; nothing and nonsense are one batch."""
    try:
        if make:
            return _pieces(view, AMOUNT.validate_python(make), unit)
        factor = AMOUNT.validate_python(scale) if scale else Decimal(1)
    except ValidationError as error:
        return Wanted(fault=sentence_for(error.errors()[0]))
    return Wanted(factor) if 0 < factor <= LARGEST else Wanted()


def _pieces(view: RecipeView, pieces: Decimal, unit: str) -> Wanted:
    known = [one for one in view.yields if one.per_batch]
    chosen = next((one for one in known if str(one.id) == unit), next(iter(known), None))
    if chosen is None or not chosen.per_batch or not pieces:
        return Wanted()
    factor = factor_for(pieces, chosen.per_batch)
    return Wanted(factor, pieces, chosen) if factor <= LARGEST else Wanted()
