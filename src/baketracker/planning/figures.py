"""From the plan as calculated to what the doors show of its finished units and goods."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from baketracker.costs import Cost, together
from baketracker.errors import RuleBroken
from baketracker.finished_goods.exploding import Requirement
from baketracker.finished_goods.packing import required_recipes
from baketracker.finished_goods.schemas import GoodRef, PartView
from baketracker.issues import Issue
from baketracker.recipes.costing import per_item
from baketracker.recipes.models import FinishedUnit, Recipe
from baketracker.recipes.schemas import RecipeRef

from .allergens import allergens_by_recipe
from .batches import BatchOption
from .netting import OnHand, Spared
from .plan_terms import Plan, UnitFigures, WishFigures
from .reading import Choices, Kitchen
from .remarks import GoodsShort
from .schemas import WishView
from .sureness_figures import chance_figures, loss_figures
from .unit_schemas import (
    BatchesView,
    BatchOptionView,
    DecidedView,
    DemandSource,
    LinkView,
    UnitPlan,
    UnitRef,
)


@dataclass(frozen=True)
class Showing:
    """A plan beside the rows it was made of: what every figure is named by. `good_costs` is what
    the packaging and materials of one of each good cost, without what is inside it."""

    plan: Plan
    choices: Choices
    kitchen: Kitchen
    parts: dict[Any, list[PartView]]
    good_costs: dict[Any, Cost]

    @cached_property
    def recipes(self) -> dict[Any, Recipe]:
        """The recipes of all finished units."""
        return {row.recipe_id: row.recipe for row in self.choices.units.values()}

    @cached_property
    def _allergens(self) -> dict[Any, frozenset[str]]:
        return allergens_by_recipe(self.kitchen.recipes, self.kitchen.allergens)

    def allergens(self, recipes: Iterable[Any]) -> list[str]:
        """What these recipes bring, A to Z."""
        return sorted({name for key in recipes for name in self._allergens.get(key, ())})

    def remark(self, held: OnHand | None, *, switched_on: bool) -> Issue | None:
        said = held and held.remark(self.plan.inputs.day, switched_on=switched_on)
        return Issue.of(said) if said else None


def unit_plan(figures: UnitFigures, showing: Showing) -> UnitPlan:
    """A finished unit with its demand, its options, and the batches suggested and decided."""
    row = showing.choices.units[figures.unit.id]
    given = showing.plan.inputs
    batch = showing.plan.batch_costs.get(row.recipe_id)
    chosen = {recipe.id for recipe in showing.choices.recipes}
    best = figures.suggested
    return UnitPlan(
        id=row.id,
        name=row.name,
        item_unit=row.item_unit,
        recipe=RecipeRef.of(row.recipe),
        # An event without any chosen recipe leaves the choice open.
        recipe_selected=not chosen or row.recipe_id in chosen,
        needed=figures.needed,
        sources=[_source(one, showing.choices) for one in figures.sources],
        from_goods=figures.from_goods,
        spared=[_spared(one, showing.choices) for one in figures.spared],
        from_stock=figures.from_stock,
        stock_reason=showing.remark(
            given.units_on_hand.get(row.id), switched_on=given.counting.units
        ),
        to_make=figures.to_make,
        suggested=best and _suggested(best, figures),
        decided=_decided(figures, showing.choices),
        options=[_option(one, figures, row, batch, showing) for one in figures.options],
        failed=figures.failed,
        batches_left=figures.batches_left,
        cost=batch.times(figures.batches).total if batch else None,
        minutes=_minutes(row, figures.batches),
        allergens=showing.allergens([row.recipe_id]),
        items_per_batch=row.items_per_batch,
        batch_percentage=row.batch_percentage,
        shelf_life_days=row.shelf_life_days,
        loss=loss_figures(row.recipe_id, given),
        issue=Issue.of(figures.issue) if figures.issue else None,
    )


def wish_view(figures: WishFigures, showing: Showing) -> WishView:
    """One good of the event with what comes about of it."""
    given, choices, wish = showing.plan.inputs, showing.choices, figures.wish
    row, good = choices.wanted.get(wish.good), choices.goods[wish.good]
    share, recipes = figures.share, _recipes_of(figures, showing)
    return WishView(
        id=row.id if row else None,
        version=row.version if row else None,
        good=GoodRef.of(good),
        quantity=wish.quantity,
        per_guest=row.per_guest if row else None,
        parts=showing.parts.get(wish.good, []),
        from_stock=figures.from_stock,
        stock_reason=showing.remark(
            given.goods_on_hand.get(wish.good), switched_on=given.counting.goods
        ),
        to_assemble=max(wish.quantity, 0) - figures.from_stock,
        can_make=share.can_make if share else 0,
        short=share.short if share else max(wish.quantity, 0),
        reason=_why_short(figures, showing),
        missing_recipes=_missing(recipes, showing),
        allergens=showing.allergens(recipes),
        cost=_cost(figures, showing),
        issue=Issue.of(figures.trouble) if figures.trouble else None,
    )


def _suggested(best: BatchOption, figures: UnitFigures) -> BatchesView:
    if figures.decision is not None or not figures.failed:
        return BatchesView(batches=best.batches, makes=best.total, extra=best.difference)
    makes = figures.makes or 0
    return BatchesView(batches=best.batches, makes=makes, extra=makes - figures.to_make)


def _decided(figures: UnitFigures, choices: Choices) -> DecidedView | None:
    decision = figures.decision
    if decision is None:
        return None
    makes = figures.makes
    return DecidedView(
        batches=decision.batches,
        makes=makes,
        extra=None if makes is None else makes - figures.to_make,
        made_as=_unit_ref(decision.made_as, choices),
        needed_then=decision.needed_then,
        is_stale=figures.is_stale,
        shortfall_confirmed=decision.shortfall_confirmed,
        bake_on=decision.bake_on,
    )


def _option(
    option: BatchOption,
    figures: UnitFigures,
    row: FinishedUnit,
    batch: Cost | None,
    showing: Showing,
) -> BatchOptionView:
    choices = showing.choices
    decision, best = figures.decision, figures.suggested
    taken = (decision.batches, decision.made_as) if decision else None
    if decision is None and best is not None:
        taken = (best.batches, best.made_as)
    return BatchOptionView(
        made_as=_unit_ref(option.made_as, choices),
        batches=option.batches,
        makes=option.total,
        extra=option.difference,
        waste_percent=option.waste_percent,
        cost=batch.times(option.batches).total if batch else None,
        minutes=_minutes(row, option.batches),
        is_short=option.is_shortfall,
        is_exact=option.is_exact_match,
        is_chosen=(option.batches, option.made_as) == taken,
        is_suggested=option == best,
        **chance_figures(option, figures, showing.plan.inputs),
    )


def _minutes(row: FinishedUnit, batches: int) -> int | None:
    return None if row.recipe.minutes is None else row.recipe.minutes * batches


def _unit_ref(key: Any, choices: Choices) -> UnitRef | None:
    if key is None:
        return None
    row = choices.units[key]
    return UnitRef(
        id=row.id,
        name=row.name,
        items_per_batch=row.items_per_batch,
        batch_percentage=row.batch_percentage,
    )


def _source(source: Requirement, choices: Choices) -> DemandSource:
    *goods, last = source.chain
    links = [
        LinkView(name=choices.contents.goods[link.what].name, quantity=link.quantity)
        for link in goods
    ]
    unit = LinkView(name=choices.units[last.what].name, quantity=last.quantity)
    return DemandSource(quantity=source.quantity, chain=[*links, unit], ways=source.ways)


def _spared(one: Spared, choices: Choices) -> DemandSource:
    good = LinkView(name=choices.contents.goods[one.good].name, quantity=one.count)
    unit = LinkView(name=choices.units[one.unit].name, quantity=one.each)
    return DemandSource(quantity=one.quantity, chain=[good, unit], ways=1)


def _recipes_of(figures: WishFigures, showing: Showing) -> list[Any]:
    if figures.trouble is not None:
        return []
    units = showing.plan.inputs.units
    return list(required_recipes(figures.wish.good, showing.choices.contents.goods, units))


def _missing(recipes: Iterable[Any], showing: Showing) -> list[RecipeRef]:
    """Those that are not among the chosen ones; none while nothing was chosen at all."""
    chosen = {row.id for row in showing.choices.recipes}
    lacking = [
        RecipeRef.of(showing.recipes[key]) for key in recipes if chosen and key not in chosen
    ]
    return sorted(lacking, key=lambda one: (one.name, str(one.id)))


def _why_short(figures: WishFigures, showing: Showing) -> Issue | None:
    reason: RuleBroken | None = figures.trouble
    if figures.share is not None and figures.share.lacking is not None:
        unit = showing.choices.units[figures.share.lacking]
        reason = GoodsShort(unit.name, figures.share.too_few)
    return Issue.of(reason) if reason else None


def _cost(figures: WishFigures, showing: Showing) -> Any:
    """What those that are assembled cost; None: unknown."""
    if figures.netted is None:
        return None
    return together(
        [
            *(
                _item_cost(unit, showing).times(count)
                for unit, count in figures.netted.units.items()
            ),
            *(
                showing.good_costs[good].times(count)
                for good, count in figures.netted.assemble.items()
                if count and good in showing.good_costs
            ),
        ]
    ).total


def _item_cost(unit: Any, showing: Showing) -> Cost:
    row = showing.choices.units[unit]
    return per_item(
        showing.plan.batch_costs[row.recipe_id], showing.plan.inputs.yields[unit], row.name
    )
