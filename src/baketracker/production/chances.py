"""How likely so many batches cover a demand, and how many batches a service level asks for.

Computed, not drawn by lot. Given the mean loss the batches are independent and the pieces lost of
one are beta-binomial, so those of a run are that distribution convolved with itself: exact. How
well the mean is known is a beta distribution, carried by ten of its values (`_means`).
A distribution is one long integer with a slot for each number of pieces lost: multiplying two of
them convolves them at the speed of integer multiplication.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from math import asin, ceil, exp, lgamma, log, pi, sin, sqrt

from baketracker.recipes.batches import Yield

from .learning import LEAST, Learnt

# How the possible means are grouped, from the lowest to the highest: finer where plans fail, and
# no border where a level's promise lies.
GROUPS = (0.05, 0.1, 0.15, 0.2, 0.2, 0.14, 0.08, 0.06, 0.016, 0.004)
GRID = 80
# A slot is 64 bits wide, 28 of them behind the point: a product of two still fits.
WIDTH, POINT = 64, 28
ONE = 1 << POINT
# More pieces than this are counted in lumps.
MANY = 2000
# A level that would take this many times the batches of a plan without loss is given up.
GIVEN_UP = 4


class ServiceLevel(StrEnum):
    """How surely a plan covers its demand. EXACT takes no notice of losses."""

    EXACT = "exact"
    RARELY_SHORT = "rarely_short"
    NEVER_SHORT = "never_short"


# What a level promises; batches that cover the demand without loss are EXACT's only promise.
PROMISED = {ServiceLevel.RARELY_SHORT: 0.95, ServiceLevel.NEVER_SHORT: 0.99}


@dataclass(frozen=True, slots=True)
class Chance:
    """What to expect of `batches`: the probability that the good ones cover the demand, and the
    pieces left over and short on average."""

    batches: int
    covers: float
    leftovers: float
    short: float


@dataclass(frozen=True, slots=True)
class Required:
    """The mean loss as a sum: `pieces` to make so that the good ones are the demand on average,
    and the whole batches that takes."""

    pieces: int
    batches: int


def required(demand: int, gives: Yield, loss: float) -> Required:
    """demand / (1 - loss) in whole batches; a loss of everything counts as nearly everything.
    Raises YieldMissing."""
    # A hair below, so that 90 / 0.9 are 100 and not 101.
    pieces = ceil(max(demand, 0) / (1 - min(max(loss, 0.0), 1 - LEAST)) - 1e-9)
    return Required(pieces, ceil(pieces / gives.per_batch))


def chance_to_cover(demand: int, batches: int, gives: Yield, learnt: Learnt) -> Chance:
    """What `batches` are worth against `demand` good pieces. Raises YieldMissing."""
    made = gives.items(max(batches, 0))
    good = made * learnt.good_fraction
    if demand <= 0:
        return Chance(batches, 1.0, good, 0.0)
    spare = made - demand
    if spare < 0:
        return Chance(batches, 0.0, 0.0, demand - good)
    lump = max(1, ceil(demand / MANY))
    means = _means(learnt, float(gives.per_batch))
    lost = _lost_up_to(spare // lump, made // lump, batches, means, learnt.clustering)
    leftovers = sum((spare - lump * count) * share for count, share in enumerate(lost))
    # What is over, less what is short, is what is good beyond the demand.
    return Chance(batches, min(sum(lost), 1.0), leftovers, max(leftovers - (good - demand), 0.0))


def batches_for(level: ServiceLevel, demand: int, gives: Yield, learnt: Learnt) -> Chance:
    """The fewest whole batches that keep what `level` promises, and what they are worth.

    Where even GIVEN_UP times the batches cannot promise it, those; `covers` says so. Raises
    YieldMissing."""

    def worth(batches: int) -> Chance:
        return chance_to_cover(demand, batches, gives, learnt)

    fewest = ceil(max(demand, 0) / gives.per_batch)
    if level is ServiceLevel.EXACT:
        return worth(fewest)
    promised, most = PROMISED[level], GIVEN_UP * max(fewest, 1)
    short, step = fewest - 1, 1
    found = worth(fewest)
    while found.covers < promised and found.batches < most:
        short, found = found.batches, worth(min(found.batches + step, most))
        step *= 2
    while found.batches - short > 1:
        middle = worth((short + found.batches) // 2)
        if middle.covers < promised:
            short = middle.batches
        else:
            found = middle
    return found


def _lost_up_to(
    most: int, pieces: int, batches: int, means: Sequence[float], clustering: float
) -> list[float]:
    """The probability of 0, 1, ... `most` lost of `pieces` from `batches`, over `means` by group.
    Some batches have a piece more where portions do not come out even."""
    batches = min(batches, pieces)
    smaller, larger = pieces // batches, pieces % batches
    mask = _mask(most + 1)
    total = 0
    for mean, share in zip(means, GROUPS, strict=True):
        lost = _power(_batch(smaller, mean, clustering), batches - larger, mask)
        if larger:
            more = _power(_batch(smaller + 1, mean, clustering), larger, mask)
            lost = (lost * more >> POINT) & mask
        total += round(share * ONE) * lost
    slots = (total >> POINT & mask).to_bytes((most + 1) * WIDTH // 8, "little")
    return [slot / ONE for slot in struct.unpack(f"<{most + 1}Q", slots)]


def _power(base: int, exponent: int, mask: int) -> int:
    """`base` convolved with itself; slots beyond the mask fall away."""
    base &= mask
    result = ONE
    while exponent:
        if exponent & 1:
            result = (result * base >> POINT) & mask
        exponent >>= 1
        if exponent:
            base = (base * base >> POINT) & mask
    return result


@lru_cache(maxsize=256)
def _mask(slots: int) -> int:
    """So many slots; what a shift let fall from the slot above is left out."""
    slot = (1 << (WIDTH - POINT)) - 1
    return int.from_bytes(slot.to_bytes(WIDTH // 8, "little") * slots, "little")


@lru_cache(maxsize=4096)
def _batch(pieces: int, mean: float, clustering: float) -> int:
    """The pieces lost of one batch: beta-binomial."""
    whole = 1 / clustering - 1
    lost, kept = mean * whole, (1 - mean) * whole
    fixed = lgamma(pieces + 1) - lgamma(whole + pieces) + lgamma(whole)
    fixed -= lgamma(lost) + lgamma(kept)
    slots = [
        round(ONE * exp(
            fixed + lgamma(lost + n) - lgamma(n + 1)
            + lgamma(kept + pieces - n) - lgamma(pieces - n + 1)
        ))
        for n in range(pieces + 1)
    ]  # fmt: skip
    return int.from_bytes(struct.pack(f"<{pieces + 1}Q", *slots), "little")


@lru_cache(maxsize=1024)
def _means(learnt: Learnt, pieces: float) -> Sequence[float]:
    """The average loss in each group of the possible means, when a batch has so many pieces.

    The mean is known as well as from `weight` batches, each of which is worth fewer pieces than it
    has since they share a fate. On the scale of arcsine and root the beta distribution is nearly
    symmetric, so a grid there wastes no points."""
    mean = min(max(learnt.mean_loss, LEAST), 1 - LEAST)
    seen = learnt.weight * pieces / (1 + max(pieces - 1, 0) * learnt.clustering) + 1
    seen = max(seen, 1 / mean, 1 / (1 - mean))
    middle, reach = asin(sqrt(mean)), 4 / sqrt(seen)
    low, high = max(middle - reach, 0.0), min(middle + reach, pi / 2)
    points = [sin(low + (high - low) * (n + 0.5) / GRID) ** 2 for n in range(GRID)]
    logs = [(seen * mean - 0.5) * log(x) + (seen * (1 - mean) - 0.5) * log(1 - x) for x in points]
    peak = max(logs)
    weights = [exp(value - peak) for value in logs]
    found = _grouped(points, weights)
    # The grid may miss mass at the very edge; the mean itself is known.
    off = mean / sum(share * x for share, x in zip(GROUPS, found, strict=True))
    return [min(x * off, 1 - LEAST) for x in found]


def _grouped(points: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The average of the points in each of GROUPS; a point on a border belongs to both in part."""
    total = sum(weights)
    borders = [total * border for border in accumulate(GROUPS)]
    borders[-1] = float("inf")
    sums, masses = [0.0] * len(GROUPS), [0.0] * len(GROUPS)
    group, seen = 0, 0.0
    for x, weight in zip(points, weights, strict=True):
        while seen + weight > borders[group]:
            part = borders[group] - seen
            sums[group] += part * x
            masses[group] += part
            seen, weight, group = borders[group], weight - part, group + 1
        sums[group] += weight * x
        masses[group] += weight
        seen += weight
    return [added / mass for added, mass in zip(sums, masses, strict=True)]
