"""The pictures of a receipt's paper."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.journal import doing
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, RuleBroken
from baketracker.files import service as files
from baketracker.files.service import Laid
from baketracker.purchases.models import Receipt, ReceiptPage

MOST_PICTURES = 16
TOO_MANY = N_("A receipt has at most %(most)s pictures.")


@verb("read")
def pictures_of(db: TenantSession, receipt_id: UUID) -> list[UUID]:
    """The files of its pages, in their order."""
    found = select(ReceiptPage.file_id).where(ReceiptPage.receipt_id == receipt_id)
    return list(db.scalars(found.order_by(ReceiptPage.page)))


@verb("write")
def add_pictures(
    db: TenantSession, receipt_id: UUID, pictures: Sequence[Laid], op_id: UUID | None = None
) -> UUID:
    """Put pictures that were laid into the file store to a receipt; answers the operation. Raises
    NotFound, RuleBroken when there are too many."""
    live(db, Receipt, receipt_id, "receipt")
    own = select(func.max(ReceiptPage.page)).where(ReceiptPage.receipt_id == receipt_id)
    last = db.scalar(own)
    first = 0 if last is None else last + 1
    if first + len(pictures) > MOST_PICTURES:
        raise RuleBroken(TOO_MANY, most=MOST_PICTURES)
    with doing(db, "buying.add_pictures", N_("Put a picture to a receipt"), op_id) as operation:
        for page, laid in enumerate(pictures, start=first):
            kept = files.keep_laid(db, laid)
            db.add(ReceiptPage(receipt_id=receipt_id, file_id=kept.id, page=page))
        db.flush()
    return operation
