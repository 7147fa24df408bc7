"""What people do to finished stock by hand: eat it, throw it away, give it away, count it anew."""

from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput, Text

from .given import LowBelow, StockCorrection
from .kinds import KINDS, KindName
from .ledger import move
from .listing import get
from .schemas import FinishedChange
from .words import REASONS

SAY_WHY = N_("Say in a few words why the number changes.")
SOMETHING = N_("Write how many, at least 1.")
ONLY_COUNTED = N_("What is eaten, spoiled or given away gets fewer. If there are more, count anew.")


@verb("write")
def adjust(
    db: TenantSession,
    kind: KindName,
    item_id: UUID,
    given: StockCorrection,
    op_id: UUID | None = None,
) -> FinishedChange:
    """So many pieces came, went or are there, for a person's reason, with a row in the ledger.
    Counting what is there already changes nothing.

    Raises NotFound, NotEnoughMade, and InvalidInput (an adjustment without notes, a change of 0,
    more of what is eaten)."""
    row = KINDS[kind].locked(db, item_id)
    change = given.counted - row.on_hand if given.counted is not None else given.change or 0
    if given.reason == "adjustment" and not given.notes:
        raise InvalidInput(SAY_WHY, {"notes": SAY_WHY})
    if given.change == 0:
        raise InvalidInput(SOMETHING, {"change": SOMETHING})
    if change > 0 and given.reason != "adjustment":
        raise InvalidInput(
            ONLY_COUNTED, {"change" if given.counted is None else "counted": ONLY_COUNTED}
        )
    if change == 0:
        return FinishedChange(operation_id=None, item=get(db, kind, item_id))
    words = {"count": abs(change), "name": row.name, "reason": REASONS[given.reason]}
    with doing(db, "finished_stock.adjust", _sentence(change), op_id, **words) as operation_id:
        move(db, row, change, given.reason, notes=given.notes)
    return FinishedChange(operation_id=operation_id, item=get(db, kind, item_id))


@verb("write")
def set_low_below(
    db: TenantSession, kind: KindName, item_id: UUID, given: LowBelow, op_id: UUID | None = None
) -> FinishedChange:
    """Below so many it is low. Raises NotFound."""
    row = KINDS[kind].locked(db, item_id)
    if row.low_below == given.low_below:
        return FinishedChange(operation_id=None, item=get(db, kind, item_id))
    message = N_("Said when %(name)s are low")
    with doing(db, "finished_stock.set_low_below", message, op_id, name=row.name) as done:
        row.low_below = given.low_below
    return FinishedChange(operation_id=done, item=get(db, kind, item_id))


def _sentence(change: int) -> Text:
    if change > 0:
        return N_("%(count)s more %(name)s: %(reason)s")
    return N_("%(count)s fewer %(name)s: %(reason)s")
