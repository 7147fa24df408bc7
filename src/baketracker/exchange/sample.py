"""A small bakery to look around in."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Engine, select

from baketracker.accounts import door
from baketracker.accounts.bakeries import open_sample, switch_bakery
from baketracker.accounts.models import Tenant
from baketracker.accounts.person import SignedIn
from baketracker.db.base import TenantOwned
from baketracker.db.scope import VERBS, allows, verb
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.db.types import now
from baketracker.errors import RuleBroken
from baketracker.events.models import Event, EventFinishedGood, EventRecipe
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
from baketracker.suppliers.models import Supplier

from .sample_data import COMPONENTS, EVENTS, GOODS, INGREDIENTS, RECIPES, SUPPLIERS

Rows = list[dict[str, Any]]


def visit_sample(engine: Engine, me: SignedIn, secret: str) -> str:
    """Go over to the person's own sample bakery, opened and filled the first time; returns the
    secret of the session that replaces the present one. No other bakery is touched."""
    tenant_id = open_sample(engine, me)
    with engine.begin() as gate:
        scope = door.in_bakery(gate, me.scope_in(tenant_id), now())
    with tenant_transaction(engine, scope) as db:
        if may_fill(db):
            fill_with_sample(db)
    return switch_bakery(engine, me, secret, tenant_id)


@verb("read")
def may_fill(db: TenantSession) -> bool:
    """Whether this person may fill in the sample, and the bakery is empty."""
    return allows(db.scope, VERBS["exchange.fill_with_sample"]) and _is_empty(db)


@verb("write", least="admin")
def fill_with_sample(db: TenantSession) -> None:
    """Fill an empty bakery; a second time changes nothing. Raises RuleBroken when the bakery has
    ingredients of its own."""
    # A second tap waits here until the first one is through.
    db.execute(select(Tenant.id).where(Tenant.id == db.scope.tenant_id).with_for_update())
    if db.find(Ingredient, _id("group:Spices")) is not None:
        return
    if not _is_empty(db):
        raise RuleBroken("This bakery has ingredients already: the sample would mix with them.")
    for entity, rows in _tables(db.scope.today()):
        db.insert_rows(entity, rows)


def _is_empty(db: TenantSession) -> bool:
    """So that the sample would not mix with anything of the bakery's own."""
    return db.scalar(select(Ingredient.id).limit(1)) is None


def _tables(today: date) -> list[tuple[type[TenantOwned], Rows]]:
    return [
        (Supplier, _suppliers()),
        (Ingredient, _groups() + _ingredients()),
        (Product, _products()),
        (Lot, _lots(today)),
        (RecipeCategory, _categories()),
        (Recipe, _recipes()),
        (RecipeIngredient, _lines()),
        (RecipeComponent, _components()),
        (FinishedUnit, _units()),
        (FinishedGood, _goods()),
        (Composition, _compositions()),
        (Event, _events(today)),
        (EventRecipe, _chosen_recipes()),
        (EventFinishedGood, _chosen_goods()),
    ]


def _id(name: str) -> UUID:
    """The same thing has the same id in every bakery: ids are only unique within one."""
    return uuid5(NAMESPACE_URL, f"baketracker:sample:{name}")


