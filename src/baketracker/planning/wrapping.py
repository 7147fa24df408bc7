"""What the goods of an event are wrapped in, pooled per packaging product."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.finished_goods.schemas import PartView

from .demand import Goods, Wish
from .schemas import WrappingPlan

Parts = Mapping[Any, Sequence[PartView]]


def wrapping(wishes: Iterable[Wish], goods: Goods, parts: Parts) -> list[WrappingPlan]:
    """Packaging products of all goods however deep they are packed, by name.

    The wishes must be such that can be taken apart; those of 0 or less are skipped."""
    needed: defaultdict[tuple[str, UUID], Decimal] = defaultdict(Decimal)
    for wish in wishes:
        for good, count in _packed(wish.good, max(wish.quantity, 0), goods):
            for part in parts[good]:
                if part.kind == "packaging":
                    needed[part.name, part.id] += part.quantity * count
    found = [
        WrappingPlan(product_id=key, product=name, needed=quantity)
        for (name, key), quantity in needed.items()
        if quantity
    ]
    # The text of the id only breaks ties between equal names.
    return sorted(found, key=lambda row: (row.product, str(row.product_id)))


def _packed(good: Hashable, count: int, goods: Goods) -> Iterator[tuple[Hashable, int]]:
    """The good and every good inside it, each time it is met, with how many there are."""
    yield good, count
    for part in goods[good].parts:
        if part.finished_good is not None:
            yield from _packed(part.finished_good, count * int(part.quantity), goods)
