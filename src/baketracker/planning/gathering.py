"""Everything the plans of some events are made of, read once; and the calculation started with
it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.events import kitchen as kitchens
from baketracker.events.queue import Queued, with_earlier
from baketracker.events.schemas import EventRef, EventView
from baketracker.events.states import PlanState
from baketracker.finished_goods.contents import unit_of
from baketracker.finished_goods.schemas import PartView
from baketracker.finished_goods.service import parts_in
from baketracker.giving.demand import packaged_goods, packages_to_wrap
from baketracker.plans.taken import taken_of_shelf
from baketracker.production.chances import ServiceLevel
from baketracker.progress.keeping import goods_kept, units_kept
from baketracker.progress.reading import made_for
from baketracker.progress.standing import Made
from baketracker.recipes.contents import yield_of

from .core import plan_of, wants_of
from .gaps import Promised
from .netting import OnHand
from .plan_terms import Begun, Counting, Inputs, Outline, Plan
from .promises import NOTHING, Turn, before_each
from .reading import Choices, Kitchen, choices_of, kitchen_of
from .shelves import Kept, outlines
from .supply_reading import Supplies, supplies_of
from .sureness import Sureness
from .sureness_reading import is_on, sureness_of

BEFORE = (PlanState.DRAFT, PlanState.LOCKED)


@dataclass(frozen=True)
class Gathered:
    """The rows of one event's plan. `packages` for people are still to be put together, so many of
    each; `holders`: the events that may hold some of the stock; `waste_percent`: from how much
    waste on the bakery wants to be warned; `begun`: what is made already of an event that is being
    baked; `level`: how surely it is to cover its demand; `sureness`: what was learnt for that."""

    event: EventView
    choices: Choices
    packages: dict[Any, int]
    kitchen: Kitchen
    parts: dict[Any, list[PartView]]
    supplies: Supplies
    holders: dict[Any, EventRef]
    waste_percent: int
    begun: Begun | None
    level: ServiceLevel
    sureness: Sureness


@dataclass(frozen=True)
class Gathering:
    """Some events and all that come before them, with the rows of their plans."""

    queue: dict[UUID, Queued]
    events: dict[UUID, Gathered]
    kept: Kept

    @cached_property
    def outlines(self) -> dict[Any, Outline]:
        given = _inputs(self.events.values())
        return dict(outlines(((one, self.queue[key].is_ahead) for key, one in given), self.kept))

    def before(self, event_id: UUID) -> Promised:
        """What of the stock is promised when the event's turn comes."""
        return self._promised.get(event_id, NOTHING)

    def plan(self, event_id: UUID) -> Plan:
        return plan_of(self.outlines[event_id], self.before(event_id))

    @cached_property
    def _promised(self) -> dict[Any, Promised]:
        return before_each(self._turns())

    def _turns(self) -> Iterator[Turn]:
        for key, queued in self.queue.items():
            if queued.is_ahead:
                wants = wants_of(self.outlines[key]).all
                yield Turn(key, queued.event.event_date, queued.since, wants)


def gather(
    db: TenantSession,
    event_ids: Collection[UUID],
    more_goods: Collection[UUID] = (),
    *,
    whole: bool = False,
) -> Gathering:
    """All rows of these events and of all that come before them, in a constant number of
    statements; `more_goods` may be wished for in a what-if. What was made of these events already
    is left out of account when they are wanted `whole`. Raises NotFound."""
    queue = with_earlier(db, event_ids)
    # Once baking began the list holds what the gifts take.
    planned = [key for key, one in queue.items() if one.event.plan_state in BEFORE]
    choices = choices_of(db, queue, more_goods, packaged_goods(db, planned))
    first = next(iter(choices.values()))
    wrapping = packages_to_wrap(db, [key for key, one in queue.items() if _is_open(one)])
    packages = {key for counts in wrapping.values() for key in counts}
    supplies = supplies_of(db, list(first.contents.goods), packages)
    kitchen = kitchen_of(db, {row.recipe_id for row in first.units.values()})
    parts = parts_in([*first.contents.lines, *supplies.lines])
    settings = kitchens.get_kitchen(db)
    levels = {
        key: ServiceLevel(one.event.service_level or settings.service_level)
        for key, one in queue.items()
    }
    sureness = sureness_of(db, settings, needed=any(map(is_on, levels.values())))
    holders: dict[Any, EventRef] = {key: EventRef.of(one.event) for key, one in queue.items()}
    remaining = {key: one for key, one in queue.items() if not (whole and key in event_ids)}
    begun = _begun(db, remaining, choices)
    return Gathering(
        queue,
        {
            key: Gathered(
                queued.event,
                choices[key],
                {**wrapping[key]},
                kitchen,
                parts,
                supplies,
                holders,
                settings.waste_percent,
                begun.get(key),
                levels[key],
                sureness,
            )
            for key, queued in queue.items()
        },
        _kept(db, queue, choices),
    )


