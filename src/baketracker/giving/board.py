"""The gifts of an event all together: the checklist, the packing grid, the labels, the sum."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func, select

from baketracker.costs import Cost, together
from baketracker.db.many import among
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.events.schemas import EventRef
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.schemas import GoodRef
from baketracker.finished_stock.holding import held

from .allotting import allotted
from .models import Gift
from .package_costs import PackageCost, costs_of, to_the_cent
from .package_reading import allergens_in, lines_in
from .package_schemas import PackageLineView
from .packing_grid import Portion, grid_of
from .people_schemas import RecipientRef, RecipientView
from .reading import sorted_gifts, views, wants_of
from .schemas import (
    EventGifts,
    GiftView,
    GridRow,
    Missing,
    PackingGrid,
    RecipientCost,
)
from .states import ORDER, Status


class Planned(BaseModel):
    """A gift on the checklist; `missing` is what keeps one that is to be packed from being packed
    after those before it."""

    gift: GiftView
    missing: list[Missing]


class Person(BaseModel):
    """Somebody with all they get."""

    recipient: RecipientView
    gifts: list[Planned]


class Board(BaseModel):
    """The checklist of an event: everybody who gets something, by household and name."""

    event: EventRef
    people: list[Person]
    pending: int
    ready: int
    delivered: int


class Label(BaseModel):
    """What stands on one package: the `number`th `of` so many for this person. `inside` are its
    lines without packaging; `allergens` what it contains, `flagged` those the person must not
    eat."""

    recipient: RecipientView
    package: str
    number: int
    of: int
    inside: list[PackageLineView]
    allergens: list[str]
    flagged: list[str]


@verb("read")
def board(db: TenantSession, event_id: UUID, status: Status | None = None) -> Board:
    """Everybody's gifts, all or those of one status, and what each lacks to be packed. Raises
    NotFound."""
    event = live(db, Event, event_id, "event")
    rows = sorted_gifts(db, event_id)
    missing = _missing(db, rows)
    people: dict[UUID, Person] = {}
    for row, view in zip(rows, views(db, rows), strict=True):
        if status in (None, view.status):
            mine = people.setdefault(
                row.recipient_id, Person(recipient=RecipientView.of(row.recipient), gifts=[])
            )
            mine.gifts.append(Planned(gift=view, missing=missing.get(row.id, [])))
    return Board(event=EventRef.of(event), people=[*people.values()], **_counted(rows))


@verb("read")
def counted(db: TenantSession, event_id: UUID) -> dict[str, int]:
    """Status → gifts of the event. One statement."""
    own = select(Gift.status, func.count(Gift.id)).where(
        Gift.event_id == event_id, Gift.deleted_at.is_(None)
    )
    told = dict.fromkeys(map(str, ORDER), 0)
    for status, number in db.execute(own.group_by(Gift.status)):
        told[status] = number
    return told


@verb("read")
def grid(db: TenantSession, event_id: UUID, status: Status | None = None) -> PackingGrid:
    """Who gets how many of which finished good: people by household and name, goods A to Z. Raises
    NotFound."""
    event = live(db, Event, event_id, "event")
    rows = sorted_gifts(db, event_id, status)
    wants = wants_of(db, rows)
    goods = _goods(db, {good for own in wants.values() for good in own})
    people = {row.recipient_id: row.recipient for row in rows}
    portions = [
        Portion(row.recipient_id, good, number)
        for row in rows
        for good, number in wants[row.id].items()
    ]
    made = grid_of(portions, list(people), list(goods))
    packages, flagged = _packages(db, rows)
    return PackingGrid(
        event=EventRef.of(event),
        goods=list(goods.values()),
        rows=[
            GridRow(
                recipient=RecipientRef.of(people[key]),
                numbers=list(row.numbers),
                total=row.total,
                packages=packages[key],
                allergens=flagged[key],
            )
            for key, row in zip(people, made.rows, strict=True)
        ],
        totals=list(made.totals),
        total=made.total,
    )


@verb("read")
def labels(db: TenantSession, event_id: UUID, status: Status | None = None) -> list[Label]:
    """A label for each package, all or those of one status, by household and person. Raises
    NotFound."""
    live(db, Event, event_id, "event")
    rows = sorted_gifts(db, event_id, status)
    inside = lines_in(db, {row.package_id for row in rows})
    held_in = allergens_in(db, {row.package_id for row in rows})
    return [
        Label(
            recipient=RecipientView.of(row.recipient),
            package=row.package.name,
            number=number,
            of=row.quantity,
            inside=[one for one in inside[row.package_id] if one.kind == "finished_good"],
            allergens=held_in[row.package_id],
            flagged=view.allergens,
        )
        for row, view in zip(rows, views(db, rows), strict=True)
        for number in range(1, row.quantity + 1)
    ]


@verb("read")
def summary(db: TenantSession, event_id: UUID) -> EventGifts:
    """The gifts of an event added up: each package to the cent, times how many. Raises
    NotFound."""
    live(db, Event, event_id, "event")
    rows = sorted_gifts(db, event_id)
    prices = costs_of(db, {row.package_id for row in rows})
    own: defaultdict[UUID, list[Cost]] = defaultdict(list)
    for row in rows:
        own[row.recipient_id].append(_cost(prices[row.package_id], row.quantity))
    people = {row.recipient_id: RecipientRef.of(row.recipient) for row in rows}
    total = together(cost for costs in own.values() for cost in costs)
    by_name = sorted(people.values(), key=lambda one: (one.name, one.id))
    return EventGifts(
        total_cost=total.total,
        known_cost=total.known,
        unknown=list(total.unknown),
        recipient_count=len(people),
        package_count=sum(row.quantity for row in rows),
        gift_count=len(rows),
        cost_by_recipient=[
            RecipientCost(recipient=one, cost=together(own[one.id]).total) for one in by_name
        ],
        **_counted(rows),
    )


def _cost(price: PackageCost, quantity: int) -> Cost:
    rounded = Cost(known=to_the_cent(price.goods.known), unknown=price.goods.unknown)
    return rounded.times(quantity)


def _counted(rows: Sequence[Gift]) -> dict[str, int]:
    told = [row.status for row in rows]
    return {name: told.count(name) for name in ORDER}


def _missing(db: TenantSession, rows: Sequence[Gift]) -> dict[UUID, list[Missing]]:
    """What each gift that is to be packed lacks, when they are packed in this order."""
    waiting = [row for row in rows if row.status == "pending"]
    wants = wants_of(db, waiting)
    touched = {good for own in wants.values() for good in own}
    on_hand = {
        row.id: row
        for row in db.scalars(select(FinishedGood).where(among(FinishedGood.id, touched)))
    }
    kept = held(db, touched)
    free = {key: row.on_hand - kept[key] for key, row in on_hand.items()}
    short = allotted([(row.id, wants[row.id]) for row in waiting], free)
    return {
        key: [
            Missing(good=GoodRef.of(on_hand[good]), wanted=wants[key][good],
                    free=wants[key][good] - gap)
            for good, gap in gaps.items()
        ]
        for key, gaps in short.items()
    }  # fmt: skip


def _goods(db: TenantSession, good_ids: Collection[UUID]) -> dict[UUID, GoodRef]:
    own = select(FinishedGood).where(among(FinishedGood.id, good_ids))
    rows = db.scalars(own.order_by(FinishedGood.name, FinishedGood.id))
    return {row.id: GoodRef.of(row) for row in rows}


def _packages(db: TenantSession, rows: Sequence[Gift]) -> tuple[Any, Any]:
    """By person: the packages they get ("2 × Holiday box"), and what in them they must not eat."""
    packages: defaultdict[UUID, list[str]] = defaultdict(list)
    flagged: defaultdict[UUID, list[str]] = defaultdict(list)
    for view in views(db, rows):
        key = view.recipient.id
        name = view.package.name
        packages[key].append(f"{view.quantity} × {name}" if view.quantity > 1 else name)
        flagged[key] += [name for name in view.allergens if name not in flagged[key]]
    return packages, flagged
