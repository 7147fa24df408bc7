"""Every change of what is on hand of a finished unit or a finished good goes through `move`."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Moment, now
from baketracker.errors import N_, RuleBroken
from baketracker.finished_goods.models import FinishedGood
from baketracker.recipes.models import FinishedUnit

from .models import FinishedAdjustment, Reason

Stocked = FinishedUnit | FinishedGood


class NotEnoughMade(RuleBroken):
    """Less is on hand than would go."""

    code = "not_enough_made"

    def __init__(self, name: str, on_hand: int, wanted: int) -> None:
        super().__init__(
            N_("Only %(on_hand)s %(name)s are there, %(wanted)s are wanted. Count them, or make "
               "more first."),
            name=name, on_hand=on_hand, wanted=wanted,
        )  # fmt: skip


def locked(
    db: TenantSession, units: Collection[UUID] = (), goods: Collection[UUID] = ()
) -> tuple[Sequence[FinishedUnit], Sequence[FinishedGood]]:
    """These finished units, then these finished goods, as they are now and locked, each by id:
    whoever changes what is on hand comes this way, after lots and before anything else. Archived
    ones too. Two statements."""
    return FinishedUnit.locked(db, units), FinishedGood.locked(db, goods)


def move(
    db: TenantSession,
    row: Stocked,
    change: int,
    reason: Reason,
    *,
    at: Moment | None = None,
    notes: str = "",
    good_until: date | None = None,
) -> FinishedAdjustment:
    """So many pieces come (or go, below 0), with their row in the ledger; 0 is a change too. Lock
    the row first. `good_until`: the last day on which what comes is good.

    Raises NotEnoughMade."""
    before, after = row.on_hand, row.on_hand + change
    if after < 0:
        raise NotEnoughMade(row.name, before, -change)
    row.on_hand = after
    if before == 0 and reason in ("production", "assembly"):
        # What lay there before says nothing of what was made now.
        row.on_hand_until = good_until
    elif change > 0 and good_until is not None:
        # What spoils first is told.
        kept = row.on_hand_until if before > 0 else None
        row.on_hand_until = min(kept or good_until, good_until)
    entry = FinishedAdjustment(
        finished_unit_id=row.id if isinstance(row, FinishedUnit) else None,
        finished_good_id=row.id if isinstance(row, FinishedGood) else None,
        quantity_change=change,
        previous_count=before,
        new_count=after,
        reason=reason,
        notes=notes,
        happened_at=at or now(),
    )
    db.add(entry)
    return entry
