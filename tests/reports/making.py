"""An event that was baked and packed for, through the verbs that do it, with costs to be known by
head: a batch of cookies takes 1.6 lb of flour at 0.50 and gives 16; a bag holds 4 of them, a box at
0.30 and 50 cm of ribbon at 0.01."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.assembly import service as assembly
from baketracker.assembly.schemas import AssemblyView
from baketracker.assembly.service import NewAssembly
from baketracker.events.models import Event
from baketracker.production import service as production
from baketracker.production.schemas import RunView
from baketracker.production.service import NewRun
from baketracker.reports import service
from baketracker.reports.outcome_schemas import GoodOutcome, NewOutcome, OutcomeView
from tests.assembly.packing import Packing
from tests.factories.bakeries import BakeryOnDatabase
from tests.materials.shelf import Shelf
from tests.purchases.paying import pay

BATCH = Decimal("0.8")
LONG_AGO = date(2026, 1, 1)


@dataclass(frozen=True)
class Making:
    """What `making` made, by name; `event` is today and being baked for."""

    event: UUID
    flour: UUID
    cookies: UUID
    cookie: UUID
    bag: UUID
    box: UUID


def making(
    bakery: BakeryOnDatabase, name: str = "Cookie Boxes", wanted: int = 8, *, generic: bool = False
) -> Making:
    """Eight bags are wanted: two batches of cookies. `generic`: any box will do."""
    with bakery.session() as db:
        kitchen, shelf = Packing(db), Shelf(db)
        flour = kitchen.ingredient("Flour")
        sack = kitchen.product(flour, "lb", preferred=True)
        kitchen.boxes(sack, "1000", "0.50", LONG_AGO)
        pay(db, sack, "0.50", LONG_AGO)
        cookies = kitchen.recipe("Cookies", {flour: "1.6 lb"})
        cookie = kitchen.finished_unit(cookies, "Cookie", 16)
        bag = kitchen.good("Bag", units={cookie: "4"})
        box = kitchen.box()
        kitchen.boxes(box, "100", "0.30", LONG_AGO)
        pay(db, box, "0.30", LONG_AGO)
        kitchen.wrap(bag, box, generic=generic)
        roll = shelf.product(shelf.material("Ribbon"), "5000")
        shelf.lot(roll, "5000", "0.01")
        shelf.pay(roll, "50", LONG_AGO)
        kitchen.tie(bag, shelf.unit(roll, "50"))
        event = kitchen.event(name, db.scope.today(), {bag: wanted}, cookies)
        kitchen.decide(event, cookie, wanted // 4)
        kitchen.state(event, "in_production")
        return Making(event, flour, cookies, cookie, bag, box)


def bake(bakery: BakeryOnDatabase, made: Making, good: int, **more: Any) -> RunView:
    """A batch for the event."""
    told = {"event_id": made.event, "batches": 1, "confirmed": True} | more
    new = NewRun.model_validate({"finished_unit_id": made.cookie, "good": good} | told)
    with bakery.session() as db:
        return production.record(db, new)


def pack(bakery: BakeryOnDatabase, made: Making, quantity: int, **more: Any) -> AssemblyView:
    """Bags for the event."""
    told = {"event_id": made.event, "confirmed": True} | more
    new = NewAssembly.model_validate({"finished_good_id": made.bag, "quantity": quantity} | told)
    with bakery.session() as db:
        return assembly.record(db, new)


def another(
    bakery: BakeryOnDatabase,
    name: str,
    goods: Mapping[UUID, int],
    *,
    days: int = -365,
    state: str = "completed",
    guests: int | None = None,
) -> UUID:
    """An event so many days from today that wants these goods."""
    with bakery.session() as db:
        key = Packing(db).event(name, db.scope.today() + timedelta(days=days), dict(goods))
        row = db.get_one(Event, (db.scope.tenant_id, key))
        row.plan_state, row.expected_guests = state, guests
        return key


def came_out(
    bakery: BakeryOnDatabase, event: UUID, good: UUID, left_over: int = 0, ran_short: int = 0
) -> OutcomeView:
    """Somebody says how one good came out."""
    told = GoodOutcome(good_id=good, left_over=left_over, ran_short=ran_short)
    with bakery.session() as db:
        return service.save_outcome(db, event, NewOutcome(goods=[told]))
