"""Products written down in passing: enough to be bought, to be looked at later."""

from baketracker.db.tenancy import TenantSession
from baketracker.products import service as products
from baketracker.products.models import Product
from baketracker.products.schemas import NewProduct

from .given import NewProductSeen
from .kinds import FOOD


def provisional(db: TenantSession, seen: NewProductSeen) -> Product:
    """A product that waits for a person's review, called as it was seen.

    Raises Conflict for a twin, RuleBroken for a group, NotFound."""
    made = products.create(
        db,
        NewProduct(
            name=seen.seen,
            ingredient_id=seen.ingredient_id,
            package_quantity=seen.quantity,
            package_unit=seen.unit,
        ),
    )
    row: Product = FOOD.products(db, [made.id])[made.id]
    row.is_provisional, row.seen_as = True, seen.seen
    db.flush()
    return row
