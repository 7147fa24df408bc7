"""The same plan the slow way: box by box, batch by batch, on paper. It shares no code with the
planning rules; conversions go through fixed tables of its own."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction

from baketracker.planning.netting import OnHand
from baketracker.planning.plan_terms import Inputs

GRAMS = {"g": 1.0, "kg": 1000.0, "oz": 28.3495, "lb": 453.592}
MILLILITRES = {"ml": 1.0, "l": 1000.0, "tbsp": 14.7868, "cup": 236.588}


@dataclass
class Paper:
    """Pieces to make and batches by finished unit, grams by ingredient."""

    to_make: Counter[Hashable]
    batches: Counter[Hashable]
    grams: dict[Hashable, float]
    missing: dict[Hashable, float]


def worked_out(given: Inputs) -> Paper:
    shelf = Counter({k: _usable(v, given, on=given.counting.goods)
                     for k, v in given.goods_on_hand.items()})  # fmt: skip
    pieces: Counter[Hashable] = Counter()
    for wish in given.wishes:
        for _ in range(wish.quantity):
            _pack(wish.good, given, shelf, pieces)
    ready = {k: _usable(v, given, on=given.counting.units) for k, v in given.units_on_hand.items()}
    to_make = Counter({k: max(0, n - ready.get(k, 0)) for k, n in pieces.items()})
    batches = Counter({key: _batches(key, count, given) for key, count in to_make.items()})
    grams: dict[Hashable, float] = dict.fromkeys(given.ingredients, 0.0)
    for key, count in batches.items():
        for _ in range(count):
            _bake(given.units[key].recipe_id, 1.0, given, grams)
    held = dict.fromkeys(given.ingredients, 0.0)
    if given.counting.ingredients:
        for lot in given.lots:
            if lot.expires_on is None or lot.expires_on >= given.day:
                held[lot.ingredient] += _grams(lot.ingredient, float(lot.quantity), lot.unit, given)
    missing = {key: max(0.0, grams[key] - held[key]) for key in grams}
    return Paper(to_make, batches, grams, missing)


def _usable(held: OnHand, given: Inputs, *, on: bool) -> int:
    return held.count if on and (held.until is None or held.until >= given.day) else 0


def _pack(
    good: Hashable, given: Inputs, shelf: Counter[Hashable], pieces: Counter[Hashable]
) -> None:
    if shelf[good]:
        shelf[good] -= 1
        return
    for part in given.goods[good].parts:
        for _ in range(int(part.quantity)):
            if part.finished_unit is not None:
                pieces[part.finished_unit] += 1
            else:
                _pack(part.finished_good, given, shelf, pieces)


def _batches(key: Hashable, count: int, given: Inputs) -> int:
    """One batch more until it is enough."""
    gives, batches = given.yields[key], 0
    while True:
        if gives.items_per_batch:
            made: Fraction | int = gives.items_per_batch * batches
        else:
            made = Fraction(100 * batches) / Fraction(gives.batch_percentage or 1)
        if made >= count:
            return batches
        batches += 1


def _bake(recipe: Hashable, times: float, given: Inputs, grams: dict[Hashable, float]) -> None:
    for line in given.recipes[recipe].lines:
        amount = float(line.quantity) * times
        grams[line.ingredient] += _grams(line.ingredient, amount, line.unit, given)
    for inner in given.recipes[recipe].nested:
        _bake(inner.recipe, times * float(inner.batches), given, grams)


def _grams(ingredient: Hashable, amount: float, unit: str, given: Inputs) -> float:
    if unit in GRAMS:
        return amount * GRAMS[unit]
    density = given.ingredients[ingredient].density
    assert density is not None
    return amount * MILLILITRES[unit] * float(density)


def grams_of(given: Inputs, ingredient: Hashable, amount: float, unit: str) -> float:
    """An amount of our plan, on the paper's scale."""
    return _grams(ingredient, amount, unit, given)
