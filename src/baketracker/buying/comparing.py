"""Whether what was paid is out of the ordinary."""

from collections.abc import Sequence
from uuid import UUID

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.purchases.alerts import Alert, alert
from baketracker.purchases.medians import LATE

from .kinds import KINDS
from .schemas import PurchaseView


@verb("read")
def against_usual(db: TenantSession, lines: Sequence[PurchaseView]) -> dict[UUID, Alert]:
    """How the price of each of these purchases stands to the middle of the last 90 days; older
    ones, and those of which there is no other price, are absent. Two statements."""
    since = db.scope.today() - LATE
    told: dict[UUID, Alert] = {}
    for kind in KINDS.values():
        own = [line for line in lines if line.kind == kind.name and line.purchased_on >= since]
        usual = kind.medians(db, {line.product.id for line in own})
        for line in own:
            known = usual.get(line.product.id)
            if line.per_unit is None or known is None or known.count < 2:
                continue
            if found := alert(line.per_unit, known.per_unit):
                told[line.id] = found
    return told
