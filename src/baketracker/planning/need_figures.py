"""From the plan as calculated to what the doors show of its ingredients."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import ceil
from typing import Any

from baketracker.errors import InvalidInput
from baketracker.events.schemas import EventRef
from baketracker.ingredients.schemas import IngredientRef
from baketracker.issues import Issue
from baketracker.measures.conversion import convert
from baketracker.measures.numbers import DUST
from baketracker.products.labels import label_of
from baketracker.recipes.ingredients import Need, Source
from baketracker.recipes.schemas import RecipeRef

from .gaps import Counted, Gap, Lot
from .need_schemas import (
    BatchStep,
    BuyView,
    IngredientPlan,
    PriceView,
    PromisedView,
    StockView,
    UseView,
)
from .plan_terms import Plan
from .reading import Kitchen
from .remarks import PantryLeftOut, Spoiled


def ingredient_plans(
    plan: Plan, kitchen: Kitchen, holders: Mapping[Any, EventRef]
) -> list[IngredientPlan]:
    """All needs: the short ones first, the just short next, then by name."""
    rows = [_ingredient_plan(gap, plan, kitchen, holders) for gap in plan.gaps]
    return sorted(rows, key=lambda row: (row.short <= 0, row.just_short))


def beside(gap: Gap[Any], holders: Mapping[Any, EventRef]) -> dict[str, Any]:
    """What every need shows of the stock: who of the `holders` is promised how much of it, the
    nearest first."""
    promised = [
        PromisedView(event=holders[claim.event], quantity=claim.quantity) for claim in gap.promised
    ]
    return {
        "on_hand": gap.on_hand,
        "promised": sorted(promised, key=lambda one: (one.event.event_date, one.event.name)),
        "free": gap.free,
        "missing": gap.missing,
        "short": gap.short,
    }


def packages_for(short: Decimal, package_quantity: Decimal) -> int:
    """Whole packages, at least one, that end a shortage; dust of it needs no package more. Both
    in the unit of the package."""
    return max(1, ceil((short - DUST) / package_quantity))


def _ingredient_plan(
    gap: Gap[Need], plan: Plan, kitchen: Kitchen, holders: Mapping[Any, EventRef]
) -> IngredientPlan:
    need = gap.need
    return IngredientPlan(
        **beside(gap, holders),
        ingredient=IngredientRef(id=need.ingredient.id, name=need.ingredient.name),
        unit=need.unit,
        need=gap.wanted,
        uses=[_use(source, kitchen) for source in need.sources],
        stock=_stock(gap, plan, kitchen),
        grams_per_ml=need.ingredient.density,
        buy=_buy(gap, kitchen),
        price=_price(need, plan),
        cost=plan.cost_of(need).total,
    )


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


def _stock(gap: Gap[Need], plan: Plan, kitchen: Kitchen) -> list[StockView]:
    left_out: Iterable[Lot] = ()
    if not plan.inputs.counting.ingredients:
        own = gap.need.ingredient.id
        left_out = (lot for lot in plan.inputs.lots if lot.ingredient == own)
    return [
        *(_counted(counted, kitchen) for counted in gap.counted),
        *(_uncounted(lots, _why_unlike(lots[0], gap.need), kitchen)
          for lots in _by_product(gap.unconverted)),
        *(_uncounted(lots, Issue.of(Spoiled()), kitchen) for lots in _by_product(gap.spoiled)),
        *(_uncounted(lots, Issue.of(PantryLeftOut()), kitchen) for lots in _by_product(left_out)),
    ]  # fmt: skip


def _counted(counted: Counted, kitchen: Kitchen) -> StockView:
    return StockView(**_held(counted.lots, kitchen), quantity=counted.quantity, issue=None)


def _uncounted(lots: list[Lot], why: Issue | None, kitchen: Kitchen) -> StockView:
    return StockView(**_held(lots, kitchen), quantity=None, issue=why)


def _by_product(lots: Iterable[Lot]) -> Iterable[list[Lot]]:
    grouped: defaultdict[Any, list[Lot]] = defaultdict(list)
    for lot in lots:
        grouped[lot.product].append(lot)
    return grouped.values()


def _held(lots: Any, kitchen: Kitchen) -> dict[str, Any]:
    product = kitchen.products[lots[0].product]
    return {
        "product_id": product.id,
        "product": label_of(product),
        "lots": len(lots),
        "held": sum((lot.quantity for lot in lots), Decimal(0)),
        "unit": lots[0].unit,
    }


def _why_unlike(lot: Lot, need: Need) -> Issue | None:
    """The reason in words why this lot cannot be said in the unit of the need."""
    try:
        convert(lot.quantity, lot.unit, need.unit, need.ingredient.density, need.ingredient.name)
    except InvalidInput as reason:
        return Issue.of(reason)
    return None


def _price(need: Need, plan: Plan) -> PriceView | None:
    usual = plan.inputs.price_of(need.ingredient).usual
    if usual is None or usual.per_unit is None:
        return None
    return PriceView(product=usual.product, per_unit=usual.per_unit, unit=usual.unit)


def _buy(gap: Gap[Need], kitchen: Kitchen) -> BuyView | None:
    usual, ingredient = kitchen.usual.get(gap.need.ingredient.id), gap.need.ingredient
    if usual is None or gap.short <= 0:
        return None
    try:
        lacks = convert(gap.short, gap.need.unit, usual.package_unit, ingredient.density)
    except InvalidInput:
        return None
    last = kitchen.prices[usual.id].last
    packages = packages_for(lacks, usual.package_quantity)
    return BuyView(
        product_id=usual.id,
        product=usual.label,
        packages=packages,
        package_quantity=usual.package_quantity,
        package_unit=usual.package_unit,
        cost=last.package_price * packages if last else None,
    )
