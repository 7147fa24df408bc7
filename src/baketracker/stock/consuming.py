"""Taking from lots of any kind, which their feature has locked: first it is found out what is taken
of each, then all of it leaves at once."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Moment

from .fifo import Drawn, Layer
from .ledger import LotLike, Reason, exact


def layers(lots: Iterable[LotLike], gone: Mapping[UUID, Decimal]) -> Iterator[Layer[UUID]]:
    """The lots in their order, less what others before take of them."""
    for lot in lots:
        yield replace(lot.layer, quantity=lot.quantity - gone.get(lot.id, Decimal(0)))


def as_kept(drawn: Drawn[UUID], gone: MutableMapping[UUID, Decimal]) -> Drawn[UUID]:
    """What is drawn, each amount as the ledger keeps it; it is added to what is `gone`."""
    rounded = (replace(one, quantity=exact(one.quantity)) for one in drawn.draws)
    kept = tuple(one for one in rounded if one.quantity)
    for one in kept:
        gone[one.layer.lot] = gone.get(one.layer.lot, Decimal(0)) + one.quantity
    return replace(drawn, draws=kept)


def let_go(
    db: TenantSession,
    lots: Iterable[LotLike],
    gone: Mapping[UUID, Decimal],
    reason: Reason,
    *,
    at: Moment | None = None,
    notes: str = "",
) -> None:
    """All that is gone leaves its lot: one row of the ledger for each."""
    for lot in lots:
        if amount := gone.get(lot.id):
            lot.take(db, amount, reason, at=at, notes=notes)
    db.flush()
