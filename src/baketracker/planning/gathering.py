"""Everything one plan is made of, read once; and the calculation started with it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.events import kitchen as kitchens
from baketracker.events import service as events
from baketracker.events.schemas import EventView
from baketracker.finished_goods.contents import unit_of
from baketracker.finished_goods.schemas import PartView
from baketracker.finished_goods.service import parts_in
from baketracker.recipes.contents import yield_of

from .netting import OnHand
from .plan_terms import Counting, Inputs
from .reading import Choices, Kitchen, choices_of, kitchen_of
from .supply_reading import Supplies, supplies_of


@dataclass(frozen=True)
class Gathered:
    """The rows of one event's plan. `waste_percent`: from how much waste on the bakery wants to be
    warned."""

    event: EventView
    choices: Choices
    kitchen: Kitchen
    parts: dict[Any, list[PartView]]
    supplies: Supplies
    waste_percent: int


def gather(db: TenantSession, event_id: UUID, more_goods: Collection[UUID] = ()) -> Gathered:
    """All rows, in a constant number of statements; `more_goods` may be wished for in a what-if.

    Raises NotFound."""
    event = events.get(db, event_id)
    choices = choices_of(db, event_id, more_goods)
    supplies = supplies_of(db, list(choices.contents.goods))
    return Gathered(
        event=event,
        choices=choices,
        kitchen=kitchen_of(db, {row.recipe_id for row in choices.units.values()}),
        parts=parts_in([*choices.contents.lines, *supplies.lines]),
        supplies=supplies,
        waste_percent=kitchens.get_kitchen(db).waste_percent,
    )


def inputs_of(gathered: Gathered) -> Inputs:
    """What the calculation takes, out of the rows."""
    event, choices, kitchen = gathered.event, gathered.choices, gathered.kitchen
    return Inputs(
        day=event.event_date,
        counting=Counting(event.net_goods, event.net_units, event.net_ingredients),
        wishes=choices.wishes,
        goods=choices.contents.goods,
        units={key: unit_of(row) for key, row in choices.units.items()},
        yields={key: yield_of(row) for key, row in choices.units.items()},
        sizes=choices.sizes,
        decisions=choices.decisions,
        recipes=kitchen.recipes,
        ingredients=kitchen.ingredients,
        lots=kitchen.lots,
        goods_on_hand={
            key: OnHand(row.on_hand, row.on_hand_until) for key, row in choices.goods.items()
        },
        units_on_hand={
            key: OnHand(row.on_hand, row.on_hand_until) for key, row in choices.units.items()
        },
        priced=kitchen.priced,
    )
