"""Writing products down, changing them, putting them away."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.journal import doing
from baketracker.db.rows import brought_back, expect, free_slug, in_words, live, lock_rows, uses_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict
from baketracker.fields import plain
from baketracker.ingredients.models import Ingredient
from baketracker.measures.folding import fold

from .checking import bought_of, checked, refuse_twin
from .coding import coded, refuse_taken_back
from .labels import label_of
from .models import Product
from .packing import pack
from .reading import KIND, current, detail_of
from .schemas import NewProduct, ProductChange, ProductDetail

# What a change is judged with, beside what it gives.
OWN = tuple(name for name in NewProduct.model_fields if name != "packaging")


@verb("write")
def create(db: TenantSession, new: NewProduct, row_id: UUID | None = None) -> ProductDetail:
    """A new product; its id is `row_id` when the client chose one.

    Raises Twin, BarcodeTaken, RuleBroken for a group, InvalidInput."""
    values = new.model_dump(exclude={"packaging"})
    ingredient = checked(db, values, None)
    values |= coded(db, values)
    row = Product(**values, folded=_folded(values))
    row.slug = free_slug(db, Product, _slug_words(ingredient, values))
    if row_id is not None:
        row.id = row_id
    make_usual(db, row)
    db.add(row)
    db.flush()
    pack(db, row, new.packaging)
    return detail_of(db, row.id)


@verb("write")
def update(
    db: TenantSession, product_id: UUID, change: NewProduct | ProductChange, version: int
) -> ProductDetail:
    """Change what `change` gives: everything of a NewProduct, the given fields otherwise.

    Raises NotFound, Stale, Twin, BarcodeTaken, PackageCounted, RuleBroken, InvalidInput."""
    row = live(db, Product, product_id, KIND)
    expect(row, version, KIND, lambda: current(db, product_id))
    given = change.model_dump(
        exclude_unset=isinstance(change, ProductChange), exclude={"packaging"}
    )
    set_values(db, row, given)
    db.flush()
    if "packaging" in change.model_fields_set or isinstance(change, NewProduct):
        pack(db, row, change.packaging)
    return detail_of(db, row.id)


@verb("write")
def archive(db: TenantSession, product_id: UUID, version: int) -> None:
    """Take it out of every list. Raises NotFound, Stale, and Conflict while it was bought, some of
    it is left or something is made with it."""
    row = live(db, Product, product_id, KIND)
    lock_rows(db, Ingredient, [row.ingredient_id])
    expect(row, version, KIND, lambda: current(db, product_id))
    if uses := uses_of(db, row):
        raise Conflict(
            N_("%(name)s is still used: %(uses)s. Hide it instead."),
            name=detail_of(db, product_id).label,
            uses=in_words(uses),
        )
    row.deleted_at = now()
    db.flush()


@verb("write")
def restore(db: TenantSession, product_id: UUID) -> ProductDetail:
    """Bring an archived one back, with the purchases and lots that went with it.

    Raises NotFound, Twin, BarcodeTaken, InvalidInput."""

    def stand_again(row: Product) -> None:
        values = _values(row)
        checked(db, values, row)
        refuse_twin(db, values, row)
        refuse_taken_back(db, row)
        make_usual(db, row)
        for one in bought_of(db, row, row.deleted_at):
            one.deleted_at = None

    found = db.find(Product, product_id)
    words = N_("Brought %(product)s back")
    with doing(db, "products.restore", words, product=label_of(found) if found else ""):
        row = brought_back(db, Product, product_id, KIND, stand_again)
    return detail_of(db, row.id)


def set_values(db: TenantSession, row: Product, given: dict[str, Any]) -> None:
    """Give the row these values, judged together with what it says already."""
    values = _values(row) | given
    checked(db, values, row)
    for name, value in (given | coded(db, given, row)).items():
        setattr(row, name, value)
    row.folded = _folded(values)
    make_usual(db, row)


def make_usual(db: TenantSession, row: Product) -> None:
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


def _values(row: Product) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OWN}


def _folded(values: Mapping[str, Any]) -> str:
    """What a search looks through, and the order of the list."""
    return fold(" ".join(filter(None, (values["brand"], values["name"]))))


def _slug_words(ingredient: Ingredient, values: Mapping[str, Any]) -> str:
    size = f"{plain(values['package_quantity'])} {values['package_unit']}"
    return " ".join(filter(None, (ingredient.name, values["brand"], values["name"], size)))
