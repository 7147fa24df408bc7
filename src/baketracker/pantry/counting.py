"""What was counted becomes what is there: one lot, or all of a product or an ingredient."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Moment, now
from baketracker.errors import N_
from baketracker.ingredients.service import density_of_row
from baketracker.measures.numbers import DUST
from baketracker.stock.counting import doubt_count
from baketracker.stock.ledger import exact

from .counted import Counted, counted_by
from .given import Count
from .models import Lot
from .recounting import Held, Recount, in_all, recount
from .schemas import StockChange
from .shelf import brief
from .viewing import shown


@dataclass(frozen=True, slots=True)
class _Result:
    """What one count found, and what it makes of the lots."""

    of: Counted
    counted: Decimal
    unit: str
    made: Recount[UUID]


@verb("write")
def count(
    db: TenantSession, what: Count, op_id: UUID | None = None, *, confirmed: bool = False
) -> StockChange:
    """What is there is what was counted. What lacks left as a correction, from the lots that are
    used first; what is more comes back to the newest, up to what was bought of each, and beyond
    that becomes a lot of its own at the newest one's cost. From now on the amounts count as
    counted, even where nothing differs.

    Raises NotFound, ConversionError, NothingKnown, and FarMore unless it is `confirmed`."""
    return _counted(db, [what], op_id, confirmed=confirmed)


@verb("write")
def count_all(
    db: TenantSession,
    counts: Sequence[Count],
    op_id: UUID | None = None,
    *,
    confirmed: bool = False,
) -> StockChange:
    """Several counts as `count` would take them one after another, all or none, as one operation.

    Raises what `count` raises."""
    return _counted(db, counts, op_id, confirmed=confirmed)


def _counted(
    db: TenantSession, counts: Sequence[Count], op_id: UUID | None, *, confirmed: bool
) -> StockChange:
    scopes = counted_by(db, counts)
    # Judged before anything is written: who shows a refusal commits nothing with it.
    for of, one in zip(scopes, counts, strict=True):
        _result(of, one, confirmed=confirmed)
    moment, touched = now(), set[UUID]()
    message, numbers = _sentence(scopes, counts)
    with doing(db, "pantry.count", message, op_id, **numbers) as operation_id:
        for of, one in zip(scopes, counts, strict=True):
            result = _result(of, one, confirmed=True)
            touched |= _write(db, result, moment, estimated=one.estimated)
    return StockChange(operation_id=operation_id, lots=shown(db, touched))


def _result(of: Counted, one: Count, *, confirmed: bool) -> _Result:
    """What this count makes of its lots as they are now."""
    unit = one.unit or of.lots[-1].unit
    density, name = density_of_row(of.ingredient), of.ingredient.name
    held = [Held(lot.layer, lot.quantity_bought) for lot in of.lots]
    left, bought = in_all(held, unit, density, name)
    counted = one.quantity
    if counted is None:
        assert one.percent is not None  # one of the two is given
        counted = bought * one.percent / 100
    if not confirmed:
        doubt_count(of.name, counted, bought, lambda amount: brief(amount, unit))
    if abs(counted - left) < DUST:
        return _Result(of, left, unit, Recount({}, Decimal(0)))
    return _Result(of, counted, unit, recount(held, counted, unit, density, name))


def _write(db: TenantSession, result: _Result, moment: Moment, *, estimated: bool) -> set[UUID]:
    """Make the lots what was counted; answers which they are."""
    lots, newest = result.of.lots, result.of.lots[-1]
    known_by = "estimated" if estimated else "counted"
    for lot in lots:
        if amount := exact(result.made.leaves.get(lot.id, Decimal(0))):
            lot.take(db, amount, "correction", at=moment)
        lot.known_by, lot.counted_at = known_by, moment
    touched = {lot.id for lot in lots}
    if result.made.surplus >= DUST:
        found = Lot(
            product_id=newest.product_id,
            quantity=exact(result.made.surplus),
            unit_cost=newest.unit_cost,
            location=newest.location,
            known_by=known_by,
            counted_at=moment,
        )
        db.add(found)
        db.flush()
        touched.add(found.id)
    return touched


def _sentence(scopes: Sequence[Counted], counts: Sequence[Count]) -> tuple[str, dict[str, object]]:
    """What was done, for the list of operations."""
    if len(scopes) > 1:
        return N_("Counted %(count)s things"), {"count": len(scopes)}
    result = _result(scopes[0], counts[0], confirmed=True)
    return N_("Counted %(name)s: %(amount)s"), {
        "name": result.of.name,
        "amount": brief(result.counted, result.unit),
    }
