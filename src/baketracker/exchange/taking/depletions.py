"""What left the lots: the desktop wrote down what was used by hand, not what was baked with.

A lot that comes in with this file holds already what is left of it. A lot that the bakery has loses
what was used since, but not what had gone before it came in (an earlier version took lots without
their uses) nor what had gone when it was counted here: who counts sees what is left.

What had gone before it came in shows by the file telling of more than there ever was of the lot
here. The same shows when somebody changed how many packages were bought, more of them on the
desktop or fewer here: the two cannot be told apart, nothing is taken up to that amount, and the
report says so. Nor does anything tell whether a use here and a use on the desktop were the same
one. What left a lot on the desktop without a use, as baking does, is not known here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, NN_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import TOO_MUCH, DesktopRow, NotTaken
from baketracker.exchange.filling import add_to
from baketracker.exchange.sentences import sentence
from baketracker.fields import plain
from baketracker.pantry.models import Depletion, Lot
from baketracker.stock.ledger import Reason, exact

from .base import Links, Raw, Taking, Values
from .purchases import ALIKE, there_was

UNIT = "unit of the lot"
THERE_WAS = "what there was of the lot"
REASONS = frozenset(get_args(Reason))
OTHER_REASON = NN_(
    "%(count)s use had a reason that is not known here. Its note says which.",
    "%(count)s uses had reasons that are not known here. Their notes say which.",
)
GONE_BEFORE = NN_(
    "%(count)s use had left its lot before you brought that lot in, so what is left stays.",
    "%(count)s uses had left their lots before you brought these in, so what is left stays.",
)
TOOK_LESS = NN_(
    "%(count)s use took less than it says: less was left of its lot here, or the lot was counted "
    "here since.",
    "%(count)s uses took less than they say: less was left of their lots here, or the lots were "
    "counted here since.",
)
WHICH = N_("%(lot)s: used %(quantity)s %(unit)s, of which %(short)s %(unit)s were not taken.")
MORE_TOOK_LESS = NN_(
    "%(count)s more use took less than it says.", "%(count)s more uses took less than they say."
)


def with_lots(file: DesktopFile) -> Iterator[Raw]:
    """Each use with the unit its lot is counted in, and what there was of that lot."""
    once = there_was(file)
    units = {row["id"]: row.get("package_unit") for row in file.rows("products")}
    lots = {row["id"]: units.get(row.get("product_id")) for row in file.rows("inventory_items")}
    for row in file.rows("inventory_depletions"):
        lot = row.get("inventory_item_id")
        yield row | {UNIT: lots.get(lot), THERE_WAS: once.get(lot)}


def depletion(row: DesktopRow, links: Links) -> Values:
    lot_id = links.to(row, "inventory_item_id", "inventory_items")
    quantity = row.amount("quantity_depleted", above_zero=True)
    if links.facts[lot_id]["quantity_out"] + links.sums[lot_id] + quantity >= TOO_MUCH:
        raise NotTaken(N_("%(column)s is out of range"), column="quantity depleted")
    values: Values = {
        "lot_id": lot_id,
        "quantity": quantity,
        "unit": row.name(UNIT),
        "cost": _cost(row, links.facts[lot_id]["unit_cost"]),
        "happened_at": row.moment("depletion_date") or now(),
        "actor": row.text("created_by"),
        "corrects_id": None,
    }
    values["reason"], values["notes"] = _why(row, links)
    links.sums[lot_id] += quantity
    links.there_was[lot_id] = Decimal(str(row.values[THERE_WAS]))
    return values


def _why(row: DesktopRow, links: Links) -> tuple[str, str]:
    """The reason and the note; a word that is no reason here stands in the note."""
    told, notes = row.text("depletion_reason").strip(), row.text("notes")
    if told.lower() in REASONS:
        return told.lower(), notes
    if told:
        links.note(OTHER_REASON)
    return "other", "\n".join(filter(None, (told, notes)))


def _cost(row: DesktopRow, unit_cost: Decimal | None) -> Decimal | None:
    """The desktop counted 0 for what nobody knew the price of."""
    recorded = row.number("cost")
    return None if unit_cost is None and not recorded else recorded


@dataclass(frozen=True, slots=True)
class Share:
    """What one use comes to: so much leaves the lot now, so much had gone before, and so much is
    not to be had of it."""

    takes: Decimal
    before: Decimal
    short: Decimal


def went_out(db: TenantSession, new: Sequence[Values], links: Links) -> None:
    """The lots know what went out of them, and those the bakery had hold so much less. What a use
    could not take is taken back beside it, so that the ledger has the use as the file tells it
    and adds up. Statements: the same for one use and for many."""
    uses: defaultdict[UUID, list[Values]] = defaultdict(list)
    for row in sorted(new, key=lambda row: row["happened_at"]):
        uses[row["lot_id"]].append(row)
    if not uses:
        return
    out: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    left: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    beside: list[Values] = []
    for lot in Lot.locked(db, uses):
        of_it = uses[lot.id]
        for use, share in zip(of_it, _shares(lot, of_it, links), strict=True):
            out[lot.id] += use["quantity"] - share.short
            left[lot.id] -= share.takes
            _tell(lot, use, share, links)
            if share.short:
                beside.append(_back(use, share.short))
    for column, more in (("quantity_out", out), ("quantity", left)):
        if changed := {lot_id: amount for lot_id, amount in more.items() if amount}:
            add_to(db, Lot, column, changed)
    db.insert_rows(Depletion, beside)


def _shares(lot: Lot, uses: Iterable[Values], links: Links) -> Iterator[Share]:
    """What each use comes to, in the order in which they happened."""
    is_new, left = lot.id in links.brought, lot.quantity
    more = _beyond(links.there_was[lot.id], lot.quantity_bought)
    before = exact(min(more, links.sums[lot.id]))
    for use in uses:
        quantity = use["quantity"]
        needs = Decimal(0) if is_new else _beyond(quantity, before)
        before = _beyond(before, quantity)
        # Whoever counted saw what was left after it.
        was_seen = lot.counted_at is not None and use["happened_at"] <= lot.counted_at
        takes = Decimal(0) if was_seen else min(needs, left)
        left -= takes
        yield Share(takes, quantity - needs, _beyond(needs, takes))


def _beyond(amount: Decimal, other: Decimal) -> Decimal:
    """By how much it is more; what only the desktop's floating point tells apart is nothing."""
    return amount - other if amount - other > ALIKE else Decimal(0)


def _tell(lot: Lot, use: Values, share: Share, links: Links) -> None:
    if share.before and lot.id not in links.brought:
        links.note(GONE_BEFORE)
    if share.short:
        links.note(TOOK_LESS)
        quantity, short = plain(use["quantity"]), plain(share.short)
        told = {"lot": lot.label, "quantity": quantity, "short": short, "unit": use["unit"]}
        links.name(sentence(WHICH, **told), MORE_TOOK_LESS)


def _back(use: Values, short: Decimal) -> Values:
    """So much of a use taken back, with its part of what the use cost."""
    cost = use["cost"]
    return {
        "lot_id": use["lot_id"],
        "quantity": -short,
        "unit": use["unit"],
        "cost": None if cost is None else -exact(cost * short / use["quantity"]),
        "reason": use["reason"],
        "happened_at": now(),
        "corrects_id": use["id"],
    }


TAKINGS = (
    Taking("inventory_depletions", Depletion, depletion, source=with_lots, is_local=True,
           follow=went_out, left_out=frozenset({THERE_WAS})),
)  # fmt: skip
