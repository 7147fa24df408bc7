"""Why a figure of a plan is what it is: goods, units and what is over, batches, ingredients, what
is on hand, packages. Made of the plan that every door shows, so all doors explain alike.

Figures are called `unit:ID` (pieces to make), `makes:ID`, `batches:ID`, `ingredient:ID:UNIT` (the
need), `missing:ID:UNIT` (beside all that is on hand), `short:ID:UNIT` (beside what is free for this
event), `buy:ID` (packages of the usual product) and `cost`."""

from collections.abc import Iterable
from decimal import Decimal

from baketracker.errors import N_, NotFound

from .explanations import Explanation, Operation
from .need_schemas import IngredientPlan, UseView
from .schemas import PlanView
from .unit_schemas import DemandSource, UnitPlan, UnitRef

PIECES, BATCHES = N_("pieces"), N_("batches")
HUNDRED = Decimal(100)


def explain_figure(plan: PlanView, figure: str) -> Explanation:
    """The tree of one figure of `plan`. Raises NotFound for one that the plan does not have."""
    kind, _, rest = figure.partition(":")
    key, _, unit = rest.partition(":")
    units = [row for row in plan.units if str(row.id) == key]
    needs = [row for row in plan.ingredients if str(row.ingredient.id) == key]
    if kind == "cost" and not rest:
        return _cost(plan)
    if kind in ("unit", "makes", "batches") and units and not unit:
        return {"unit": _to_make, "makes": _makes, "batches": _batches}[kind](units[0])
    if kind in ("ingredient", "missing", "short"):
        for row in needs:
            if row.unit == unit:
                return {"ingredient": _need, "missing": _missing, "short": _short}[kind](row, plan)
    if kind == "buy":
        for row in needs:
            if row.buy is not None and not unit:
                return _buy(row, plan)
    raise NotFound("figure")


def _to_make(unit: UnitPlan) -> Explanation:
    """Demand of all goods, less what lies there ready."""
    demand = _tree(N_("Needed"), unit.needed, PIECES, "sum", [_source(one) for one in unit.sources])
    if not unit.from_goods and not unit.from_stock:
        return demand.model_copy(update={"label": unit.name, "figure": f"unit:{unit.id}"})
    ready = _tree(N_("In goods on hand"), unit.from_goods, PIECES, "sum", map(_source, unit.spared))
    stock = _given(N_("On hand"), unit.from_stock, PIECES)
    figure = f"unit:{unit.id}"
    return _tree(unit.name, unit.to_make, PIECES, "difference", [demand, ready, stock], figure)


def _source(source: DemandSource) -> Explanation:
    *goods, last = source.chain
    label = " × ".join(link.name for link in source.chain)
    factors = [_given(link.name, link.quantity) for link in (*goods, last)]
    return _tree(label, source.quantity, PIECES, "product", factors)


def _batches(unit: UnitPlan) -> Explanation:
    """The chosen batches: those decided are given, those suggested follow from the demand."""
    figure = f"batches:{unit.id}"
    if unit.decided is not None:
        return _given(unit.name, unit.decided.batches, BATCHES, figure)
    best = unit.suggested
    if best is None:
        return _given(unit.name, 0, BATCHES, figure)
    parts = _over(_to_make(unit), unit.items_per_batch, unit.batch_percentage)
    return _tree(unit.name, best.batches, BATCHES, "ceil_quotient", parts, figure)


def _over(asked: Explanation, items: int | None, percentage: Decimal | None) -> list[Explanation]:
    """Pieces by pieces a batch; of portions, the percent of a batch they take by a whole one."""
    if items is not None:
        return [asked, _given(N_("One batch gives"), items, PIECES)]
    share = _given(N_("One takes, in percent of a batch"), percentage or 0)
    taken = asked.value * share.value
    return [_tree(N_("Percent of a batch"), taken, "", "product", [asked, share]), _whole_batch()]


def _makes(unit: UnitPlan) -> Explanation:
    """Pieces that the batches give which do not fail."""
    made_as = unit.decided.made_as if unit.decided else None
    size: UnitPlan | UnitRef = made_as or unit
    batches, figure = _batches(unit), f"makes:{unit.id}"
    if unit.failed:
        good = max(batches.value - unit.failed, Decimal(0))
        failed = _given(N_("Failed batches"), batches.value - good, BATCHES)
        batches = _tree(N_("Good batches"), good, BATCHES, "difference", [batches, failed])
    makes = unit.chosen.makes if unit.chosen else 0
    if size.items_per_batch is not None:
        gives = _given(N_("One batch gives"), size.items_per_batch, PIECES)
        return _tree(unit.name, makes or 0, PIECES, "product", [batches, gives], figure)
    if not size.batch_percentage:
        return _given(unit.name, 0, PIECES, figure)
    share = _given(N_("One takes, in percent of a batch"), size.batch_percentage)
    whole = _tree(
        N_("Percent of a batch"), batches.value * HUNDRED, "", "product", [batches, _whole_batch()]
    )
    return _tree(unit.name, makes or 0, PIECES, "floor_quotient", [whole, share], figure)


def _whole_batch() -> Explanation:
    return _given(N_("A whole batch, in percent"), HUNDRED)


def _need(row: IngredientPlan, plan: PlanView) -> Explanation:
    """All recipe lines of an ingredient, each said in the unit of the need."""
    figure = f"ingredient:{row.ingredient.id}:{row.unit}"
    uses = [_use(use, row, plan) for use in row.uses]
    return _tree(row.ingredient.name, row.need, row.unit, "sum", uses, figure)


