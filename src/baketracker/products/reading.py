"""Reading products: lists, one of them, the one with a barcode."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.search import close_rows, close_to, has_words
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.schemas import IngredientRef
from baketracker.suppliers.schemas import SupplierRef

from .barcodes import BadBarcode, bare, forms_of, gtin_of
from .labels import label_of
from .models import Product
from .packing import levels_of
from .schemas import PackagingLevel, ProductDetail, ProductView, Showing

KIND = "product"
SHOWN = (joinedload(Product.ingredient), joinedload(Product.preferred_supplier))


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    ingredient_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    show: Showing = "listed",
) -> Page[ProductView]:
    """What `show` asks for by brand and name; words may also be the ingredient's. Where nothing is
    called so, what is nearly called so. One statement, two with a cursor, three for slips. Raises
    LostPlace."""
    found = select(Product).options(*SHOWN)
    exact = found.where(*_wanted(text, ingredient_id, show))
    rows = slice_of(db, exact, Product, Product.folded, cursor, limit)
    if text and not (rows.rows or cursor):
        same = (Product.tenant_id == Ingredient.tenant_id) & (
            Product.ingredient_id == Ingredient.id
        )
        where = _wanted("", ingredient_id, show)
        ids = close_to(db, Product.folded, text, same, *where, beside=Ingredient.folded)
        rows = close_rows(db, found, ids)
    return rows.page(view_of)


@verb("read")
def count(db: TenantSession, text: str = "", *, show: Showing = "listed") -> int:
    """How many are called so in all."""
    counted = select(func.count(Product.id)).select_from(Product)
    return db.scalar(counted.where(*_wanted(text, None, show))) or 0


@verb("read")
def count_apart(db: TenantSession) -> dict[str, int]:
    """How many are kept apart from the list, by what `show` calls it. One statement."""
    shelves: tuple[Showing, ...] = ("hidden", "archived")
    counts = [func.count().filter(*_shown(show)).label(show) for show in shelves]
    return dict(db.execute(select(*counts).select_from(Product)).one()._mapping)


@verb("read")
def usual(db: TenantSession, ingredient_ids: Sequence[UUID]) -> dict[UUID, ProductView]:
    """The usual product of each of these ingredients, one statement for all."""
    found = select(Product).where(
        among(Product.ingredient_id, ingredient_ids), Product.preferred, *_shown("listed")
    )
    rows = db.scalars(found.options(*SHOWN).order_by(Product.id.desc()))
    return {row.ingredient_id: view_of(row) for row in rows}


@verb("read")
def of_supplier(db: TenantSession, supplier_id: UUID) -> list[ProductView]:
    """What is usually bought there, by brand and name; at most 100. One statement."""
    found = select(Product).where(Product.preferred_supplier_id == supplier_id, *_shown("listed"))
    rows = db.scalars(found.options(*SHOWN).order_by(Product.folded, Product.id).limit(100))
    return [view_of(row) for row in rows]


@verb("read")
def get(db: TenantSession, product_id: UUID) -> ProductDetail:
    """One product, hidden or not. Two statements. Raises NotFound."""
    return detail_of(db, product_id)


@verb("read")
def by_barcode(db: TenantSession, code: str) -> ProductView | None:
    """The product with this barcode, however it is written and stored, hidden or not; None when
    there is none. Raises BadBarcode for a number that no package has. One statement."""
    found = select(Product).where(Product.deleted_at.is_(None), carries(_forms(code)))
    # An import may bring several of one barcode.
    best = (Product.is_hidden, Product.preferred.desc(), Product.is_provisional, Product.id.desc())
    row = db.scalars(found.options(*SHOWN).order_by(*best).limit(1)).first()
    if row is None:
        gtin_of(code)
    return view_of(row) if row else None


def view_of(row: Product) -> ProductView:
    """The view of a row loaded with its ingredient and supplier."""
    return ProductView.model_construct(**_told(row))


def detail_of(db: TenantSession, product_id: UUID) -> ProductDetail:
    """As `get`, for verbs that may do more than read."""
    found = select(Product).where(Product.id == product_id, Product.deleted_at.is_(None))
    row = db.scalars(found.options(*SHOWN).execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(KIND)
    packaging = [PackagingLevel.of(one) for one in levels_of(db, product_id)]
    return ProductDetail.model_construct(**_told(row), packaging=packaging)


def current(db: TenantSession, product_id: UUID) -> Mapping[str, Any]:
    """What is stored now, for somebody whose version is old."""
    return detail_of(db, product_id).model_dump(mode="json")


def carries(codes: frozenset[str]) -> ColumnElement[bool]:
    """Whether a product has one of these barcodes."""
    return among(Product.upc, codes) | among(Product.gtin, codes)


def _forms(code: str) -> frozenset[str]:
    """Every way this code may be stored; an import may have brought a number that is none."""
    try:
        return forms_of(gtin_of(code)) | {bare(code)}
    except BadBarcode:
        return frozenset({bare(code)})


def _told(row: Product) -> dict[str, Any]:
    # What comes from the database has the right types: checking it again only costs.
    own = {name: getattr(row, name) for name in STORED}
    shop = row.preferred_supplier
    return own | {
        "ingredient": IngredientRef(id=row.ingredient.id, name=row.ingredient.name),
        "preferred_supplier": SupplierRef(id=shop.id, name=shop.name) if shop else None,
        "label": label_of(row),
    }


STORED = tuple(
    name
    for name in ProductView.model_fields
    if name not in ("ingredient", "label", "preferred_supplier")
)


def _shown(show: Showing) -> list[ColumnElement[bool]]:
    if show == "archived":
        return [Product.deleted_at.is_not(None)]
    return [Product.deleted_at.is_(None), Product.is_hidden.is_(show == "hidden")]


def _wanted(text: str, ingredient_id: UUID | None, show: Showing) -> list[ColumnElement[bool]]:
    conditions = _shown(show)
    if ingredient_id is not None:
        conditions.append(Product.ingredient_id == ingredient_id)
    if text:
        named = select(Ingredient.id).where(has_words(Ingredient.folded, text))
        conditions.append(has_words(Product.folded, text) | Product.ingredient_id.in_(named))
    return conditions
