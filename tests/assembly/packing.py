"""A table to pack at, for tests: baked pieces that cost something, boxes, ribbon, and an event."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.activity import service as activity
from baketracker.assembly import service
from baketracker.assembly.schemas import AssemblyView
from baketracker.db.base import TenantOwned
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.exchange.canonical import Dump, canonical
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.finished_stock.ledger import Stocked, move
from baketracker.pantry.models import Lot
from baketracker.plans.freezing import freeze_goods
from baketracker.plans.models import AssemblyTarget
from baketracker.production.models import ProductionRun
from baketracker.recipes.models import FinishedUnit
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen
from tests.materials.shelf import Shelf

DAY = date(2026, 12, 19)


class Packing(Kitchen):
    """A kitchen with something baked already."""

    def baked(self, name: str, good: int, unit_cost: str | None = "0.0205") -> UUID:
        """A finished unit of which a run gave so many, each at that cost."""
        recipe = self.recipe(f"{name} recipe", {})
        unit = self.finished_unit(recipe, name, 24)
        self.run(unit, good, unit_cost)
        return unit

    def run(self, unit: UUID, good: int, unit_cost: str | None) -> None:
        row = self.db.get_one(FinishedUnit, (self.db.scope.tenant_id, unit))
        cost = None if unit_cost is None else Decimal(unit_cost)
        made = ProductionRun(
            recipe_id=row.recipe_id,
            finished_unit_id=unit,
            batches=1,
            expected=good,
            good=good,
            total_cost=(cost or 0) * good,
            cost_is_known=cost is not None,
            unit_cost=cost,
        )
        self.db.add(made)
        move(self.db, row, good, "production")
        self.db.flush()

    def box(self, name: str = "Gift box", **more: Any) -> UUID:
        """A packaging product counted by the piece."""
        of = self.ingredient(f"{name}es", is_packaging=True)
        return self.product(of, "each", name=name, **more)

    def boxes(self, product: UUID, quantity: str, cost: str | None, on: date) -> UUID:
        """A lot of it."""
        return self._row(
            Lot,
            product_id=product,
            quantity=Decimal(quantity),
            unit_cost=None if cost is None else Decimal(cost),
            purchased_on=on,
        )

    def wrap(
        self, good: UUID, product: UUID, quantity: str = "1", *, generic: bool = False
    ) -> UUID:
        """A packaging line of a good."""
        return self._row(
            Composition, finished_good_id=good, packaging_product_id=product,
            quantity=Decimal(quantity), is_generic=generic, sort_order=20,
        )  # fmt: skip

    def tie(self, good: UUID, material_unit: UUID, quantity: str = "1") -> UUID:
        """A line of a material."""
        return self._row(
            Composition, finished_good_id=good, material_unit_id=material_unit,
            quantity=Decimal(quantity), sort_order=30,
        )  # fmt: skip

    def target(self, event: UUID, good: UUID, quantity: int, *, frozen: bool = True) -> None:
        snapshot = freeze_goods(self.db, [good])[good].id if frozen else None
        self.db.add(
            AssemblyTarget(
                event_id=event, finished_good_id=good, quantity=quantity,
                definition_snapshot_id=snapshot,
            )
        )  # fmt: skip
        self.db.flush()

    def state(self, event: UUID, state: str) -> None:
        self.db.get_one(Event, (self.db.scope.tenant_id, event)).plan_state = state
        self.db.flush()


@dataclass(frozen=True)
class Bags:
    """A bag is 6 cookies and 3 brownies; 51 and 39 are baked; an event wants ten bags."""

    cookie: UUID
    brownie: UUID
    bag: UUID
    event: UUID


def bags(db: TenantSession, state: str = "in_production") -> Bags:
    kitchen = Packing(db)
    cookie = kitchen.baked("Cookie", 51)
    brownie = kitchen.baked("Brownie", 39, "0.0838")
    bag = kitchen.good("Bag", units={cookie: "6", brownie: "3"})
    event = kitchen.event("Cookie Boxes", DAY, {bag: 10})
    kitchen.target(event, bag, 10)
    kitchen.state(event, state)
    return Bags(cookie, brownie, bag, event)


@dataclass(frozen=True)
class Boxed:
    """A boxed good: 6 cookies in a gift box. Two makers sell gift boxes: five older ones of Alder
    at 0.80, ten of Birch at 0.90. `line` is its packaging line."""

    cookie: UUID
    good: UUID
    line: UUID
    alder: UUID
    birch: UUID
    old: UUID
    new: UUID


def boxed(db: TenantSession, *, generic: bool = False, cookies: int = 60) -> Boxed:
    kitchen = Packing(db)
    cookie = kitchen.baked("Star", cookies)
    of = kitchen.ingredient("Gift boxes", is_packaging=True)
    alder = kitchen.product(of, "each", name="Gift box", brand="Alder")
    birch = kitchen.product(of, "each", name="Gift box", brand="Birch")
    old = kitchen.boxes(alder, "5", "0.80", date(2026, 1, 5))
    new = kitchen.boxes(birch, "10", "0.90", date(2026, 2, 5))
    good = kitchen.good("Boxed cookies", units={cookie: "6"})
    line = kitchen.wrap(good, birch, generic=generic)
    return Boxed(cookie, good, line, alder, birch, old, new)


@dataclass(frozen=True)
class Ribboned:
    """2 cookies with 15 cm of ribbon, of which there are two lots: 30 cm and 100 cm at 0.05."""

    cookie: UUID
    good: UUID
    roll: UUID
    lots: tuple[UUID, UUID]


def ribboned(db: TenantSession, first: str = "30", second: str = "100") -> Ribboned:
    kitchen, shelf = Packing(db), Shelf(db)
    cookie = kitchen.baked("Moon", 60)
    roll = shelf.product(shelf.material(), "500")
    lots = (shelf.lot(roll, first, "0.05"), shelf.lot(roll, second, "0.05"))
    good = kitchen.good("Ribboned cookies", units={cookie: "2"})
    kitchen.tie(good, shelf.unit(roll, "15"))
    return Ribboned(cookie, good, roll, lots)


def pack(bakery: BakeryOnDatabase, good: UUID, quantity: int = 3, **more: Any) -> AssemblyView:
    """Pack so many, as a client would ask for it."""
    asked = {"finished_good_id": good, "quantity": quantity} | more
    with bakery.session() as db:
        return service.record(db, service.NewAssembly.model_validate(asked))


def on_hand(bakery: BakeryOnDatabase, entity: Any, key: UUID) -> int:
    with bakery.session() as db:
        found: Stocked = db.get_one(entity, (bakery.id, key))
        return found.on_hand


def units(bakery: BakeryOnDatabase, key: UUID) -> int:
    return on_hand(bakery, FinishedUnit, key)


def goods(bakery: BakeryOnDatabase, key: UUID) -> int:
    return on_hand(bakery, FinishedGood, key)


def left(bakery: BakeryOnDatabase, entity: type[TenantOwned], key: UUID) -> Decimal:
    """What is left of a lot."""
    with bakery.session() as db:
        row: Any = db.get_one(entity, (bakery.id, key))
        return Decimal(row.quantity)


def dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        return canonical(db)


def take_back(bakery: BakeryOnDatabase, operation_id: UUID | None, *along: UUID) -> None:
    assert operation_id is not None
    with bakery.session() as db:
        activity.undo(db, operation_id, along)
