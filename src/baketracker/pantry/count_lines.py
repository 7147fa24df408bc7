"""The lines of the count: a lot each, and what its keys would make of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import pairwise
from uuid import UUID

from baketracker.fields import plain
from baketracker.measures.numbers import DUST
from baketracker.measures.units import Category, find_unit

from .schemas import LotView, ShelfView


@dataclass(frozen=True, slots=True)
class CountLine:
    """The lot, the `number`-th of `of` of its ingredient, and the one that is counted next."""

    lot: LotView
    number: int
    of: int
    next_id: UUID | None
    today: date

    @property
    def is_counted(self) -> bool:
        """Whether somebody has looked at it today."""
        return self.lot.counted_at is not None and self.lot.seen_on == self.today

    @property
    def percent(self) -> int:
        """What is left of what was bought."""
        if not self.lot.quantity_bought:
            return 0
        share = self.lot.quantity / self.lot.quantity_bought * 100
        return int(share.quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def shown(self) -> str:
        """What is left, as its field shows it: to the digit that counts."""
        return plain(self.lot.quantity.quantize(DUST))

    @property
    def unit(self) -> str:
        """The word behind the number; pieces need none."""
        return "" if self._counts_pieces else self.lot.unit

    @property
    def less(self) -> str:
        """The whole step below: 6 of packages of 5 become 5."""
        steps = (self.lot.quantity / self._step).to_integral_value(ROUND_CEILING) - 1
        return plain((max(steps, Decimal(0)) * self._step).quantize(DUST))

    @property
    def more(self) -> str:
        """The whole step above: 6 of packages of 5 become 10."""
        steps = (self.lot.quantity / self._step).to_integral_value(ROUND_FLOOR) + 1
        return plain((steps * self._step).quantize(DUST))

    @property
    def _step(self) -> Decimal:
        """A piece, else a package of several, else a quarter of the one there is."""
        if self._counts_pieces:
            return Decimal(1)
        package = self.lot.product.package_quantity
        return package if self.lot.quantity_bought > package else package / 4

    @property
    def _counts_pieces(self) -> bool:
        known = find_unit(self.lot.unit)
        return known is not None and known.category is Category.COUNT


def lines_of(
    shelves: Iterable[ShelfView], today: date, location: str = ""
) -> list[tuple[ShelfView, list[CountLine]]]:
    """The lines of each shelf, those at `location` alone where one is named; every one knows the
    next, on whatever shelf that is."""
    found = [
        (shelf, [lot for lot in shelf.lots if location in ("", lot.location)]) for shelf in shelves
    ]
    ids = [lot.id for _, lots in found for lot in lots]
    after = dict(pairwise(ids))
    return [
        (
            shelf,
            [
                CountLine(lot, number, len(lots), after.get(lot.id), today)
                for number, lot in enumerate(lots, 1)
            ],
        )
        for shelf, lots in found
    ]