def _named(what: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": _id(f"{what}:{name}"), "name": name, "slug": slugify(name), **more}


def _folded(what: str, name: str, **more: Any) -> dict[str, Any]:
    return _named(what, name, folded=fold(name), **more)


def _suppliers() -> Rows:
    return [_folded("supplier", name, kind=kind, city=city) for name, kind, city in SUPPLIERS]


def _groups() -> Rows:
    names = dict.fromkeys(group for _, group, *_ in INGREDIENTS)
    return [_ingredient("group", name, category=name, level=0) for name in names]


def _ingredients() -> Rows:
    return [
        _ingredient(
            "ingredient", name, category=group, level=2, parent_id=_id(f"group:{group}"),
            grams=grams,
        )
        for name, group, grams, *_ in INGREDIENTS
    ]  # fmt: skip


def _ingredient(
    kind: str, name: str, *, category: str, level: int, parent_id: UUID | None = None,
    grams: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """`grams`: what one cup weighs."""
    return _folded(
        kind, name, category=category, level=level, parent_id=parent_id,
        density_volume=grams and Decimal(1), density_volume_unit=grams and "cup",
        density_weight=grams and Decimal(grams), density_weight_unit=grams and "g",
    )  # fmt: skip


def _products() -> Rows:
    rows = []
    for name, _, _, (brand, size, unit, package), *_ in INGREDIENTS:
        product = {
            "id": _id(f"product:{name}"), "ingredient_id": _id(f"ingredient:{name}"),
            "brand": brand, "name": name, "folded": fold(f"{brand} {name}"),
            "package_type": package, "package_unit": unit, "package_quantity": Decimal(size),
            "preferred": True, "preferred_supplier_id": _id(f"supplier:{SUPPLIERS[0][0]}"),
        }  # fmt: skip
        rows.append(product)
    return rows


def _lots(today: date) -> Rows:
    return [
        {
            "id": _id(f"lot:{name}"), "product_id": _id(f"product:{name}"),
            "quantity": Decimal(stock), "unit_cost": Decimal(price) / Decimal(size),
            "purchased_on": today - timedelta(days=9), "sort_order": place,
        }
        for place, (name, _, _, (_, size, _, _), stock, price) in enumerate(INGREDIENTS)
    ]  # fmt: skip


def _categories() -> Rows:
    return [_named("category", name) for name in dict.fromkeys(row[1] for row in RECIPES)]


def _recipes() -> Rows:
    return [
        _folded(
            "recipe", name, category_id=_id(f"category:{category}"), minutes=minutes,
            is_production_ready=True,
        )
        for name, category, minutes, *_ in RECIPES
    ]  # fmt: skip


def _lines() -> Rows:
    return [
        {
            "id": _id(f"line:{recipe}:{name}"), "recipe_id": _id(f"recipe:{recipe}"),
            "ingredient_id": _id(f"ingredient:{name}"), "quantity": Decimal(quantity),
            "unit": unit, "sort_order": place,
        }
        for recipe, _, _, lines, _ in RECIPES
        for place, (name, quantity, unit) in enumerate(lines)
    ]  # fmt: skip


def _components() -> Rows:
    return [
        {
            "id": _id(f"component:{outer}:{inner}"), "recipe_id": _id(f"recipe:{outer}"),
            "component_recipe_id": _id(f"recipe:{inner}"), "quantity": Decimal(batches),
        }
        for outer, inner, batches in COMPONENTS
    ]  # fmt: skip


def _units() -> Rows:
    return [
        _named(
            "unit", made[0], recipe_id=_id(f"recipe:{recipe}"), yield_mode="discrete_count",
            yield_type="EA", items_per_batch=made[1], item_unit="piece",
        )
        for recipe, _, _, _, made in RECIPES if made
    ]  # fmt: skip


def _goods() -> Rows:
    return [_folded("good", name) for name, _ in GOODS]


def _compositions() -> Rows:
    goods = {name for name, _ in GOODS}
    return [
        {
            "id": _id(f"part:{good}:{part}"), "finished_good_id": _id(f"good:{good}"),
            "finished_unit_id": None if part in goods else _id(f"unit:{part}"),
            "component_good_id": _id(f"good:{part}") if part in goods else None,
            "quantity": Decimal(count), "sort_order": place,
        }
        for good, parts in GOODS
        for place, (part, count) in enumerate(parts)
    ]  # fmt: skip


def _events(today: date) -> Rows:
    rows = []
    for name, days, guests, _ in EVENTS:
        on = today + timedelta(days=days)
        row = _named("event", name, event_date=on, expected_guests=guests, output_mode="bundled")
        rows.append(row | {"slug": slugify(f"{name} {on.year}")})
    return rows


def _chosen_recipes() -> Rows:
    return [
        {
            "id": _id(f"chosen:{event}:{recipe}"), "event_id": _id(f"event:{event}"),
            "recipe_id": _id(f"recipe:{recipe}"), "sort_order": place,
        }
        for event, *_ in EVENTS
        for place, (recipe, *_, made) in enumerate(RECIPES) if made
    ]  # fmt: skip


def _chosen_goods() -> Rows:
    return [
        {
            "id": _id(f"wanted:{event}:{good}"), "event_id": _id(f"event:{event}"),
            "finished_good_id": _id(f"good:{good}"), "quantity": quantity, "sort_order": place,
        }
        for event, _, _, wanted in EVENTS
        for place, (good, quantity) in enumerate(wanted)
    ]  # fmt: skip
