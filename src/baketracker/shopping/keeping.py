"""What a list keeps when the plans change: values in, values out.

Lines that somebody ticked, changed or left out stay as they are; what they do not answer of a need
is proposed anew on the untouched lines."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from baketracker.measures.numbers import DUST

from .packages import Mix


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list that answers (part of) a need, in the unit of the need.

    `covers`: what its packages hold, None when nobody can say. `needed`: what it was to answer when
    it was written. `edited`: somebody decided how much to buy, knowing that need."""

    key: Hashable
    product: Hashable | None
    needed: Decimal
    covers: Decimal | None
    in_cart: bool = False
    edited: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether the list may no longer change it."""
        return self.in_cart or self.edited

    @property
    def answers(self) -> Decimal:
        """How much of the need is dealt with by it: what it brings, and where somebody chose to
        buy less, what they chose it for."""
        if self.covers is None:
            return self.needed
        return max(self.covers, self.needed) if self.edited else self.covers


def left_open(missing: Decimal, lines: Iterable[Line]) -> Decimal:
    """What the settled lines leave open of a need; 0 when only dust is."""
    settled = (line.answers for line in lines if line.is_settled)
    rest = missing - sum(settled, Decimal(0))
    return rest if rest >= DUST else Decimal(0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the untouched lines of one need become: `written` on each a pick's place in the mix,
    `added` the places that need a new line, `dropped` the lines that go."""

    written: Mapping[Hashable, int]
    added: tuple[int, ...]
    dropped: tuple[Hashable, ...]


def proposal(mix: Mix, lines: Iterable[Line]) -> Proposal:
    """Puts the picks of a mix on the untouched lines: of the same product first, so that a line
    keeps its place."""
    free = [line for line in lines if not line.is_settled]
    written: dict[Hashable, int] = {}
    added = []
    for place, pick in enumerate(mix.picks):
        same = next((line for line in free if line.product == pick.offer.key), None)
        if same is None:
            added.append(place)
        else:
            free.remove(same)
            written[same.key] = place
    return Proposal(written, tuple(added), tuple(line.key for line in free))
