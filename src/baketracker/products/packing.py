"""How the trade packs a product: its levels, from the one in the hand upwards."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, InvalidInput

from .models import Product, ProductPackaging
from .schemas import LEVELS, PackagingLevel


def levels_of(db: TenantSession, product_id: UUID) -> list[ProductPackaging]:
    """The levels, the smallest first. One statement."""
    found = select(ProductPackaging).where(ProductPackaging.product_id == product_id)
    rows = db.scalars(found.order_by(ProductPackaging.id))
    return sorted(rows, key=lambda row: LEVELS.index(row.level))


def pack(db: TenantSession, row: Product, wanted: Sequence[PackagingLevel]) -> None:
    """Give the product these levels; what stays keeps its size and weight. Raises InvalidInput
    for a level told twice."""
    seen: set[str] = set()
    for number, level in enumerate(wanted):
        if level.level in seen:
            words = N_("Each level of packing stands here once.")
            raise InvalidInput(words, fields={f"packaging.{number}.level": words})
        seen.add(level.level)
    known = {one.level: one for one in levels_of(db, row.id)}
    before = [PackagingLevel.of(one) for one in known.values()]
    for level in wanted:
        one = known.pop(level.level, None) or ProductPackaging(product_id=row.id)
        for name, value in level.model_dump().items():
            setattr(one, name, value)
        db.add(one)
    for gone in known.values():
        db.delete(gone)
    if before != sorted(wanted, key=lambda level: LEVELS.index(level.level)):
        # Its parts are part of what a version of it says.
        row.updated_at = now()
    db.flush()
