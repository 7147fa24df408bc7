"""What a photo of the pantry shows becomes one proposal with a line for each thing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from baketracker.db.tenancy import TenantSession
from baketracker.fields import harmless
from baketracker.measures.folding import fold
from baketracker.understanding.names import contradict, words

from .capture import capture
from .drafts import MOST_WORDS, StockDraft, StockLine
from .proposing import placed
from .seen import seen_line
from .shelf import LotSeen, lots_for, lots_named

HUNDRED = Decimal(100)


def propose_seen(db: TenantSession, seen: Sequence[Mapping[str, Any]]) -> None:
    """One line for each thing that was seen: the lot it certainly is, or those it may be. What is
    called like nothing here is left out, and so is what makes no sense."""
    lots = lots_for(db, None)
    named = lots_named(db, {item["lot_id"] for item in seen if item["lot_id"]})
    lines: list[StockLine] = []
    for item in seen:
        line = _line(db, len(lines), item, lots, named.get(item["lot_id"]))
        if line is not None:
            lines.append(line)
    if lines:
        placed(db, "stock", StockDraft(lines=lines))


def _line(
    db: TenantSession,
    key: int,
    item: Mapping[str, Any],
    lots: Mapping[Any, LotSeen],
    named: LotSeen | None,
) -> StockLine | None:
    """`named` is the lot the reader took it for; what it certainly is not counts for nothing."""
    name = harmless(str(item["name"]))[:MOST_WORDS]
    low, high = sorted((_percent(item["percent_low"]), _percent(item["percent_high"])))
    here = capture.get()
    by = here.by if here else "model"
    lot_id = None if named is None or contradict(name, named.ingredient) else named.id
    if lot_id is None:
        said = set(words(name))
        alike = [
            one
            for one in lots.values()
            if said & set(words(f"{one.ingredient} {one.label}"))
            and not contradict(name, one.ingredient)
        ]
        if not alike:
            return None
        lot_id = alike[0].id
        if len({fold(one.ingredient) for one in alike}) > 1:
            return StockLine(
                key=key,
                text=name,
                reason="which",
                choices=[one.id for one in alike][:20],
                percent_low=low,
                percent_high=high,
                by={"percent": by},
            )
    return seen_line(db, key, name, low, high, by, lot_id)


def _percent(told: Any) -> Decimal:
    """Within 0 to 100, whatever was told, in whole percent."""
    return min(max(Decimal(str(told)), Decimal(0)), HUNDRED).quantize(Decimal(1))
