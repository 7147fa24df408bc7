"""Changes of what is on hand of finished units and goods, as the desktop wrote them down.

What comes in with this file holds its count already. What the bakery has follows the changes since,
but not those that were in its count when it came in (an earlier version took counts without their
changes) nor those that were seen when somebody counted here."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast, get_args
from uuid import UUID

from sqlalchemy import or_, select

from baketracker.db.base import TenantOwned
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, NN_
from baketracker.exchange.desktop_rows import LARGEST_WHOLE, DesktopRow, NotTaken
from baketracker.exchange.filling import add_to
from baketracker.exchange.sentences import sentence
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock.ledger import Stocked, locked
from baketracker.finished_stock.models import FinishedAdjustment, Reason
from baketracker.recipes.models import FinishedUnit

from .base import Links, Taking, Values

TABLE = "finished_goods_adjustments"
REASONS = frozenset(get_args(Reason))
COUNTED = "adjustment"
OTHER_REASON = NN_(
    "%(count)s change of what is finished had a reason that is not known here. Its note says "
    "which.",
    "%(count)s changes of what is finished had reasons that are not known here. Their notes say "
    "which.",
)
COUNTED_BEFORE = NN_(
    "%(count)s change of what is finished was in the count you brought in before, so that count "
    "stays.",
    "%(count)s changes of what is finished were in the counts you brought in before, so those "
    "counts stay.",
)
MOVED_LESS = NN_(
    "%(count)s change of what is finished took less than it says: fewer were left here, or they "
    "were counted here since.",
    "%(count)s changes of what is finished took less than they say: fewer were left here, or they "
    "were counted here since.",
)
WHICH = N_("%(name)s: %(change)s, of which %(missing)s did not change the count.")
MORE_MOVED_LESS = NN_(
    "%(count)s more change took less than it says.",
    "%(count)s more changes took less than they say.",
)


def adjustment(row: DesktopRow, links: Links) -> Values:
    owners = {
        "finished_unit_id": _owner(row, links, "finished_unit_id", "finished_units"),
        "finished_good_id": _owner(row, links, "finished_good_id", "finished_goods"),
    }
    if sum(owner is not None for owner in owners.values()) != 1:
        raise NotTaken(N_("it does not belong to exactly one thing"))
    change, before, after = map(row.change, ("quantity_change", "previous_count", "new_count"))
    if before + change != after or after < 0:
        raise NotTaken(N_("its counts do not add up"))
    reason, notes = _why(row, links)
    return {
        **owners,
        "quantity_change": change,
        "previous_count": before,
        "new_count": after,
        "reason": reason,
        "notes": notes,
        "happened_at": row.moment("adjusted_at") or row.moment("created_at") or now(),
        "corrects_id": None,
    }


def _owner(row: DesktopRow, links: Links, column: str, table: str) -> UUID | None:
    return None if row.points_to(column) is None else links.to(row, column, table)


def _why(row: DesktopRow, links: Links) -> tuple[str, str]:
    """The reason and the note; a word that is no reason here stands in the note."""
    told, notes = row.text("reason").strip(), row.text("notes")
    if told.lower() in REASONS:
        return told.lower(), notes
    if told:
        links.note(OTHER_REASON)
    return COUNTED, "\n".join(filter(None, (told, notes)))


@dataclass(frozen=True, slots=True)
class Here:
    """What was written here, not by the desktop, of one thing: how many more or fewer there are by
    that, and when it was last counted."""

    change: int = 0
    counted_at: datetime | None = None


def came_and_went(db: TenantSession, new: Sequence[Values], links: Links) -> None:
    """What the bakery had follows the changes since. What a change could not move is taken back
    beside it, so that the ledger has it as the file tells it and adds up. Statements: the same for
    one change and for many."""
    of_each: defaultdict[UUID, list[Values]] = defaultdict(list)
    for row in sorted(new, key=lambda row: row["happened_at"]):
        if _thing(row) not in links.brought:
            of_each[_thing(row)].append(row)
    if not of_each:
        return
    beside: list[Values] = []
    here = _written_here(db, of_each, links)
    units, goods = locked(db, of_each, of_each)
    for entity, things in ((FinishedUnit, units), (FinishedGood, goods)):
        more: dict[UUID, Decimal] = {}
        for thing in cast(Sequence[Stocked], things):
            moved = list(_moved(thing, of_each[thing.id], here[thing.id], links))
            beside += _beside(thing, moved, links)
            if change := sum(by for _, by in moved):
                more[thing.id] = Decimal(change)
        if more:
            add_to(db, cast(type[TenantOwned], entity), "on_hand", more)
    db.insert_rows(FinishedAdjustment, beside)


def _thing(row: Values) -> UUID:
    found: UUID = row["finished_unit_id"] or row["finished_good_id"]
    return found


def _written_here(
    db: TenantSession, things: Collection[UUID], links: Links
) -> defaultdict[UUID, Here]:
    ledger = FinishedAdjustment
    brought = {row_id for (table, _), row_id in links.ids.items() if table == TABLE}
    rows = db.execute(
        select(ledger.id, ledger.finished_unit_id, ledger.finished_good_id,
               ledger.quantity_change, ledger.reason, ledger.happened_at, ledger.corrects_id)
        .where(or_(among(ledger.finished_unit_id, things), among(ledger.finished_good_id, things)))
        .order_by(ledger.happened_at)
    )  # fmt: skip
    found: defaultdict[UUID, Here] = defaultdict(Here)
    for row in rows:
        key = row.finished_unit_id or row.finished_good_id
        if row.id in brought:
            continue
        was_counted = row.reason == COUNTED and row.corrects_id is None
        counted_at = row.happened_at if was_counted else found[key].counted_at
        found[key] = Here(found[key].change + row.quantity_change, counted_at)
    return found


def _moved(
    thing: Stocked, rows: Sequence[Values], here: Here, links: Links
) -> Iterator[tuple[Values, int]]:
    """Each change and by how much it moves the count, those that were in it left out."""
    left = thing.on_hand
    before = _in_the_count(rows, thing.on_hand - here.change)
    links.notes[COUNTED_BEFORE] += before
    for row in rows[before:]:
        # Whoever counted saw what there was after it.
        was_seen = here.counted_at is not None and row["happened_at"] <= here.counted_at
        by = 0 if was_seen else min(max(row["quantity_change"], -left), LARGEST_WHOLE - left)
        left += by
        yield row, by


def _in_the_count(rows: Sequence[Values], count: int) -> int:
    """How many of the changes were in the count the desktop had when it came in: the last of them
    led to it. None when it is what there was before the first, or when none led to it."""
    if rows[0]["previous_count"] == count:
        return 0
    reached = (place for place, row in enumerate(rows, 1) if row["new_count"] == count)
    return max(reached, default=0)


def _beside(thing: Stocked, moved: Sequence[tuple[Values, int]], links: Links) -> Iterator[Values]:
    after = thing.on_hand
    for row, by in moved:
        after += by
        if missing := row["quantity_change"] - by:
            links.note(MOVED_LESS)
            told = {"name": thing.name, "change": row["quantity_change"], "missing": missing}
            links.name(sentence(WHICH, **told), MORE_MOVED_LESS)
            yield {
                "finished_unit_id": row["finished_unit_id"],
                "finished_good_id": row["finished_good_id"],
                "quantity_change": -missing,
                "previous_count": after + missing,
                "new_count": after,
                "reason": row["reason"],
                "notes": "",
                "happened_at": now(),
                "corrects_id": row["id"],
            }


TAKINGS = (Taking(TABLE, FinishedAdjustment, adjustment, follow=came_and_went),)
