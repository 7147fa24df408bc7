"""What can be bought for each need: packages with their last price and store."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.materials.models import MaterialProduct
from baketracker.products.models import Product
from baketracker.purchases import service as purchases
from baketracker.purchases.models import Purchase
from baketracker.purchases.schemas import Price, ProductPrices

from .models import ShoppingItem
from .needs import Need
from .packages import Offer
from .prices import material_prices


@dataclass(frozen=True, slots=True)
class Candidate:
    """A package that could answer a need; the key of its `offer` is its own id."""

    offer: Offer
    supplier_id: UUID | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What stands to choose from. `aisles`: where a baker said an ingredient lies."""

    food: dict[UUID, list[Product]]
    materials: dict[UUID, list[MaterialProduct]]
    prices: dict[UUID, ProductPrices]
    bought: set[UUID]
    aisles: dict[UUID, str]

    def candidates(self, need: Need) -> list[Candidate]:
        """The packages whose content can be said in the unit of the need."""
        if need.kind == "material":
            products = self.materials.get(need.about, [])
            return [self._material(row) for row in products]
        rows = self.food.get(need.about, [])
        return [self._food(row, need) for row in rows if need.takes(row.package_unit)]

    def aisle(self, need: Need) -> str:
        return self.aisles.get(need.about, need.aisle)

    def _food(self, row: Product, need: Need) -> Candidate:
        price, supplier_id = usual_price(self.prices[row.id], row.preferred_supplier_id)
        size = need.said(row.package_quantity, row.package_unit)
        offer = Offer(row.id, size, price, row.preferred, row.id in self.bought)
        return Candidate(offer, supplier_id)

    def _material(self, row: MaterialProduct) -> Candidate:
        price, supplier_id = usual_price(self.prices[row.id], row.supplier_id)
        return Candidate(Offer(row.id, row.base_quantity, price), supplier_id)


def usual_price(prices: ProductPrices, usual_id: UUID | None) -> tuple[Decimal | None, UUID | None]:
    """What a package will likely cost, and where: the last price at its usual store, else the
    last one and its store."""
    here = (price for price in prices.by_supplier if usual_id and _shop(price) == usual_id)
    price = next(here, prices.last)
    if price is None:
        return None, usual_id
    # What cost nothing once was a gift, or nobody knew: no price to expect again.
    return price.package_price or None, _shop(price) or usual_id


def shelf_for(db: TenantSession, needs: Sequence[Need]) -> Shelf:
    """Everything that could be bought for the needs: at most six statements."""
    about: dict[str, set[UUID]] = {"food": set(), "packaging": set(), "material": set()}
    for need in needs:
        about[need.kind].add(need.about)
    food, packaging, materials = about["food"], about["packaging"], about["material"]
    by_ingredient, by_product = _products(db, food, packaging)
    by_material = _material_products(db, materials)
    products = [row.id for held in (by_ingredient | by_product).values() for row in held]
    sheets = [row.id for held in by_material.values() for row in held]
    return Shelf(
        food=by_ingredient | by_product,
        materials=by_material,
        prices=purchases.prices(db, products) | material_prices(db, sheets),
        bought=set(db.scalars(_bought(products))),
        aisles=_aisles(db, food),
    )


def _shop(price: Price) -> UUID | None:
    return price.supplier.id if price.supplier else None


def _products(
    db: TenantSession, ingredient_ids: Collection[UUID], product_ids: Collection[UUID]
) -> tuple[dict[UUID, list[Product]], dict[UUID, list[Product]]]:
    """Packages by their ingredient, and packaging by its own id."""
    wanted = among(Product.ingredient_id, ingredient_ids) | among(Product.id, product_ids)
    found = select(Product).where(
        wanted, Product.deleted_at.is_(None), Product.is_hidden.is_(False)
    )
    food: defaultdict[UUID, list[Product]] = defaultdict(list)
    packaging: dict[UUID, list[Product]] = {}
    for row in db.scalars(found.order_by(Product.folded, Product.id)):
        food[row.ingredient_id].append(row)
        if row.id in product_ids:
            packaging[row.id] = [row]
    return dict(food), packaging


def _material_products(
    db: TenantSession, material_ids: Collection[UUID]
) -> dict[UUID, list[MaterialProduct]]:
    found = select(MaterialProduct).where(
        among(MaterialProduct.material_id, material_ids),
        MaterialProduct.deleted_at.is_(None),
        MaterialProduct.is_hidden.is_(False),
    )
    grouped: defaultdict[UUID, list[MaterialProduct]] = defaultdict(list)
    options = joinedload(MaterialProduct.material, innerjoin=True)
    for row in db.scalars(found.options(options).order_by(MaterialProduct.id)):
        grouped[row.material_id].append(row)
    return dict(grouped)


def _bought(product_ids: Collection[UUID]) -> Select[UUID]:
    stands = Purchase.deleted_at.is_(None)
    bought = select(Purchase.product_id).where(among(Purchase.product_id, product_ids), stands)
    return bought.distinct()


def _aisles(db: TenantSession, ingredient_ids: Collection[UUID]) -> dict[UUID, str]:
    """What the newest changed line of each ingredient says."""
    said = (
        select(ShoppingItem.ingredient_id, ShoppingItem.aisle)
        .where(
            among(ShoppingItem.ingredient_id, ingredient_ids),
            ShoppingItem.edited,
            ShoppingItem.aisle != "",
        )
        .order_by(ShoppingItem.updated_at, ShoppingItem.id)
    )
    return {ingredient_id: aisle for ingredient_id, aisle in db.execute(said) if ingredient_id}
