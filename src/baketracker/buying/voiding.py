"""Putting away what was written down by mistake: only while nothing of it went out."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.rows import expect
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict
from baketracker.fields import plain
from baketracker.stock.ledger import Reason
from baketracker.stock.words import REASONS

from .kinds import KIND, KINDS, kind_of
from .reading import RECEIPT, Bought, get_line, get_receipt, standing

VOIDED = N_("Took %(things)s off the purchases")
NAMED = 3


class AlreadyUsed(Conflict):
    """Something of it went out: it was bought, so it stays."""

    code = "already_used"

    def __init__(self, used: str) -> None:
        super().__init__(
            N_(
                "This stays, because some of it went out already: %(used)s. Correct the line, or "
                "take those uses back first."
            ),
            used=used,
        )


@verb("write")
def void_line(
    db: TenantSession, purchase_id: UUID, version: int, op_id: UUID | None = None
) -> UUID:
    """Put one line away with its lots; a receipt without a line shows nowhere. Answers the
    operation. Raises NotFound, Stale, AlreadyUsed."""
    kind, row = kind_of(db, purchase_id)
    expect(row, version, KIND, lambda: get_line(db, purchase_id).model_dump(mode="json"))
    return _void(db, [(kind, row)], op_id)


@verb("write")
def void_receipt(
    db: TenantSession, receipt_id: UUID, version: int, op_id: UUID | None = None
) -> UUID:
    """Put a receipt away with all its lines and their lots. Answers the operation.

    Raises NotFound, Stale, AlreadyUsed."""
    row, bought = standing(db, receipt_id)
    expect(row, version, RECEIPT, lambda: get_receipt(db, receipt_id).model_dump(mode="json"))
    return _void(db, bought, op_id)


def _void(db: TenantSession, bought: Sequence[Bought], op_id: UUID | None) -> UUID:
    lots, names, used = _looked_through(db, bought)
    if used:
        raise AlreadyUsed("; ".join(used))
    things = ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])
    moment = now()
    with doing(db, "buying.void", VOIDED, op_id, things=things) as operation_id:
        for row in [*lots, *(row for _, row in bought)]:
            row.deleted_at = moment
    return operation_id


def _looked_through(
    db: TenantSession, bought: Sequence[Bought]
) -> tuple[list[Any], list[str], list[str]]:
    """The lots of these purchases, locked; what was bought; and what went out of it."""
    lots: list[Any] = []
    names: list[str] = []
    used: list[str] = []
    for kind in KINDS.values():
        rows = [row for one, row in bought if one is kind]
        products = kind.products(db, {kind.product_id(row) for row in rows})
        names += [kind.label(products[kind.product_id(row)]) for row in rows]
        held = kind.locked_lots(db, [row.id for row in rows])
        lots += held
        gone = [lot for lot in held if not lot.is_untouched]
        if gone:
            used += _told(db, gone, kind.symbol)
    return lots, names, used


def _told(db: TenantSession, lots: Sequence[Any], symbol: Any) -> list[str]:
    """What went out of lots, by product and reason: "King Arthur 0.5 lb (spoiled)"."""
    by_lot = {lot.id: lot for lot in lots}
    gone: defaultdict[tuple[str, str, Reason], Decimal] = defaultdict(Decimal)
    for net in type(lots[0]).ledger.netted(db, list(by_lot)).values():
        lot = by_lot[net.entry.lot_id]
        gone[lot.label, symbol(lot.product), net.entry.reason] += net.quantity
    return [
        f"{label} {plain(amount)} {unit} ({REASONS[reason]})"
        for (label, unit, reason), amount in gone.items()
        if amount
    ]
