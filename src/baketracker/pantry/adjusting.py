"""Part of one lot is gone: by how much is left, or by how much was used, and why."""

from decimal import Decimal
from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.rows import expect
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput, NotFound
from baketracker.ingredients.service import density_of_row
from baketracker.measures.conversion import convert
from baketracker.measures.numbers import DUST, QUANTITY_PLACES
from baketracker.stock.ledger import exact
from baketracker.stock.words import REASONS

from .given import Adjustment, Reasoned
from .models import Lot
from .schemas import StockChange
from .shelf import brief
from .viewing import shown

KIND = "lot"
MORE_THAN_THERE = N_("There is only %(left)s. If there is more, count it.")
SOMETHING = N_("Write more than 0, or leave it as it is.")
SAY_WHY = N_("Say in a few words what happened.")
# As far as a person can type, and as far as a form shows it.
TYPED = Decimal(1).scaleb(-QUANTITY_PLACES)


@verb("write")
def adjust(
    db: TenantSession,
    lot_id: UUID,
    change: Adjustment,
    op_id: UUID | None = None,
    *,
    version: int | None = None,
) -> StockChange:
    """Let go of so much of a lot, with a row in the ledger; saying what is there already changes
    nothing. `version` is the one the caller has read.

    Raises NotFound, Stale, InvalidInput (nothing, more than is there, no reason said), and
    ConversionError."""
    row = locked_lot(db, lot_id, version)
    check_reason(change)
    if gone := _gone(row, change):
        words = N_("Took %(amount)s of %(product)s: %(reason)s")
        with doing(
            db, "pantry.adjust", words, op_id,
            amount=brief(gone, row.unit), product=row.label, reason=REASONS[change.reason],
        ) as operation_id:  # fmt: skip
            row.take(db, gone, change.reason, notes=change.notes)
        return StockChange(operation_id=operation_id, lots=shown(db, [row.id]))
    return StockChange(operation_id=None, lots=shown(db, [row.id]))


def locked_lot(db: TenantSession, lot_id: UUID, version: int | None) -> Lot:
    """The lot, locked, of the version the caller has read. Raises NotFound, Stale."""
    row = next(iter(Lot.locked(db, [lot_id])), None)
    if row is None or row.deleted_at is not None:
        raise NotFound(KIND)
    if version is not None:
        expect(row, version, KIND, lambda: shown(db, [lot_id])[0].model_dump(mode="json"))
    return row


def check_reason(given: Reasoned) -> None:
    """Another reason is only one when it is told. Raises InvalidInput."""
    if given.reason == "other" and not given.notes:
        raise InvalidInput(SAY_WHY, {"notes": SAY_WHY})


def _gone(row: Lot, change: Adjustment) -> Decimal:
    """How much of the lot goes, in its unit; 0: nothing."""
    if change.remaining_percentage is not None:
        return exact(row.quantity * (100 - change.remaining_percentage) / 100)
    if change.new_quantity is not None:
        # A lot may hold more decimals than anybody can type.
        if change.new_quantity == row.quantity.quantize(TYPED):
            return Decimal(0)
        return _at_most(row, row.quantity - change.new_quantity, "new_quantity")
    assert change.amount_used is not None  # one of the three is given
    of = row.product.ingredient
    unit = change.unit or row.unit
    used = convert(change.amount_used, unit, row.unit, density_of_row(of), of.name)
    return _at_most(row, used, "amount_used")


def _at_most(row: Lot, gone: Decimal, field: str) -> Decimal:
    """More than nothing, and not more than is there; dust apart."""
    left = brief(row.quantity, row.unit)
    if gone < 0 or gone > row.quantity + DUST:
        raise InvalidInput(MORE_THAN_THERE, {field: MORE_THAN_THERE}, left=left)
    if exact(gone) <= 0:
        raise InvalidInput(SOMETHING, {field: SOMETHING})
    return exact(min(gone, row.quantity))
