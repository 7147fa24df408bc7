"""What a product must be before it is stored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from baketracker.db.references import references_to
from baketracker.db.rows import lock_rows
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, Conflict, RuleBroken
from baketracker.fields import plain
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.placing import not_listed, require_leaf
from baketracker.suppliers.models import Supplier

from .labels import label_of
from .models import Product
from .reading import SHOWN

# What makes two packages the same thing.
WORDS = ("brand", "name", "package_size")
PACKAGE = ("package_unit", "package_quantity")
SAME = ("ingredient_id", *PACKAGE, *WORDS)
# Tables that count a product in its package; their features stand further down.
COUNTED_IN = ("purchases", "lots")


class Twin(Conflict):
    """There is a product like this: `other_id`."""

    code = "twin"

    def __init__(self, other: Product) -> None:
        words = N_("There is already a product like this: %(product)s. Give it a name of its own.")
        super().__init__(words, product=label_of(other, sized=True))
        self.other_id = other.id


class PackageCounted(RuleBroken):
    """What was bought of it is counted in its package, so the package stays."""

    code = "package_counted"

    def __init__(self, row: Product) -> None:
        words = N_(
            "It was bought in packages of %(size)s %(unit)s, and the pantry counts in them. "
            "Make a new product for another package."
        )
        super().__init__(words, size=plain(row.package_quantity), unit=row.package_unit)


def checked(db: TenantSession, values: Mapping[str, Any], row: Product | None) -> Ingredient:
    """All that must hold of the `values` of a new or known product, beside its barcodes; answers
    its ingredient, locked: products of one ingredient are written one after another.

    What `row` says already is not judged again: an import may have brought worse. Raises
    InvalidInput, RuleBroken, PackageCounted, Twin."""
    lock_rows(db, Ingredient, [values["ingredient_id"]])
    ingredient = require_leaf(db, values["ingredient_id"], "ingredient_id")
    shop_id = values["preferred_supplier_id"]
    if shop_id is not None and (row is None or shop_id != row.preferred_supplier_id):
        shop = db.find(Supplier, shop_id)
        if shop is None or shop.deleted_at is not None:
            raise not_listed("preferred_supplier_id")
    if row is not None and _differ(row, values, PACKAGE) and is_counted(db, row):
        raise PackageCounted(row)
    if row is None or _differ(row, values, SAME):
        refuse_twin(db, values, row)
    return ingredient


def is_counted(db: TenantSession, row: Product) -> bool:
    """Whether it was ever bought. What was taken back counts too: taking that back again brings
    amounts in this package."""
    kinds = [found for found in references_to("products") if found[0].__tablename__ in COUNTED_IN]
    return any(
        db.scalar(select(entity.id).where(attribute == row.id).limit(1)) is not None
        for entity, attribute in kinds
    )


def bought_of(db: TenantSession, row: Product, deleted_at: datetime | None) -> list[Any]:
    """Its purchases and lots that were put away at that moment, or stand (None); lots locked as
    every writer locks them."""
    found: list[Any] = []
    for entity, attribute in references_to("products"):
        if entity.__tablename__ in COUNTED_IN:
            wanted = select(entity).where(
                attribute == row.id, entity.deleted_at.is_not_distinct_from(deleted_at)
            )
            if hasattr(entity, "locked"):
                entity.locked(db, [one.id for one in db.scalars(wanted)])
            found += db.scalars(wanted)
    return found


def refuse_twin(db: TenantSession, values: Mapping[str, Any], row: Product | None) -> None:
    """Raises Twin when another live product is the same package of the same thing."""
    stored = {name: func.coalesce(getattr(Product, name), "") for name in WORDS}
    same = [stored[name] == (values[name] or "") for name in WORDS]
    same += [getattr(Product, name) == values[name] for name in ("ingredient_id", *PACKAGE)]
    twins = select(Product).where(Product.deleted_at.is_(None), *same).order_by(Product.id)
    for other in db.scalars(twins.options(*SHOWN)):
        if row is None or other.id != row.id:
            raise Twin(other)


def _differ(row: Product, values: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    """Nothing said and an empty word are the same."""
    return any((getattr(row, name) or "") != (values[name] or "") for name in names)
