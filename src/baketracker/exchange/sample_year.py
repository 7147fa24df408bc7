"""What happened and will happen in the sample bakery, as rows: a year of events around today, and
the shops. What was bought and used is in `sample_stock`."""

import tomllib
from collections import Counter
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
from baketracker.measures.slugs import slugify

from .starter.contents import Starter
from .starter.rows import Rows, Table, folded, named, starter_id

NEAR = 150


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
