"""The unit of a package: with which to begin, and whether one seems odd."""

from uuid import UUID

from sqlalchemy import select

from baketracker.accounts import service as accounts
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.service import density_of_row
from baketracker.issues import Issue

from . import package_units
from .models import Product
from .package_units import Known
from .reading import KIND


@verb("read")
def usual_unit(db: TenantSession, ingredient_id: UUID | None) -> str:
    """The package unit a new product of this ingredient begins with, by its category and what the
    bakery measures in; of no ingredient, where nothing is known. Raises NotFound."""
    known = Known("", "") if ingredient_id is None else _known(db, ingredient_id)
    return package_units.usual_unit(known, accounts.get_bakery(db).units)


@verb("read")
def doubts(db: TenantSession, product_id: UUID) -> list[Issue]:
    """What seems odd about its package, beside the other packages of its ingredient. Raises
    NotFound."""
    row = live(db, Product, product_id, KIND)
    return package_units.doubts(row.package_unit, _known(db, row.ingredient_id, row.id))


def _known(db: TenantSession, ingredient_id: UUID, own_id: UUID | None = None) -> Known:
    row = live(db, Ingredient, ingredient_id, "ingredient")
    others = select(Product.package_unit, Product.id).where(
        Product.ingredient_id == ingredient_id, Product.deleted_at.is_(None)
    )
    units = [unit for unit, one in db.execute(others.order_by(Product.id)) if one != own_id]
    return Known(
        name=row.name,
        category=row.category,
        units=tuple(dict.fromkeys(units)),
        has_density=density_of_row(row) is not None,
        is_packaging=row.is_packaging,
    )
