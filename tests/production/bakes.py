"""A kitchen to bake in: the recipes and lots of the worked example, whose costs are known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.events.models import Event
from baketracker.exchange.canonical import Dump, canonical
from baketracker.finished_stock.models import FinishedAdjustment
from baketracker.pantry.models import Depletion, Lot
from baketracker.plans.freezing import freeze_recipes
from baketracker.plans.models import ProductionTarget
from baketracker.production import service
from baketracker.production.schemas import RunView
from baketracker.production.service import NewRun
from baketracker.recipes.models import FinishedUnit
from baketracker.stock.ledger import out_of_balance
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import CUP_OF_FLOUR, Kitchen

LOTS = (
    ("flour", "10", "lb", "0.80", date(2026, 1, 1)),
    ("sugar", "3", "cup", "0.50", date(2026, 1, 1)),
    ("sugar", "10", "cup", "0.60", date(2026, 2, 1)),
    ("butter", "20", "cup", "1.50", date(2026, 1, 1)),
    ("cocoa", "5", "cup", "2.00", date(2026, 1, 1)),
)


@dataclass(frozen=True)
class Bakes:
    """What `kitchen_of` made, by name. `lots` in the order of `LOTS`."""

    flour: UUID
    sugar: UUID
    butter: UUID
    cocoa: UUID
    cookies: UUID
    brownies: UUID
    frosting: UUID
    cookie: UUID
    brownie: UUID
    lots: tuple[UUID, ...]


def kitchen_of(bakery: BakeryOnDatabase) -> Bakes:
    """Cookies with half a batch of frosting, 48 of them; brownies, 24; a pantry that is paid."""
    with bakery.session() as db:
        kitchen = Kitchen(db)
        flour = kitchen.ingredient("Flour", **CUP_OF_FLOUR)
        sugar, butter, cocoa = (kitchen.ingredient(name) for name in ("Sugar", "Butter", "Cocoa"))
        named = {"flour": flour, "sugar": sugar, "butter": butter, "cocoa": cocoa}
        lots = tuple(
            lot_of(db, named[name], quantity, unit, cost, day)
            for name, quantity, unit, cost, day in LOTS
        )
        frosting = kitchen.recipe("Frosting", {sugar: "2 cup", butter: "1 cup"})
        cookies = kitchen.recipe("Sugar Cookie", {flour: "2 cup", sugar: "1 cup"})
        brownies = kitchen.recipe("Brownies", {flour: "1 cup", cocoa: "0.5 cup", sugar: "1.5 cup"})
        kitchen.nest(cookies, frosting, "0.5")
        cookie = kitchen.finished_unit(cookies, "Cookie", 48)
        brownie = kitchen.finished_unit(brownies, "Brownie", 24)
    return Bakes(**named, cookies=cookies, brownies=brownies, frosting=frosting, cookie=cookie,
                 brownie=brownie, lots=lots)  # fmt: skip


def lot_of(
    db: TenantSession, ingredient: UUID, quantity: str, unit: str, cost: str | None, day: date
) -> UUID:
    """A lot of a product of its own, at so much a unit (None: nobody knows)."""
    product = Kitchen(db).product(ingredient, unit)
    row = Lot(
        id=new_id(),
        product_id=product,
        quantity=Decimal(quantity),
        unit_cost=None if cost is None else Decimal(cost),
        purchased_on=day,
    )
    db.add(row)
    db.flush()
    return row.id


def bake(bakery: BakeryOnDatabase, unit: UUID, batches: int, good: int, **more: Any) -> RunView:
    """A run, written down as a client would say it."""
    key = more.pop("op_id", None)
    told = {"finished_unit_id": unit, "batches": batches, "good": good} | more
    with bakery.session() as db:
        return service.record(db, NewRun.model_validate(told), key)


def event_in(bakery: BakeryOnDatabase, state: str = "in_production", name: str = "Holiday") -> UUID:
    """An event whose plan stands there."""
    with bakery.session() as db:
        key = Kitchen(db).event(name, db.scope.today() + timedelta(days=5), {})
        row = db.find(Event, key)
        assert row is not None
        row.plan_state = state
        return key


def target(
    bakery: BakeryOnDatabase, event: UUID, recipe: UUID, unit: UUID | None, batches: int = 2
) -> UUID:
    """A target of the event, its recipe frozen now; answers the snapshot."""
    with bakery.session() as db:
        frozen = freeze_recipes(db, [recipe])[recipe].id
        db.add(
            ProductionTarget(
                event_id=event, recipe_id=recipe, finished_unit_id=unit, batches=batches,
                recipe_snapshot_id=frozen,
            )
        )  # fmt: skip
        return frozen


def left(bakery: BakeryOnDatabase, *lots: UUID) -> list[Decimal]:
    """What is left of these lots."""
    with bakery.session() as db:
        rows = [db.find(Lot, key) for key in lots]
        return [row.quantity for row in rows if row is not None]


def on_hand(bakery: BakeryOnDatabase, unit: UUID) -> int:
    with bakery.session() as db:
        row = db.find(FinishedUnit, unit)
        assert row is not None
        return row.on_hand


def dump(bakery: BakeryOnDatabase) -> Dump:
    """All rows of the bakery, its books in balance."""
    with bakery.session() as db:
        assert_in_balance(db)
        return canonical(db)


def assert_in_balance(db: TenantSession) -> None:
    """Lots and their ledger, finished units and theirs: what is there is what came and went."""
    assert out_of_balance(db, Lot, Depletion) == []
    rows = db.scalars(select(FinishedAdjustment).order_by(FinishedAdjustment.id)).all()
    moved: dict[Any, int] = {}
    for row in rows:
        moved[row.finished_unit_id] = moved.get(row.finished_unit_id, 0) + row.quantity_change
    for unit in db.scalars(select(FinishedUnit)):
        assert unit.on_hand == moved.get(unit.id, 0), unit.name


def undo(bakery: BakeryOnDatabase, operation_id: UUID | None, *along: UUID) -> None:
    assert operation_id is not None
    with bakery.session() as db:
        activity.undo(db, operation_id, list(along))


def assert_taken_back(bakery: BakeryOnDatabase, act: Callable[[], RunView]) -> None:
    """What `act` does shows, and taken back nothing of it does."""
    before = dump(bakery)
    done = act()
    assert dump(bakery) != before
    undo(bakery, done.operation_id)
    assert dump(bakery) == before
