"""How surely a plan covers its demand: what was learnt of losses, and the batches that follow.

Exact, the default, takes no notice of losses: the fewest batches that would be enough if nothing
were lost. The other levels add batches until what they promise holds."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from baketracker.production.chances import (
    Chance,
    ServiceLevel,
    batches_for,
    chance_to_cover,
)
from baketracker.production.learning import START, Learnt, PastRun, Prior, learn
from baketracker.recipes.batches import Yield, YieldMissing

from .batches import BatchOption

UNKNOWN = learn(())


@dataclass(frozen=True, slots=True)
class Sureness:
    """The level of a plan, and what was learnt of each recipe; of others, `elsewhere`."""

    level: ServiceLevel = ServiceLevel.EXACT
    by_recipe: Mapping[Hashable, Learnt] = field(default_factory=dict)
    elsewhere: Learnt = UNKNOWN

    @property
    def is_on(self) -> bool:
        return self.level is not ServiceLevel.EXACT

    def of(self, recipe: Hashable) -> Learnt:
        return self.by_recipe.get(recipe, self.elsewhere)


def learnt_of(
    runs: Sequence[tuple[Hashable, PastRun]], level: ServiceLevel, usual_loss: float | None
) -> Sureness:
    """What the bakery's `runs` (recipe and run, the newest first) say. `usual_loss`, a share of 0
    to 1, is what the baker believes instead of the bakery's other runs."""
    prior = START if usual_loss is None else Prior(loss=usual_loss)
    own: dict[Hashable, list[PastRun]] = {}
    for recipe, run in runs:
        own.setdefault(recipe, []).append(run)
    found = {}
    for recipe, mine in own.items():
        others = [run for other, run in runs if other != recipe]
        bakery = learn(others, prior) if usual_loss is None else None
        found[recipe] = learn(mine, prior, bakery)
    every = learn([run for _, run in runs], prior) if usual_loss is None else None
    return Sureness(level, found, learn((), prior, every))


def surer(
    options: Iterable[BatchOption], quantity: int, gives: Yield, sureness: Sureness, learnt: Learnt
) -> tuple[tuple[BatchOption, ...], int | None]:
    """The options with those the level asks for beside them (one batch fewer, one more), fewest
    batches first; and how many batches of the unit itself the level asks for (None: the plain
    answer stands)."""
    found = tuple(options)
    if not sureness.is_on or quantity <= 0:
        return found, None
    try:
        asked = batches_for(sureness.level, quantity, gives, learnt).batches
    except YieldMissing:
        return found, None
    own = {one.batches for one in found if one.made_as is None}
    added = [
        BatchOption(count, gives.items(count), gives.items(count) - quantity)
        for count in (asked - 1, asked, asked + 1)
        if count > 0 and count not in own
    ]
    both = sorted((*found, *added), key=lambda one: (one.batches, one.made_as is not None))
    return tuple(both), asked


def chance_of(option: BatchOption, quantity: int, gives: Yield, learnt: Learnt) -> Chance:
    """What to expect of an option. Raises YieldMissing."""
    return chance_to_cover(quantity, option.batches, gives, learnt)
