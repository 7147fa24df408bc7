"""What lies there ready is counted once: what is kept for others is not free, and what an earlier
plan counts is not there for a later one. Values in, values out."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from .core import outline_of
from .netting import OnHand
from .plan_terms import Inputs, Outline


@dataclass(frozen=True, slots=True)
class Kept:
    """Pieces of finished goods and of finished units that are for somebody; `own`: those of the
    goods that are for an event itself, which its plan counts, by event."""

    goods: Counter[Hashable] = field(default_factory=Counter)
    units: Counter[Hashable] = field(default_factory=Counter)
    own: Mapping[Hashable, Counter[Hashable]] = field(default_factory=dict)


def outlines(
    waiting: Iterable[tuple[Inputs, bool]], kept: Kept
) -> Iterable[tuple[Hashable, Outline]]:
    """The outline of each event, in the order in which they may take; the flag says who waits for
    its turn. The others count as if nobody waited. Raises NotFound as `outline_of`."""
    before = kept
    for given, waits in waiting:
        own = kept.own.get(given.event, Counter())
        outline = outline_of(_without(given, before if waits else kept, own))
        yield given.event, outline
        if waits and given.begun is None:
            # What its gifts keep is kept already.
            goods, units = _taken_by(outline)
            before = replace(before, goods=before.goods + (goods - own), units=before.units + units)


def _without(given: Inputs, kept: Kept, own: Counter[Hashable]) -> Inputs:
    return replace(
        given,
        goods_on_hand=_less(given.goods_on_hand, kept.goods - own),
        units_on_hand=_less(given.units_on_hand, kept.units),
    )


def _less(there: Mapping[Hashable, OnHand], kept: Counter[Hashable]) -> dict[Hashable, OnHand]:
    return {key: replace(one, kept=min(one.count, kept[key])) for key, one in there.items()}


def _taken_by(outline: Outline) -> tuple[Counter[Hashable], Counter[Hashable]]:
    """Finished goods and finished units."""
    goods: Counter[Hashable] = Counter()
    for wish in outline.wishes:
        if wish.netted is not None:
            goods.update(wish.netted.from_shelf)
    return goods, Counter({unit.unit.id: unit.from_stock for unit in outline.units})
