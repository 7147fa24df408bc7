"""What the goods are packed in: packaging and materials, pooled over everything that is assembled.

A need of a kind may be met by several products; no piece is promised twice."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from baketracker.measures.numbers import lacking


@dataclass(frozen=True, slots=True)
class SupplyLine:
    """`quantity` of `item` for one good. With a `kind`, any item of that kind serves."""

    item: Hashable
    quantity: Decimal
    kind: Hashable | None = None


@dataclass(frozen=True, slots=True)
class SupplyNeed:
    """What all goods together need of one item, or of one kind of item (`item` is then the first
    one met), beside what counts of it: `stock` by item."""

    item: Hashable
    kind: Hashable | None
    needed: Decimal
    stock: Mapping[Hashable, Decimal]

    @property
    def on_hand(self) -> Decimal:
        return sum(self.stock.values(), Decimal(0))

    @property
    def missing(self) -> Decimal:
        """0 when there is enough or only dust is lacking."""
        return lacking(self.needed, self.on_hand)


Lines = Mapping[Hashable, Sequence[SupplyLine]]
Kinds = Mapping[Hashable, Sequence[Hashable]]


def supply_needs(
    assembled: Mapping[Hashable, int],
    lines: Lines,
    stock: Mapping[Hashable, Decimal],
    kinds: Kinds,
) -> tuple[SupplyNeed, ...]:
    """One need per item and per kind. `assembled` says how many of each good are packed, `stock`
    what counts of each item, `kinds` the items of each kind.

    Lines that name an item are served first; what they leave serves those of a kind."""
    needed = _needed(assembled, lines)
    left = dict(stock)
    named = [_served(item, None, amount, [item], left) for (item, kind), amount in needed.items()
             if kind is None]  # fmt: skip
    pooled = [
        _served(item, kind, amount, kinds.get(kind, [item]), left)
        for (item, kind), amount in needed.items()
        if kind is not None
    ]
    return (*named, *pooled)


def _needed(
    assembled: Mapping[Hashable, int], lines: Lines
) -> dict[tuple[Hashable, Hashable | None], Decimal]:
    """Amount by (item, None) or by (first item met, kind)."""
    amounts: defaultdict[tuple[Hashable, Hashable | None], Decimal] = defaultdict(Decimal)
    first: dict[Hashable, Hashable] = {}
    for good, count in assembled.items():
        for line in lines.get(good, ()):
            item = line.item if line.kind is None else first.setdefault(line.kind, line.item)
            amounts[item, line.kind] += line.quantity * count
    return {key: amount for key, amount in amounts.items() if amount > 0}


def _served(
    item: Hashable,
    kind: Hashable | None,
    amount: Decimal,
    serving: Iterable[Hashable],
    left: dict[Hashable, Decimal],
) -> SupplyNeed:
    there = {key: left[key] for key in serving if left.get(key, Decimal(0)) > 0}
    wanted = amount
    for key, held in there.items():
        taken = min(wanted, held)
        left[key] = held - taken
        wanted -= taken
    return SupplyNeed(item, kind, amount, there)