def _use(use: UseView, row: IngredientPlan, plan: PlanView) -> Explanation:
    first, *inner = use.chain
    line = _given(N_("In one batch"), use.per_batch, use.unit)
    runs = [unit for unit in plan.units if unit.recipe.id == first.recipe.id and unit.chosen]
    own = _tree(first.recipe.name, first.batches, BATCHES, "sum", map(_batches, runs))
    nested = [_given(step.recipe.name, step.batches, BATCHES) for step in inner]
    label = " × ".join(step.recipe.name for step in use.chain)
    written = _tree(label, use.written, use.unit, "product", [line, own, *nested])
    return _said_in(row.unit, use.quantity, written, row)


def _said_in(unit: str, value: Decimal, amount: Explanation, row: IngredientPlan) -> Explanation:
    """The amount in another unit, with the density where there is one."""
    if amount.unit == unit:
        return amount
    density = row.grams_per_ml
    by = [] if density is None else [_given(N_("Density"), density, "g/ml")]
    return _tree(amount.label, value, unit, "convert", [amount, *by])


def _missing(row: IngredientPlan, plan: PlanView) -> Explanation:
    """The need less what counts of the pantry."""
    figure = f"missing:{row.ingredient.id}:{row.unit}"
    parts = [_need(row, plan), _on_hand(row)]
    return _tree(row.ingredient.name, row.missing, row.unit, "shortage", parts, figure)


def _short(row: IngredientPlan, plan: PlanView) -> Explanation:
    """The need less what of the pantry nobody else was promised."""
    figure = f"short:{row.ingredient.id}:{row.unit}"
    parts = [_need(row, plan), _free(row)]
    return _tree(row.ingredient.name, row.short, row.unit, "shortage", parts, figure)


def _on_hand(row: IngredientPlan) -> Explanation:
    held = [
        _said_in(row.unit, stock.quantity, _given(stock.product, stock.held, stock.unit), row)
        for stock in row.stock
        if stock.quantity is not None
    ]
    return _tree(N_("On hand"), row.on_hand, row.unit, "sum", held)


def _free(row: IngredientPlan) -> Explanation:
    """What is on hand, less what the events before this one are promised."""
    if not row.promised:
        return _on_hand(row)
    others = [
        _given(one.event.name, one.quantity, row.unit).model_copy(
            update={"day": one.event.event_date}
        )
        for one in row.promised
    ]
    taken = sum((one.quantity for one in row.promised), Decimal(0))
    promised = _tree(N_("Promised to earlier events"), taken, row.unit, "sum", others)
    parts = [_on_hand(row), promised]
    return _tree(N_("Free for this event"), row.free, row.unit, "shortage", parts)


def _buy(row: IngredientPlan, plan: PlanView) -> Explanation:
    buy = row.buy
    assert buy is not None  # asked for only where there is something to buy
    lacks = _short(row, plan)
    if row.unit != buy.package_unit:
        lacks = _converted(lacks, buy.package_unit, row)
    package = _given(N_("One package"), buy.package_quantity, buy.package_unit)
    figure = f"buy:{row.ingredient.id}"
    parts = [lacks, package]
    return _tree(buy.product, buy.packages, N_("packages"), "ceil_packages", parts, figure)


def _converted(amount: Explanation, unit: str, row: IngredientPlan) -> Explanation:
    made = _said_in(unit, Decimal(0), amount, row)
    return made.model_copy(update={"value": made.folded()})


def _cost(plan: PlanView) -> Explanation:
    """What is known of the cost; `unknown` says what is not in it."""
    food = [_priced(row) for row in plan.ingredients if row.price and row.cost is not None]
    packaging = [
        _tree(row.product, row.cost, "", "product", [
            _given(N_("Price"), row.price), _given(N_("Needed"), row.needed, row.unit),
        ])
        for row in plan.wrapping
        if row.price is not None and row.cost is not None
    ]  # fmt: skip
    materials = [
        _tree(use.unit.name, use.unit_cost * use.count, "", "product", [
            _given(N_("Price"), use.unit_cost), _given(N_("Needed"), use.count, PIECES),
        ])
        for row in plan.materials
        for use in row.uses
        if use.unit_cost is not None
    ]  # fmt: skip
    parts = [
        _summed(N_("Ingredients"), food),
        _summed(N_("Packaging"), packaging),
        _summed(N_("Materials"), materials),
    ]
    whole = _summed(N_("Cost"), parts)
    return whole.model_copy(update={"figure": "cost", "unknown": plan.cost.unknown})


def _priced(row: IngredientPlan) -> Explanation:
    """So much of an ingredient at the price of one unit of its usual product."""
    price, cost = row.price, row.cost
    assert price is not None  # only rows with a price are asked for
    assert cost is not None
    figure = f"ingredient:{row.ingredient.id}:{row.unit}"
    amount = _given(row.ingredient.name, row.need, row.unit, figure)
    if row.unit != price.unit:
        amount = _converted(amount, price.unit, row)
    paid = _given(price.product, price.per_unit)
    return _tree(row.ingredient.name, cost, "", "product", [amount, paid])


def _summed(label: str, parts: list[Explanation]) -> Explanation:
    value = sum((part.value for part in parts), Decimal(0))
    return _tree(label, value, "", "sum", parts)


def _given(
    label: str, value: Decimal | int, unit: str = "", figure: str | None = None
) -> Explanation:
    return Explanation(label=label, value=Decimal(value), unit=unit, figure=figure)


def _tree(
    label: str,
    value: Decimal | int,
    unit: str,
    operation: Operation,
    parts: Iterable[Explanation],
    figure: str | None = None,
) -> Explanation:
    return Explanation(
        label=label,
        value=Decimal(value),
        unit=unit,
        operation=operation,
        parts=list(parts),
        figure=figure,
    )
