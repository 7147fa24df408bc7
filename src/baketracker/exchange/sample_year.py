"""What happened and will happen in the sample bakery, as rows: a year of buying, baking and events
around today."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from baketracker.events.models import (
    BatchDecision,
    Event,
    EventFinishedGood,
    EventRecipe,
    KitchenSettings,
)
from baketracker.measures.material_units import BaseUnit, to_base
from baketracker.measures.slugs import slugify

from .starter.contents import Package, Starter
from .starter.rows import Kitchen, Rows, Table, folded, local_price, named, starter_id

YEAR = 360
NEAR = 150
# Prices of a year, up and down a little, one after the other.
WEATHER = tuple(map(Decimal, ("1.00", "1.04", "0.97", "1.07", "1.02", "0.95", "1.05")))


@dataclass(frozen=True, slots=True)
class Occasion:
    """One event on its day. `decided`: whose batches are settled, "all", "some" or nobody's."""

    name: str
    day: date
    told: dict[str, Any]
    state: str
    decided: str
    template: bool = False

    @property
    def key(self) -> str:
        return f"{self.name} {self.day.year}{' template' if self.template else ''}"


@cache
def year() -> dict[str, Any]:
    """The file, read once."""
    with Path(__file__).with_name("sample_year.toml").open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def occasions(today: date) -> list[Occasion]:
    """Every event around `today`: the days of the year that are over, and those ahead."""
    found = [
        Occasion(told["name"], today + timedelta(days=told["days"]), told,
                 told.get("state", "draft"), told.get("decided", ""))
        for told in year()["ahead"]
    ]  # fmt: skip
    for told in year()["season"]:
        last = _last(told["day"], today)
        found.append(Occasion(told["name"], last, told, "completed", "all"))
        coming = last.replace(year=last.year + 1)
        if coming <= today + timedelta(days=NEAR):
            found.append(Occasion(told["name"], coming, told, "draft", ""))
    found += [
        Occasion(told["name"], today, told, "draft", "", template=True)
        for told in year()["template"]
    ]
    return found


def _last(day: str, today: date) -> date:
    """The newest such day before today."""
    this_year = date.fromisoformat(f"{today.year}-{day}")
    return this_year if this_year < today else this_year.replace(year=today.year - 1)


def shops() -> Rows:
    return [
        folded("supplier", name, kind=told["kind"], city=told.get("city"))
        for name, told in year()["suppliers"].items()
    ]


def purchases(starter: Starter, kitchen: Kitchen, today: date) -> Rows:
    return [row for row, _days in _bought(starter, kitchen, today)]


def lots(starter: Starter, kitchen: Kitchen, today: date) -> Rows:
    """What is left of the newest purchase of each staple, with the day until which it is good."""
    packages = {row.name: row.packages[kitchen.units] for row in starter.ingredients}
    newest: dict[str, Any] = {}
    for row, days in _bought(starter, kitchen, today):
        newest[row["notes"]] = (row, days)
    return [
        _lot(row, packages[name], days, place)
        for place, (name, (row, days)) in enumerate(newest.items())
    ]


def _bought(starter: Starter, kitchen: Kitchen, today: date) -> Iterator[tuple[Any, int]]:
    """Every purchase of a staple, the oldest first, with how many days the food keeps. `notes`
    names the food."""
    known = {row.name: row for row in starter.ingredients}
    for offset, (name, told) in enumerate(year()["staples"].items()):
        every, packages, *places = told
        row = known[name]
        ages = range(YEAR - offset % every, 0, -every)
        for turn, age in enumerate(ages):
            shop = places[-1] if turn % 3 == 2 else places[0]
            day = today - timedelta(days=age)
            yield {
                "id": starter_id("bought", f"{name}:{turn}"),
                "product_id": starter_id("product", name),
                "supplier_id": starter_id("supplier", shop), "packages": packages,
                "package_price": _price(starter, kitchen, row.packages[kitchen.units], shop, turn),
                "purchased_on": day, "notes": name,
            }, row.days  # fmt: skip


def _price(
    starter: Starter, kitchen: Kitchen, package: Package, shop: str, turn: int
) -> Decimal | None:
    level = Decimal(year()["suppliers"][shop]["level"])
    return local_price(starter, kitchen, package.dollars * level * WEATHER[turn % len(WEATHER)])


