"""The same comparison with our own data set stored in a real bakery."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event, EventFinishedGood, EventRecipe
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.ingredients.models import Ingredient
from baketracker.pantry.models import Lot
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit, Recipe
from tests.factories.bakeries import BakeryOnDatabase
from tests.parity import desktop_file, own
from tests.parity.bakery import Bakery
from tests.parity.harness import Report, read, run
from tests.parity.kitchen import EventRow, Kitchen
from tests.parity.sections import STORED

Ids = dict[str, UUID]


def test_a_bakery_answers_every_stored_section(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    report = _compared(bakery, own.build(tmp_path))
    assert report.complaints == []
    for section in STORED:
        assert report.sections[section].equal > 0
        assert report.sections[section].uncovered == 0


def test_a_lost_lot_is_noticed(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    folder = own.build(tmp_path)
    _compared(bakery, folder)
    with bakery.session() as db:
        db.delete(db.scalars(select(Lot).where(Lot.location == "cellar")).one())
    report = run(read(folder), Bakery(folder, lambda _: bakery.session()))
    assert report.sections["lots"].unexplained > 0
    assert report.sections["ingredients.on_hand_by_unit"].unexplained > 0


def _compared(bakery: BakeryOnDatabase, folder: Path) -> Report:
    @contextmanager
    def enter(file: Path) -> Iterator[TenantSession]:
        with closing(desktop_file.opened(file)) as rows, bakery.session() as db:
            _store(db, desktop_file.kitchen(rows))
            yield db

    return run(read(folder), Bakery(folder, enter))


def _store(db: TenantSession, rows: Kitchen) -> None:
    ingredients = _ingredients(db, rows)
    _lots(db, rows, ingredients)
    recipes, units = _recipes_and_units(db, rows)
    goods = _goods(db, rows, units)
    for event in rows.events:
        _event(db, event, recipes, goods)
    db.flush()


def _ingredients(db: TenantSession, rows: Kitchen) -> Ids:
    ids: Ids = {}
    for row in rows.ingredients:
        fields = row.density if all(row.density) else (None, None, None, None)
        names = ("density_volume", "density_volume_unit", "density_weight", "density_weight_unit")
        stored = Ingredient(
            name=row.slug, slug=row.slug, level=2, **dict(zip(names, fields, strict=True))
        )
        db.add(stored)
        db.flush()
        ids[row.slug] = stored.id
    return ids


def _lots(db: TenantSession, rows: Kitchen, ingredients: Ids) -> None:
    for order, row in enumerate(rows.lots):
        product = Product(
            ingredient_id=ingredients[row.ingredient],
            brand=row.brand,
            name=row.product,
            package_unit=row.unit,
            package_quantity=row.package_quantity,
        )
        db.add(product)
        db.flush()
        lot = Lot(
            product_id=product.id,
            quantity=row.quantity,
            unit_cost=row.unit_cost,
            purchased_on=row.purchased_on,
            expires_on=row.expires_on,
            location=row.location,
            sort_order=order,
        )
        db.add(lot)


def _recipes_and_units(db: TenantSession, rows: Kitchen) -> tuple[Ids, Ids]:
    recipes: Ids = {}
    units: Ids = {}
    for row in rows.units.values():
        slug = str(row.recipe_id)
        if slug not in recipes:
            recipe = Recipe(name=row.recipe_name, slug=slug)
            db.add(recipe)
            db.flush()
            recipes[slug] = recipe.id
        unit = FinishedUnit(
            recipe_id=recipes[slug],
            name=row.name,
            slug=str(row.id),
            yield_mode="discrete_count",
            yield_type="EA",
            items_per_batch=12,
        )
        db.add(unit)
        db.flush()
        units[unit.slug] = unit.id
    return recipes, units


def _goods(db: TenantSession, rows: Kitchen, units: Ids) -> Ids:
    stored = [FinishedGood(name=row.name, slug=str(row.id)) for row in rows.goods.values()]
    db.add_all(stored)
    db.flush()
    goods = {good.slug: good.id for good in stored}
    for row in rows.goods.values():
        for order, part in enumerate(row.parts):
            line = Composition(
                finished_good_id=goods[str(row.id)],
                finished_unit_id=units.get(str(part.finished_unit)),
                component_good_id=goods.get(str(part.finished_good)),
                quantity=Decimal(part.quantity),
                sort_order=order,
            )
            db.add(line)
    return goods


def _event(db: TenantSession, row: EventRow, recipes: Ids, goods: Ids) -> None:
    event = Event(name=row.name, slug=f"{row.day}", event_date=row.day)
    db.add(event)
    db.flush()
    db.add_all(EventRecipe(event_id=event.id, recipe_id=recipes[slug]) for slug in row.recipes)
    for order, wish in enumerate(row.wishes):
        good = goods[str(wish.good)]
        chosen = EventFinishedGood(
            event_id=event.id, finished_good_id=good, quantity=wish.quantity, sort_order=order
        )
        db.add(chosen)
