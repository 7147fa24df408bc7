"""Does learnt yield keep what its service levels promise? A simulation without a database.

Bakeries that lose a known share of what they bake, in several manners of losing. Each has six runs
behind it and then bakes for events of 24 to 240 pieces; what it learns comes from its own runs
only, the true rate stays hidden from it. Plans with a fixed addition stand beside it and meet the
same fates: batch for batch the same pieces are lost. So does "rate known": what the promise of
"never short" costs one who knows the truth, and has nothing to learn.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from math import ceil
from random import Random

from baketracker.production.chances import ServiceLevel, batches_for
from baketracker.production.learning import LEAST, START, Learnt, PastRun, Prior, Source, learn
from baketracker.recipes.batches import Yield, YieldMode

RATES = (0.01, 0.02, 0.04, 0.06, 0.08, 0.10, 0.12, 0.16, 0.20)
BATCH, TRAY = 24, 12
DEMANDS = (24, 240)
# Before the first event: so many runs of so many batches. Then so many events.
EARLIER, EARLIER_BATCHES, EVENTS = 6, 2, 6
GIVES = Yield(YieldMode.DISCRETE_COUNT, items_per_batch=BATCH)
SEEDS = 1000

# The table of `peers.md` §3 took pieces to be lost each for itself; so does this prior.
ALONE = Prior(clustering=0, clustering_weight=1e9)
TABLE_RATES, TABLE_EVENTS = (0.01, 0.04, 0.08, 0.12, 0.20), 2000
PUBLISHED = ("100/6.15/15", "99.7/6.39/16", "99.2/6.69/15", "98.6/6.93/15", "95.0/7.48/14")

Fates = Iterator[int]
Plan = Callable[[int, list[PastRun]], int]


def each_for_itself(rate: float, chance: Random) -> Fates:
    """Pieces lost batch after batch, every piece by its own luck."""
    while True:
        yield sum(chance.random() < rate for _ in range(BATCH))


def clustered(clustering: float) -> Callable[[float, Random], Fates]:
    """A batch has a loss of its own, drawn from a beta distribution around the rate."""

    def fates(rate: float, chance: Random) -> Fates:
        whole = 1 / clustering - 1
        while True:
            own = chance.betavariate(rate * whole, (1 - rate) * whole)
            yield sum(chance.random() < own for _ in range(BATCH))

    return fates


def trays_lost(rate: float, chance: Random) -> Fates:
    """Half of what is lost goes in whole trays of half a batch, the rest piece by piece."""
    tray = rate / 2
    piece = (rate - tray) / (1 - tray)
    while True:
        yield sum(
            TRAY if chance.random() < tray else sum(chance.random() < piece for _ in range(TRAY))
            for _ in range(BATCH // TRAY)
        )


def together_in_trays(rate: float) -> float:
    """How alike the pieces of a batch fare where half of the loss goes in whole trays."""
    tray = rate / 2
    piece = (rate - tray) / (1 - tray)
    both = tray + (1 - tray) * piece**2
    alike = (both - rate**2) / (rate * (1 - rate))
    return alike * (TRAY - 1) / (BATCH - 1)


# How pieces are lost, and the true clustering at a rate.
Manner = tuple[Callable[[float, Random], Fates], Callable[[float], float]]
MANNERS: dict[str, Manner] = {
    "independent": (each_for_itself, lambda _: LEAST),
    "clustered 0.02": (clustered(0.02), lambda _: 0.02),
    "clustered 0.05": (clustered(0.05), lambda _: 0.05),
    "clustered 0.10": (clustered(0.10), lambda _: 0.10),
    "clustered 0.20": (clustered(0.20), lambda _: 0.20),
    "trays lost": (trays_lost, together_in_trays),
}


@dataclass
class Tally:
    """What became of the events planned by one rule."""

    events: int = 0
    covered: int = 0
    batches: int = 0
    left: int = 0

    def add(self, demand: int, batches: int, good: int) -> None:
        self.events += 1
        self.covered += good >= demand
        self.batches += batches
        self.left += max(good - demand, 0)

    def figures(self) -> dict[str, float]:
        return {
            "covered": round(100 * self.covered / self.events, 1),
            "batches": round(self.batches / self.events, 2),
            "left": round(self.left / self.events, 1),
        }


@dataclass
class Kitchen:
    """One bakery that plans by one rule; `runs` newest first."""

    plan: Plan
    runs: list[PastRun] = field(default_factory=list)

    def bake(self, batches: int, fates: list[int]) -> int:
        """How many pieces come out well."""
        expected = GIVES.items(batches)
        good = expected - sum(fates[:batches])
        self.runs.insert(0, PastRun(batches, expected, good))
        return good


def flat(addition: float) -> Plan:
    """Always so much more, in whole batches."""
    return lambda demand, _: ceil(round(demand * (1 + addition), 9) / BATCH)


def learning(level: ServiceLevel, prior: Prior = START) -> Plan:
    """What the planner takes at a service level."""
    return lambda demand, runs: batches_for(level, demand, GIVES, learn(runs, prior)).batches


def knowing(rate: float, clustering: float) -> Plan:
    """`never short` by one who knows the truth."""
    truth = Learnt(rate, clustering, 1e9, 0, Source.RECIPE)
    return lambda demand, _: batches_for(ServiceLevel.NEVER_SHORT, demand, GIVES, truth).batches


FLAT = {"round up": flat(0), "flat +10 %": flat(0.1), "flat +20 %": flat(0.2)}
LEARNT = {
    "rarely short": learning(ServiceLevel.RARELY_SHORT),
    "never short": learning(ServiceLevel.NEVER_SHORT),
}


def simulate(manner: str, rate: float, seeds: range) -> dict[str, Tally]:
    """By rule, what became of the events of so many bakeries."""
    _, clustering = MANNERS[manner]
    rules = FLAT | LEARNT | {"rate known": knowing(rate, clustering(rate))}
    return _simulate(manner, rate, seeds, rules, EVENTS)


def simulate_table(rate: float, events: range) -> dict[str, Tally]:
    """The same for one event each, with the prior of the published table."""
    rules = FLAT | {"learnt": learning(ServiceLevel.RARELY_SHORT, ALONE)}
    return _simulate("independent", rate, events, rules, 1)


def _simulate(
    manner: str, rate: float, seeds: range, rules: dict[str, Plan], events: int
) -> dict[str, Tally]:
    tallies = {rule: Tally() for rule in rules}
    for seed in seeds:
        chance = Random(f"{manner} {rate} {seed}")
        fates = MANNERS[manner][0](rate, chance)
        kitchens = {rule: Kitchen(plan) for rule, plan in rules.items()}
        for _ in range(EARLIER):
            fate = [next(fates) for _ in range(EARLIER_BATCHES)]
            for kitchen in kitchens.values():
                kitchen.bake(EARLIER_BATCHES, fate)
        for _ in range(events):
            demand = chance.randint(*DEMANDS)
            plans = {rule: k.plan(demand, k.runs) for rule, k in kitchens.items()}
            fate = [next(fates) for _ in range(max(plans.values()))]
            for rule, kitchen in kitchens.items():
                tallies[rule].add(demand, plans[rule], kitchen.bake(plans[rule], fate))
    return tallies


Figures = dict[str, dict[str, float]]
Rows = dict[str, dict[float, Figures]]


def measure_yields(seeds: int) -> Rows:
    """{manner: {rate: {rule: {covered in %, batches, left}}}}, so many bakeries a rate."""
    jobs = [(manner, rate) for manner in MANNERS for rate in RATES]
    rows: Rows = {}
    with ProcessPoolExecutor() as pool:
        for (manner, rate), found in zip(
            jobs, pool.map(simulate, *zip(*jobs, strict=True), [range(seeds)] * len(jobs)),
            strict=True,
        ):  # fmt: skip
            rows.setdefault(manner, {})[rate] = _figures(found)
    return rows


def measure_table() -> dict[float, Figures]:
    """{rate: {rule: {covered in %, batches, left}}}: the table of `peers.md` §3 by the planner."""
    return {r: _figures(simulate_table(r, range(TABLE_EVENTS))) for r in TABLE_RATES}


def _figures(found: dict[str, Tally]) -> Figures:
    return {rule: tally.figures() for rule, tally in found.items()}


def summary(rows: Rows) -> dict[str, object]:
    """The lowest share covered by never short, and where it leaves more than flat +20 % does
    although that covers 95 %; with the rate known such a place may remain."""

    def leaves_more(rule: str) -> list[str]:
        return [
            f"{manner} {rate:.0%}"
            for manner, by_rate in rows.items()
            for rate, found in by_rate.items()
            if found["flat +20 %"]["covered"] >= 95
            and found[rule]["left"] >= found["flat +20 %"]["left"]
        ]

    return {
        "never_short_covered_least": {
            manner: min(found["never short"]["covered"] for found in by_rate.values())
            for manner, by_rate in rows.items()
        },
        "rarely_short_covered_least": {
            manner: min(found["rarely short"]["covered"] for found in by_rate.values())
            for manner, by_rate in rows.items()
        },
        "never_short_leaves_more_than_flat_20": leaves_more("never short"),
        "rate_known_leaves_more_than_flat_20": leaves_more("rate known"),
        "rarely_short_leaves_more_than_flat_20": leaves_more("rarely short"),
    }


def show(rows: Rows, table: dict[float, Figures]) -> None:
    print("events covered % / mean batches / mean pieces left over")
    for manner, by_rate in rows.items():
        _show(f"losses {manner}", by_rate)
    _show("the published table: one event, pieces lost each for itself", table)
    print("  published learnt  " + "   ".join(PUBLISHED))


def _show(title: str, by_rate: dict[float, Figures]) -> None:
    rules = next(iter(by_rate.values()))
    print(f"\n{title}\n  loss " + "".join(f"{rule:>21}" for rule in rules))
    for rate, found in by_rate.items():
        cells = (f"{f['covered']:.1f} / {f['batches']:.2f} / {f['left']:.1f}"
                 for f in found.values())  # fmt: skip
        print(f"  {rate:>4.0%} " + "".join(f"{cell:>21}" for cell in cells))
