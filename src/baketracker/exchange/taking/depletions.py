"""What left the lots: the desktop wrote down what was used by hand, not what was baked with."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import get_args
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, NN_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import TOO_MUCH, DesktopRow, NotTaken
from baketracker.exchange.filling import add_to
from baketracker.pantry.models import Depletion, Lot
from baketracker.stock.ledger import Reason

from .base import Links, Raw, Taking, Values

UNIT = "unit of the lot"
REASONS = frozenset(get_args(Reason))
OTHER_REASON = NN_(
    "%(count)s use had a reason that is not known here. Its note says which.",
    "%(count)s uses had reasons that are not known here. Their notes say which.",
)


def with_units(file: DesktopFile) -> Iterator[Raw]:
    """Each use with the unit its lot is counted in."""
    units = {row["id"]: row.get("package_unit") for row in file.rows("products")}
    lots = {row["id"]: units.get(row.get("product_id")) for row in file.rows("inventory_items")}
    for row in file.rows("inventory_depletions"):
        yield row | {UNIT: lots.get(row.get("inventory_item_id"))}


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


def went_out(db: TenantSession, new: Sequence[Values], _links: Links) -> None:
    """The lots hold already what is left of them; now they also know what went out."""
    out: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for row in new:
        out[row["lot_id"]] += row["quantity"]
    if out:
        Lot.locked(db, out)
        add_to(db, Lot, "quantity_out", out)


TAKINGS = (
    Taking("inventory_depletions", Depletion, depletion, source=with_units, is_local=True,
           follow=went_out),
)  # fmt: skip
