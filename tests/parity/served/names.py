"""The names the recording uses for rows."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.giving.models import Package
from baketracker.ingredients.models import Ingredient
from baketracker.materials.models import MaterialProduct, MaterialUnit
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit, Recipe

Slugs = dict[UUID, str]


@dataclass(frozen=True)
class Names:
    """Slug by id; events by name and date, products by all that is said of them, material units by
    their product too, packages by name."""

    ingredients: Slugs
    recipes: Slugs
    units: Slugs
    goods: Slugs
    events: Slugs
    products: Slugs
    material_units: Slugs
    packages: Slugs

    def part(self, kind: str, key: UUID) -> str:
        """What is packed: a finished_unit, finished_good, packaging or material."""
        named = {
            "finished_unit": self.units,
            "finished_good": self.goods,
            "packaging": self.products,
            "material": self.material_units,
            "material_unit": self.material_units,
        }
        return named[kind][key]


def names_in(db: TenantSession) -> Names:
    """Those of the whole bakery, archived rows too."""
    dated = db.execute(select(Event.id, Event.name, Event.event_date))
    return Names(
        ingredients=_slugs(db, Ingredient),
        recipes=_slugs(db, Recipe),
        units=_slugs(db, FinishedUnit),
        goods=_slugs(db, FinishedGood),
        events={key: f"{name}|{day}" for key, name, day in dated},
        products={row.id: _product(row, slug) for row, slug in _products(db)},
        material_units={key: f"{product}/{slug}" for key, product, slug in _material_units(db)},
        packages={row.id: row.name for row in db.execute(select(Package.id, Package.name))},
    )


def _products(db: TenantSession) -> Any:
    return db.execute(select(Product, Ingredient.slug).join(Product.ingredient))


def _product(row: Product, slug: str) -> str:
    package = f"{float(row.package_quantity):g} {row.package_unit}"
    return "|".join((slug, row.brand or "", row.name or "", package))


def _material_units(db: TenantSession) -> Any:
    found = select(MaterialUnit.id, MaterialProduct.slug, MaterialUnit.slug)
    return db.execute(found.join(MaterialUnit.product))


def _slugs(db: TenantSession, entity: Any) -> Slugs:
    return {row.id: row.slug for row in db.execute(select(entity.id, entity.slug))}
