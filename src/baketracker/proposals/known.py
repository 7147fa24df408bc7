"""What a bakery has, as far as telling what somebody means needs it. As many statements for ten
products as for ten thousand."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.measures.folding import fold
from baketracker.products.barcodes import bare
from baketracker.products.models import Product
from baketracker.purchases.models import Purchase
from baketracker.suppliers.models import Supplier
from baketracker.understanding.matching import Alias as LearntAlias
from baketracker.understanding.matching import Candidate
from baketracker.understanding.names import Package

from .models import Alias


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """A package the bakery has written down: `size` of `unit` of an ingredient; bought so many
    `times`, last on a day, in these stores."""

    id: UUID
    label: str
    brand: str
    ingredient_id: UUID
    size: Decimal
    unit: str
    barcodes: frozenset[str]
    is_preferred: bool
    times: int = 0
    last_on: date | None = None
    stores: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownIngredient:
    """A leaf of the catalogue; `folded` holds its name and aliases, a line each."""

    id: UUID
    name: str
    folded: str
    category: str


@dataclass(frozen=True, slots=True)
class Known:
    """All of it, and what was learnt of one store."""

    products: Sequence[KnownProduct]
    ingredients: Mapping[UUID, KnownIngredient]
    aliases: Sequence[LearntAlias]
    store: str = ""
    supplier_id: UUID | None = None
    wanted: frozenset[UUID] = field(default_factory=frozenset)

    def of_ingredient(self, ingredient_id: UUID) -> list[KnownProduct]:
        """Its packages, those bought most and last first."""
        own = [one for one in self.products if one.ingredient_id == ingredient_id]
        return sorted(own, key=self.habit, reverse=True)

    def habit(self, product: KnownProduct) -> tuple[bool, bool, int, date]:
        """How usual a package is, to be compared: bought in this store, the usual one, how often,
        and when last."""
        here = self.supplier_id is not None and self.supplier_id in product.stores
        return (here, product.is_preferred, product.times, product.last_on or date.min)

    def candidates(self) -> list[Candidate]:
        """As the matcher takes them."""
        return [self._candidate(one) for one in self.products]

    def _candidate(self, one: KnownProduct) -> Candidate:
        of = self.ingredients[one.ingredient_id]
        return Candidate(
            key=one.id,
            label=one.label,
            brand=one.brand,
            ingredient=of.name,
            category=of.category,
            package=Package(one.size, one.unit, 1),
            barcodes=one.barcodes,
            bought_at=frozenset({self.store} if self.supplier_id in one.stores else ()),
            is_wanted=one.ingredient_id in self.wanted,
            times=one.times,
        )


def known_of(db: TenantSession, store: str = "", wanted: Collection[UUID] = frozenset()) -> Known:
    """What the bakery has, read for a store as somebody called it; `wanted` are the ingredients on
    the present shopping list. Five statements."""
    supplier_id = supplier_called(db, store)
    ingredients = {one.id: one for one in _ingredients(db)}
    return Known(
        products=[one for one in _products(db) if one.ingredient_id in ingredients],
        ingredients=ingredients,
        aliases=_aliases(db, store),
        store=fold(store).strip(),
        supplier_id=supplier_id,
        wanted=frozenset(wanted),
    )


def supplier_called(db: TenantSession, store: str) -> UUID | None:
    """The supplier somebody means by a store's name: the one called so, or the only one whose name
    begins so or that it begins with ("COSTCO WHOLESALE #318" is Costco). One statement."""
    name = fold(store).strip()
    if not name:
        return None
    shops = select(Supplier.id, Supplier.folded).where(Supplier.deleted_at.is_(None))
    found = [(key, called.strip()) for key, called in db.execute(shops.order_by(Supplier.id))]
    for fits in (
        lambda called: called == name,
        lambda called: f"{name} ".startswith(f"{called} ") or f"{called} ".startswith(f"{name} "),
    ):
        fitting = [key for key, called in found if called and fits(called)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return None
    return None


def _ingredients(db: TenantSession) -> list[KnownIngredient]:
    columns = (Ingredient.id, Ingredient.name, Ingredient.folded, Ingredient.category)
    found = select(*columns).where(Ingredient.deleted_at.is_(None), Ingredient.level == 2)
    return [KnownIngredient(*row) for row in db.execute(found.order_by(Ingredient.id))]


def _products(db: TenantSession) -> list[KnownProduct]:
    times: defaultdict[UUID, int] = defaultdict(int)
    last: dict[UUID, date] = {}
    stores: defaultdict[UUID, set[UUID]] = defaultdict(set)
    bought = (
        select(
            Purchase.product_id,
            Purchase.supplier_id,
            func.count(Purchase.id),
            func.max(Purchase.purchased_on),
        )
        .where(Purchase.deleted_at.is_(None))
        .group_by(Purchase.product_id, Purchase.supplier_id)
    )
    for product_id, supplier_id, count, on in db.execute(bought):
        times[product_id] += count
        last[product_id] = max(on, last.get(product_id, on))
        if supplier_id is not None:
            stores[product_id].add(supplier_id)
    columns = (
        Product.id, Product.brand, Product.name, Product.package_quantity, Product.package_unit,
        Product.ingredient_id, Product.upc, Product.gtin, Product.preferred,
    )  # fmt: skip
    found = select(*columns).where(Product.deleted_at.is_(None), Product.is_hidden.is_(False))
    return [
        KnownProduct(
            id=row.id,
            label=" ".join(filter(None, (row.brand, row.name))),
            brand=row.brand or "",
            ingredient_id=row.ingredient_id,
            size=row.package_quantity,
            unit=row.package_unit,
            barcodes=frozenset(bare(code) for code in (row.upc, row.gtin) if code),
            is_preferred=row.preferred,
            times=times[row.id],
            last_on=last.get(row.id),
            stores=frozenset(stores[row.id]),
        )
        for row in db.execute(found.order_by(Product.id))
    ]


def _aliases(db: TenantSession, store: str) -> list[LearntAlias]:
    """What was learnt of this store, and is not in doubt."""
    found = select(Alias).where(Alias.store == fold(store).strip(), Alias.is_off.is_(False))
    return [
        LearntAlias(store=row.store, text=row.words, key=row.product_id, weight=row.weight)
        for row in db.scalars(found.order_by(Alias.id))
        if row.is_skipped or row.product_id is not None
    ]
