"""What the verbs of every catalogue do with one row: find it, check its version, name it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm.interfaces import ORMOption

from baketracker.errors import NotFound, Stale
from baketracker.measures.slugs import slugify, unique_slug

from .base import Editable
from .many import among
from .moving import move_uses
from .references import forget_preferences, in_words, uses_of
from .tenancy import TenantSession

__all__ = [
    "brought_back",
    "expect",
    "forget_preferences",
    "free_slug",
    "in_words",
    "live",
    "lock_rows",
    "move_uses",
    "uses_of",
]

Row = TypeVar("Row", bound=Editable)


def live(db: TenantSession, entity: type[Row], row_id: UUID, kind: str) -> Row:
    """The row, unless it is missing, archived or another bakery's: then NotFound(kind)."""
    row = db.find(entity, row_id)
    if row is None or getattr(row, "deleted_at", None) is not None:
        raise NotFound(kind)
    return row


def brought_back(
    db: TenantSession,
    entity: type[Row],
    row_id: UUID,
    kind: str,
    check: Callable[[Row], object] | None = None,
) -> Row:
    """The row out of the archive again, under a slug that is free now; one that was not archived
    stays as it is. `check` may refuse. Raises NotFound(kind)."""
    row: Any = db.find(entity, row_id)
    if row is None:
        raise NotFound(kind)
    if row.deleted_at is not None:
        if check is not None:
            check(row)
        if getattr(row, "slug", None):
            row.slug = free_slug(db, entity, row.slug)
        row.deleted_at = None
        db.flush()
    found: Row = row
    return found


def lock_rows(
    db: TenantSession, entity: type[Row], ids: Collection[UUID], *options: ORMOption
) -> Sequence[Row]:
    """The rows with these ids as they are now, locked until the transaction ends, in the order of
    their ids. Others may still refer to them. One statement, beside those of `options`."""
    found = select(entity).where(among(entity.id, ids)).order_by(entity.id).options(*options)
    locked = found.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.scalars(locked).all()


def expect(
    row: Editable, version: int, kind: str, current: Callable[[], Mapping[str, object]]
) -> None:
    """Raise Stale, telling what is stored now, when `version` is not the row's."""
    if row.version != version:
        raise Stale(kind, current())


def free_slug(db: TenantSession, entity: type[Any], text: str) -> str:
    """A slug for `text` that no live row of the bakery has: "flour", "flour-2", ...

    A race for the same one ends at the unique index, as a Conflict."""
    slug = slugify(text)
    taken = db.scalars(
        select(entity.slug).where(
            entity.deleted_at.is_(None),
            or_(entity.slug == slug, entity.slug.startswith(f"{slug[:190]}", autoescape=True)),
        )
    )
    return unique_slug(slug, set(taken))
