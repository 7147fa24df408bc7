"""What the goods of an event are wrapped in, pooled per packaging product."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.finished_goods.packing import Goods, tally
from baketracker.finished_goods.schemas import PartView

from .demand import Wish
from .schemas import WrappingPlan

Parts = Mapping[Any, Sequence[PartView]]


def wrapping(wishes: Iterable[Wish], goods: Goods, parts: Parts) -> list[WrappingPlan]:
    """Packaging products of all goods however deep they are packed, by name.

    The wishes must be such that can be taken apart; those of 0 or less are skipped."""
    needed: defaultdict[tuple[str, UUID], Decimal] = defaultdict(Decimal)
    for wish in (wish for wish in wishes if wish.quantity > 0):
        for good, count in tally(wish.good, goods).goods.items():
            for part in parts[good]:
                if part.kind == "packaging":
                    needed[part.name, part.id] += part.quantity * count * wish.quantity
    found = [
        WrappingPlan(product_id=key, product=name, needed=quantity)
        for (name, key), quantity in needed.items()
    ]
    # The text of the id only breaks ties between equal names.
    return sorted(found, key=lambda row: (row.product, str(row.product_id)))
