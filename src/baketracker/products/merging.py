"""Two products that are one: all that happened to the first belongs to the second."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import selectinload

from baketracker.db.journal import doing
from baketracker.db.moving import blanks_filled, two_of
from baketracker.db.rows import lock_rows, move_uses
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, RuleBroken
from baketracker.fields import In, plain
from baketracker.ingredients.models import Ingredient

from .labels import label_of
from .models import Product
from .reading import KIND, detail_of
from .schemas import ProductDetail, ProductView
from .writing import make_usual

# What the one that stays takes from the other where it says nothing itself.
BLANKS = (
    ("upc", "gtin"), ("net_content_value", "net_content_unit"),
    "package_type", "shelf_life_days", "preferred_supplier_id", "supplier_sku", "supplier_text",
    "brand_owner", "gpc_brick_code", "country_of_sale", "off_id", "notes",
)  # fmt: skip


class OtherPackage(RuleBroken):
    """Packages of two sizes: what was bought of the one cannot be counted in the other."""

    code = "other_package"

    def __init__(self, row: Product, into: Product) -> None:
        super().__init__(
            N_(
                "A package of %(product)s holds %(size)s %(unit)s, one of %(into)s "
                "%(into_size)s %(into_unit)s. Only packages of one size can be one product."
            ),
            product=label_of(row),
            size=plain(row.package_quantity),
            unit=row.package_unit,
            into=label_of(into),
            into_size=plain(into.package_quantity),
            into_unit=into.package_unit,
        )


class Merge(In):
    """Which product stays."""

    into_id: UUID


class Merged(BaseModel):
    """The product that stayed, how many rows of which table moved to it, and what was done
    (`operation_id` can be taken back)."""

    product: ProductDetail
    moved: dict[str, int]
    operation_id: UUID


@verb("write")
def merge(db: TenantSession, product_id: UUID, into_id: UUID, op_id: UUID | None = None) -> Merged:
    """Purchases, lots, lines of lists and of goods of the first product go to `into_id`, which
    takes what it does not say itself; the first is put away. Can be taken back.

    Raises NotFound, InvalidInput for itself, OtherPackage unless both packages hold the same,
    RuleBroken when only one of them wraps things, SideBySide where only one may stand."""
    row, into = _both(db, product_id, into_id)
    if not same_package(row, into):
        raise OtherPackage(row, into)
    if row.ingredient.is_packaging != into.ingredient.is_packaging:
        wraps, eaten = (row, into) if row.ingredient.is_packaging else (into, row)
        raise RuleBroken(
            N_("%(wraps)s wraps things and %(eaten)s is eaten: they cannot be one."),
            wraps=label_of(wraps),
            eaten=label_of(eaten),
        )
    words = N_("Merged %(product)s into %(into)s")
    named = {"product": label_of(row, sized=True), "into": label_of(into, sized=True)}
    with doing(db, "products.merge", words, op_id, **named) as done:
        moved = move_uses(db, row, into)
        # Its barcode must be free before the other takes it.
        row.deleted_at = now()
        db.flush()
        for name, value in blanks_filled(row, into, *BLANKS).items():
            setattr(into, name, value)
        into.preferred |= row.preferred and row.ingredient_id == into.ingredient_id
        make_usual(db, into)
    return Merged(product=detail_of(db, into.id), moved=moved, operation_id=done)


def same_package(row: Product, into: Product | ProductView) -> bool:
    """Whether what was bought of the one can be counted as the other."""
    return (row.package_unit, row.package_quantity) == (into.package_unit, into.package_quantity)


def _both(db: TenantSession, product_id: UUID, into_id: UUID) -> tuple[Product, Product]:
    """The two, their ingredients locked first, as every writer of lots locks."""
    known = [db.find(Product, row_id) for row_id in (product_id, into_id)]
    lock_rows(db, Ingredient, {row.ingredient_id for row in known if row})
    both = lock_rows(db, Product, (product_id, into_id), selectinload(Product.ingredient))
    return two_of(both, KIND, product_id, into_id)
