"""The verbs of the subcategories of materials: the second level."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, free_slug, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound

from .given import MaterialSubcategoryChange, NewMaterialSubcategory
from .levels import LevelVerbs, chosen, names_of, put_away, refuse_taken, store, wanted
from .models import Material, MaterialCategory, MaterialSubcategory
from .schemas import MaterialCategoryRef, MaterialSubcategoryView

KIND = "subcategory"
SHOWN = joinedload(MaterialSubcategory.category, innerjoin=True)


@verb("read")
def search_subcategories(
    db: TenantSession,
    text: str = "",
    category_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    archived: bool = False,
) -> Page[MaterialSubcategoryView]:
    """Subcategories by name, of one category if told, or the archived ones. Two statements, three
    with a cursor. Raises LostPlace."""
    found = (
        select(MaterialSubcategory)
        .where(*wanted(db, MaterialSubcategory, text, MaterialSubcategory.name, archived=archived))
        .options(SHOWN)
    )
    if category_id is not None:
        found = found.where(MaterialSubcategory.category_id == category_id)
    rows = slice_of(db, found, MaterialSubcategory, MaterialSubcategory.name, cursor, limit)
    held = _held(db, [row.id for row in rows.rows])
    return rows.page(lambda row: _view(row, held.get(row.id, 0)))


@verb("read")
def count_subcategories(db: TenantSession, text: str = "", *, archived: bool = False) -> int:
    """How many `search_subcategories` would find in all categories."""
    where = wanted(db, MaterialSubcategory, text, MaterialSubcategory.name, archived=archived)
    return db.scalar(select(func.count(MaterialSubcategory.id)).where(*where)) or 0


@verb("read")
def get_subcategory(db: TenantSession, subcategory_id: UUID) -> MaterialSubcategoryView:
    """One subcategory. Raises NotFound."""
    return _shown(db, subcategory_id)


@verb("write")
def create_subcategory(
    db: TenantSession, new: NewMaterialSubcategory, row_id: UUID | None = None
) -> MaterialSubcategoryView:
    """A new subcategory; its id is `row_id` when the client chose one.

    Raises Conflict when its category has one of that name, InvalidInput."""
    chosen(db, MaterialCategory, new.category_id, "category_id")
    _refuse_taken(db, new.name, new.category_id, None)
    slug = free_slug(db, MaterialSubcategory, new.name)
    row = MaterialSubcategory(**new.model_dump(), slug=slug)
    store(db, row, row_id)
    return _shown(db, row.id)


@verb("write")
def update_subcategory(
    db: TenantSession,
    subcategory_id: UUID,
    change: NewMaterialSubcategory | MaterialSubcategoryChange,
    version: int,
) -> MaterialSubcategoryView:
    """Change what `change` gives: everything of a NewMaterialSubcategory, the given fields
    otherwise. Raises NotFound, Stale, Conflict, InvalidInput."""
    row = live(db, MaterialSubcategory, subcategory_id, KIND)
    expect(row, version, KIND, lambda: _shown(db, subcategory_id).model_dump(mode="json"))
    given = change.model_dump(exclude_unset=isinstance(change, MaterialSubcategoryChange))
    above = given.get("category_id", row.category_id)
    if above != row.category_id:
        chosen(db, MaterialCategory, above, "category_id")
    _refuse_taken(db, given.get("name", row.name), above, row.id)
    for name, value in given.items():
        setattr(row, name, value)
    db.flush()
    return _shown(db, row.id)


@verb("write")
def archive_subcategory(db: TenantSession, subcategory_id: UUID, version: int) -> None:
    """Take it out of every list. Raises NotFound, Stale, and Conflict while it holds anything."""
    put_away(
        db, live(db, MaterialSubcategory, subcategory_id, KIND), version, KIND,
        lambda: _shown(db, subcategory_id).model_dump(mode="json"),
        lambda: names_of(db, Material, Material.subcategory_id, subcategory_id),
    )  # fmt: skip


@verb("write")
def restore_subcategory(db: TenantSession, subcategory_id: UUID) -> MaterialSubcategoryView:
    """Bring an archived one back. Raises NotFound, Conflict when its name is taken now, and
    InvalidInput while its category is archived."""

    def fits(row: MaterialSubcategory) -> None:
        chosen(db, MaterialCategory, row.category_id, "category_id")
        _refuse_taken(db, row.name, row.category_id, row.id)

    return _shown(db, brought_back(db, MaterialSubcategory, subcategory_id, KIND, fits).id)


VERBS = LevelVerbs(
    get_subcategory, create_subcategory, update_subcategory, archive_subcategory,
    restore_subcategory,
)  # fmt: skip


def _shown(db: TenantSession, subcategory_id: UUID) -> MaterialSubcategoryView:
    found = select(MaterialSubcategory).where(
        MaterialSubcategory.id == subcategory_id, MaterialSubcategory.deleted_at.is_(None)
    )
    fresh = found.options(SHOWN).execution_options(populate_existing=True)
    row = db.scalars(fresh).one_or_none()
    if row is None:
        raise NotFound(KIND)
    return _view(row, _held(db, [row.id]).get(row.id, 0))


def _view(row: MaterialSubcategory, materials: int) -> MaterialSubcategoryView:
    own = ("id", "name", "slug", "description", "sort_order", "version")
    return MaterialSubcategoryView(
        **{name: getattr(row, name) for name in own},
        category=MaterialCategoryRef(id=row.category.id, name=row.category.name),
        materials=materials,
    )


def _held(db: TenantSession, ids: Collection[UUID]) -> dict[UUID, int]:
    """How many live materials stand in each; those with none are absent."""
    counted = (
        select(Material.subcategory_id, func.count(Material.id))
        .where(among(Material.subcategory_id, ids), Material.deleted_at.is_(None))
        .group_by(Material.subcategory_id)
    )
    return {row[0]: row[1] for row in db.execute(counted)}


def _refuse_taken(db: TenantSession, name: str, category_id: UUID, own_id: UUID | None) -> None:
    beside = MaterialSubcategory.category_id == category_id
    refuse_taken(db, MaterialSubcategory, name, own_id, beside)
