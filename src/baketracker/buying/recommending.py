"""What to buy of an ingredient for what is lacking of it."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from baketracker.costs import NoPrice
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.service import density_of_row
from baketracker.issues import Issue
from baketracker.measures.conversion import convert
from baketracker.products.models import Product
from baketracker.purchases import service as purchases
from baketracker.purchases.schemas import ProductPrices

from .advice import Offer, Package, advise
from .kinds import FOOD
from .reading import package_ref
from .schemas import OfferView, RecommendationView, ThingRef


@verb("read")
def recommend(
    db: TenantSession, ingredient_id: UUID, quantity: Decimal, unit: str
) -> RecommendationView:
    """What to buy where `quantity` of `unit` is lacking (0: nothing is). Raises NotFound.

    Three statements."""
    row = live(db, Ingredient, ingredient_id, "ingredient")
    products = {product.id: product for product in _products(db, ingredient_id)}
    prices = purchases.prices(db, list(products))
    packages, reasons = [], dict[UUID, Issue]()
    for product in products.values():
        size = None
        try:
            size = convert(
                product.package_quantity, product.package_unit, unit, density_of_row(row), row.name
            )
        except InvalidInput as reason:
            reasons[product.id] = Issue.of(reason)
        price = _price(prices[product.id])
        if price is None:
            reasons.setdefault(product.id, Issue.of(NoPrice(FOOD.label(product))))
        packages.append(Package(product.id, size, price, product.preferred))
    advice = advise(quantity, packages)
    return RecommendationView(
        status=advice.status,
        ingredient=ThingRef(id=row.id, name=row.name),
        quantity=quantity,
        unit=unit,
        offers=[
            _offer(one, products[one.package.key], reasons.get(one.package.key))
            for one in advice.offers
        ],
    )


def _products(db: TenantSession, ingredient_id: UUID) -> Sequence[Product]:
    found = select(Product).where(
        Product.ingredient_id == ingredient_id,
        Product.deleted_at.is_(None),
        Product.is_hidden.is_(False),
    )
    return db.scalars(found.options(FOOD.with_thing).order_by(Product.folded, Product.id)).all()


def _price(prices: ProductPrices) -> Decimal | None:
    """What a package will likely cost. What cost nothing was a gift: nobody expects another."""
    return prices.last.package_price or None if prices.last else None


def _offer(one: Offer[UUID], product: Product, reason: Issue | None) -> OfferView:
    size = one.package.size
    return OfferView(
        product=package_ref(FOOD, product),
        is_usual=one.package.is_usual,
        packages=one.packages,
        covers=size * one.packages if size is not None else None,
        package_price=one.package.price,
        cost=one.cost,
        issue=reason,
    )
