"""The verbs of the categories of materials: the first level."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, free_slug, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession

from .given import MaterialCategoryChange, NewMaterialCategory
from .levels import LevelVerbs, names_of, put_away, refuse_taken, store, wanted
from .models import MaterialCategory, MaterialSubcategory
from .schemas import MaterialCategoryView

KIND = "category"


@verb("read")
def search_categories(
    db: TenantSession,
    text: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    archived: bool = False,
) -> Page[MaterialCategoryView]:
    """Categories by name, or the archived ones. Two statements, three with a cursor.

    Raises LostPlace."""
    found = select(MaterialCategory).where(
        *wanted(db, MaterialCategory, text, MaterialCategory.name, archived=archived)
    )
    rows = slice_of(db, found, MaterialCategory, MaterialCategory.name, cursor, limit)
    held = _held(db, [row.id for row in rows.rows])
    return rows.page(lambda row: _view(row, held.get(row.id, 0)))


@verb("read")
def count_categories(db: TenantSession, text: str = "", *, archived: bool = False) -> int:
    """How many `search_categories` would find in all."""
    where = wanted(db, MaterialCategory, text, MaterialCategory.name, archived=archived)
    return db.scalar(select(func.count(MaterialCategory.id)).where(*where)) or 0


@verb("read")
def get_category(db: TenantSession, category_id: UUID) -> MaterialCategoryView:
    """One category. Raises NotFound."""
    return _shown(db, live(db, MaterialCategory, category_id, KIND))


@verb("write")
def create_category(
    db: TenantSession, new: NewMaterialCategory, row_id: UUID | None = None
) -> MaterialCategoryView:
    """A new category; its id is `row_id` when the client chose one. Raises Conflict."""
    refuse_taken(db, MaterialCategory, new.name, None)
    slug = free_slug(db, MaterialCategory, new.name)
    row = MaterialCategory(**new.model_dump(), slug=slug)
    store(db, row, row_id)
    return _view(row, 0)


@verb("write")
def update_category(
    db: TenantSession,
    category_id: UUID,
    change: NewMaterialCategory | MaterialCategoryChange,
    version: int,
) -> MaterialCategoryView:
    """Change what `change` gives: everything of a NewMaterialCategory, the given fields otherwise.

    Raises NotFound, Stale, Conflict."""
    row = live(db, MaterialCategory, category_id, KIND)
    expect(row, version, KIND, lambda: _shown(db, row).model_dump(mode="json"))
    given = change.model_dump(exclude_unset=isinstance(change, MaterialCategoryChange))
    refuse_taken(db, MaterialCategory, given.get("name", row.name), row.id)
    for name, value in given.items():
        setattr(row, name, value)
    db.flush()
    return _shown(db, row)


@verb("write")
def archive_category(db: TenantSession, category_id: UUID, version: int) -> None:
    """Take it out of every list. Raises NotFound, Stale, and Conflict while it holds anything."""
    row = live(db, MaterialCategory, category_id, KIND)
    inside = MaterialSubcategory.category_id
    put_away(
        db, row, version, KIND,
        lambda: _shown(db, row).model_dump(mode="json"),
        lambda: names_of(db, MaterialSubcategory, inside, category_id),
    )  # fmt: skip


@verb("write")
def restore_category(db: TenantSession, category_id: UUID) -> MaterialCategoryView:
    """Bring an archived one back. Raises NotFound, Conflict when its name is taken now."""

    def is_free(row: MaterialCategory) -> None:
        refuse_taken(db, MaterialCategory, row.name, row.id)

    return _shown(db, brought_back(db, MaterialCategory, category_id, KIND, is_free))


VERBS = LevelVerbs(
    get_category, create_category, update_category, archive_category, restore_category
)


def _shown(db: TenantSession, row: MaterialCategory) -> MaterialCategoryView:
    return _view(row, _held(db, [row.id]).get(row.id, 0))


def _view(row: MaterialCategory, subcategories: int) -> MaterialCategoryView:
    own = ("id", "name", "slug", "description", "sort_order", "version")
    values = {name: getattr(row, name) for name in own}
    return MaterialCategoryView(**values, subcategories=subcategories)


def _held(db: TenantSession, ids: Collection[UUID]) -> dict[UUID, int]:
    """How many live subcategories stand in each; those with none are absent."""
    counted = (
        select(MaterialSubcategory.category_id, func.count(MaterialSubcategory.id))
        .where(
            among(MaterialSubcategory.category_id, ids), MaterialSubcategory.deleted_at.is_(None)
        )
        .group_by(MaterialSubcategory.category_id)
    )
    return {row[0]: row[1] for row in db.execute(counted)}
