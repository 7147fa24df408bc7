"""Where a material belongs: a subcategory of a category, by its id or by their names."""

from uuid import UUID

from sqlalchemy import select

from baketracker.db.rows import free_slug
from baketracker.db.tenancy import TenantSession
from baketracker.measures.folding import fold

from .given import MaterialChange, NewMaterial
from .levels import chosen, store
from .models import Material, MaterialCategory, MaterialSubcategory


def shelf_for(
    db: TenantSession, given: NewMaterial | MaterialChange, row: Material | None = None
) -> UUID:
    """The id of the subcategory that is meant; what is given by a name that is not there yet is
    made. A change that gives only a subcategory's name stays in the category of its `row`.

    Raises InvalidInput."""
    if given.subcategory_id is not None:
        if row is not None and given.subcategory_id == row.subcategory_id:
            return row.subcategory_id
        found: MaterialSubcategory = chosen(
            db, MaterialSubcategory, given.subcategory_id, "subcategory_id"
        )
        return found.id
    if given.category:
        category = _category(db, given.category)
    else:
        here = db.find(MaterialSubcategory, row.subcategory_id) if row else None
        above = here.category_id if here else None
        category = chosen(db, MaterialCategory, above, "category")
    return _subcategory(db, category, given.subcategory or category.name)


def _category(db: TenantSession, name: str) -> MaterialCategory:
    live = select(MaterialCategory).where(MaterialCategory.deleted_at.is_(None))
    for row in db.scalars(live.order_by(MaterialCategory.id)):
        if fold(row.name) == fold(name):
            return row
    made = MaterialCategory(name=name, slug=free_slug(db, MaterialCategory, name))
    store(db, made, None)
    return made


def _subcategory(db: TenantSession, category: MaterialCategory, name: str) -> UUID:
    live = select(MaterialSubcategory).where(
        MaterialSubcategory.category_id == category.id, MaterialSubcategory.deleted_at.is_(None)
    )
    for row in db.scalars(live.order_by(MaterialSubcategory.id)):
        if fold(row.name) == fold(name):
            return row.id
    slug = free_slug(db, MaterialSubcategory, name)
    made = MaterialSubcategory(category_id=category.id, name=name, slug=slug)
    store(db, made, None)
    return made.id
