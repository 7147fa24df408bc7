"""A bakery with something to plan: nested recipes, packed goods, an event and a pantry.

The worked example of the planning rules: 50 bags and 5 towers are 380 cookies and 180 brownies."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.db.base import TenantOwned
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.events.models import BatchDecision, Event, EventFinishedGood, EventRecipe
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.ingredients.models import Ingredient
from baketracker.measures.folding import fold
from baketracker.measures.slugs import slugify
from baketracker.pantry.models import Lot
from baketracker.products.models import Product
from baketracker.recipes.models import (
    FinishedUnit,
    Recipe,
    RecipeCategory,
    RecipeComponent,
    RecipeIngredient,
)
from tests.factories.bakeries import BakeryOnDatabase

CUP_OF_FLOUR = {
    "density_volume": Decimal(1),
    "density_volume_unit": "cup",
    "density_weight": Decimal(120),
    "density_weight_unit": "g",
}


class Kitchen:
    """Makes catalogue and events in one session; every maker answers the new id.

    `suffix` stands behind every name, so that many kitchens fit into one bakery."""

    def __init__(self, db: TenantSession, suffix: str = "") -> None:
        self.db, self.suffix = db, suffix

    def ingredient(self, name: str, **more: Any) -> UUID:
        return self._named(Ingredient, name, level=2, **more)

    def product(self, ingredient: UUID, unit: str, **more: Any) -> UUID:
        """A product sold by the `unit`."""
        fields = {"package_unit": unit, "package_quantity": Decimal(1)}
        return self._row(Product, ingredient_id=ingredient, **fields | more)

    def lot(self, ingredient: UUID, quantity: str, unit: str, **product: Any) -> UUID:
        """A lot of a product of its own, sold by the `unit`."""
        return self.stock(self.product(ingredient, unit, **product), quantity)

    def stock(self, product: UUID, quantity: str) -> UUID:
        """A lot of a product."""
        return self._row(Lot, product_id=product, quantity=Decimal(quantity))

    def recipe(self, name: str, lines: dict[UUID, str], **more: Any) -> UUID:
        """A recipe with lines such as {flour: "2 cup"}."""
        recipe_id = self._named(Recipe, name, **more)
        for place, (ingredient, amount) in enumerate(lines.items()):
            quantity, unit = amount.split()
            self._row(
                RecipeIngredient,
                recipe_id=recipe_id,
                ingredient_id=ingredient,
                quantity=Decimal(quantity),
                unit=unit,
                sort_order=place,
            )
        return recipe_id

    def nest(self, outer: UUID, inner: UUID, batches: str) -> UUID:
        return self._row(
            RecipeComponent,
            recipe_id=outer,
            component_recipe_id=inner,
            quantity=Decimal(batches),
        )

    def finished_unit(self, recipe: UUID, name: str, items: int | None, **more: Any) -> UUID:
        """`items` a batch; None: the recipe does not say."""
        fields = {"yield_mode": "discrete_count", "yield_type": "EA", "item_unit": "piece"} | more
        row = {"name": name + self.suffix, "slug": slugify(name + self.suffix)} | fields
        return self._row(FinishedUnit, recipe_id=recipe, items_per_batch=items, **row)

    def good(self, name: str, **parts: dict[UUID, str]) -> UUID:
        """A finished good; `units`, `goods` and `packaging` are ids with quantities."""
        good_id = self._named(FinishedGood, name)
        self.pack(good_id, **parts)
        return good_id

    def pack(self, good: UUID, **parts: dict[UUID, str]) -> None:
        """Put more into a finished good."""
        columns = {
            "units": "finished_unit_id",
            "goods": "component_good_id",
            "packaging": "packaging_product_id",
        }
        lines = [
            {columns[kind]: part, "quantity": Decimal(quantity)}
            for kind, inside in parts.items()
            for part, quantity in inside.items()
        ]
        for place, line in enumerate(lines):
            self._row(Composition, finished_good_id=good, sort_order=place, **line)

    def event(self, name: str, day: date, goods: dict[UUID, int], *recipes: UUID) -> UUID:
        """An event that wants `goods`; `recipes` are the chosen ones."""
        event_id = new_id()
        slug = f"{slugify(name + self.suffix)}-{event_id}"
        row = {"name": name + self.suffix, "slug": slug, "event_date": day}
        self._row(Event, id=event_id, **row)
        for place, (good, quantity) in enumerate(goods.items()):
            self.want(event_id, good, quantity, place)
        for recipe in recipes:
            self._row(EventRecipe, event_id=event_id, recipe_id=recipe)
        return event_id

    def want(self, event: UUID, good: UUID, quantity: int, place: int = 0) -> UUID:
        return self._row(
            EventFinishedGood,
            event_id=event,
            finished_good_id=good,
            quantity=quantity,
            sort_order=place,
        )

    def decide(self, event: UUID, unit: UUID, batches: int) -> UUID:
        return self._row(BatchDecision, event_id=event, finished_unit_id=unit, batches=batches)

    def category(self, name: str) -> UUID:
        return self._row(RecipeCategory, name=name, slug=slugify(name))

    def _named(self, entity: type[TenantOwned], name: str, **more: Any) -> UUID:
        title = name + self.suffix
        words = {"name": title, "slug": slugify(title), "folded": fold(title)}
        return self._row(entity, **words | more)

    def _row(self, entity: type[TenantOwned], **values: Any) -> UUID:
        row: dict[str, Any] = {"id": new_id()} | values
        self.db.insert_rows(entity, [row])
        made: UUID = row["id"]
        return made


@dataclass(frozen=True)
class Stocked:
    """What `stock` made, by name."""

    flour: UUID
    sugar: UUID
    cookie_recipe: UUID
    brownie_recipe: UUID
    frosting: UUID
    cookie: UUID
    brownie: UUID
    bag: UUID
    tower: UUID
    event: UUID


def stock(db: TenantSession, suffix: str = "", days_ahead: int = 9) -> Stocked:
    """Fill the bakery: the sugar is 15 cups short, everything else is enough."""
    kitchen = Kitchen(db, suffix)
    flour = kitchen.ingredient("Flour", **CUP_OF_FLOUR)
    sugar, butter, cocoa = (kitchen.ingredient(name) for name in ("Sugar", "Butter", "Cocoa"))
    kitchen.lot(flour, "10", "lb", brand="Old Mill", preferred=True)
    kitchen.lot(sugar, "3", "cup", brand="Cane & Co")
    kitchen.lot(sugar, "10", "cup", brand="Beet")
    kitchen.lot(butter, "20", "cup")
    kitchen.lot(cocoa, "5", "cup")
    frosting = kitchen.recipe("Frosting", {sugar: "2 cup", butter: "1 cup"})
    cookies = kitchen.recipe("Sugar Cookie", {flour: "2 cup", sugar: "1 cup"})
    brownies = kitchen.recipe("Fudge Brownie", {flour: "1 cup", cocoa: "0.5 cup", sugar: "1.5 cup"})
    kitchen.nest(cookies, frosting, "0.5")
    cookie = kitchen.finished_unit(cookies, "Cookie", 48)
    brownie = kitchen.finished_unit(brownies, "Brownie", 24)
    bag = kitchen.good("Bag", units={cookie: "6", brownie: "3"})
    tower = kitchen.good("Tower", goods={bag: "2"}, units={cookie: "4"})
    day = db.scope.today() + timedelta(days=days_ahead)
    event = kitchen.event("Cookie Boxes", day, {bag: 50, tower: 5}, cookies, brownies)
    return Stocked(flour, sugar, cookies, brownies, frosting, cookie, brownie, bag, tower, event)


def stocked(bakery: BakeryOnDatabase, suffix: str = "") -> Stocked:
    """`stock` in a session of its own."""
    with bakery.session() as db:
        return stock(db, suffix)
