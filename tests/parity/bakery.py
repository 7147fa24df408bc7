"""A real bakery: each stage's file is imported into a fresh one and its rows are read back."""

from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event, EventFinishedGood, EventRecipe
from baketracker.finished_goods.models import Composition
from baketracker.finished_goods.models import FinishedGood as GoodRow
from baketracker.finished_goods.packing import FinishedGood, FinishedUnit, Part
from baketracker.ingredients.models import Ingredient
from baketracker.pantry.models import Lot
from baketracker.planning.demand import Wish
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit as UnitRow
from baketracker.recipes.models import Recipe
from tests.parity import served
from tests.parity.kitchen import EventRow, IngredientRow, Kitchen, LotRow, answers
from tests.parity.provider import FILES, Provider
from tests.parity.sections import KEPT, LEDGERS, MADE, PLANNED, REPLAYED, STAGES, STOCKED, STORED
from tests.parity.served import ledgers, stock
from tests.parity.served.names import names_in
from tests.parity.served.operations import replay
from tests.parity.served.recipes import ambiguous

# Imports a desktop file into a fresh bakery and opens a session on it.
Enter = Callable[[Path], AbstractContextManager[TenantSession]]


class Bakery(Provider):
    """Every stored section, out of PostgreSQL."""

    proves = frozenset(STORED)

    def __init__(self, folder: Path, enter: Enter) -> None:
        super().__init__(folder)
        self.enter = enter

    def answers(self, stage: str) -> dict[str, Any]:
        with self.enter(self.folder / FILES[stage]) as db:
            return answers(kitchen(db))


class Served(Bakery):
    """And what the services make of it."""

    proves = frozenset({*STORED, *PLANNED, *STOCKED, *MADE, *KEPT, REPLAYED})

    def answers(self, stage: str) -> dict[str, Any]:
        with self.enter(self.folder / FILES[stage]) as db:
            stored = kitchen(db)
            given = served.answers(db) | stock.answers(db, stored, self.asked(stage))
            return merged(merged(answers(stored), given), ledgers.answers(db, names_in(db)))

    def replayed(self, goldens: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
        with self.enter(self.folder / FILES[STAGES[0]]) as db:
            lots = stock.lots_called(db, kitchen(db).lots)
            told = replay(db, goldens[REPLAYED], lots)
            given: dict[tuple[str, ...], Any] = {
                (REPLAYED, str(place)): answer for place, answer in enumerate(told)
            }
            if STAGES[-1] in goldens["stages"]:
                given |= _led_to(ledgers.answers(db, names_in(db)))
        return given

    def overall(self, stages: Mapping[str, Any]) -> dict[str, Any]:
        last = next((stages[name] for name in reversed(STAGES) if name in stages), None)
        return {"ambiguous_primary_unit_recipes": ambiguous(last)} if last else {}


def _led_to(books: dict[str, Any]) -> dict[tuple[str, ...], Any]:
    """What operations led to, by path: a ledger whole, of the shelf every finished thing."""
    found: dict[tuple[str, ...], Any] = {}
    for group, told in books.items():
        if group in LEDGERS:
            found[REPLAYED, "after", group] = told
        else:
            found |= {(REPLAYED, "after", group, slug): row for slug, row in told.items()}
    return found


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Records of records, what both say laid over each other."""
    return {
        key: merged(one.get(key, {}), other.get(key, {}))
        if isinstance(one.get(key), dict) and isinstance(other.get(key), dict)
        else other.get(key, one.get(key))
        for key in {**one, **other}
    }


def kitchen(db: TenantSession) -> Kitchen:
    """The bakery's rows in the order the desktop wrote them."""
    return Kitchen(
        ingredients=tuple(map(_ingredient, db.scalars(select(Ingredient)))),
        lots=_lots(db),
        units=_units(db),
        goods=_goods(db),
        events=tuple(_event(db, row) for row in db.scalars(select(Event))),
    )


def _ingredient(row: Ingredient) -> IngredientRow:
    volume, weight = row.density_volume, row.density_weight
    return IngredientRow(
        row.slug, (volume, row.density_volume_unit, weight, row.density_weight_unit)
    )


def _lots(db: TenantSession) -> tuple[LotRow, ...]:
    rows = db.execute(
        select(Lot, Product, Ingredient.slug)
        .join(Lot.product)
        .join(Product.ingredient)
        .order_by(Lot.sort_order, Lot.id)
    )
    return tuple(_lot(lot, product, slug) for lot, product, slug in rows)


def _lot(lot: Lot, product: Product, slug: str) -> LotRow:
    return LotRow(
        ingredient=slug,
        brand=product.brand,
        product=product.name,
        package_quantity=product.package_quantity,
        unit=product.package_unit,
        quantity=lot.quantity,
        unit_cost=lot.unit_cost,
        purchased_on=lot.purchased_on,
        expires_on=lot.expires_on,
        location=lot.location,
    )


def _units(db: TenantSession) -> dict[Hashable, FinishedUnit]:
    rows = db.execute(
        select(UnitRow.slug, UnitRow.name, Recipe.slug, Recipe.name).join(UnitRow.recipe)
    )
    return {slug: FinishedUnit(slug, name, *recipe) for slug, name, *recipe in rows}


def _goods(db: TenantSession) -> dict[Hashable, FinishedGood]:
    names = {row.id: row for row in db.scalars(select(GoodRow))}
    parts: dict[UUID, list[Part]] = {key: [] for key in names}
    lines = db.execute(
        select(Composition, UnitRow.slug)
        .outerjoin(Composition.finished_unit)
        .order_by(Composition.sort_order, Composition.id)
    )
    for line, unit in lines:
        inner = names[line.component_good_id].slug if line.component_good_id else None
        if unit or inner:
            parts[line.finished_good_id].append(Part(line.quantity, unit, inner))
    return {
        row.slug: FinishedGood(row.slug, row.name, tuple(parts[key])) for key, row in names.items()
    }


def _event(db: TenantSession, event: Event) -> EventRow:
    return EventRow(event.name, event.event_date, _recipes(db, event), _wishes(db, event))


def _recipes(db: TenantSession, event: Event) -> tuple[str, ...]:
    chosen = select(Recipe.slug).select_from(EventRecipe).join(EventRecipe.recipe)
    return tuple(db.scalars(chosen.where(EventRecipe.event_id == event.id)))


def _wishes(db: TenantSession, event: Event) -> tuple[Wish, ...]:
    rows = db.execute(
        select(GoodRow.slug, EventFinishedGood.quantity)
        .select_from(EventFinishedGood)
        .join(EventFinishedGood.finished_good)
        .where(EventFinishedGood.event_id == event.id)
        .order_by(EventFinishedGood.sort_order, EventFinishedGood.id)
    )
    return tuple(Wish(slug, quantity) for slug, quantity in rows)
