"""So much of something in the pantry is there, or was used: what was said of it becomes a line."""

from decimal import ROUND_CEILING, Decimal
from uuid import UUID

from sqlalchemy import select

from baketracker.db.many import among
from baketracker.db.rows import live
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput
from baketracker.ingredients.service import density_of_row
from baketracker.measures.conversion import convert
from baketracker.measures.numbers import QUANTITY_PLACES, check_quantity
from baketracker.pantry.holding import lots_left
from baketracker.pantry.models import Lot
from baketracker.pantry.viewing import WITH_PRODUCT

from .capture import capture
from .drafts import By, StockLine

HUNDRED = Decimal(100)
BETWEEN = N_("Say from 0 to 100 percent.")
NOTHING_USED = N_("That is nothing: say how much of it was used.")
TYPED = Decimal(1).scaleb(-QUANTITY_PLACES)


def seen_line(
    db: TenantSession, key: int, text: str, low: Decimal, high: Decimal, by: By, lot_id: UUID
) -> StockLine:
    """Between `low` and `high` percent of one package of this lot are left. Somebody who speaks or
    takes a photo does not say which of several lots: then it is asked.

    Raises NotFound, InvalidInput."""
    if not 0 <= low <= high <= HUNDRED:
        raise InvalidInput(BETWEEN, {"percentage_remaining": BETWEEN})
    lot = _lot(db, lot_id)
    others = lots_left(db, [lot.product.ingredient_id])[lot.product.ingredient_id]
    is_asked = capture.get() is not None and len(others) > 1
    line = StockLine(
        key=key,
        text=text,
        choices=[one.id for one in others] if is_asked else [],
        percent_low=low,
        percent_high=high,
        by={"percent": by},
    )
    return asked(line) if is_asked else of_lot(line, lot, by)


def used_line(
    db: TenantSession, key: int, text: str, lot_id: UUID, quantity: Decimal, unit: str, by: By
) -> StockLine:
    """So much of a lot was used: what is left of it then. Raises NotFound, ConversionError,
    InvalidInput when that is more than is there."""
    lot = _lot(db, lot_id)
    of = lot.product.ingredient
    gone = _rounded(convert(quantity, unit, lot.unit, density_of_row(of), of.name))
    if gone <= 0:
        raise InvalidInput(NOTHING_USED, {"quantity": NOTHING_USED})
    if gone > lot.quantity:
        words = N_("There is only %(left)s %(unit)s of it.")
        raise InvalidInput(words, left=lot.quantity.normalize(), unit=lot.unit)
    return StockLine(
        key=key,
        text=text,
        state="ready",
        lot_id=lot.id,
        quantity=gone,
        unit=lot.unit,
        is_use=True,
        by={"lot": by, "quantity": by},
    )


def left_line(
    db: TenantSession, key: int, text: str, lot_id: UUID, quantity: Decimal, unit: str, by: By
) -> StockLine:
    """So much of a lot is left. Raises NotFound, ConversionError, BadNumber for more than any lot
    holds."""
    lot = _lot(db, lot_id)
    of = lot.product.ingredient
    left = check_quantity(_rounded(convert(quantity, unit, lot.unit, density_of_row(of), of.name)))
    line = StockLine(key=key, text=text, quantity=left, by={"quantity": by})
    return of_lot(line, lot, by)


def asked(line: StockLine) -> StockLine:
    """Which of several is meant is the baker's to say."""
    return line.model_copy(update={"state": "check", "reason": "which", "lot_id": None})


def of_lot(line: StockLine, lot: Lot, by: By) -> StockLine:
    """The line with its lot, and what a percentage of one package comes to."""
    quantity, unit = line.quantity, lot.unit
    if line.percent_low is not None:
        quantity = amount_of(line.percent_low, lot)
    ready = quantity is not None
    amount: By = line.by.get("quantity", line.by.get("percent", by))
    return line.model_copy(
        update={
            "lot_id": lot.id,
            "quantity": quantity,
            "unit": unit,
            "state": "ready" if ready else "check",
            "reason": "" if ready else "amount",
            "by": line.by | {"lot": by, "quantity": amount},
        }
    )


def amount_of(percent: Decimal, lot: Lot) -> Decimal:
    """What is left of a lot when its open package is so full: the packages that are still closed,
    and so much of one."""
    package = lot.product.package_quantity
    there = (lot.quantity / package).to_integral_value(ROUND_CEILING)
    return _rounded((max(there - 1, Decimal(0)) + percent / HUNDRED) * package)


def lots_by_id(db: TenantSession, ids: set[UUID]) -> dict[UUID, Lot]:
    """These lots with their products."""
    found = select(Lot).where(among(Lot.id, ids), Lot.deleted_at.is_(None)).options(WITH_PRODUCT)
    return {row.id: row for row in db.scalars(found)}


def _lot(db: TenantSession, lot_id: UUID) -> Lot:
    live(db, Lot, lot_id, "lot")
    return lots_by_id(db, {lot_id})[lot_id]


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(TYPED).normalize() + 0
