"""What is at home and was never written down as bought."""

from decimal import Decimal
from uuid import UUID

from baketracker.costs import unit_price
from baketracker.db.journal import doing
from baketracker.db.rows import live, lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.errors import N_, InvalidInput, NotFound
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.service import density_of_row
from baketracker.measures.conversion import convert
from baketracker.measures.numbers import DUST
from baketracker.products.models import Product
from baketracker.stock.ledger import exact, fits

from .changing import TOO_EARLY, check_past
from .given import FoundStock
from .models import Lot
from .schemas import StockChange
from .shelf import brief
from .viewing import shown

TOO_MUCH = N_("That is more than fits. Is it the right unit?")
TOO_LITTLE = N_("That is next to nothing. Write more, or choose another unit.")


@verb("write")
def found(db: TenantSession, new: FoundStock, op_id: UUID | None = None) -> StockChange:
    """A lot without a purchase; its id is `op_id` when the client chose one. Its cost is unknown
    unless the price of a package is told. Without a date it is used before all others.

    Raises NotFound, ConversionError, and InvalidInput for next to nothing, a day before it was
    bought, or one of buying that is still to come."""
    product = live(db, Product, new.product_id, "product")
    # As every writer of lots locks it; who archives or merges it meanwhile is seen.
    lock_rows(db, Ingredient, [product.ingredient_id])
    db.refresh(product)
    if product.deleted_at is not None:
        raise NotFound("product")
    of = live(db, Ingredient, product.ingredient_id, "ingredient")
    check_past(new.bought_on, db.scope.today(), "bought_on")
    if new.bought_on and new.expires_on and new.expires_on < new.bought_on:
        raise InvalidInput(TOO_EARLY, {"expires_on": TOO_EARLY})
    unit = new.unit or product.package_unit
    own = convert(new.quantity, unit, product.package_unit, density_of_row(of), of.name)
    if own < DUST:
        raise InvalidInput(TOO_LITTLE, {"quantity": TOO_LITTLE})
    unit_cost = _unit_cost(new.package_price, product)
    if not fits(own, unit_cost):
        raise InvalidInput(TOO_MUCH, {"quantity": TOO_MUCH})
    row = Lot(
        id=op_id or new_id(),
        product_id=product.id,
        quantity=exact(own),
        unit_cost=unit_cost,
        purchased_on=new.bought_on,
        expires_on=new.expires_on,
        location=new.location or None,
        notes=new.notes,
        known_by="counted",
        counted_at=now(),
    )
    words = N_("Found %(amount)s of %(name)s at home")
    with doing(
        db, "pantry.found", words, op_id, amount=brief(new.quantity, unit), name=of.name
    ) as operation_id:
        db.add(row)
    return StockChange(operation_id=operation_id, lots=shown(db, [row.id]))


def _unit_cost(package_price: Decimal | None, product: Product) -> Decimal | None:
    if package_price is None:
        return None
    return exact(unit_price(package_price, product.package_quantity))
