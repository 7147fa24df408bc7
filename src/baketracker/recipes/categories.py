"""The verbs of the recipes' categories: linked by id, so a rename or a retirement loses nothing."""

from collections.abc import Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Select, func, select

from baketracker.db.rows import expect, free_slug, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import Conflict, InvalidInput, NotFound
from baketracker.measures.slugs import slugify

from .given import CategoryIn
from .models import Recipe, RecipeCategory
from .schemas import CategoryView

KIND = "category"
SEEDED = (
    ("Cakes", 10), ("Cookies", 20), ("Candies", 30), ("Brownies", 40), ("Bars", 50),
    ("Breads", 60), ("Other", 70),
)  # fmt: skip
LAST = 10_000


def id_of(name: str) -> UUID:
    """The same word is the same category, seeded or imported, in every bakery."""
    return uuid5(NAMESPACE_URL, f"baketracker:recipe-category:{name}")


@verb("read")
def categories(db: TenantSession) -> Sequence[str]:
    """Names of the categories in use, in the order the baker gave them."""
    ordered = (RecipeCategory.sort_order, RecipeCategory.name)
    return db.scalars(_live().with_only_columns(RecipeCategory.name).order_by(*ordered)).all()


@verb("read")
def offered_categories(db: TenantSession) -> list[str]:
    """Names a recipe may have: the bakery's own, and of the seven usual ones those it has neither
    used, renamed nor retired."""
    rows = db.scalars(select(RecipeCategory)).all()
    own = [(row.sort_order, row.name) for row in rows if row.deleted_at is None]
    usual = [(order, name) for name, order in _missing(rows)]
    return [name for _order, name in sorted(own + usual)]


@verb("read")
def list_categories(db: TenantSession) -> list[CategoryView]:
    """The bakery's categories in their order, with how many recipes each has. Two statements."""
    counted = select(Recipe.category_id, func.count(Recipe.id)).where(Recipe.deleted_at.is_(None))
    rows = db.execute(counted.group_by(Recipe.category_id))
    counts = {row[0]: row[1] for row in rows}
    ordered = (RecipeCategory.sort_order, RecipeCategory.name)
    known = db.scalars(_live().order_by(*ordered))
    return [_view(row, counts.get(row.id, 0)) for row in known]


@verb("write")
def seed_categories(db: TenantSession) -> None:
    """Store those of the seven usual categories the bakery never had."""
    for name, order in _missing(db.scalars(select(RecipeCategory)).all()):
        slug = free_slug(db, RecipeCategory, name)
        db.add(RecipeCategory(id=id_of(name), name=name, slug=slug, sort_order=order))
    db.flush()


@verb("write")
def create_category(db: TenantSession, new: CategoryIn, row_id: UUID | None = None) -> CategoryView:
    """A new category, at the end unless told. Raises Conflict when the name is taken."""
    seed_categories(db)
    _refuse_taken(db, new.name)
    order = new.sort_order if new.sort_order is not None else _after_last(db)
    row = RecipeCategory(name=new.name, description=new.description, sort_order=order)
    row.slug = free_slug(db, RecipeCategory, new.name)
    if row_id is not None:
        row.id = row_id
    db.add(row)
    db.flush()
    return _view(row, 0)


@verb("write")
def change_category(
    db: TenantSession, category_id: UUID, change: CategoryIn, version: int
) -> CategoryView:
    """Rename it or move it; its recipes stay in it. Raises NotFound, Stale, Conflict."""
    row = live(db, RecipeCategory, category_id, KIND)
    many = _count(db, category_id)
    expect(row, version, KIND, lambda: _view(row, many).model_dump(mode="json"))
    _refuse_taken(db, change.name, row.id)
    if change.name != row.name:
        row.slug = free_slug(db, RecipeCategory, change.name)
    row.name, row.description = change.name, change.description
    if change.sort_order is not None:
        row.sort_order = change.sort_order
    db.flush()
    return _view(row, many)


@verb("write")
def retire_category(db: TenantSession, category_id: UUID, version: int) -> None:
    """No new recipe is put into it; those it has keep it. Raises NotFound, Stale."""
    row = live(db, RecipeCategory, category_id, KIND)
    expect(row, version, KIND, lambda: _view(row, 0).model_dump(mode="json"))
    row.deleted_at = now()
    db.flush()


@verb("write")
def restore_category(db: TenantSession, category_id: UUID) -> CategoryView:
    """Bring a retired one back. Raises NotFound, Conflict when its name is taken now."""
    row = db.find(RecipeCategory, category_id)
    if row is None:
        raise NotFound(KIND)
    if row.deleted_at is not None:
        _refuse_taken(db, row.name)
        row.slug = free_slug(db, RecipeCategory, row.name)
        row.deleted_at = None
        db.flush()
    return _view(row, _count(db, row.id))


def named(db: TenantSession, name: str, kept: UUID | None = None) -> RecipeCategory:
    """The category a recipe is put into: a live one, or the one it has (`kept`), retired or not.

    Raises InvalidInput naming the field when there is none called that."""
    seed_categories(db)
    slug = slugify(name)
    for row in db.scalars(select(RecipeCategory).order_by(RecipeCategory.id)):
        usable = row.deleted_at is None or row.id == kept
        if usable and (row.name.casefold() == name.casefold() or row.slug == slug):
            return row
    words = "Choose a category from the list."
    raise InvalidInput(words, {"category": words})


def _live() -> Select[RecipeCategory]:
    return select(RecipeCategory).where(RecipeCategory.deleted_at.is_(None))


def _missing(rows: Sequence[RecipeCategory]) -> list[tuple[str, int]]:
    ids = {row.id for row in rows}
    names = {row.name.casefold() for row in rows if row.deleted_at is None}
    return [
        (name, order)
        for name, order in SEEDED
        if id_of(name) not in ids and name.casefold() not in names
    ]


def _after_last(db: TenantSession) -> int:
    last = db.scalar(select(func.max(RecipeCategory.sort_order))) or 0
    return min(last + 10, LAST)


def _count(db: TenantSession, category_id: UUID) -> int:
    own = select(func.count(Recipe.id)).where(
        Recipe.category_id == category_id, Recipe.deleted_at.is_(None)
    )
    return db.scalar(own) or 0


def _refuse_taken(db: TenantSession, name: str, except_id: UUID | None = None) -> None:
    for row in db.scalars(_live()):
        if row.id != except_id and row.name.casefold() == name.casefold():
            raise Conflict("There is already a category called %(name)s.", name=row.name)


def _view(row: RecipeCategory, recipes: int) -> CategoryView:
    own = {name: getattr(row, name) for name in CategoryView.model_fields if name != "recipes"}
    return CategoryView(**own, recipes=recipes)
