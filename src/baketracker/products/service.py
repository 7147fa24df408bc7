"""The verbs of the products."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import expect, free_slug, in_words, live, uses_of
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import Conflict, InvalidInput, NotFound
from baketracker.fields import plain
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.placing import require_leaf
from baketracker.ingredients.schemas import IngredientRef
from baketracker.measures.folding import fold
from baketracker.suppliers.models import Supplier
from baketracker.suppliers.schemas import SupplierRef

from .labels import label_of
from .models import Product
from .schemas import NewProduct, ProductChange, ProductView

KIND = "product"
SHOWN = (joinedload(Product.ingredient), joinedload(Product.preferred_supplier))
# What makes two packages the same thing.
WORDS = ("brand", "name", "package_size")
PACKAGE = ("ingredient_id", "package_unit", "package_quantity")


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    ingredient_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    archived: bool = False,
) -> Page[ProductView]:
    """Products by brand and name, without hidden ones, or the archived ones; words may also be
    the ingredient's. One statement, two with a cursor. Raises LostPlace."""
    found = _joined(select(Product), text, ingredient_id, archived=archived).options(*SHOWN)
    return slice_of(db, found, Product, Product.folded, cursor, limit).page(view_of)


@verb("read")
def count(db: TenantSession, text: str = "", *, archived: bool = False) -> int:
    """How many `search` would find in all."""
    counted = select(func.count(Product.id)).select_from(Product)
    return db.scalar(_joined(counted, text, archived=archived)) or 0


@verb("read")
def usual(db: TenantSession, ingredient_ids: Sequence[UUID]) -> dict[UUID, ProductView]:
    """The usual product of each of these ingredients, one statement for all."""
    found = select(Product).where(
        among(Product.ingredient_id, ingredient_ids), Product.preferred, *_wanted()
    )
    rows = db.scalars(found.options(*SHOWN).order_by(Product.id.desc()))
    return {row.ingredient_id: view_of(row) for row in rows}


@verb("read")
def of_supplier(db: TenantSession, supplier_id: UUID) -> list[ProductView]:
    """What is usually bought there, by brand and name; at most 100. One statement."""
    found = _joined(select(Product), "").where(Product.preferred_supplier_id == supplier_id)
    rows = db.scalars(found.options(*SHOWN).order_by(Product.folded, Product.id).limit(100))
    return [view_of(row) for row in rows]


@verb("read")
def get(db: TenantSession, product_id: UUID) -> ProductView:
    """One product, hidden or not. Raises NotFound."""
    return _shown(db, product_id)


@verb("write")
def create(db: TenantSession, new: NewProduct, row_id: UUID | None = None) -> ProductView:
    """A new product; its id is `row_id` when the client chose one.

    Raises Conflict for a twin or a barcode in use, RuleBroken for a group, InvalidInput."""
    values = new.model_dump()
    ingredient = _check(db, values, None)
    row = Product(**values, folded=_folded(values))
    row.slug = free_slug(db, Product, _slug_words(ingredient, values))
    if row_id is not None:
        row.id = row_id
    _make_usual(db, row)
    db.add(row)
    db.flush()
    return _shown(db, row.id)


@verb("write")
def update(
    db: TenantSession, product_id: UUID, change: NewProduct | ProductChange, version: int
) -> ProductView:
    """Change what `change` gives: everything of a NewProduct, the given fields otherwise.

    Raises NotFound, Stale, Conflict, RuleBroken, InvalidInput."""
    row = live(db, Product, product_id, KIND)
    expect(row, version, KIND, lambda: _current(db, product_id))
    given = change.model_dump(exclude_unset=isinstance(change, ProductChange))
    values = {name: getattr(row, name) for name in NewProduct.model_fields} | given
    _check(db, values, row)
    for name, value in given.items():
        setattr(row, name, value)
    row.folded = _folded(values)
    _make_usual(db, row)
    db.flush()
    return _shown(db, row.id)


@verb("write")
def archive(db: TenantSession, product_id: UUID, version: int) -> None:
    """Take it out of every list. Raises NotFound, Stale, and Conflict while some of it is left."""
    row = live(db, Product, product_id, KIND)
    expect(row, version, KIND, lambda: _current(db, product_id))
    if uses := uses_of(db, row):
        raise Conflict(
            "%(name)s is still used: %(uses)s. Use it up or hide it instead.",
            name=_shown(db, product_id).label,
            uses=in_words(uses),
        )
    row.deleted_at = now()
    db.flush()


