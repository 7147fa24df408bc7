"""The verbs of the materials: which there are, what is left of them and what they cost.

Those of the other levels stand in `categories`, `subcategories`, `products` and `units`, those of
what is on hand in `lots`, `consuming` and `adjusting`."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from baketracker.db.many import among
from baketracker.db.paging import LARGEST_PAGE, PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, free_slug, live
from baketracker.db.scope import verb
from baketracker.db.search import close_rows, close_to, has_words
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, Conflict, NotFound
from baketracker.measures.folding import fold

from .given import MaterialChange, NewMaterial
from .levels import chosen, names_of, put_away, refuse_taken, store
from .models import Material, MaterialCategory, MaterialProduct, MaterialSubcategory
from .placing import shelf_for
from .schemas import MaterialView
from .stock import is_low, on_hand, stock, unit_costs, units
from .views import SHELVED, material_views

__all__ = [
    "archive",
    "categories",
    "count",
    "create",
    "get",
    "in_subcategory",
    "restore",
    "search",
    "stock",
    "unit_costs",
    "units",
    "update",
]

KIND = "material"
Showing = Literal["", "low", "archived"]
"""What a list holds: everything in use, only what is low, or what is put away."""


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    category: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
    show: Showing = "",
) -> Page[MaterialView]:
    """Materials by name that hold every word of `text`; where none does, those nearly called so.
    `category` is a category's name.

    Five statements, six with a cursor or for slips, two more for what is low. Raises LostPlace."""
    found, shelf = select(Material).options(SHELVED), _wanted(db, category, show)
    exact = found.where(*shelf, *_called(text))
    rows = slice_of(db, exact, Material, Material.name, cursor, limit)
    if text and not (rows.rows or cursor):
        rows = close_rows(db, found, close_to(db, Material.folded, text, *shelf))
    return Page(items=material_views(db, rows.rows), next=rows.next)


@verb("read")
def count(db: TenantSession, text: str = "", category: str = "", show: Showing = "") -> int:
    """How many hold every word of `text`."""
    where = (*_wanted(db, category, show), *_called(text))
    return db.scalar(select(func.count(Material.id)).where(*where)) or 0


@verb("read")
def categories(db: TenantSession) -> Sequence[str]:
    """Names of the categories, in the order the baker gave them."""
    live = select(MaterialCategory.name).where(MaterialCategory.deleted_at.is_(None))
    return db.scalars(live.order_by(MaterialCategory.sort_order, MaterialCategory.name)).all()


@verb("read")
def in_subcategory(db: TenantSession, subcategory_id: UUID) -> list[MaterialView]:
    """What stands in it, A to Z; at most 100. Five statements."""
    found = select(Material).where(
        Material.subcategory_id == subcategory_id, Material.deleted_at.is_(None)
    )
    ordered = found.options(SHELVED).order_by(Material.name, Material.id).limit(LARGEST_PAGE)
    return material_views(db, db.scalars(ordered).all())


@verb("read")
def get(db: TenantSession, material_id: UUID) -> MaterialView:
    """One material with its products, what they are cut into and what is left of them, in five
    statements. Raises NotFound."""
    return _shown(db, material_id)


@verb("write")
def create(db: TenantSession, new: NewMaterial, row_id: UUID | None = None) -> MaterialView:
    """A new material; its id is `row_id` when the client chose one. Its category and subcategory
    are made where they are given by names that are not there yet.

    Raises Conflict when its subcategory has one of that name, InvalidInput."""
    shelf = shelf_for(db, new)
    _refuse_taken(db, new.name, shelf, None)
    values = new.model_dump(exclude={"subcategory_id", "category", "subcategory"})
    row = Material(**values, subcategory_id=shelf, folded=fold(new.name))
    row.slug = free_slug(db, Material, new.name)
    store(db, row, row_id)
    return _shown(db, row.id)


@verb("write")
def update(
    db: TenantSession, material_id: UUID, change: NewMaterial | MaterialChange, version: int
) -> MaterialView:
    """Change what `change` gives: everything of a NewMaterial, the given fields otherwise. What it
    is counted in stays once it has products: they are counted in it.

    Raises NotFound, Stale, Conflict, InvalidInput."""
    row = live(db, Material, material_id, KIND)
    expect(row, version, KIND, lambda: _shown(db, material_id).model_dump(mode="json"))
    given = change.model_dump(exclude_unset=isinstance(change, MaterialChange))
    placed = {"subcategory_id", "category", "subcategory"} & given.keys()
    shelf = shelf_for(db, change, row) if placed else row.subcategory_id
    _refuse_taken(db, given.get("name", row.name), shelf, row.id)
    if given.get("base_unit", row.base_unit) != row.base_unit:
        _refuse_counted(db, row)
    for name in given.keys() - placed:
        setattr(row, name, given[name])
    row.subcategory_id, row.folded = shelf, fold(row.name)
    db.flush()
    return _shown(db, row.id)


@verb("write")
def archive(db: TenantSession, material_id: UUID, version: int) -> None:
    """Take it out of every list. Raises NotFound, Stale, and Conflict while it has products."""
    put_away(
        db, live(db, Material, material_id, KIND), version, KIND,
        lambda: _shown(db, material_id).model_dump(mode="json"),
        lambda: names_of(db, MaterialProduct, MaterialProduct.material_id, material_id),
    )  # fmt: skip


@verb("write")
def restore(db: TenantSession, material_id: UUID) -> MaterialView:
    """Bring an archived one back. Raises NotFound, Conflict when its name is taken now, and
    InvalidInput while its subcategory is archived."""

    def fits(row: Material) -> None:
        chosen(db, MaterialSubcategory, row.subcategory_id, "subcategory_id")
        _refuse_taken(db, row.name, row.subcategory_id, row.id)

    return _shown(db, brought_back(db, Material, material_id, KIND, fits).id)


def _shown(db: TenantSession, material_id: UUID) -> MaterialView:
    found = select(Material).where(Material.id == material_id, Material.deleted_at.is_(None))
    fresh = found.options(SHELVED).execution_options(populate_existing=True)
    row = db.scalars(fresh).one_or_none()
    if row is None:
        raise NotFound(KIND)
    (view,) = material_views(db, [row])
    return view


def _called(text: str) -> list[ColumnElement[bool]]:
    return [has_words(Material.folded, text)] if text else []


def _wanted(db: TenantSession, category: str, show: Showing) -> list[ColumnElement[bool]]:
    put_away = Material.deleted_at.is_not(None)
    conditions: list[ColumnElement[bool]] = [put_away if show == "archived" else ~put_away]
    if category:
        named = select(MaterialCategory.id).where(MaterialCategory.name == category)
        inside = select(MaterialSubcategory.id).where(MaterialSubcategory.category_id.in_(named))
        conditions.append(Material.subcategory_id.in_(inside))
    if show == "low":
        conditions.append(among(Material.id, _low(db)))
    return conditions


def _low(db: TenantSession) -> list[UUID]:
    """The materials of which less is left than somebody wants to have. Two statements."""
    watched = select(Material.id, Material.low_below).where(
        Material.low_below.is_not(None), Material.deleted_at.is_(None)
    )
    below = {row[0]: row[1] for row in db.execute(watched)}
    left = on_hand(db, below)
    return [key for key, least in below.items() if is_low(least, left.get(key, Decimal(0)))]


def _refuse_taken(db: TenantSession, name: str, shelf: UUID, own_id: UUID | None) -> None:
    refuse_taken(db, Material, name, own_id, Material.subcategory_id == shelf)


def _refuse_counted(db: TenantSession, row: Material) -> None:
    """Archived products too: they may come back."""
    counted = select(MaterialProduct.id).where(MaterialProduct.material_id == row.id)
    if db.scalar(counted.limit(1)) is not None:
        raise Conflict(
            N_(
                "The packages of %(name)s are counted that way already. "
                "Write it down as a new material instead."
            ),
            name=row.name,
        )
