"""People, packages and finished goods to give, made as the services make them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

import baketracker.assembly.costs  # noqa: F401  (says what goods cost, as in the whole app)
from baketracker.exchange.canonical import Dump, canonical
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock.ledger import locked, move
from baketracker.giving import packages, people, service
from baketracker.giving.package_given import LineIn, NewPackage
from baketracker.giving.package_schemas import PackageView
from baketracker.giving.people_schemas import NewRecipient, RecipientView
from baketracker.giving.schemas import GiftView, NewGifts
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen


@dataclass(frozen=True)
class Shelf:
    """What `shelf` made: goods by what is in them, and an event to give at."""

    cookies: UUID
    brownies: UUID
    tower: UUID
    box: UUID
    event: UUID


def shelf(bakery: BakeryOnDatabase, days_ahead: int = 9) -> Shelf:
    """Cookies of wheat and milk (butter in their frosting), brownies with tree nuts, a tower of
    both, and packaging."""
    with bakery.session() as db:
        kitchen = Kitchen(db)
        flour = kitchen.ingredient("Flour", allergens=["wheat"])
        butter = kitchen.ingredient("Butter", allergens=["milk"])
        walnut = kitchen.ingredient("Walnut", allergens=["tree nuts"])
        frosting = kitchen.recipe("Frosting", {butter: "1 cup"})
        cookies = kitchen.recipe("Sugar Cookie", {flour: "2 cup"})
        kitchen.nest(cookies, frosting, "0.5")
        brownies = kitchen.recipe("Fudge Brownie", {walnut: "1 cup"})
        cookie = kitchen.finished_unit(cookies, "Cookie", 48)
        brownie = kitchen.finished_unit(brownies, "Brownie", 24)
        bag = kitchen.good("Cookie Bag", units={cookie: "6"})
        tray = kitchen.good("Brownie Tray", units={brownie: "4"})
        tower = kitchen.good("Tower", goods={bag: "2", tray: "1"})
        wrap = kitchen.ingredient("Gift boxes", is_packaging=True)
        box = kitchen.product(wrap, "each", name="Window box")
        day = db.scope.today() + timedelta(days=days_ahead)
        event = kitchen.event("Cookie Boxes", day, {})
        return Shelf(bag, tray, tower, box, event)


def person(bakery: BakeryOnDatabase, name: str = "Anna", **fields: Any) -> RecipientView:
    with bakery.session() as db:
        return people.create(db, NewRecipient(name=name, **fields))


def package(
    bakery: BakeryOnDatabase, goods: Mapping[UUID, int], name: str = "Holiday box", **fields: Any
) -> PackageView:
    lines = [LineIn(kind="finished_good", id=key, quantity=each) for key, each in goods.items()]
    with bakery.session() as db:
        return packages.create(db, NewPackage(name=name, lines=lines, **fields))


def give(
    bakery: BakeryOnDatabase, event: UUID, package_id: UUID, to: Iterable[UUID], **fields: Any
) -> list[GiftView]:
    """Who gets the package, in the order of their ids."""
    new = NewGifts(event_id=event, package_id=package_id, recipient_ids=list(to), **fields)
    with bakery.session() as db:
        return service.assign(db, new).gifts


def put_on_shelf(bakery: BakeryOnDatabase, goods: Mapping[UUID, int]) -> None:
    with bakery.session() as db:
        for row in locked(db, goods=goods)[1]:
            move(db, row, goods[row.id], "adjustment")


def on_hand(bakery: BakeryOnDatabase) -> dict[str, int]:
    """Of the goods of which there is anything."""
    with bakery.session() as db:
        rows = db.execute(select(FinishedGood.name, FinishedGood.on_hand))
        return {name: number for name, number in rows if number}


def gift(bakery: BakeryOnDatabase, gift_id: UUID) -> GiftView:
    with bakery.session() as db:
        return service.get_gift(db, gift_id)


def dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        return canonical(db)
