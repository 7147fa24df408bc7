"""What the batches need: recipe lines with nested recipes, merged per ingredient."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import mul

from baketracker.errors import NotFound
from baketracker.measures.conversion import convert, convertible


@dataclass(frozen=True, slots=True)
class Ingredient:
    """What a line of a recipe calls for. `density` is grams per millilitre; `package_unit` the
    unit its preferred product is sold in, when there is one."""

    id: Hashable
    name: str
    density: Decimal | None = None
    package_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """So much of one ingredient for one batch."""

    ingredient: Hashable
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Nested:
    """So many batches of another recipe for one batch of this one."""

    recipe: Hashable
    batches: Decimal


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe as planning reads it."""

    id: Hashable
    name: str
    lines: tuple[Line, ...] = ()
    nested: tuple[Nested, ...] = ()


@dataclass(frozen=True, slots=True)
class Batches:
    """So many batches of one recipe."""

    recipe: Hashable
    count: Decimal


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a chain: batches of a recipe for each batch of the one before."""

    recipe: Hashable
    batches: Decimal


@dataclass(frozen=True, slots=True)
class Use:
    """One recipe line reached by one path; its quantity is the folded chain times the line."""

    line: Line
    chain: tuple[Factor, ...]

    @property
    def quantity(self) -> Decimal:
        """In the line's own unit."""
        return reduce(mul, (factor.batches for factor in self.chain), self.line.quantity)


@dataclass(frozen=True, slots=True)
class Source:
    """A use said in the unit of the need it belongs to."""

    use: Use
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Need:
    """What all batches together need of one ingredient, in `unit`, with where it comes from."""

    ingredient: Ingredient
    unit: str
    sources: tuple[Source, ...]

    @property
    def quantity(self) -> Decimal:
        """In `unit`: the sum of the sources."""
        return sum((source.quantity for source in self.sources), Decimal(0))

    def by_unit(self) -> dict[str, Decimal]:
        """What the recipes say, unconverted: quantity per unit as written, for the detail view."""
        written: defaultdict[str, Decimal] = defaultdict(Decimal)
        for source in self.sources:
            written[source.use.line.unit] += source.use.quantity
        return dict(written)


Recipes = Mapping[Hashable, Recipe]
Ingredients = Mapping[Hashable, Ingredient]


def collect(batches: Iterable[Batches], recipes: Recipes) -> tuple[Use, ...]:
    """Every line the batches use, nested recipes included, one use per path.

    A recipe met again on its own path is skipped; one met on two branches counts twice.
    Raises NotFound for a recipe that is not among `recipes`.
    """
    return tuple(
        use
        for run in batches
        for use in _walk(_found(run.recipe, recipes), (Factor(run.recipe, run.count),), recipes)
    )


def merge(uses: Iterable[Use], ingredients: Ingredients) -> tuple[Need, ...]:
    """Uses added up per ingredient, ordered by ingredient name and unit.

    Each is said in the package unit of the preferred product, else in the first unit met; what
    cannot be said in it (2 eggs beside 100 g of egg) keeps a need of its own.
    """
    grouped: defaultdict[Hashable, list[Use]] = defaultdict(list)
    for use in uses:
        grouped[use.line.ingredient].append(use)
    needs = [
        need for key, own in grouped.items() for need in _merged(_known(key, ingredients), own)
    ]
    return tuple(
        sorted(needs, key=lambda need: (need.ingredient.name, need.unit, str(need.ingredient.id)))
    )


def _walk(recipe: Recipe, chain: tuple[Factor, ...], recipes: Recipes) -> Iterator[Use]:
    for line in recipe.lines:
        yield Use(line, chain)
    for inner in recipe.nested:
        if inner.recipe in {factor.recipe for factor in chain}:
            continue
        step = Factor(inner.recipe, inner.batches)
        yield from _walk(_found(inner.recipe, recipes), (*chain, step), recipes)


def _merged(ingredient: Ingredient, uses: list[Use]) -> Iterator[Need]:
    preferred = [ingredient.package_unit] if ingredient.package_unit else []
    targets = dict.fromkeys([*preferred, *(use.line.unit for use in uses)])
    grouped: defaultdict[str, list[Source]] = defaultdict(list)
    for use in uses:
        # The line's own unit is always among the targets, so one is always found.
        unit = next(t for t in targets if t == use.line.unit or _fits(use.line.unit, t, ingredient))
        grouped[unit].append(Source(use, _said_in(unit, use, ingredient)))
    for unit, sources in grouped.items():
        yield Need(ingredient, unit, tuple(sources))


def _fits(unit: str, target: str, ingredient: Ingredient) -> bool:
    return convertible(unit, target, ingredient.density)


def _said_in(unit: str, use: Use, ingredient: Ingredient) -> Decimal:
    if use.quantity <= 0:
        return Decimal(0)
    return convert(use.quantity, use.line.unit, unit, ingredient.density, ingredient.name)


def _found(recipe: Hashable, recipes: Recipes) -> Recipe:
    if recipe not in recipes:
        raise NotFound("recipe")
    return recipes[recipe]


def _known(key: Hashable, ingredients: Ingredients) -> Ingredient:
    if key not in ingredients:
        raise NotFound("ingredient")
    return ingredients[key]