@verb("write")
def restore(db: TenantSession, product_id: UUID) -> ProductView:
    """Bring an archived one back. Raises NotFound, Conflict."""
    row = db.find(Product, product_id)
    if row is None:
        raise NotFound(KIND)
    if row.deleted_at is not None:
        _check(db, {name: getattr(row, name) for name in NewProduct.model_fields}, row)
        row.slug = free_slug(db, Product, row.slug) if row.slug else None
        row.deleted_at = None
        _make_usual(db, row)
        db.flush()
    return _shown(db, row.id)


def view_of(row: Product) -> ProductView:
    """The view of a row loaded with its ingredient and supplier."""
    given = ("ingredient", "label", "preferred_supplier")
    own = {name: getattr(row, name) for name in ProductView.model_fields if name not in given}
    shop = row.preferred_supplier
    return ProductView(
        **own,
        ingredient=IngredientRef(id=row.ingredient.id, name=row.ingredient.name),
        preferred_supplier=SupplierRef(id=shop.id, name=shop.name) if shop else None,
        label=label_of(row),
    )


def _shown(db: TenantSession, product_id: UUID) -> ProductView:
    found = select(Product).where(Product.id == product_id, Product.deleted_at.is_(None))
    row = db.scalars(found.options(*SHOWN).execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(KIND)
    return view_of(row)


def _current(db: TenantSession, product_id: UUID) -> Mapping[str, Any]:
    return _shown(db, product_id).model_dump(mode="json")


def _wanted() -> list[ColumnElement[bool]]:
    return [Product.deleted_at.is_(None), Product.is_hidden.is_(False)]


def _joined(
    statement: Any, text: str, ingredient_id: UUID | None = None, *, archived: bool = False
) -> Any:
    put_away = [Product.deleted_at.is_not(None)]
    found = statement.where(*(put_away if archived else _wanted()))
    if ingredient_id is not None:
        found = found.where(Product.ingredient_id == ingredient_id)
    if text:
        named = select(Ingredient.id).where(has_words(Ingredient.folded, text))
        found = found.where(has_words(Product.folded, text) | Product.ingredient_id.in_(named))
    return found


def _check(db: TenantSession, values: Mapping[str, Any], row: Product | None) -> Ingredient:
    """Everything a product must be before it is stored; answers its ingredient."""
    ingredient = require_leaf(db, values["ingredient_id"], "ingredient_id")
    shop_id = values["preferred_supplier_id"]
    if shop_id is not None and (row is None or shop_id != row.preferred_supplier_id):
        shop = db.find(Supplier, shop_id)
        if shop is None or shop.deleted_at is not None:
            words = "Choose one from the list."
            raise InvalidInput(words, fields={"preferred_supplier_id": words})
    own_id = row.id if row else None
    _refuse_twin(db, values, own_id)
    for name in ("upc", "gtin"):
        if values[name]:
            _refuse_barcode(db, values[name], own_id)
    return ingredient


def _refuse_twin(db: TenantSession, values: Mapping[str, Any], own_id: UUID | None) -> None:
    stored = {name: func.coalesce(getattr(Product, name), "") for name in WORDS}
    same = [stored[name] == (values[name] or "") for name in WORDS]
    same += [getattr(Product, name) == values[name] for name in PACKAGE]
    for other in db.scalars(select(Product).where(Product.deleted_at.is_(None), *same)):
        if other.id != own_id:
            raise Conflict("There is already a product like this. Give it a name of its own.")


def _refuse_barcode(db: TenantSession, code: str, own_id: UUID | None) -> None:
    holders = select(Product).where(
        Product.deleted_at.is_(None), (Product.upc == code) | (Product.gtin == code)
    )
    for other in db.scalars(holders.options(*SHOWN)):
        if other.id != own_id:
            raise Conflict(
                "The barcode %(code)s already belongs to %(product)s.",
                code=code,
                product=view_of(other).label,
            )


def _make_usual(db: TenantSession, row: Product) -> None:
    """At most one product of an ingredient is its usual one: the last one chosen."""
    if not row.preferred:
        return
    others = select(Product).where(
        Product.ingredient_id == row.ingredient_id, Product.preferred, Product.deleted_at.is_(None)
    )
    with db.no_autoflush:
        for other in db.scalars(others):
            if other.id != row.id:
                other.preferred = False


def _folded(values: Mapping[str, Any]) -> str:
    """What a search looks through, and the order of the list."""
    return fold(" ".join(filter(None, (values["brand"], values["name"]))))


def _slug_words(ingredient: Ingredient, values: Mapping[str, Any]) -> str:
    size = f"{plain(values['package_quantity'])} {values['package_unit']}"
    return " ".join(filter(None, (ingredient.name, values["brand"], values["name"], size)))
