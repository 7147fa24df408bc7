"""The plan as a calculation: values in, values out, no database.

Goods on hand are taken off first, then finished units; batches answer what is left, ingredients
follow from the batches, and one pool of finished units is shared out among the goods."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal

from baketracker.costs import Cost, together
from baketracker.errors import RuleBroken
from baketracker.finished_goods.exploding import Requirement
from baketracker.finished_goods.netting import net, take
from baketracker.finished_goods.packing import by_name, known_unit
from baketracker.progress.standing import Made
from baketracker.recipes.batches import YieldMissing
from baketracker.recipes.costing import Batch, with_components
from baketracker.recipes.ingredients import (
    Batches,
    Need,
    collect,
    merge,
)

from .allocation import share_out
from .batches import Decision, all_options
from .demand import Demand, pool, requirements
from .gaps import Lot, Promised, Want
from .netting import OnHand, Spared, spared
from .plan_terms import Inputs, Outline, Plan, UnitFigures, Wants, WishFigures
from .promises import NOTHING, serve
from .supplies import supply_wants
from .sureness import surer


def make_plan(given: Inputs, promised: Promised = NOTHING) -> Plan:
    """The plan of these inputs; `promised` is what of the lots the events before it have.

    A wish that cannot be taken apart does not hide the others. Raises NotFound for what is named
    and not given."""
    return plan_of(outline_of(given), promised)


def outline_of(given: Inputs) -> Outline:
    """What the event comes to, down to its needs. Raises NotFound as `make_plan`."""
    wishes, assembled = _taken_apart(given)
    units = _units(given, wishes)
    if given.begun is not None:
        assembled = Counter(assembled) - Counter(given.begun.packed)
    assembled = Counter(assembled) + Counter(given.packages)
    batches = _batches(units)
    runs = [Batches(recipe, Decimal(count)) for recipe, count in batches.items() if count]
    needs = merge(collect(runs, given.recipes), given.ingredients)
    return Outline(given, wishes, units, assembled, batches, needs)


def wants_of(outline: Outline) -> Wants:
    """What the event wants of the stock: for the oven first, then to pack."""
    given, counted = outline.inputs, outline.inputs.counting.ingredients
    return Wants(
        food_wants(outline.needs, given.lots if counted else ()),
        supply_wants(outline.assembled, given.packaging, counted=counted),
        supply_wants(outline.assembled, given.materials, counted=counted),
    )


def plan_of(outline: Outline, promised: Promised = NOTHING) -> Plan:
    """The outline beside the stock, with what comes about of it."""
    given, wants = outline.inputs, wants_of(outline)
    gaps, _ = serve(wants.all, given.day, promised, given.event)
    packed, wrapped = len(wants.food), len(wants.food) + len(wants.packaging)
    return Plan(
        inputs=given,
        wishes=_shared_out(given, outline.wishes, outline.units),
        units=outline.units,
        assembled=outline.assembled,
        batches=outline.batches,
        gaps=gaps[:packed],
        packaging=gaps[packed:wrapped],
        materials=gaps[wrapped:],
        batch_costs=_batch_costs(given),
    )


def food_wants(needs: Iterable[Need], lots: Iterable[Lot]) -> tuple[Want[Need], ...]:
    """Each need with all lots of its ingredient."""
    shelf: defaultdict[Hashable, list[Lot]] = defaultdict(list)
    for lot in lots:
        shelf[lot.ingredient].append(lot)
    return tuple(
        Want(
            need,
            need.quantity,
            need.unit,
            tuple(shelf.get(need.ingredient.id, ())),
            need.ingredient.density,
            need.ingredient.name,
        )
        for need in needs
    )


def _taken_apart(given: Inputs) -> tuple[tuple[WishFigures, ...], Mapping[Hashable, int]]:
    """Each wish netted with the goods that those before it left on the shelf."""
    shelf = _goods_shelf(given)
    assembled: Counter[Hashable] = Counter()
    found = []
    for wish in given.wishes:
        try:
            netted = net(wish.good, max(wish.quantity, 0), given.goods, shelf)
        except RuleBroken as trouble:
            found.append(WishFigures(wish, None, None, trouble))
            continue
        take(netted.from_shelf, shelf)
        assembled.update(netted.assemble)
        found.append(WishFigures(wish, netted, None))
    return tuple(found), assembled


def _units(given: Inputs, wishes: Iterable[WishFigures]) -> tuple[UnitFigures, ...]:
    """What is asked for by recipe name, unit name and id; behind it what batches were decided of
    although nobody asks."""
    rows: list[Requirement] = []
    ready: defaultdict[Hashable, list[Spared]] = defaultdict(list)
    for figures in wishes:
        if figures.netted is not None:
            rows += requirements([figures.wish], given.goods)
            for one in spared(figures.netted, given.goods):
                ready[one.unit].append(one)
    asked = pool(rows, given.units)
    found = {demand.unit.id for demand in asked}
    others = [known_unit(key, given.units) for key in given.decisions if key not in found]
    unasked = [Demand(unit, ()) for unit in sorted(others, key=by_name)]
    return tuple(_unit(demand, ready[demand.unit.id], given) for demand in [*asked, *unasked])


def _unit(demand: Demand, ready: Sequence[Spared], given: Inputs) -> UnitFigures:
    unit, key = demand.unit, demand.unit.id
    asked = demand.quantity - sum(one.quantity for one in ready)
    decision = given.decisions.get(key)
    from_stock = _from_stock(key, asked, decision, given)
    issue, surely = None, None
    try:
        options = all_options(asked - from_stock, key, given.yields, given.sizes.get(key, ()))
        learnt = given.sureness.of(unit.recipe_id)
        options, surely = surer(
            options, asked - from_stock, given.yields[key], given.sureness, learnt
        )
    except YieldMissing:
        options, issue = (), YieldMissing(unit.name)
    made_as = decision.made_as if decision and decision.made_as is not None else key
    return UnitFigures(
        unit=unit,
        sources=demand.sources,
        spared=tuple(ready),
        from_stock=from_stock,
        options=options,
        decision=decision,
        made_by=given.yields.get(made_as),
        failed=given.failed.get(key, 0),
        issue=issue,
        made=given.begun.made.get(made_as, Made()) if given.begun else None,
        asked=surely,
    )


def _from_stock(key: Hashable, asked: int, decision: Decision | None, given: Inputs) -> int:
    """What on hand spares of so many. Once baking began it is what was counted or taken then, for
    what lies there now is what was baked since; below 0 when some were given to another event."""
    if given.begun is not None:
        if key in given.begun.spared:
            return min(asked, given.begun.spared[key])
        then = decision.needed_then if decision is not None else None
        return 0 if then is None else asked - then
    held = given.units_on_hand.get(key, OnHand(0))
    return min(asked, held.counted(given.day, switched_on=given.counting.units))


def _shared_out(
    given: Inputs, wishes: Sequence[WishFigures], units: Iterable[UnitFigures]
) -> tuple[WishFigures, ...]:
    whole = [one.wish for one in wishes if one.netted is not None]
    supply = {unit.unit.id: unit.supply for unit in units}
    shares = iter(share_out(whole, given.goods, _goods_shelf(given), supply))
    return tuple(
        WishFigures(one.wish, one.netted, next(shares) if one.netted else None, one.trouble)
        for one in wishes
    )


def _goods_shelf(given: Inputs) -> dict[Hashable, int]:
    """What may be taken of each good: once baking began what was taken then, for what lies there
    now was packed since."""
    if given.begun is not None:
        return dict(given.begun.shelf)
    return {
        key: held.counted(given.day, switched_on=given.counting.goods)
        for key, held in given.goods_on_hand.items()
    }


def _batches(units: Iterable[UnitFigures]) -> Mapping[Hashable, int]:
    batches: Counter[Hashable] = Counter()
    for unit in units:
        batches[unit.unit.recipe_id] += unit.batches_left
    return batches


def _batch_costs(given: Inputs) -> Mapping[Hashable, Cost]:
    return with_components(
        {
            key: Batch(
                recipe.name,
                together(
                    given.price_of(given.ingredients[line.ingredient]).cost_of(
                        line.quantity, line.unit
                    )
                    for line in recipe.lines
                ),
                tuple((one.recipe, one.batches) for one in recipe.nested),
            )
            for key, recipe in given.recipes.items()
        }
    )
