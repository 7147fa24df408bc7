"""What is bought again and again, and buying it once more."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, RuleBroken
from baketracker.suppliers.models import Supplier

from .given import NewLine, NewReceipt
from .kinds import KINDS, Kind, kind_of
from .pricing import last_prices
from .reading import Bought, get_line, lines_of
from .recording import record
from .schemas import ReceiptView, RecentView

LATELY, A_WHILE = timedelta(days=30), timedelta(days=90)
OFTEN, MOST = 3, 20
NOT_SOLD = N_("%(product)s is archived. Bring it back, or choose another product.")


@verb("read")
def recent(db: TenantSession) -> list[RecentView]:
    """What was bought in the last 30 days, or three times in 90: each product once, as it was
    last bought, the newest first, at most 20."""
    times: dict[UUID, int] = {}
    found: list[Bought] = []
    for kind in KINDS.values():
        for row, count in _of_late(db, kind):
            times[row.id] = count
            found.append((kind, row))
    found.sort(key=lambda one: (one[1].purchased_on, one[1].id), reverse=True)
    shown = lines_of(db, found[:MOST])
    return [RecentView(purchase=line, times=times[line.id]) for line in shown]


@verb("write")
def repeat(db: TenantSession, purchase_id: UUID, op_id: UUID | None = None) -> ReceiptView:
    """The same line once more, bought today at the last known price. Raises NotFound, and
    RuleBroken when the product is archived."""
    kind, _row = kind_of(db, purchase_id)
    was = get_line(db, purchase_id)
    product = kind.products(db, [was.product.id])[was.product.id]
    if product.deleted_at is not None:
        raise RuleBroken(NOT_SOLD, product=was.product.label)
    last = last_prices(db, kind, [was.product.id]).get(was.product.id)
    line = NewLine(
        packages=was.packages,
        package_price=last.package_price if last else None,
        location=next((lot.location for lot in was.lots), None),
        **{kind.column: was.product.id},
    )
    shop = db.find(Supplier, was.supplier.id) if was.supplier else None
    again = NewReceipt(
        supplier_id=shop.id if shop and shop.deleted_at is None else None,
        bought_on=db.scope.today(),
        lines=[line],
        # Somebody has bought it at this price before.
        confirmed=True,
    )
    return record(db, again, op_id)


def _of_late(db: TenantSession, kind: Kind) -> list[tuple[Any, int]]:
    """The last purchase of each product that counts, and how often it was bought in 90 days: one
    statement."""
    bought, product_id = kind.purchase, getattr(kind.purchase, kind.column)
    today = db.scope.today()
    found = (
        select(bought, func.count().over(partition_by=product_id))
        .join(bought.product)
        .where(
            bought.deleted_at.is_(None),
            bought.purchased_on >= today - A_WHILE,
            kind.product.deleted_at.is_(None),
        )
        .ext(distinct_on(product_id))
        .order_by(product_id, bought.purchased_on.desc(), bought.id.desc())
    )
    return [
        (row, count)
        for row, count in db.execute(found)
        if count >= OFTEN or row.purchased_on >= today - LATELY
    ]
