"""What is left of one lot is corrected: by so much more or less, to what was counted, or to a part
of what is there."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.rows import expect
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, InvalidInput, NotFound, Text
from baketracker.measures.material_units import BaseUnit, normalise_material, to_base
from baketracker.measures.numbers import DUST, QUANTITY_PLACES
from baketracker.stock.counting import doubt_count
from baketracker.stock.ledger import exact

from .given import MaterialAdjustment, check_reason
from .lot_schemas import MaterialAdjusted, MaterialLotView
from .models import MaterialLot
from .refs import SYMBOLS, brief

KIND = "lot"
MORE_THAN_THERE = N_("There is only %(left)s. If there is more, count it.")
SOMETHING = N_("Write more than 0.")
PERCENT = N_("Write 0 to 100 percent.")
ADDED = N_("Added %(amount)s of %(name)s")
TOOK = N_("Took %(amount)s of %(name)s")
COUNTED = N_("Counted %(name)s: %(amount)s")
# As far as a person can type, and as far as a form shows it.
TYPED = Decimal(1).scaleb(-QUANTITY_PLACES)

How = Literal["counted", "estimated"]


@dataclass(frozen=True, slots=True)
class _Correction:
    """What the lot shall hold, how that is known (None: as before), and how it is told."""

    target: Decimal
    known_by: How | None
    message: Text
    amount: Decimal


@verb("write")
def adjust(
    db: TenantSession,
    lot_id: UUID,
    change: MaterialAdjustment,
    version: int,
    op_id: UUID | None = None,
) -> MaterialAdjusted:
    """Correct what is left of a lot, with a row in the ledger. What is more comes back to the lot,
    up to what was bought of it; the rest becomes a lot of its own at the same cost.

    Raises NotFound, Stale, InvalidInput (nothing, more than is there, no reason said),
    ConversionError, and FarMore unless the change is `confirmed`."""
    row = next(iter(MaterialLot.locked(db, [lot_id])), None)
    if row is None or row.deleted_at is not None:
        raise NotFound(KIND)
    expect(row, version, KIND, lambda: MaterialLotView.of(row, row.product).model_dump(mode="json"))
    check_reason(change)
    wanted = _correction(row, change)
    if wanted.known_by is None and exact(wanted.target) == row.quantity:
        return MaterialAdjusted(operation_id=None, lot=_view(row), surplus=None)
    if not change.confirmed:
        unit = SYMBOLS[row.unit]
        doubt_count(row.label, wanted.target, row.quantity_bought, lambda some: brief(some, unit))
    told = {"name": row.label, "amount": brief(wanted.amount, SYMBOLS[row.unit])}
    with doing(db, "materials.adjust", wanted.message, op_id, **told) as operation_id:
        surplus = _write(db, row, wanted, change)
    return MaterialAdjusted(
        operation_id=operation_id, lot=_view(row), surplus=_view(surplus) if surplus else None
    )


def _correction(row: MaterialLot, change: MaterialAdjustment) -> _Correction:
    if change.how == "percentage":
        if change.amount > 100:
            raise InvalidInput(PERCENT, {"amount": PERCENT})
        part = exact(row.quantity * change.amount / 100)
        return _Correction(part, "estimated", COUNTED, part)
    base = BaseUnit(row.unit)
    amount = change.amount
    if change.unit is not None:
        amount = to_base(amount, normalise_material(change.unit, base), base)
    if change.how == "set":
        # A lot may hold more decimals than anybody can type.
        same = amount == row.quantity.quantize(TYPED)
        return _Correction(row.quantity if same else amount, "counted", COUNTED, amount)
    if amount == 0:
        raise InvalidInput(SOMETHING, {"amount": SOMETHING})
    if change.how == "add":
        return _Correction(row.quantity + amount, None, ADDED, amount)
    if amount > row.quantity + DUST:
        left = brief(row.quantity, SYMBOLS[row.unit])
        raise InvalidInput(MORE_THAN_THERE, {"amount": MORE_THAN_THERE}, left=left)
    return _Correction(row.quantity - min(amount, row.quantity), None, TOOK, amount)


def _write(
    db: TenantSession, row: MaterialLot, wanted: _Correction, change: MaterialAdjustment
) -> MaterialLot | None:
    """Make the lot hold what is wanted; answers the lot that more than was bought of it became."""
    more, moment = exact(wanted.target) - row.quantity, now()
    back = min(more, row.quantity_out)
    if more < 0:
        row.take(db, -more, change.reason, at=moment, notes=change.notes)
    elif back:
        row.take(db, -back, "correction", at=moment, notes=change.notes)
    if wanted.known_by is not None:
        row.known_by, row.counted_at = wanted.known_by, moment
    if more - back < DUST:
        return None
    found = MaterialLot(
        material_product_id=row.material_product_id,
        quantity=more - back,
        unit_cost=row.unit_cost,
        location=row.location,
        known_by="counted",
        counted_at=moment,
        notes=change.notes,
    )
    found.product = row.product
    db.add(found)
    db.flush()
    return found


def _view(row: MaterialLot) -> MaterialLotView:
    return MaterialLotView.of(row, row.product)
