"""What is still to be packed for an event: what is on its list, and what goes into that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods.models import FinishedGood

from .bill import Bill, bills_for, bills_of, targets_of
from .packed import packed_for


@dataclass(frozen=True, slots=True)
class ToPack:
    """A good of an event: so many are to be packed for the list, `inside` for other goods,
    `packed` were packed in all."""

    good: FinishedGood
    listed: int
    inside: int
    packed: int

    @property
    def left(self) -> int:
        return max(self.listed + self.inside - self.packed, 0)


def to_pack(db: TenantSession, event_id: UUID) -> tuple[list[ToPack], dict[UUID, Bill]]:
    """The goods of an event in the order it was planned, those that go into others before them,
    and what each is packed of. About eleven statements, ten more where something is in others
    only. Raises CircularGood, TooDeep, NotWhole."""
    targets = {row.finished_good_id: row for row in targets_of(db, event_id)}
    packed = packed_for(db, [event_id])[event_id]
    bills = bills_for(db, targets.values())
    goods = {key: row.finished_good for key, row in targets.items()}
    wanted = packed.wanted
    if unlisted := (+wanted.goods).keys() - targets.keys():
        bills |= bills_of(db, unlisted)
        found = select(FinishedGood).where(among(FinishedGood.id, unlisted))
        goods |= {row.id: row for row in db.scalars(found)}
    innermost = [key for key in bills if key not in targets]
    ordered = dict.fromkeys(
        key for good in (*targets, *innermost) for key in (*_in(good, bills), good)
    )
    return [
        ToPack(goods[key], wanted.listed[key], wanted.inside[key], packed.done[key])
        for key in ordered
    ], bills


def _in(good: UUID, bills: Mapping[UUID, Bill]) -> Iterator[UUID]:
    """What is to be packed of the goods inside one, the innermost first."""
    for line in bills[good].of("finished_good"):
        if line.part.id in bills:
            yield from _in(line.part.id, bills)
            yield line.part.id
