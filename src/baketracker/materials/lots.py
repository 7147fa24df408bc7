"""The verbs that read lots of materials one by one."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.stock.ledger import Net

from .lot_schemas import MaterialDepletionView, MaterialLotDetail, MaterialLotView
from .models import MaterialDepletion, MaterialLot, MaterialProduct
from .refs import MaterialRef

KIND = "lot"
WITH_PRODUCT = selectinload(MaterialLot.product).joinedload(
    MaterialProduct.material, innerjoin=True
)


@verb("read")
def search_lots(
    db: TenantSession,
    material_product_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    used_up: bool = False,
) -> Page[MaterialLotView]:
    """Lots on hand in the order they came, of one product if told; with `used_up` also those of
    which nothing is left. Raises LostPlace."""
    live_or_left = MaterialLot.deleted_at.is_(None) if used_up else MaterialLot.in_use()
    found = select(MaterialLot).where(live_or_left).options(WITH_PRODUCT)
    if material_product_id is not None:
        found = found.where(MaterialLot.material_product_id == material_product_id)
    rows = slice_of(db, found, MaterialLot, None, cursor, limit)
    return rows.page(lambda row: MaterialLotView.of(row, row.product))


@verb("read")
def get_lot(db: TenantSession, lot_id: UUID) -> MaterialLotDetail:
    """One lot, used up or not, and all that left it. Raises NotFound."""
    live(db, MaterialLot, lot_id, KIND)
    found = select(MaterialLot).where(MaterialLot.id == lot_id).options(WITH_PRODUCT)
    row = db.scalars(found.execution_options(populate_existing=True)).one()
    nets = MaterialDepletion.netted(db, [lot_id]).values()
    standing = [net for net in nets if net.quantity]
    return MaterialLotDetail(
        **MaterialLotView.fields(row, row.product),
        material=MaterialRef.of(row.product.material),
        history=[_left(net, row.unit_cost) for net in reversed(standing)],
    )


def _left(net: Net, unit_cost: Decimal | None) -> MaterialDepletionView:
    entry = net.entry
    return MaterialDepletionView(
        id=entry.id,
        happened_at=entry.happened_at,
        quantity=net.quantity,
        cost=net.told(unit_cost),
        reason=entry.reason,
        notes=entry.notes,
        by=entry.created_by,
    )
