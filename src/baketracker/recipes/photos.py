"""The verbs of a recipe's photos."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, NotFound, RuleBroken
from baketracker.media.pictures import CONTENT_TYPE, BadPicture, redrawn

from .models import Recipe, RecipePhoto
from .schemas import PhotoView

KIND = "photo"
MOST_PHOTOS = 6
LARGEST_SENT = 15 * 1024 * 1024
TOO_LARGE = N_("That file is larger than 15 MB. Send a smaller one.")
# A photo is looked at on a page and lies in the database: smaller than what a model reads.
LONGEST_SIDE = 1600
LARGEST = 300 * 1024


@verb("write")
def add_photo(
    db: TenantSession,
    recipe_id: UUID,
    content: bytes,
    caption: str = "",
    row_id: UUID | None = None,
) -> PhotoView:
    """Put a photo to a recipe, redrawn and small. Raises NotFound, BadPicture, and RuleBroken
    when it has six already."""
    live(db, Recipe, recipe_id, "recipe")
    refuse_huge(content)
    own = select(func.count(RecipePhoto.id)).where(RecipePhoto.recipe_id == recipe_id)
    many = db.scalar(own) or 0
    if many >= MOST_PHOTOS:
        raise RuleBroken("A recipe has at most %(most)s photos. Remove one.", most=MOST_PHOTOS)
    row = RecipePhoto(
        recipe_id=recipe_id,
        content_type=CONTENT_TYPE,
        content=photo_of(content),
        caption=caption,
        sort_order=many,
    )
    if row_id is not None:
        row.id = row_id
    db.add(row)
    db.flush()
    return PhotoView(id=row.id, caption=row.caption)


def refuse_huge(content: bytes) -> None:
    """Raise BadPicture for more than anybody's camera makes."""
    if len(content) > LARGEST_SENT:
        raise BadPicture(TOO_LARGE)


def photo_of(content: bytes) -> bytes:
    """A JPEG of the picture as photos are kept. Raises BadPicture."""
    return redrawn(content, longest=LONGEST_SIDE, largest=LARGEST).content


@verb("read")
def photo(db: TenantSession, photo_id: UUID) -> tuple[str, bytes]:
    """Its content type and bytes. Raises NotFound."""
    found = select(RecipePhoto).where(RecipePhoto.id == photo_id)
    row = db.scalars(found.options(undefer(RecipePhoto.content))).one_or_none()
    if row is None:
        raise NotFound(KIND)
    return row.content_type, row.content


@verb("read")
def require_photo(db: TenantSession, photo_id: UUID) -> None:
    """Raise NotFound when it is not there, without reading its bytes."""
    if db.find(RecipePhoto, photo_id) is None:
        raise NotFound(KIND)


@verb("write")
def remove_photo(db: TenantSession, photo_id: UUID) -> UUID:
    """Take it away for good; answers the recipe it was of. Raises NotFound."""
    row = db.find(RecipePhoto, photo_id)
    if row is None:
        raise NotFound(KIND)
    db.delete(row)
    db.flush()
    return row.recipe_id
