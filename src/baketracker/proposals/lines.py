"""Which package somebody means by what they said or what a receipt prints: values in, a line out.

A receipt names a package ("KS UNSLT BUTTR 4LB"), so it is matched as a whole. Somebody who speaks
names a thing and an amount ("two pounds of flour"): first which ingredient, then which of its
packages holds that."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from baketracker.errors import InvalidInput
from baketracker.measures.conversion import convert
from baketracker.measures.units import Category, find_unit
from baketracker.understanding import matching
from baketracker.understanding.names import Package, contradict, words

from .drafts import By, NewPackage, PurchaseLine
from .known import Known, KnownIngredient, KnownProduct

CHOICES = 3
MOST_PACKAGES = 48
# Of 100: a name that is spoken or heard a little differently.
NEARLY = 88
# Of 100 points of the matcher: less is no choice worth offering.
LIKELY = 50
PRICE_PLACES = Decimal("0.0001")
# A pound is 454 g on one label and 453.6 g in the book.
SLACK = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Bought:
    """One thing that was bought, as it was said: `quantity` of `unit` in all; or, where `packages`
    are counted (a bag, two cans), so many of them. `price` is for all of it. `is_printed`: the
    quantity is what one package is said to hold, which the matcher has judged."""

    text: str
    name: str
    quantity: Decimal | None = None
    unit: str | None = None
    packages: int | None = None
    price: Decimal | None = None
    is_doubtful: bool = False
    is_printed: bool = False


def spoken_line(key: int, bought: Bought, known: Known, by: By) -> PurchaseLine:
    """The line of something that was said: the product that fits, a new one of an ingredient that
    is known, or up to three it may be."""
    alias = _learnt(bought, known)
    if alias is not None:
        return _counted(key, bought, alias, _count(bought, alias), "learnt", by)
    ingredients = likely(bought.name, known)
    if not ingredients:
        return _unknown(key, bought, by)
    fitting = [
        (one, packages)
        for ingredient in ingredients
        for one in known.of_ingredient(ingredient.id)
        if not contradict(bought.name, f"{one.label} {ingredient.name}")
        and (packages := _count(bought, one))
    ]
    fitting = _closest(bought, fitting)
    if len(ingredients) == 1 and not fitting:
        return _new_of(key, bought, ingredients[0], by)
    if len(fitting) == 1 or (fitting and _stands_out(fitting, known)):
        product, packages = fitting[0]
        return _of_product(key, bought, product, packages, "rules", by)
    choices = [one for one, _ in fitting] or [
        product for one in ingredients for product in known.of_ingredient(one.id)[:1]
    ]
    return _to_choose(key, bought, choices, ingredients[0], by)


def printed_line(
    key: int, line: matching.Line, bought: Bought, known: Known, by: By
) -> PurchaseLine:
    """The line of a receipt, as the matcher judges it."""
    found = matching.match(line, known.candidates(), known.aliases)
    products: dict[Any, KnownProduct] = {one.id: one for one in known.products}
    choices = [
        products[key]
        for key, points in found.ranked
        if key in products and points >= LIKELY and not _differs(bought, products[key], known)
    ]
    if found.state == "skip":
        made = _unknown(key, bought, by)
        return made.model_copy(update={"state": "skip", "reason": found.reason})
    if found.state == "ready" and found.key in products:
        product = products[found.key]
        who: By = "learnt" if found.reason == "alias" else "rules"
        packages = bought.packages or _count(bought, product)
        if packages is None and bought.is_printed:
            packages = 1
        return _counted(key, bought, product, packages, who, by)
    if found.state == "new":
        likely_ones = likely(line.expanded or line.text, known)
        one = likely_ones[0] if len(likely_ones) == 1 else None
        return _new_of(key, bought, one, by) if one else _unknown(key, bought, by)
    made = _to_choose(key, bought, choices, _of_one(choices, known), by)
    return made.model_copy(update={"reason": found.reason})


def _differs(bought: Bought, product: KnownProduct, known: Known) -> bool:
    of = known.ingredients[product.ingredient_id].name
    return contradict(f"{bought.text} {bought.name}", f"{product.label} {of}") is not None


def _of_one(choices: Sequence[KnownProduct], known: Known) -> KnownIngredient | None:
    """The ingredient of what is likeliest: a package of another size would be of it too."""
    return known.ingredients[choices[0].ingredient_id] if choices else None


def likely(name: str, known: Known) -> list[KnownIngredient]:
    """The ingredients a name may mean: the one called so; else those whose name holds its words,
    those bought most first; else those called nearly so. Never one that contradicts it."""
    said = " ".join(words(name))
    if not said:
        return []
    named = [
        (one, line)
        for one in known.ingredients.values()
        for line in one.folded.split("\n")
        if line.strip() and not contradict(name, one.name)
    ]
    for fits in (_is_called, _holds, _is_nearly):
        found = {one.id: one for one, line in named if fits(said, " ".join(words(line)))}
        if found:
            return _by_habit(list(found.values()), known)
    return []


def _is_called(said: str, name: str) -> bool:
    return said == name


def _holds(said: str, name: str) -> bool:
    """Every word of one is in the other: "flour" in "all purpose flour", "fine sea salt" holds
    "sea salt"."""
    mine, theirs = set(said.split()), set(name.split())
    return mine <= theirs or (len(theirs) > 1 and theirs <= mine)


def _is_nearly(said: str, name: str) -> bool:
    return fuzz.token_sort_ratio(said, name) >= NEARLY


def _by_habit(found: Sequence[KnownIngredient], known: Known) -> list[KnownIngredient]:
    """Those bought most first. One that is bought, where none of the others ever was, is meant."""
    times = {one.id: sum(product.times for product in known.of_ingredient(one.id)) for one in found}
    ranked = sorted(found, key=lambda one: (-times[one.id], len(one.name), one.name))
    if len(ranked) > 1 and times[ranked[0].id] and not times[ranked[1].id]:
        return ranked[:1]
    return ranked[:CHOICES]


def _learnt(bought: Bought, known: Known) -> KnownProduct | None:
    """What a correction said of the same words, where it was a product."""
    said = matching.normalised(bought.text or bought.name)
    key = next((one.key for one in known.aliases if one.text == said and one.key), None)
    return next((one for one in known.products if one.id == key), None)


def _count(bought: Bought, product: KnownProduct) -> int | None:
    """How many of these packages what was said is; None where that is no whole number. Pieces of
    what is sold by weight are packages: two flours are two bags."""
    if bought.packages is not None:
        return bought.packages
    if bought.quantity is None:
        return 1
    unit = bought.unit or product.unit
    if _is_counted(bought.unit) and not _is_counted(product.unit):
        packages = bought.quantity
    else:
        one = _said_in(product.size, product.unit, unit)
        if one is None or one <= 0:
            return None
        packages = bought.quantity / one
    whole = packages.to_integral_value()
    is_close = abs(packages - whole) <= whole * SLACK
    return int(whole) if is_close and 1 <= whole <= MOST_PACKAGES else None


def _said_in(size: Decimal, unit: str, other: str) -> Decimal | None:
    try:
        return convert(size, unit, other)
    except InvalidInput:
        return None


def _is_counted(unit: str | None) -> bool:
    known = find_unit(unit) if unit else None
    return unit is None or (known is not None and known.category is Category.COUNT)


def _closest(
    bought: Bought, fitting: list[tuple[KnownProduct, int]]
) -> list[tuple[KnownProduct, int]]:
    """One package that holds it all is meant rather than several smaller ones."""
    if bought.packages is not None or not fitting:
        return fitting
    fewest = min(packages for _, packages in fitting)
    return [pair for pair in fitting if pair[1] == fewest]


def _stands_out(fitting: Sequence[tuple[KnownProduct, int]], known: Known) -> bool:
    """Whether the first is the usual one, or bought here, and the second is not."""
    first, second = (known.habit(one) for one, _ in fitting[:2])
    return first[:3] > second[:3] and fitting[0][0].ingredient_id == fitting[1][0].ingredient_id


def _of_product(
    key: int, bought: Bought, product: KnownProduct, packages: int, who: By, by: By
) -> PurchaseLine:
    price = _each(bought.price, packages)
    return PurchaseLine(
        key=key,
        text=bought.text,
        name=bought.name,
        state="check" if bought.is_doubtful else "ready",
        reason="doubtful" if bought.is_doubtful else "",
        product_id=product.id,
        packages=packages,
        price=price,
        total=bought.price,
        by={"product": who, "packages": by} | ({"price": by} if price is not None else {}),
    )


def _counted(
    key: int, bought: Bought, product: KnownProduct, packages: int | None, who: By, by: By
) -> PurchaseLine:
    """The product; where the amount is no whole number of its packages, somebody has to look."""
    made = _of_product(key, bought, product, packages or 1, who, by)
    return made if packages else made.model_copy(update={"state": "check", "reason": "size"})


def _to_choose(
    key: int,
    bought: Bought,
    choices: Sequence[KnownProduct],
    ingredient: KnownIngredient | None,
    by: By,
) -> PurchaseLine:
    made = _unknown(key, bought, by)
    named = list(dict.fromkeys(one.id for one in choices))[:CHOICES]
    new = made.new
    if new is not None and ingredient is not None:
        new = new.model_copy(update={"ingredient_id": ingredient.id})
    return made.model_copy(
        update={"choices": named, "new": new, "reason": "alike" if named else made.reason}
    )


def _new_of(key: int, bought: Bought, ingredient: KnownIngredient, by: By) -> PurchaseLine:
    """A package nobody knows yet, of an ingredient that is known."""
    made = _unknown(key, bought, by)
    assert made.new is not None
    new = made.new.model_copy(update={"ingredient_id": ingredient.id})
    whole = new.is_whole and not bought.is_doubtful
    return made.model_copy(
        update={
            "new": new,
            "state": "new" if whole else "check",
            "reason": "" if whole else "package",
            "by": made.by | {"ingredient": "rules"},
        }
    )


def _unknown(key: int, bought: Bought, by: By) -> PurchaseLine:
    """Nobody knows what it is: all that was said is kept."""
    packages = bought.packages or 1
    package = Package(bought.quantity, bought.unit, 1) if bought.quantity and bought.unit else None
    price = _each(bought.price, packages)
    return PurchaseLine(
        key=key,
        text=bought.text,
        name=bought.name,
        state="check",
        reason="unknown",
        new=NewPackage(
            name=bought.name or bought.text,
            quantity=package.size if package else None,
            unit=package.unit if package else None,
        ),
        packages=packages,
        price=price,
        total=bought.price,
        by={"packages": by, "package": by} | ({"price": by} if price is not None else {}),
    )


def _each(price: Decimal | None, packages: int) -> Decimal | None:
    """What one package costs when all of them cost `price`."""
    return None if price is None else (price / packages).quantize(PRICE_PLACES).normalize() + 0
