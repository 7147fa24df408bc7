"""The cheapest whole packages that cover a need. Values in, values out."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from baketracker.measures.numbers import DUST, enough

# So many halves of a mix are looked at; no shelf needs more, and a made-up one cannot stop us.
PATIENCE = 20_000
# A mix holds no more packages than this beside those of the best value.
MOST = 1_000
# Thirds do not end: a bound may lie this far beside what it bounds.
ROUNDING = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Offer:
    """One package that can be bought: its `size` in the unit of the need (> 0) and its `price`
    (None or 0: unknown). `is_usual`: the baker's own choice; `was_bought`: really bought before."""

    key: Hashable
    size: Decimal
    price: Decimal | None = None
    is_usual: bool = False
    was_bought: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """So many whole packages of an offer; `share` is the part of the need they answer."""

    offer: Offer
    packages: int
    share: Decimal

    @property
    def covers(self) -> Decimal:
        return self.offer.size * self.packages


@dataclass(frozen=True, slots=True)
class Mix:
    """What to buy, the largest packages first; nothing when nothing is offered or needed."""

    picks: tuple[Pick, ...] = ()

    @property
    def covers(self) -> Decimal:
        """In the unit of the need; never less than the need, up to dust."""
        return sum((pick.covers for pick in self.picks), Decimal(0))

    @property
    def cost(self) -> Decimal | None:
        """None as soon as one price is unknown."""
        prices = [(pick.offer.price, pick.packages) for pick in self.picks]
        known = [price * packages for price, packages in prices if price]
        return sum(known, Decimal(0)) if len(known) == len(prices) else None


def cheapest(need: Decimal, offers: Iterable[Offer], *, prefer_usual: bool = False) -> Mix:
    """The mix that costs least; of equal ones that which leaves least over, then that of fewest
    packages. A need below 0.001 needs nothing.

    A known price always goes before an unknown one. Without any price there is nothing to compare:
    then the usual package is taken, else one bought before, else the one that leaves least over.
    `prefer_usual` takes the usual one alone, whatever the others cost."""
    known = [offer for offer in offers if offer.size > 0]
    if need < DUST or not known:
        return Mix()
    if prefer_usual and any(offer.is_usual for offer in known):
        known = [offer for offer in known if offer.is_usual]
    priced = [offer for offer in known if offer.price]
    counts = _search(need, priced) if priced else _plain(need, known)
    return _shared(need, counts)


Counts = dict[Offer, int]


def _shared(need: Decimal, counts: Counts) -> Mix:
    """Each pick answers what the larger ones before it left open."""
    picks, left = [], need
    for offer, packages in sorted(counts.items(), key=lambda held: -held[0].size):
        share = min(left, offer.size * packages)
        left -= share
        picks.append(Pick(offer, packages, share))
    return Mix(tuple(picks))


def _plain(need: Decimal, offers: Sequence[Offer]) -> Counts:
    def order(offer: Offer) -> tuple[bool, bool, Decimal, int]:
        packages = enough(need, offer.size)
        over = offer.size * packages - need
        return not offer.is_usual, not offer.was_bought, over, packages

    chosen = min(offers, key=order)
    return {chosen: enough(need, chosen.size)}


def _price(offer: Offer) -> Decimal:
    assert offer.price  # only priced offers are searched
    return offer.price


Standing = tuple[Decimal, Decimal, int]
"""Cost, what is left over, packages: less is better, in this order."""


@dataclass(slots=True)
class _Best:
    standing: Standing
    counts: Counts
    looks: int = 0


def _search(need: Decimal, offers: Sequence[Offer]) -> Counts:
    """Branch and bound: from the dearest by weight down to the best value, which fills the rest.

    What the rest would cost at the best value bounds each branch from below."""
    order = sorted(_worth_a_look(offers), key=lambda offer: offer.size)
    shelf = sorted(order, key=lambda offer: -_price(offer) / offer.size)
    filler = shelf[-1]
    limits = [_most(offer, filler, need) for offer in shelf[:-1]]
    best = _Best(*_closed(need, Decimal(0), {}, filler))
    for offer in shelf[:-1]:
        standing, counts = _closed(need, Decimal(0), {}, offer)
        if standing < best.standing:
            best.standing, best.counts = standing, counts
    _branch(need, Decimal(0), {}, shelf, limits, best)
    return {offer: count for offer, count in best.counts.items() if count}


def _worth_a_look(offers: Sequence[Offer]) -> list[Offer]:
    """Without packages that are no cheaper than a larger one; a size and price counts once."""
    kept: list[Offer] = []
    order = sorted(offers, key=lambda o: (-o.size, _price(o), not o.is_usual, str(o.key)))
    for offer in order:
        if not any(_price(other) < _price(offer) or other.size == offer.size for other in kept):
            kept.append(offer)
    return kept


def _most(offer: Offer, filler: Offer, need: Decimal) -> int:
    """So many packages of `offer` are the most a cheapest mix holds: one more could as well, or
    for less, be had as packages of the filler."""
    most = min(enough(need, offer.size), MOST)
    for packages in range(1, most + 1):
        instead = enough(offer.size * packages, filler.size)
        saved = packages * _price(offer) - instead * _price(filler)
        alike = instead <= packages and filler.size * instead == offer.size * packages
        if saved > 0 or (saved == 0 and alike):
            return packages - 1
    return most


def _closed(need: Decimal, spent: Decimal, counts: Counts, last: Offer) -> tuple[Standing, Counts]:
    """The mix when `last` fills what is open."""
    packages = enough(need, last.size) if need >= DUST else 0
    over = last.size * packages - need
    whole = {**counts, last: packages} if packages else dict(counts)
    return (spent + packages * _price(last), over, sum(whole.values())), whole


def _branch(
    need: Decimal,
    spent: Decimal,
    counts: Counts,
    shelf: Sequence[Offer],
    limits: Sequence[int],
    best: _Best,
) -> None:
    best.looks += 1
    standing, whole = _closed(need, spent, counts, shelf[-1])
    if standing < best.standing:
        best.standing, best.counts = standing, whole
    if need < DUST or not limits or best.looks > PATIENCE:
        return
    offer, filler = shelf[0], shelf[-1]
    for packages in range(min(limits[0], enough(need, offer.size)), -1, -1):
        left, paid = need - offer.size * packages, spent + packages * _price(offer)
        rest = max(left, Decimal(0)) * _price(filler) / filler.size
        if paid + rest > best.standing[0] + ROUNDING:
            continue
        held = {**counts, offer: packages} if packages else counts
        _branch(left, paid, held, shelf[1:], limits[1:], best)
