"""The steps of a gift: packed and kept for somebody, handed over, and one step back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.rows import lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict, InvalidInput, NotFound, RuleBroken
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.schemas import GoodRef
from baketracker.finished_stock.holding import held
from baketracker.finished_stock.ledger import locked, move

from .allotting import lacking
from .models import Gift
from .reading import KIND, rows_of, views, wants_of
from .schemas import Delivery, GiftsMade, Missing
from .states import before, refuse_unless
from .taken import taken_for

TO_COME = N_("That is still to come. Say when it was handed over.")


class NotEnoughFree(RuleBroken):
    """Less is free than the gifts take; `missing` says of what. The same with `confirmed` is
    done."""

    code = "please_confirm"

    def __init__(self, missing: Sequence[Missing]) -> None:
        told = ", ".join(f"{one.lacking} {one.good.name}" for one in missing)
        super().__init__(
            N_("Not enough is free; missing: %(missing)s. Make more first, or say that it is there "
               "anyway."),
            missing=told,
        )  # fmt: skip
        self.missing = list(missing)


class TheFirstStep(Conflict):
    """There is nothing before it."""

    code = "the_first_step"

    def __init__(self, who: str) -> None:
        super().__init__(N_("The gift for %(who)s is not packed yet."), who=who)


class EventArchived(Conflict):
    """Nothing is given at an event that was put away."""

    code = "event_archived"

    def __init__(self, event: str) -> None:
        super().__init__(N_("%(event)s is archived. Bring it back first."), event=event)


@verb("write")
def make_ready(
    db: TenantSession, gift_ids: Collection[UUID], *, confirmed: bool = False,
    op_id: UUID | None = None,
) -> GiftsMade:  # fmt: skip
    """These gifts are packed: their finished goods are kept for them. Those that are ready or
    delivered already stay as they are. All or none.

    Raises NotFound, EventArchived, and NotEnoughFree unless `confirmed`: then those that the free
    goods do not reach are ready without stock and keep nothing."""
    rows, goods, wants = _begun(db, gift_ids)
    _refuse_archived(rows)
    waiting = [row for row in rows if row.status == "pending"]
    if not waiting:
        return GiftsMade(operation_id=None, gifts=views(db, rows))
    free = _free(db, goods)
    together: dict[UUID, int] = {}
    for row in waiting:
        for good, number in wants[row.id].items():
            together[good] = together.get(good, 0) + number
    if not confirmed:
        _refuse_lacking(together, free, goods)
    one, many = N_("Packed %(package)s for %(who)s"), N_("Packed the gifts of %(people)s people")
    words = one if len(waiting) == 1 else many
    with doing(db, "gifts.ready", words, op_id, **_names(waiting)) as operation_id:
        for row in waiting:
            row.status, row.without_stock = "ready", bool(lacking(wants[row.id], free))
            for good, number in wants[row.id].items() if not row.without_stock else ():
                free[good] -= number
    return GiftsMade(operation_id=operation_id, gifts=views(db, rows_of(db, gift_ids)))


@verb("write")
def deliver(
    db: TenantSession, gift_id: UUID, told: Delivery, op_id: UUID | None = None
) -> GiftsMade:
    """A gift that was ready is handed over: its finished goods leave the stock. At an event that is
    over, too.

    Raises NotFound, EventArchived, NotInThisStatus, InvalidInput for a day to come, and
    NotEnoughFree unless `confirmed`: then what is there leaves the stock, and no more."""
    at = told.delivered_at or now()
    _refuse_to_come(db, at)
    [row], goods, wants = _begun(db, [gift_id])
    _refuse_archived([row])
    refuse_unless("ready", row.status, row.recipient.name)
    # What it keeps is its own; without stock it may take what nobody keeps.
    there = _free(db, goods) if row.without_stock else {k: one.on_hand for k, one in goods.items()}
    if not told.confirmed:
        _refuse_lacking(wants[row.id], there, goods)
    words = N_("Delivered %(package)s to %(who)s")
    with doing(db, "gifts.deliver", words, op_id, **_names([row])) as operation_id:
        for good, wanted in wants[row.id].items():
            if (taken := min(wanted, max(0, there[good]))) > 0:
                move(db, goods[good], -taken, "gift", at=at)
        row.status, row.delivered_at = "delivered", at
        row.delivered_to = told.delivered_to or row.recipient.name
    return GiftsMade(operation_id=operation_id, gifts=views(db, rows_of(db, [gift_id])))


@verb("write", least="admin")
def step_back(db: TenantSession, gift_id: UUID, op_id: UUID | None = None) -> GiftsMade:
    """One status back: what was delivered is ready again and what had left the stock for it comes
    back, what was ready is to be packed. Raises NotFound, TheFirstStep."""
    [row], goods, _wants = _begun(db, [gift_id])
    earlier = before(row.status)
    if earlier is None:
        raise TheFirstStep(row.recipient.name)
    words = N_("Took %(package)s for %(who)s back one step")
    with doing(db, "gifts.back", words, op_id, **_names([row])) as operation_id:
        if row.status == "delivered":
            _bring_back(db, row, goods)
            row.delivered_at, row.delivered_to = None, ""
        else:
            row.without_stock = False
        row.status = earlier
    return GiftsMade(operation_id=operation_id, gifts=views(db, rows_of(db, [gift_id])))


def _begun(
    db: TenantSession, gift_ids: Collection[UUID]
) -> tuple[Sequence[Gift], dict[UUID, FinishedGood], Mapping[UUID, Mapping[UUID, int]]]:
    """The gifts, the finished goods they take and took, all locked, goods first, and how many of
    each. Raises NotFound."""
    rows = rows_of(db, gift_ids)
    if len(rows) != len(set(gift_ids)):
        raise NotFound(KIND)
    touched = {good for goods in wants_of(db, rows).values() for good in goods}
    touched |= {good for row in rows for good in taken_for(db, row)}
    _units, goods = locked(db, goods=touched)
    lock_rows(db, Gift, gift_ids)
    rows = rows_of(db, gift_ids)
    if len(rows) != len(set(gift_ids)):
        raise NotFound(KIND)
    return rows, {one.id: one for one in goods}, wants_of(db, rows)


def _refuse_archived(rows: Sequence[Gift]) -> None:
    for row in rows:
        if row.event.deleted_at is not None:
            raise EventArchived(row.event.name)


def _free(db: TenantSession, goods: Mapping[UUID, FinishedGood]) -> dict[UUID, int]:
    """On hand, without what is kept for others."""
    kept = held(db, goods)
    return {key: one.on_hand - kept[key] for key, one in goods.items()}


def _refuse_lacking(
    wants: Mapping[UUID, int], there: Mapping[UUID, int], goods: Mapping[UUID, FinishedGood]
) -> None:
    missing = [
        Missing(good=GoodRef.of(goods[key]), wanted=wants[key], free=max(0, there[key]))
        for key in lacking(wants, there)
    ]
    if missing:
        raise NotEnoughFree(sorted(missing, key=lambda one: one.good.name))


def _refuse_to_come(db: TenantSession, at: datetime) -> None:
    if at > now():
        raise InvalidInput(TO_COME, {"delivered_at": TO_COME})


def _bring_back(db: TenantSession, row: Gift, goods: Mapping[UUID, FinishedGood]) -> None:
    for good, number in taken_for(db, row).items():
        move(db, goods[good], number, "gift")


def _names(rows: Sequence[Gift]) -> dict[str, Any]:
    people = len({row.recipient_id for row in rows})
    return {"package": rows[0].package.name, "who": rows[0].recipient.name, "people": people}
