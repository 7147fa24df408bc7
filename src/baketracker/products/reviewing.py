"""What was written in passing waits for a person's look: accepted, or found to be another one."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, select, tuple_

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import expect, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.measures.folding import fold

from .checking import is_counted
from .likeness import likest
from .merging import same_package
from .models import Product
from .reading import KIND, SHOWN, current, detail_of, search, view_of
from .schemas import ProductChange, ProductDetail, ProductView
from .writing import set_values

MOST_ALIKE, COMPARED = 5, 20
# So many names are compared with what was seen.
MOST_NAMES = 10_000


class Alike(BaseModel):
    """A product that may be the same one. `same_package`: only then can they be merged."""

    product: ProductView
    same_package: bool


class Review(BaseModel):
    """One product that waits: what it may be instead, and those that wait `before` (newer) and
    `after` it. `is_counted`: it was bought, so its package stays."""

    product: ProductDetail
    alike: list[Alike]
    is_counted: bool
    before: UUID | None
    after: UUID | None


@verb("read")
def to_review(db: TenantSession, cursor: str | None = None, limit: int = PAGE) -> Page[ProductView]:
    """What waits, the newest first. One statement, two with a cursor. Raises LostPlace."""
    found = select(Product).where(*_waiting()).options(*SHOWN)
    return slice_of(db, found, Product, Product.created_at, cursor, limit, newest_first=True).page(
        view_of
    )


@verb("read")
def count_to_review(db: TenantSession) -> int:
    """How many wait."""
    return db.scalar(select(func.count(Product.id)).where(*_waiting())) or 0


@verb("read")
def review(db: TenantSession, product_id: UUID) -> Review:
    """One product with what it may be instead, whether it waits or not. Raises NotFound."""
    row = live(db, Product, product_id, KIND)
    return Review(
        product=detail_of(db, product_id),
        alike=alike(db, product_id),
        is_counted=is_counted(db, row),
        before=_beside(db, row, newer=True),
        after=_beside(db, row, newer=False),
    )


@verb("read")
def alike(db: TenantSession, product_id: UUID, text: str = "") -> list[Alike]:
    """Products that may be the same as this one, or that are called `text`, at most 5: those of its
    size before the others, the likest first. Four statements. Raises NotFound."""
    row = live(db, Product, product_id, KIND)
    found = search(db, text, limit=COMPARED).items if text else _like(db, row)
    others = [
        Alike(product=one, same_package=same_package(row, one)) for one in found if one.id != row.id
    ]
    return sorted(others, key=lambda one: not one.same_package)[:MOST_ALIKE]


@verb("write")
def accept(
    db: TenantSession, product_id: UUID, change: ProductChange, version: int
) -> ProductDetail:
    """Somebody has looked at it: it is what `change` makes of it, and waits no more.

    Raises as `update` does."""
    row = live(db, Product, product_id, KIND)
    expect(row, version, KIND, lambda: current(db, product_id))
    set_values(db, row, change.model_dump(exclude_unset=True, exclude={"packaging"}))
    row.is_provisional = False
    db.flush()
    return detail_of(db, product_id)


def _waiting() -> list[ColumnElement[bool]]:
    return [Product.deleted_at.is_(None), Product.is_provisional.is_(True)]


def _beside(db: TenantSession, row: Product, *, newer: bool) -> UUID | None:
    """The one that waits next to it."""
    keys = (Product.created_at, Product.id)
    here, place = tuple_(*keys), tuple_(row.created_at, row.id)
    found = select(Product.id).where(*_waiting(), here > place if newer else here < place)
    order = keys if newer else tuple(key.desc() for key in keys)
    return db.scalar(found.order_by(*order).limit(1))


def _like(db: TenantSession, row: Product) -> list[ProductView]:
    others = (
        select(Product.id, Product.folded + " " + Ingredient.folded)
        .join(Product.ingredient)
        .where(Product.deleted_at.is_(None), Product.id != row.id)
        .order_by(Product.is_provisional, Product.folded, Product.id)
    )
    of_it = select(Ingredient.folded).where(Ingredient.id == row.ingredient_id)
    spoken = {f"{row.folded} {db.scalar(of_it)}", fold(row.seen_as)}
    names = [(key, name) for key, name in db.execute(others.limit(MOST_NAMES))]
    keys = likest(names, sorted(spoken), COMPARED)
    rows = db.scalars(select(Product).where(among(Product.id, keys)).options(*SHOWN))
    return [view_of(one) for one in sorted(rows, key=lambda one: keys.index(one.id))]
