"""What the goods are packed in: packaging and materials, pooled over everything that is assembled.

A need of a kind may be met by several products; no piece is promised twice."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .gaps import Lot, Want


@dataclass(frozen=True, slots=True)
class SupplyLine:
    """`quantity` `unit` of `item` for one good. With a `kind`, any item of that kind serves."""

    item: Hashable
    quantity: Decimal
    kind: Hashable | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SupplyNeed:
    """What all goods together need of one item, or of one kind of item (`item` is then the first
    one met)."""

    item: Hashable
    kind: Hashable | None
    quantity: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """Supplies of one sort: the lines of each good, the items of each kind, the lots of each
    item."""

    lines: Mapping[Hashable, Sequence[SupplyLine]] = field(default_factory=dict)
    kinds: Mapping[Hashable, Sequence[Hashable]] = field(default_factory=dict)
    lots: Mapping[Hashable, Sequence[Lot]] = field(default_factory=dict)

    def serving(self, kind: Hashable | None, item: Hashable) -> Sequence[Hashable]:
        """The items that may meet a line: those of its kind, or its own alone."""
        return self.kinds.get(kind) or [item]


def supply_wants(
    assembled: Mapping[Hashable, int], store: Store, *, counted: bool = True
) -> tuple[Want[SupplyNeed], ...]:
    """One want per item and per kind. `assembled` says how many of each good are packed; stock may
    answer it where it is `counted`.

    Those that name an item come first; what they leave serves those of a kind."""
    needs = sorted(_needed(assembled, store.lines), key=lambda need: need.kind is not None)
    return tuple(
        Want(need, need.quantity, need.unit, tuple(_lots(need, store)) if counted else ())
        for need in needs
    )


def _needed(
    assembled: Mapping[Hashable, int], lines: Mapping[Hashable, Sequence[SupplyLine]]
) -> Iterator[SupplyNeed]:
    pooled: defaultdict[tuple[bool, Hashable], list[tuple[SupplyLine, int]]] = defaultdict(list)
    for good, count in assembled.items():
        for line in lines.get(good, ()):
            key = (False, line.item) if line.kind is None else (True, line.kind)
            pooled[key].append((line, count))
    for own in pooled.values():
        met, _ = own[0]
        amount = sum((line.quantity * count for line, count in own), Decimal(0))
        if amount > 0:
            yield SupplyNeed(met.item, met.kind, amount, met.unit)


def _lots(need: SupplyNeed, store: Store) -> Iterable[Lot]:
    """Of all items that serve, the first bought first."""
    items = store.serving(need.kind, need.item)
    return sorted((lot for item in items for lot in store.lots.get(item, ())), key=_place)


def _place(lot: Lot) -> int:
    return lot.place