def _lot(bought: Any, package: Package, days: int, place: int) -> dict[str, Any]:
    name, price = bought["notes"], bought["package_price"]
    left = Decimal(year()["left"].get(name, Decimal("0.5")))
    places = 0 if package.unit == "each" else 2
    return {
        "id": starter_id("lot", name), "product_id": bought["product_id"],
        "purchase_id": bought["id"],
        "quantity": round(package.size * bought["packages"] * left, places),
        "unit_cost": price and price / package.size, "purchased_on": bought["purchased_on"],
        "expires_on": bought["purchased_on"] + timedelta(days=days), "sort_order": place,
    }  # fmt: skip


def wrapping(starter: Starter, kitchen: Kitchen, today: date) -> tuple[Rows, Rows]:
    """Purchases of materials, and what is left of each."""
    bought: Rows = []
    left: Rows = []
    for row in starter.materials:
        package = row.packages[kitchen.units]
        base = to_base(package.size, package.unit, BaseUnit(row.base))
        for turn, (age, packages, rest) in enumerate(year()["wrapping"][row.name]):
            price = _price(starter, kitchen, package, "Boxworks", turn)
            purchase = {
                "id": starter_id("wrapping", f"{row.name}:{turn}"),
                "material_product_id": starter_id("material product", row.name),
                "supplier_id": starter_id("supplier", "Boxworks"), "packages": packages,
                "package_price": price, "purchased_on": today - timedelta(days=age),
            }  # fmt: skip
            bought.append(purchase)
            left.append({
                "id": starter_id("wrapping lot", f"{row.name}:{turn}"),
                "material_product_id": purchase["material_product_id"],
                "purchase_id": purchase["id"],
                "quantity": round(base * packages * Decimal(rest)),
                "unit_cost": price and price / base, "purchased_on": purchase["purchased_on"],
            })  # fmt: skip
    return bought, left


def events(starter: Starter, today: date) -> list[Table]:
    """Every event with its recipes, goods and decisions, and what the kitchen can do in a day."""
    found = occasions(today)
    return [
        (Event, [_event(one) for one in found]),
        (EventRecipe, [row for one in found for row in _recipes(starter, one)]),
        (EventFinishedGood, [row for one in found for row in _wishes(starter, one)]),
        (BatchDecision, [row for one in found for row in _decisions(starter, one)]),
        (
            KitchenSettings,
            [{"batches_per_day": 8, "oven_minutes_per_day": 360, "days_off": [6]}],
        ),
    ]


def _event(one: Occasion) -> dict[str, Any]:
    return named(
        "event", one.key, event_date=one.day, expected_guests=one.told["guests"],
        output_mode=one.told["mode"], plan_state=one.state, is_template=one.template,
    ) | {"name": one.name, "slug": slugify(one.key)}  # fmt: skip


def _recipes(starter: Starter, one: Occasion) -> Rows:
    names = dict.fromkeys(starter.units[unit].name for unit in _units(starter, one))
    return [
        {
            "id": starter_id("chosen", f"{one.key}:{name}"),
            "event_id": starter_id("event", one.key), "recipe_id": starter_id("recipe", name),
            "sort_order": place,
        }
        for place, name in enumerate(names)
    ]  # fmt: skip


def _wishes(starter: Starter, one: Occasion) -> Rows:
    return [
        {
            "id": starter_id("wanted", f"{one.key}:{name}"),
            "event_id": starter_id("event", one.key),
            "finished_good_id": starter_id("bare good" if name in starter.units else "good", name),
            "quantity": quantity, "sort_order": place,
        }
        for place, (name, quantity) in enumerate(one.told["goods"].items())
    ]  # fmt: skip


def _decisions(starter: Starter, one: Occasion) -> Rows:
    """As few batches as are enough; with "some" only every other one is settled."""
    step = {"all": 1, "some": 2}.get(one.decided)
    needs = list(_units(starter, one).items()) if step else []
    return [
        {
            "id": starter_id("decided", f"{one.key}:{unit}"),
            "event_id": starter_id("event", one.key), "finished_unit_id": starter_id("unit", unit),
            "batches": ceil(needed / _count(starter, unit)), "quantity_needed": needed,
        }
        for unit, needed in needs[::step]
    ]  # fmt: skip


def _count(starter: Starter, unit: str) -> Decimal:
    made = next(made for made in starter.units[unit].makes if made.unit == unit)
    return Decimal(made.count) if made.count else 100 / (made.share or Decimal(100))


def _units(starter: Starter, one: Occasion) -> Counter[str]:
    """How many of each finished unit all goods of the event come to."""
    parts = {good.name: good.parts for good in starter.goods}
    found: Counter[str] = Counter()
    open_ends = list(one.told["goods"].items())
    while open_ends:
        name, quantity = open_ends.pop(0)
        if name in parts:
            open_ends += [(part, quantity * count) for part, count in parts[name].items()]
        else:
            found[name] += quantity
    return found
