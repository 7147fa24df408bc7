"""Making up for finished units that are missing: what each way takes, and the best of them.

Ways that keep the promise bring units: what lies on the shelf, what another event can spare, a
batch more. Ways that give something up need fewer: fewer goods, other goods in their place. Values
in, values out."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Literal

Kind = Literal["shelf", "move", "top_up", "substitute", "fewer"]
GIVES_UP: frozenset[Kind] = frozenset({"substitute", "fewer"})


@dataclass(frozen=True, slots=True)
class Way:
    """One way: each time it is taken it makes up for `units` (above 0) of what is missing, costs
    `cost` and takes `minutes` (None: nobody knows); `most` times at most (None: as often as one
    likes). `key` says of what: an event, a finished good, a pair of them."""

    kind: Kind
    key: Hashable
    units: int
    cost: Decimal | None
    minutes: int | None
    most: int | None = None

    @property
    def keeps(self) -> bool:
        """Whether everything promised still comes about."""
        return self.kind not in GIVES_UP


@dataclass(frozen=True, slots=True)
class Step:
    """A way, so many times."""

    way: Way
    times: int


@dataclass(frozen=True, slots=True)
class Repair:
    """Steps that together make up for all that is missing."""

    steps: tuple[Step, ...]

    @property
    def units(self) -> int:
        return sum(step.times * step.way.units for step in self.steps)

    @property
    def cost(self) -> Decimal | None:
        """None as soon as one step's is not known."""
        known = [step.way.cost for step in self.steps]
        if None in known:
            return None
        return sum((step.times * (step.way.cost or Decimal(0)) for step in self.steps), Decimal(0))

    @property
    def minutes(self) -> int | None:
        """None as soon as one step's are not known."""
        known = [step.way.minutes for step in self.steps]
        if None in known:
            return None
        return sum(step.times * (step.way.minutes or 0) for step in self.steps)

    @property
    def given_up(self) -> int:
        """How many goods are not as they were promised."""
        return sum(step.times for step in self.steps if not step.way.keeps)

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(step.way.kind for step in self.steps)


def repairs(missing: int, ways: Iterable[Way]) -> list[Repair]:
    """What may be offered for so many missing units, the smallest first: the cheapest and the
    quickest that keep the promise, then the best by each way alone that is enough. Each once."""
    known = list(ways)
    keeping = [way for way in known if way.keeps]
    found = [cheapest(missing, keeping), quickest(missing, keeping)]
    found += [_alone(missing, way) for way in known]
    offered = {repair.steps: repair for repair in found if repair is not None and repair.steps}
    return sorted(_best_of_each(offered.values()), key=_size)


def cheapest(missing: int, ways: Sequence[Way]) -> Repair | None:
    """Least money, then least time, then least left over; a cost nobody knows counts as more than
    any. None when the ways are not enough."""
    return min(_mixes(missing, ways), key=_by_cost, default=None)


def quickest(missing: int, ways: Sequence[Way]) -> Repair | None:
    """Least time, then least money, then least left over. None when the ways are not enough."""
    return min(_mixes(missing, ways), key=_by_time, default=None)


def _mixes(missing: int, ways: Sequence[Way]) -> Iterable[Repair]:
    """The mixes that can be best: every number of the coarse steps (batches), and for what is then
    left of the fine ones (single units) those that are cheaper, and those that are quicker, first.

    Single units cost and take the same each, so taking the better ones first is never worse."""
    if missing <= 0:
        return
    coarse = [way for way in ways if way.units > 1]
    fine = [way for way in ways if way.units == 1]
    orders = (sorted(fine, key=_cost_of), sorted(fine, key=_time_of))
    for steps, left in _coarse(missing, coarse):
        for order in orders:
            filled = _filled(left, order)
            if filled is not None:
                yield Repair((*filled, *steps))


def _coarse(missing: int, ways: Sequence[Way]) -> Iterable[tuple[tuple[Step, ...], int]]:
    """Every number of each way that is of use, with what is left to make up for."""
    if not ways:
        yield (), missing
        return
    way, others = ways[0], ways[1:]
    needed = ceil(missing / way.units)
    most = needed if way.most is None else min(needed, way.most)
    for times in range(most + 1):
        own = (Step(way, times),) if times else ()
        for steps, left in _coarse(max(0, missing - times * way.units), others):
            yield (*own, *steps), left


def _filled(missing: int, ways: Sequence[Way]) -> tuple[Step, ...] | None:
    """Single units in this order until nothing is missing; None when they are too few."""
    steps, left = [], missing
    for way in ways:
        times = left if way.most is None else min(left, way.most)
        if times > 0:
            steps.append(Step(way, times))
            left -= times
    return tuple(steps) if left == 0 else None


def _alone(missing: int, way: Way) -> Repair | None:
    times = ceil(missing / way.units) if missing > 0 else 0
    if times == 0 or (way.most is not None and times > way.most):
        return None
    return Repair((Step(way, times),))


def _best_of_each(offered: Iterable[Repair]) -> Iterable[Repair]:
    """Of several that give something up in the same way the smallest is enough; those that keep
    the promise all stay."""
    seen: set[frozenset[Kind]] = set()
    for repair in sorted(offered, key=_size):
        if repair.given_up and repair.kinds in seen:
            continue
        seen.add(repair.kinds)
        yield repair


def _size(repair: Repair) -> tuple[object, ...]:
    """How big a repair is: what is given up first, then money, then time."""
    return (repair.given_up, *_by_cost(repair))


def _by_cost(repair: Repair) -> tuple[object, ...]:
    return (*_known(repair.cost), *_known(repair.minutes), repair.units, *_said(repair))


def _by_time(repair: Repair) -> tuple[object, ...]:
    return (*_known(repair.minutes), *_known(repair.cost), repair.units, *_said(repair))


def _known(value: Decimal | int | None) -> tuple[bool, Decimal | int]:
    """What nobody knows counts as more than any."""
    return value is None, value or 0


def _said(repair: Repair) -> tuple[str, ...]:
    """Only breaks ties, so that the order is always the same."""
    return tuple(f"{step.way.kind} {step.way.key} {step.times}" for step in repair.steps)


def _cost_of(way: Way) -> tuple[object, ...]:
    return (*_known(way.cost), *_known(way.minutes), str(way.key))


def _time_of(way: Way) -> tuple[object, ...]:
    return (*_known(way.minutes), *_known(way.cost), str(way.key))
