"""What a bakery holds, as plain rows, and our answers about it."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from baketracker.finished_goods.exploding import explode
from baketracker.finished_goods.packing import FinishedGood, FinishedUnit
from baketracker.measures.density import grams_per_ml
from baketracker.measures.numbers import DUST
from baketracker.planning.demand import Wish, requirements

ASKED_GOODS = (1, 10)
Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class IngredientRow:
    """An ingredient by its slug, with its four density fields."""

    slug: str
    density: tuple[Decimal | None, str | None, Decimal | None, str | None]


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot with the product it belongs to, in row order."""

    ingredient: str
    brand: str | None
    product: str | None
    package_quantity: Decimal
    unit: str
    quantity: Decimal
    unit_cost: Decimal | None
    purchased_on: date | None
    expires_on: date | None
    location: str | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event with what was selected for it, in row order."""

    name: str
    day: date
    recipes: tuple[str, ...]
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Kitchen:
    """Everything the answers need. Units, goods and recipes go by their slugs."""

    ingredients: tuple[IngredientRow, ...]
    lots: tuple[LotRow, ...]
    units: dict[Hashable, FinishedUnit]
    goods: dict[Hashable, FinishedGood]
    events: tuple[EventRow, ...]


def answers(kitchen: Kitchen) -> Answers:
    """The answers of one stage, shaped as the recording is."""
    shelves = _on_hand(kitchen.lots)
    return {
        "ingredients": {
            row.slug: {
                "density_g_per_ml": grams_per_ml(*row.density),
                "on_hand_by_unit": shelves.get(row.slug, {}),
            }
            for row in kitchen.ingredients
        },
        "lots": _lots(kitchen.lots),
        "finished_goods": {str(key): {"explode": _exploded(key, kitchen)} for key in kitchen.goods},
        "events": {f"{event.name}|{event.day}": _event(event, kitchen) for event in kitchen.events},
    }


def _event(event: EventRow, kitchen: Kitchen) -> Answers:
    rows = requirements(event.wishes, kitchen.goods)
    return {
        "selected_recipes": list(event.recipes),
        "selected_goods": {str(wish.good): wish.quantity for wish in event.wishes},
        "fu_requirements": [
            {
                "finished_unit": row.finished_unit,
                "recipe": kitchen.units[row.finished_unit].recipe_id,
                "quantity": row.quantity,
            }
            for row in rows
        ],
    }


def _exploded(good: Hashable, kitchen: Kitchen) -> dict[str, dict[str, int]]:
    return {str(times): _summed(good, times, kitchen) for times in ASKED_GOODS}


def _summed(good: Hashable, times: int, kitchen: Kitchen) -> dict[str, int]:
    total: Counter[str] = Counter()
    for row in explode(good, times, kitchen.goods):
        total[str(row.finished_unit)] += row.quantity
    return dict(total)


def _on_hand(lots: Iterable[LotRow]) -> dict[str, dict[str, Decimal]]:
    shelves: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    for lot in lots:
        if lot.quantity >= DUST:
            shelf = shelves[lot.ingredient]
            shelf[lot.unit] = shelf.get(lot.unit, Decimal(0)) + lot.quantity
    return dict(shelves)


def _lots(lots: Iterable[LotRow]) -> Answers:
    lots = list(lots)
    return dict(zip(lot_names(lots), map(_lot, lots), strict=True))


def lot_names(lots: Iterable[LotRow]) -> list[str]:
    """What the recording calls them: product, day, and the how-manieth of that day."""
    seen: Counter[str] = Counter()
    names = []
    for lot in lots:
        key = f"{product_name(lot)} @ {lot.purchased_on}"
        seen[key] += 1
        names.append(f"{key} #{seen[key]}")
    return names


def product_name(lot: LotRow) -> str:
    """What the recording calls the product of a lot."""
    return "|".join((lot.ingredient, lot.brand or "", lot.product or "", _package(lot)))


def _lot(lot: LotRow) -> Answers:
    return {
        "quantity": lot.quantity,
        "unit": lot.unit,
        "unit_cost": lot.unit_cost,
        "purchase_date": _iso(lot.purchased_on),
        "expiration_date": _iso(lot.expires_on),
        "location": lot.location,
    }


def _package(lot: LotRow) -> str:
    return f"{float(lot.package_quantity):g} {lot.unit}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
