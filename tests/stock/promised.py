"""Promises in plain Python: the events go through the pantry one after the other, and each puts its
name on what it will take."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from .model import DUST, LotModel, Pantry, said, taken

# What every recipe here is written in.
UNIT = "lb"
Jars = list[tuple[UUID, LotModel]]
Labels = dict[UUID, list[tuple[UUID, Decimal]]]


@dataclass
class EventModel:
    """`wants`: by ingredient, in pounds. Of one day comes first what was planned first: `place`."""

    day: date
    place: int
    wants: dict[int, Decimal]


@dataclass
class GapModel:
    """One want of an event beside the pantry, in pounds."""

    on_hand: Decimal
    promised: dict[UUID, Decimal]
    free: Decimal
    missing: Decimal
    short: Decimal


@dataclass
class Queue:
    """What each event found when its turn came: `labels` on each lot, and its gaps by ingredient;
    `left` is what nobody was promised in the end."""

    left: dict[UUID, Decimal]
    labels: dict[UUID, Labels] = field(default_factory=dict)
    gaps: dict[UUID, dict[int, GapModel]] = field(default_factory=dict)


def simulated(pantry: Pantry, events: dict[UUID, EventModel]) -> Queue:
    queue = Queue({key: lot.quantity for key, lot in pantry.living()})
    labels: Labels = {}
    for event, one in sorted(events.items(), key=lambda pair: (pair[1].day, pair[1].place)):
        queue.labels[event] = {key: list(own) for key, own in labels.items()}
        queue.gaps[event] = {}
        for ingredient, wanted in one.wants.items():
            good = _good_on(one.day, pantry.living(ingredient))
            queue.gaps[event][ingredient] = _gap(wanted, good, queue.left, labels)
            jars = [(key, lot.unit, queue.left[key]) for key, lot in good]
            for key, amount in taken(jars, wanted, UNIT)[0]:
                queue.left[key] -= amount
                labels.setdefault(key, []).append((event, amount))
    return queue


def _good_on(day: date, lots: Jars) -> Jars:
    return [
        (key, lot)
        for key, lot in lots
        if lot.quantity >= DUST and (lot.until is None or day <= lot.until)
    ]


def _gap(wanted: Decimal, good: Jars, left: dict[UUID, Decimal], labels: Labels) -> GapModel:
    on_hand, free, promised = Decimal(0), Decimal(0), dict[UUID, Decimal]()
    for key, lot in good:
        on_hand += said(lot.quantity, lot.unit, UNIT)
        free += said(left[key], lot.unit, UNIT)
        for event, amount in labels.get(key, ()):
            own = said(amount, lot.unit, UNIT)
            promised[event] = promised.get(event, Decimal(0)) + own
    free = _but_dust(free) if promised else free
    return GapModel(on_hand, promised, free, _but_dust(wanted - on_hand), _but_dust(wanted - free))


def _but_dust(amount: Decimal) -> Decimal:
    return amount if amount >= DUST else Decimal(0)
