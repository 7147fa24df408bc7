"""Purchases as they were made: one receipt, or one store on one day, after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from baketracker.suppliers.schemas import SupplierRef

from .schemas import PurchaseView


@dataclass(frozen=True, slots=True)
class Group:
    """Lines bought at once. `known` is what those of known price come to; None where more of them
    stand on another page."""

    day: date
    supplier: SupplierRef | None
    receipt_id: UUID | None
    source: str
    lines: Sequence[PurchaseView]
    known: Decimal | None


def grouped(lines: Sequence[PurchaseView], *, begun: bool, goes_on: bool) -> list[Group]:
    """The lines, newest first, by receipt. `begun`: others stand before them, `goes_on`: others
    follow; so the first or the last receipt may not be whole."""
    held = [list(rows) for _, rows in groupby(lines, _together)]
    last = len(held) - 1
    return [
        _group(rows, whole=not (begun and place == 0) and not (goes_on and place == last))
        for place, rows in enumerate(held)
    ]


def _together(line: PurchaseView) -> tuple[date, UUID | None, UUID | None]:
    return line.purchased_on, line.receipt_id, line.supplier.id if line.supplier else None


def _group(rows: list[PurchaseView], *, whole: bool) -> Group:
    first = rows[0]
    known = sum((line.total for line in rows if line.total is not None), Decimal(0))
    return Group(
        day=first.purchased_on,
        supplier=first.supplier,
        receipt_id=first.receipt_id,
        source=first.source,
        # As they stand on the receipt.
        lines=rows[::-1],
        known=known if whole else None,
    )
