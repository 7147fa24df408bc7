"""The verbs of the photos of what was delivered."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound, RuleBroken
from baketracker.media.pictures import CONTENT_TYPE
from baketracker.recipes.photos import photo_of, refuse_huge

from .models import Gift, GiftPhoto

KIND = "photo"
MOST_PHOTOS = 4


@verb("write")
def add_photo(db: TenantSession, gift_id: UUID, content: bytes, row_id: UUID | None = None) -> UUID:
    """Put a photo to a gift, redrawn and small; answers its id. Raises NotFound, BadPicture, and
    RuleBroken when it has four already."""
    live(db, Gift, gift_id, "gift")
    refuse_huge(content)
    own = select(func.count(GiftPhoto.id)).where(GiftPhoto.gift_id == gift_id)
    if (db.scalar(own) or 0) >= MOST_PHOTOS:
        raise RuleBroken("A gift has at most %(most)s photos. Remove one.", most=MOST_PHOTOS)
    row = GiftPhoto(gift_id=gift_id, content_type=CONTENT_TYPE, content=photo_of(content))
    if row_id is not None:
        row.id = row_id
    db.add(row)
    db.flush()
    return row.id


@verb("read")
def photo(db: TenantSession, photo_id: UUID) -> tuple[str, bytes]:
    """Its content type and bytes. Raises NotFound."""
    found = select(GiftPhoto).where(GiftPhoto.id == photo_id)
    row = db.scalars(found.options(undefer(GiftPhoto.content))).one_or_none()
    if row is None:
        raise NotFound(KIND)
    return row.content_type, row.content


@verb("write")
def remove_photo(db: TenantSession, photo_id: UUID) -> UUID:
    """Take it away for good; answers the gift it was of. Raises NotFound."""
    row = db.find(GiftPhoto, photo_id)
    if row is None:
        raise NotFound(KIND)
    db.delete(row)
    db.flush()
    return row.gift_id
