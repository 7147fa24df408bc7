"""From the planning rules' results to what the doors show."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from baketracker.errors import InvalidInput
from baketracker.finished_goods.exploding import Requirement
from baketracker.ingredients.schemas import IngredientRef
from baketracker.measures.conversion import convert
from baketracker.products.labels import label_of
from baketracker.recipes.models import FinishedUnit
from baketracker.recipes.schemas import RecipeRef

from .batches import BatchChoice, YieldMissing
from .demand import Demand
from .gaps import Gap, Lot
from .ingredients import Need, Source
from .reading import Choices, Kitchen, yield_of
from .schemas import (
    BatchesView,
    BatchStep,
    DemandSource,
    IngredientPlan,
    Issue,
    LinkView,
    StockView,
    UnitPlan,
    UseView,
)


def unit_plan(choice: BatchChoice, choices: Choices) -> UnitPlan:
    """A pooled demand with the suggested and the decided batches."""
    demand = choice.demand
    row = choices.units[demand.unit.id]
    best = choice.default
    return UnitPlan(
        **_unit_head(row, choices),
        needed=demand.quantity,
        sources=_sources(demand, choices),
        suggested=best
        and BatchesView(batches=best.batches, makes=best.total, extra=best.difference),
        decided=_decided(row, demand.quantity, choices),
        issue=Issue.of(choice.issue) if choice.issue else None,
    )


def unasked_plan(row: FinishedUnit, choices: Choices) -> UnitPlan:
    """Batches decided for a finished unit that nothing on the event asks for."""
    return UnitPlan(
        **_unit_head(row, choices),
        needed=0,
        sources=[],
        suggested=None,
        decided=_decided(row, 0, choices),
        issue=None,
    )


def ingredient_plan(gap: Gap, kitchen: Kitchen) -> IngredientPlan:
    """A need beside the pantry, with the chain of its figures."""
    need = gap.need
    return IngredientPlan(
        ingredient=_ingredient_ref(need),
        unit=need.unit,
        need=need.quantity,
        on_hand=gap.on_hand,
        missing=gap.missing,
        uses=[_use(source, kitchen) for source in need.sources],
        stock=[*_counted(gap, kitchen), *_unlike(gap, kitchen)],
    )


def _unit_head(row: FinishedUnit, choices: Choices) -> dict[str, Any]:
    selected = {recipe.id for recipe in choices.recipes}
    return {
        "id": row.id,
        "name": row.name,
        "item_unit": row.item_unit,
        "recipe": RecipeRef.of(row.recipe),
        # An event without any chosen recipe leaves the choice open.
        "recipe_selected": not selected or row.recipe_id in selected,
    }


def _decided(row: FinishedUnit, needed: int, choices: Choices) -> BatchesView | None:
    batches = choices.decided.get(row.id)
    if batches is None:
        return None
    try:
        makes = yield_of(row).items(batches)
    except YieldMissing:
        return BatchesView(batches=batches, makes=None, extra=None)
    return BatchesView(batches=batches, makes=makes, extra=makes - needed)


def _sources(demand: Demand, choices: Choices) -> list[DemandSource]:
    return [_demand_source(source, choices) for source in demand.sources]


def _demand_source(source: Requirement, choices: Choices) -> DemandSource:
    *goods, last = source.chain
    links = [
        LinkView(name=choices.contents.goods[link.what].name, quantity=link.quantity)
        for link in goods
    ]
    unit = LinkView(name=choices.units[last.what].name, quantity=last.quantity)
    return DemandSource(quantity=source.quantity, chain=[*links, unit], ways=source.ways)


def _use(source: Source, kitchen: Kitchen) -> UseView:
    use = source.use
    chain = [
        BatchStep(recipe=RecipeRef.of(kitchen.rows[factor.recipe]), batches=factor.batches)
        for factor in use.chain
    ]
    return UseView(
        chain=chain,
        per_batch=use.line.quantity,
        written=use.quantity,
        unit=use.line.unit,
        quantity=source.quantity,
    )


def _counted(gap: Gap, kitchen: Kitchen) -> list[StockView]:
    return [
        StockView(
            **_held([counted.lot for counted in own], kitchen),
            quantity=sum(counted.quantity for counted in own),
            issue=None,
        )
        for own in _by_product(gap.counted, lambda counted: counted.lot, kitchen)
    ]


def _unlike(gap: Gap, kitchen: Kitchen) -> list[StockView]:
    return [
        StockView(**_held(own, kitchen), quantity=None, issue=_why_not(own[0], gap.need))
        for own in _by_product(gap.unconverted, lambda lot: lot, kitchen)
    ]


def _by_product(
    lots: Iterable[Any], lot_of: Callable[[Any], Lot], kitchen: Kitchen
) -> Iterable[list[Any]]:
    grouped: defaultdict[Any, list[Any]] = defaultdict(list)
    for lot in lots:
        grouped[kitchen.products[lot_of(lot).id].id].append(lot)
    return grouped.values()


def _held(lots: list[Lot], kitchen: Kitchen) -> dict[str, Any]:
    product = kitchen.products[lots[0].id]
    return {
        "product_id": product.id,
        "product": label_of(product),
        "lots": len(lots),
        "held": sum(lot.quantity for lot in lots),
        "unit": lots[0].unit,
    }


def _why_not(lot: Lot, need: Need) -> Issue | None:
    """The reason in words why this lot cannot be said in the unit of the need."""
    try:
        convert(lot.quantity, lot.unit, need.unit, need.ingredient.density, need.ingredient.name)
    except InvalidInput as reason:
        return Issue.of(reason)
    return None


def _ingredient_ref(need: Need) -> IngredientRef:
    return IngredientRef.model_validate(need.ingredient, from_attributes=True)
