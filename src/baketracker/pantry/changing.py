"""What is known of a lot beside its amount: where it stands, until when it is good, where it came
from."""

from datetime import date
from typing import Any
from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput, NotFound, RuleBroken
from baketracker.purchases.models import Purchase
from baketracker.suppliers.models import Supplier

from .adjusting import locked_lot
from .given import LotChange
from .models import Lot
from .schemas import StockChange
from .viewing import shown

NEVER_BOUGHT = N_(
    "Nobody wrote down where this was bought, so there is no store to change. "
    "Write down a purchase of it instead."
)
TOO_EARLY = N_("That is before the day it was bought.")
STILL_TO_COME = N_("That day is still to come.")
DAYS = ("expires_on", "opened_on")


class NeverBought(RuleBroken):
    """The lot has no purchase, so it has no store."""

    code = "never_bought"

    def __init__(self) -> None:
        super().__init__(NEVER_BOUGHT)


@verb("write")
def change(
    db: TenantSession,
    lot_id: UUID,
    given: LotChange,
    op_id: UUID | None = None,
    *,
    version: int | None = None,
) -> StockChange:
    """Change what `given` says and nothing else; the supplier is that of the lot's purchase.
    `version` is the one the caller has read.

    Raises NotFound, Stale, NeverBought, and InvalidInput for a day before it was bought or one of
    opening that is still to come."""
    row = locked_lot(db, lot_id, version)
    values = given.model_dump(exclude_unset=True)
    purchase = _purchase(db, row, values)
    for name in ("location", "lot_code"):
        if name in values:
            values[name] = values[name] or None
    values = {name: value for name, value in values.items() if getattr(row, name) != value}
    _check_days(values, row.purchased_on, db.scope.today())
    moved = purchase is not None and purchase.supplier_id != given.supplier_id
    if not values and not moved:
        return StockChange(operation_id=None, lots=shown(db, [row.id]))
    words = N_("Changed what is known of %(product)s")
    with doing(db, "pantry.change", words, op_id, product=row.label) as operation_id:
        for name, value in values.items():
            setattr(row, name, value)
        if purchase is not None:
            purchase.supplier_id = given.supplier_id
    return StockChange(operation_id=operation_id, lots=shown(db, [row.id]))


def _check_days(values: dict[str, Any], bought_on: date | None, today: date) -> None:
    """What changes is judged; what stands already is not: an import may have brought worse."""
    for name in DAYS:
        if bought_on and values.get(name) and values[name] < bought_on:
            raise InvalidInput(TOO_EARLY, {name: TOO_EARLY})
    check_past(values.get("opened_on"), today, "opened_on")


def check_past(day: date | None, today: date, field: str) -> None:
    """What has happened did so today or before. Raises InvalidInput."""
    if day is not None and day > today:
        raise InvalidInput(STILL_TO_COME, {field: STILL_TO_COME})


def _purchase(db: TenantSession, row: Lot, values: dict[str, Any]) -> Purchase | None:
    """What the lot's store belongs to, when one is given."""
    if "supplier_id" not in values:
        return None
    supplier_id = values.pop("supplier_id")
    purchase = db.find(Purchase, row.purchase_id) if row.purchase_id else None
    if purchase is None:
        if supplier_id is None:
            return None
        raise NeverBought
    if supplier_id not in (None, purchase.supplier_id):
        shop = db.find(Supplier, supplier_id)
        if shop is None or shop.deleted_at is not None:
            raise NotFound("supplier")
    return purchase
