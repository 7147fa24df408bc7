"""What runs teach: which share of a finished unit is lost, and how much losses come together.

Losses are statistics, so they are floats; nothing here is money or an amount on a shelf. The model
is hierarchical: a recipe has a mean loss nobody knows exactly, every batch has a loss of its own
around it (a tray burns, the next is fine), and the pieces of a batch are lost at that rate.
`chances` says what follows for a plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

# After so many newer runs a run counts half.
HALF_LIFE = 12
# Clustering is how alike the pieces of one batch fare: 0 is each for itself, 1 is all or nothing.
LEAST, MOST_CLUSTERED = 1e-6, 0.5


class Source(StrEnum):
    """Where a mean loss mostly comes from: what everybody starts with (or the baker said), the
    bakery's other runs, or runs of the recipe itself."""

    PRIOR = "prior"
    BAKERY = "bakery"
    RECIPE = "recipe"


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before the first run, for the baker to see and to overrule: `loss` is a
    share of 0 to 1, and counts like `weight` batches seen; `clustering` counts like
    `clustering_weight` runs."""

    loss: float = 0.06
    weight: float = 2.0
    clustering: float = 0.03
    clustering_weight: float = 4.0


START = Prior()


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run that was made: how many batches, the pieces expected of them and the good ones."""

    batches: int
    expected: int
    good: int

    @property
    def lost(self) -> int:
        """Pieces short of what was expected; a run that gave more has lost none. The surplus of
        one day does not make up for a burnt tray of another."""
        return min(max(self.expected - self.good, 0), self.expected)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is believed of a finished unit: `mean_loss` (0 to 1) is known as well as from `weight`
    batches, the prior among them; `clustering` as in Prior; `runs` of its own stand behind it."""

    mean_loss: float
    clustering: float
    weight: float
    runs: int
    source: Source

    @property
    def good_fraction(self) -> float:
        """The share of the pieces expected to be good."""
        return 1 - self.mean_loss


def learn(runs: Sequence[PastRun], prior: Prior = START, bakery: Learnt | None = None) -> Learnt:
    """What `runs` of one finished unit say, the newest first, shrunk to the bakery's mean.

    `bakery` is `learn` of the bakery's other runs; leave it out where there are none or where the
    baker said what is usually lost (then that is the prior's `loss`). Without any run: the prior.
    """
    believed, source = prior, Source.PRIOR
    if bakery is not None and bakery.runs:
        believed = Prior(
            bakery.mean_loss, prior.weight, bakery.clustering, prior.clustering_weight
        )  # fmt: skip
        source = Source.BAKERY
    counted = [(0.5 ** (age / HALF_LIFE), run) for age, run in enumerate(_usable(runs))]
    if counted:
        source = Source.RECIPE
    mean, weight = _mean(counted, believed)
    return Learnt(mean, _clustering(counted, mean, believed), weight, len(counted), source)


Counted = list[tuple[float, PastRun]]


def _usable(runs: Sequence[PastRun]) -> list[PastRun]:
    return [run for run in runs if run.expected > 0 and run.batches > 0]


def _mean(counted: Counted, believed: Prior) -> tuple[float, float]:
    """The mean loss and its weight in batches. Batches are the unit, not pieces: the pieces of a
    batch share its fate, so a batch of 200 teaches hardly more than one of 20."""
    weight = believed.weight + sum(share * run.batches for share, run in counted)
    lost = sum(share * run.batches * run.lost / run.expected for share, run in counted)
    if weight <= 0:
        return believed.loss, 0.0
    return (believed.weight * believed.loss + lost) / weight, weight


def _clustering(counted: Counted, mean: float, believed: Prior) -> float:
    """How much further the runs' losses lie from the mean than those of pieces that fare each for
    itself would: Pearson's statistic per run, shrunk. A batch of one piece cannot tell."""
    certain = min(max(mean, LEAST), 1 - LEAST)
    weight, total = believed.clustering_weight, believed.clustering_weight * believed.clustering
    for share, run in counted:
        pieces = run.expected / run.batches
        if pieces <= 1:
            continue
        squared = (run.lost - run.expected * certain) ** 2
        spread = squared / (run.expected * certain * (1 - certain))
        weight += share
        total += share * (spread - 1) / (pieces - 1)
    found = total / weight if weight > 0 else believed.clustering
    return min(max(found, LEAST), MOST_CLUSTERED)
