"""What if: other guests, a batch that fails, an ingredient that gets dearer. Nothing is stored."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from math import ceil
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from baketracker.errors import N_
from baketracker.events.service import per_guests
from baketracker.fields import In
from baketracker.recipes.costing import Priced

from .batches import Decision
from .core import outline_of
from .demand import Wish
from .gathering import Gathered
from .plan_terms import Inputs
from .schemas import ChangeView, PlanView

Percent = Annotated[Decimal, Field(ge=-100, le=10_000, allow_inf_nan=False)]
MOST_GOODS, MOST_BATCHES = 1_000_000, 100_000


class WhatIf(In):
    """What is supposed to be different. `guests_percent`: so many percent more guests (fewer when
    negative), and so many more of every good; `failed_batches`: batches that fail, `batches`: how
    many are planned, both by finished unit; `price_percent`: so many percent dearer, by ingredient;
    `goods`: how many of a finished good there are to be, by good, whether it is on the list or
    not."""

    guests_percent: Percent = Decimal(0)
    failed_batches: dict[UUID, Annotated[int, Field(ge=0, le=MOST_BATCHES)]] = Field(
        default_factory=dict
    )
    batches: dict[UUID, Annotated[int, Field(ge=0, le=MOST_BATCHES)]] = Field(default_factory=dict)
    price_percent: dict[UUID, Percent] = Field(default_factory=dict)
    goods: dict[UUID, Annotated[int, Field(ge=0, le=MOST_GOODS)]] = Field(default_factory=dict)


def supposed(given: Inputs, what_if: WhatIf, gathered: Gathered) -> Inputs:
    """The inputs as they would be."""
    return replace(
        given,
        wishes=tuple(_wishes(given.wishes, what_if, gathered)),
        failed=_by_any(what_if.failed_batches),
        decisions={**given.decisions, **_decided(given, what_if)},
        priced={key: _dearer(key, one, what_if) for key, one in given.priced.items()},
        begun=given.begun and replace(given.begun, spared=_spared(given)),
    )


def _spared(given: Inputs) -> dict[Hashable, int]:
    """What is not to be baked stays so, whatever is wanted."""
    return {unit.unit.id: unit.from_stock for unit in outline_of(given).units}


def changes(before: PlanView, after: PlanView) -> list[ChangeView]:
    """The figures that are not what they were, goods first; a figure only one plan has is 0 in the
    other."""
    was, will = _figures(before), _figures(after)
    found = []
    for key in [*was, *(key for key in will if key not in was)]:
        label, unit, _ = will.get(key) or was[key]
        old, new = (side[key][2] if key in side else Decimal(0) for side in (was, will))
        if old != new:
            found.append(ChangeView(figure=key, label=label, unit=unit, before=old, after=new))
    return found


def _decided(given: Inputs, what_if: WhatIf) -> dict[Any, Decision]:
    """Other batches; a size that answers the demand stays the same."""
    return {
        key: replace(given.decisions.get(key, Decision(count)), batches=count)
        for key, count in _by_any(what_if.batches).items()
        if key in given.units
    }


def _wishes(wishes: Iterable[Wish], what_if: WhatIf, gathered: Gathered) -> Iterable[Wish]:
    listed = set()
    for wish in wishes:
        listed.add(wish.good)
        told = _by_any(what_if.goods).get(wish.good)
        quantity = _for_more_guests(wish, what_if, gathered) if told is None else told
        yield Wish(wish.good, quantity)
    for good, quantity in what_if.goods.items():
        if good not in listed and good in gathered.choices.goods:
            yield Wish(good, quantity)


def _for_more_guests(wish: Wish, what_if: WhatIf, gathered: Gathered) -> int:
    """Goods that are counted per guest follow the guests; the others grow in the same proportion.
    The last one is rounded up."""
    if not what_if.guests_percent:
        return wish.quantity
    share = 1 + what_if.guests_percent / 100
    guests, row = gathered.event.expected_guests, gathered.choices.wanted.get(wish.good)
    if guests is not None and row is not None and row.per_guest is not None:
        return per_guests(ceil(guests * share), row.per_guest)
    return ceil(wish.quantity * share)


def _dearer(key: Any, priced: Priced, what_if: WhatIf) -> Priced:
    percent, usual = what_if.price_percent.get(key), priced.usual
    if percent is None or usual is None or usual.per_unit is None:
        return priced
    return replace(priced, usual=replace(usual, per_unit=usual.per_unit * (1 + percent / 100)))


def _by_any(by_id: Mapping[UUID, int]) -> dict[Any, int]:
    return dict(by_id)


def _figures(plan: PlanView) -> dict[str, tuple[str, str, Decimal | None]]:
    """Label, unit and value of every figure a what-if may move."""
    pieces, batches = N_("pieces"), N_("batches")
    found: dict[str, tuple[str, str, Decimal | None]] = {}
    for wish in plan.goods:
        found[f"good:{wish.good.id}"] = (wish.good.name, pieces, Decimal(wish.quantity))
        found[f"short_good:{wish.good.id}"] = (wish.good.name, N_("short"), Decimal(wish.short))
    for unit in plan.units:
        chosen = unit.chosen
        found[f"unit:{unit.id}"] = (unit.name, pieces, Decimal(unit.to_make))
        count = Decimal(chosen.batches if chosen else 0)
        found[f"batches:{unit.id}"] = (unit.name, batches, count)
        found[f"short:{unit.id}"] = (unit.name, N_("short"), Decimal(unit.short))
    for row in plan.ingredients:
        key = f"{row.ingredient.id}:{row.unit}"
        found[f"ingredient:{key}"] = (row.ingredient.name, row.unit, row.need)
        found[f"short:{key}"] = (row.ingredient.name, row.unit, row.short)
    found["cost"] = (N_("Cost"), "", plan.cost.total)
    return found
