"""What the list of an event comes to once baking began: its goods as they were frozen, less what
lay there ready. Values in, values out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.finished_goods.netting import net, take
from baketracker.finished_goods.packing import FinishedGood, Part

PIECES = ("finished_unit", "finished_good")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pieces to be packed of each good, those inside others too; `listed` of them for the list
    itself. `units`: pieces of each finished unit they are filled with."""

    goods: Counter[UUID] = field(default_factory=Counter)
    listed: Counter[UUID] = field(default_factory=Counter)
    units: Counter[UUID] = field(default_factory=Counter)

    @property
    def inside(self) -> Counter[UUID]:
        """Pieces that go into other goods."""
        return self.goods - self.listed


def wanted_of(
    wishes: Iterable[tuple[UUID, int]], goods: Mapping[Any, FinishedGood], shelf: Mapping[UUID, int]
) -> Wanted:
    """So many of each good, in the order of the list, each with what those before it left on the
    shelf. Of a good that is not among `goods` nobody knows what is in it. Raises what `net`
    raises."""
    listed, wanted = list(wishes), Wanted()
    left: Counter[Any] = Counter(shelf)
    inner = [part.finished_good for one in goods.values() for part in one.parts]
    named = [*(good for good, _ in listed), *(key for key in inner if key is not None)]
    known = {key: FinishedGood(key, "", ()) for key in named} | dict(goods)
    for good, count in listed:
        netted: Any = net(good, count, known, left)
        take(netted.from_shelf, left)
        wanted.goods.update(netted.assemble)
        wanted.listed[good] += count - netted.from_shelf.get(good, 0)
        wanted.units.update(netted.units)
    return wanted


def goods_of(good_id: UUID, content: Mapping[str, Any]) -> dict[Any, FinishedGood]:
    """A good and all inside it as it was frozen."""
    kept: dict[str, Any] = {**content.get("inside", {}), str(good_id): content}
    return {UUID(key): FinishedGood(UUID(key), "", _parts(one)) for key, one in kept.items()}


def _parts(content: Mapping[str, Any]) -> tuple[Part, ...]:
    return tuple(
        Part(int(Decimal(part["quantity"])), **{f"{part['kind']}": UUID(part["id"])})
        for part in content.get("parts", ())
        if part["kind"] in PIECES
    )
