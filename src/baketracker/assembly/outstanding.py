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
    """A good of an event: so many are on the list, `inside` go into others, `packed` were packed in
    all."""

    good: FinishedGood
    listed: int
    inside: int
    packed: int

    @property
    def left(self) -> int:
        return max(self.listed + self.inside - self.packed, 0)


def to_pack(
    db: TenantSession, event_id: UUID, *, inner: bool = True
) -> tuple[list[ToPack], dict[UUID, Bill]]:
    """The goods of an event in the order it was planned, those that go into others before them,
    and what each is packed of; without `inner` only what is on the list, as if what goes into it
    were there. About ten statements, ten more where something is in others only. Raises
    CircularGood, TooDeep, NotWhole."""
    targets = {row.finished_good_id: row for row in targets_of(db, event_id)}
    packed = packed_for(db, [event_id])[event_id]
    inside = packed.inside if inner else {}
    bills = bills_for(db, targets.values())
    goods = {key: row.finished_good for key, row in targets.items()}
    if unlisted := inside.keys() - targets.keys():
        bills |= bills_of(db, unlisted)
        found = select(FinishedGood).where(among(FinishedGood.id, unlisted))
        goods |= {row.id: row for row in db.scalars(found)}
    listed = {key: row.quantity for key, row in targets.items()}
    ordered = dict.fromkeys(key for good in targets for key in (*_in(good, bills, inside), good))
    return [
        ToPack(goods[key], listed.get(key, 0), inside.get(key, 0), packed.done[key])
        for key in ordered
    ], bills


def _in(good: UUID, bills: Mapping[UUID, Bill], inside: Mapping[UUID, int]) -> Iterator[UUID]:
    """What is to be packed of the goods inside one, the innermost first."""
    for line in bills[good].of("finished_good") if good in bills else ():
        if line.part.id in inside:
            yield from _in(line.part.id, bills, inside)
            yield line.part.id
