"""Which of the things seen in a photo are worth weighing: those of which the doubt decides how much
has to be bought."""

from collections.abc import Iterator
from decimal import Decimal

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events import service as events
from baketracker.measures.conversion import ConversionError, convert
from baketracker.measures.numbers import DUST, enough
from baketracker.measures.units import UnknownUnit
from baketracker.pantry.models import Lot
from baketracker.planning import service as planning
from baketracker.planning.need_schemas import IngredientPlan

from .drafts import StockDraft, StockLine
from .seen import amount_of, lots_by_id

# The nearest ones: what lies further ahead is counted again before.
MOST_EVENTS = 6

Seen = tuple[StockLine, Lot]


@verb("read")
def worth_weighing(db: TenantSession, draft: StockDraft) -> dict[int, str]:
    """The lines whose low and whose high end lead to another number of packages to buy for an event
    to come, each with the name of the nearest. Plans are read only for a draft with ranges."""
    lots = lots_by_id(db, {one.lot_id for one in draft.lines if one.lot_id})
    seen = [
        (line, lots[line.lot_id]) for line in draft.lines if line.is_saving and line.lot_id in lots
    ]
    unsure = [one for one in seen if _is_unsure(one[0])]
    if not unsure:
        return {}
    ids = [event.id for event in events.search(db, limit=MOST_EVENTS).items]
    found: dict[int, str] = {}
    for plan in planning.plans_for(db, ids):
        needs = {need.ingredient.id: need for need in plan.ingredients}
        for line, lot in unsure:
            need = needs.get(lot.product.ingredient_id)
            if need is not None and line.key not in found and _decides(need, lot, seen):
                found[line.key] = plan.event.name
    return found


def _is_unsure(line: StockLine) -> bool:
    return None not in (line.percent_low, line.percent_high) and (
        line.percent_low != line.percent_high
    )


def _decides(need: IngredientPlan, lot: Lot, seen: list[Seen]) -> bool:
    """Whether the packages to buy of this need hang on what was seen of its ingredient."""
    counts = {stock.product_id: stock.quantity is not None for stock in need.stock}
    ours = [
        (line, one)
        for line, one in seen
        if one.product.ingredient_id == need.ingredient.id and counts.get(one.product_id, True)
    ]
    try:
        package = _in(need, lot.product.package_quantity, lot.unit)
        changes = [_change(need, line, one) for line, one in ours]
    except (ConversionError, UnknownUnit):
        # What cannot be said in the need's unit covers nothing of it.
        return False
    lacking = need.need - need.free
    least, most = (sum(ends, Decimal(0)) for ends in zip(*changes, strict=True))
    return _packages(lacking - least, package) != _packages(lacking - most, package)


def _change(need: IngredientPlan, line: StockLine, lot: Lot) -> Iterator[Decimal]:
    """By how much the stock grows when the line is saved, at its low end and at its high one, in
    the unit of the need."""
    low = line.quantity or Decimal(0)
    high = amount_of(line.percent_high or Decimal(0), lot) if _is_unsure(line) else low
    was = Decimal(0) if line.is_use else _in(need, lot.quantity, lot.unit)
    for end in (low, high):
        there = _in(need, end, lot.unit)
        yield -there if line.is_use else there - was


def _packages(lacking: Decimal, package: Decimal) -> int:
    return enough(lacking, package) if lacking >= DUST else 0


def _in(need: IngredientPlan, quantity: Decimal, unit: str) -> Decimal:
    return convert(quantity, unit, need.unit, need.grams_per_ml)