def _is_open(one: Queued) -> bool:
    return one.event.plan_state != PlanState.COMPLETED


def _kept(db: TenantSession, queue: Mapping[UUID, Queued], choices: Mapping[UUID, Choices]) -> Kept:
    """What of all that lies there is kept for events that are being baked and for somebody's gifts.
    Twelve statements; none where no plan counts it."""
    counting = [one.event for one in queue.values() if one.event.plan_state in BEFORE]
    first = next(iter(choices.values()))
    goods, units = Counter[Any](), Counter[Any]()
    own: dict[Any, Counter[Any]] = {}
    if any(event.net_goods for event in counting):
        own.update(goods_kept(db, first.goods))
        for theirs in own.values():
            goods.update(theirs)
    if any(event.net_units for event in counting):
        for theirs in units_kept(db, first.units).values():
            units.update(theirs)
    return Kept(goods, units, own)


def _begun(
    db: TenantSession, queue: Mapping[UUID, Queued], choices: Mapping[UUID, Choices]
) -> dict[UUID, Begun]:
    """What was made of those that are being baked. Eight statements; none where none is."""
    baking = [key for key, one in queue.items() if one.event.plan_state == PlanState.IN_PRODUCTION]
    if not baking:
        return {}
    ready = taken_of_shelf(db, baking)
    found: dict[UUID, Begun] = {}
    for key, doings in made_for(db, baking).items():
        made: dict[Any, Made] = {
            unit: given for (_, unit), given in doings.made.items() if unit is not None
        }
        shelf = Counter({good: row.from_shelf for good, row in choices[key].wanted.items()})
        shelf.update(ready[key].goods if key in ready else {})
        # What was decided knows better what is not to be baked.
        spared: dict[Any, int] = {
            unit: count
            for unit, count in (ready[key].units.items() if key in ready else ())
            if unit not in choices[key].decisions
        }
        found[key] = Begun(made, _any(doings.packed.done), spared, _any(shelf))
    return found


def _any(counts: Mapping[UUID, int]) -> dict[Any, int]:
    """For the calculation, which knows no kind of key."""
    return dict(counts)


def _inputs(gathered: Iterable[Gathered]) -> Iterator[tuple[UUID, Inputs]]:
    """What the calculation of each event takes; what they share is made of the rows only once."""
    shared: Inputs | None = None
    for one in gathered:
        shared = shared or _shared(one)
        event, choices = one.event, one.choices
        counting = Counting(event.net_goods, event.net_units, event.net_ingredients)
        if one.begun is not None:
            # What was counted then stands in the decisions; what is there now was made since.
            counting = Counting(ingredients=event.net_ingredients)
        yield (
            event.id,
            replace(
                shared,
                event=event.id,
                day=event.event_date,
                counting=counting,
                packages=one.packages,
                begun=one.begun,
                sureness=replace(shared.sureness, level=one.level),
                wishes=choices.wishes,
                decisions=choices.decisions,
            ),
        )


def _shared(gathered: Gathered) -> Inputs:
    """The inputs of an event that wants nothing yet."""
    choices, kitchen = gathered.choices, gathered.kitchen
    return Inputs(
        day=gathered.event.event_date,
        counting=Counting(),
        wishes=(),
        goods=choices.contents.goods,
        units={key: unit_of(row) for key, row in choices.units.items()},
        yields={key: yield_of(row) for key, row in choices.units.items()},
        sizes=choices.sizes,
        recipes=kitchen.recipes,
        ingredients=kitchen.ingredients,
        lots=kitchen.lots,
        packaging=gathered.supplies.packaging,
        materials=gathered.supplies.materials,
        goods_on_hand={
            key: OnHand(row.on_hand, row.on_hand_until) for key, row in choices.goods.items()
        },
        units_on_hand={
            key: OnHand(row.on_hand, row.on_hand_until) for key, row in choices.units.items()
        },
        priced=kitchen.priced,
        sureness=gathered.sureness,
    )
