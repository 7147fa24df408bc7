"""The receipts there are, the newest first."""

from collections import Counter, defaultdict
from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.purchases.models import Receipt
from baketracker.suppliers.schemas import SupplierRef

from .kinds import KINDS, Kind
from .schemas import ReceiptSummary


@verb("read")
def receipts(
    db: TenantSession, cursor: str | None = None, limit: int = PAGE
) -> Page[ReceiptSummary]:
    """The receipts, the newest first. Three statements, four with a cursor. Raises LostPlace."""
    has_lines = [_lines_of_it(kind) for kind in KINDS.values()]
    standing = select(Receipt).where(Receipt.deleted_at.is_(None), or_(*has_lines))
    found = slice_of(
        db,
        standing.options(joinedload(Receipt.supplier)),
        Receipt,
        Receipt.bought_on,
        cursor,
        limit,
        newest_first=True,
    )
    lines, sums = _added_up(db, [row.id for row in found.rows])
    return found.page(lambda row: _summary(row, lines[row.id], sums[row.id]))


def _lines_of_it(kind: Kind) -> ColumnElement[bool]:
    bought = kind.purchase
    found = select(bought.id).where(
        bought.tenant_id == Receipt.tenant_id,
        bought.receipt_id == Receipt.id,
        bought.deleted_at.is_(None),
    )
    return found.exists()


def _added_up(
    db: TenantSession, receipt_ids: Collection[UUID]
) -> tuple[Counter[UUID], defaultdict[UUID, Decimal]]:
    """How many lines each receipt has, and what those of known price come to."""
    lines: Counter[UUID] = Counter()
    sums: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for kind in KINDS.values():
        bought = kind.purchase
        found = (
            select(
                bought.receipt_id, func.count(), func.sum(bought.package_price * bought.packages)
            )
            .where(among(bought.receipt_id, receipt_ids), bought.deleted_at.is_(None))
            .group_by(bought.receipt_id)
        )
        for receipt_id, count, total in db.execute(found):
            lines[receipt_id] += count
            sums[receipt_id] += total or 0
    return lines, sums


def _summary(row: Receipt, lines: int, known: Decimal) -> ReceiptSummary:
    shop = row.supplier
    own = ("id", "bought_on", "number", "total_paid", "source", "version")
    return ReceiptSummary(
        **{name: getattr(row, name) for name in own},
        supplier=SupplierRef(id=shop.id, name=shop.name) if shop else None,
        lines=lines,
        known=known,
    )
