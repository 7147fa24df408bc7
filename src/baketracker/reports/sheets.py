"""The reports as CSV files, in the words of whoever reads them: `say` translates."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from baketracker.errors import N_
from baketracker.sheets import sheet
from baketracker.stock.words import REASONS

from .schemas import DepletionView, SnapshotView
from .words import KIND_WORDS, MARKS

Say = Callable[[str], str]

HISTORY_HEADS = (
    N_("Day"), N_("What"), N_("Lot"), N_("Bought on"), N_("Quantity"), N_("Unit"), N_("Cost"),
    N_("Reason"), N_("Who"), N_("Notes"), N_("Remark"),
)  # fmt: skip
SNAPSHOT_HEADS = (
    N_("Kind"), N_("Category"), N_("What"), N_("Quantity"), N_("Unit"), N_("Value"),
    N_("Lots without a price"),
)  # fmt: skip


def history_sheet(entries: Sequence[DepletionView], people: Mapping[UUID, str], say: Say) -> str:
    """What left the stock, a row an entry; quantity and cost are net of what corrected them, the
    cost empty where nobody knows it. `people` are names by account."""
    rows = (
        (
            one.on, one.thing.name, one.lot.label, one.lot.purchased_on, one.quantity, one.unit,
            one.cost, say(REASONS[one.reason]), who(one, people), one.notes,
            say(MARKS[one.mark]) if one.mark else "",
        )
        for one in entries
    )  # fmt: skip
    return sheet([say(head) for head in HISTORY_HEADS], rows)


def snapshot_sheet(shown: SnapshotView, say: Say) -> str:
    """What was on hand, a row a thing."""
    rows = (
        (
            say(KIND_WORDS[line.thing.kind]), line.category, line.thing.name, line.quantity,
            line.unit, line.value, line.unpriced_lots,
        )
        for line in shown.lines
    )  # fmt: skip
    return sheet([say(head) for head in SNAPSHOT_HEADS], rows)


def who(entry: DepletionView, people: Mapping[UUID, str]) -> str:
    """Who let it leave: by the name an import wrote down, else by the account."""
    known = people.get(entry.done_by, "") if entry.done_by else ""
    return entry.actor or known
