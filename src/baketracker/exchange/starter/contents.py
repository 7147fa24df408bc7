"""What the files of the starter catalogue say, as values. Broken files fail here, with the name of
what is wrong; whether the figures are plausible is the tests' question."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

Units = Literal["us", "metric"]

FILES = Path(__file__).parent
# The names an ingredient may give its allergens.
ALLERGENS = frozenset(
    {"gluten", "egg", "milk", "peanut", "tree nuts", "soy", "sesame", "sulfites", "fish"}
    | {"crustaceans", "molluscs", "celery", "mustard", "lupin"}
)


@dataclass(frozen=True, slots=True)
class Package:
    """`size` × `unit` in one `kind`, at about `dollars`."""

    size: Decimal
    unit: str
    kind: str | None
    dollars: Decimal


@dataclass(frozen=True, slots=True)
class StarterIngredient:
    """`cup`: grams in a US cup (None: counted in pieces or always weighed)."""

    name: str
    group: str
    root: str
    cup: Decimal | None
    days: int
    allergens: tuple[str, ...]
    packages: dict[Units, Package]


@dataclass(frozen=True, slots=True)
class Amount:
    quantity: Decimal
    unit: str

    @classmethod
    def read(cls, written: str) -> "Amount":
        number, _space, unit = written.partition(" ")
        return cls(Decimal(number), unit)


@dataclass(frozen=True, slots=True)
class Line:
    """So much of an ingredient for one batch, as either kitchen measures it."""

    ingredient: str
    amounts: dict[Units, Amount]


@dataclass(frozen=True, slots=True)
class Step:
    text: str
    minutes: int
    oven: int | None = None
    timer: bool = False


@dataclass(frozen=True, slots=True)
class Yield:
    """What one batch gives: `count` items, or one of `share` percent of it. `keeps`: days."""

    unit: str
    item: str
    keeps: int
    count: int | None = None
    share: Decimal | None = None
    serving: bool = False


@dataclass(frozen=True, slots=True)
class StarterRecipe:
    """`inside`: batches of other recipes in one batch of this one."""

    name: str
    category: str
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    makes: tuple[Yield, ...]
    inside: dict[str, Decimal]

    @property
    def minutes(self) -> int:
        """From the first step to the last, waiting too."""
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True, slots=True)
class StarterGood:
    """`parts`: finished units or other goods; `materials`: material units."""

    name: str
    parts: dict[str, int]
    materials: dict[str, int]


@dataclass(frozen=True, slots=True)
class StarterMaterial:
    """`units`: what one good takes, in the base unit."""

    name: str
    category: str
    subcategory: str
    base: str
    packages: dict[Units, Package]
    units: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Starter:
    ingredients: tuple[StarterIngredient, ...]
    recipes: tuple[StarterRecipe, ...]
    goods: tuple[StarterGood, ...]
    materials: tuple[StarterMaterial, ...]
    currencies: dict[str, Decimal]

    @property
    def units(self) -> dict[str, StarterRecipe]:
        """Each finished unit's recipe."""
        return {made.unit: recipe for recipe in self.recipes for made in recipe.makes}


@cache
def starter() -> Starter:
    """The whole catalogue, read once."""
    return Starter(
        ingredients=tuple(_ingredients()),
        recipes=tuple(_recipes()),
        goods=tuple(
            StarterGood(name, told["parts"], told.get("materials", {}))
            for name, told in _read("goods.toml").items()
        ),
        materials=tuple(_materials()),
        currencies={code: Decimal(rate) for code, rate in _read("currencies.toml").items()},
    )


def _ingredients() -> Iterator[StarterIngredient]:
    for told in _folder("ingredients"):
        root = told.pop("group")
        for group, rows in told.items():
            for name, row in rows.items():
                yield StarterIngredient(
                    name, group, root, _decimal(row.get("cup")), row["days"],
                    tuple(row.get("allergens", ())),
                    {"us": _package(row["us"]), "metric": _package(row["metric"])},
                )  # fmt: skip


def _recipes() -> Iterator[StarterRecipe]:
    for told in _folder("recipes"):
        category = told.pop("category")
        for name, row in told.items():
            lines = (
                Line(ingredient, {"us": Amount.read(us), "metric": Amount.read(metric)})
                for ingredient, us, metric in row["lines"]
            )
            yield StarterRecipe(
                name, category, tuple(lines),
                tuple(Step(**step) for step in row["steps"]),
                tuple(Yield(**made) for made in row.get("makes", ())),
                {inner: Decimal(batches) for inner, batches in row.get("inside", ())},
            )  # fmt: skip


def _materials() -> Iterator[StarterMaterial]:
    for category, groups in _read("packaging.toml").items():
        for subcategory, rows in groups.items():
            for name, row in rows.items():
                packages: dict[Units, Package] = {
                    "us": _wrapping(row["us"]), "metric": _wrapping(row["metric"])
                }  # fmt: skip
                takes = {unit: Decimal(count) for unit, count in row["units"].items()}
                yield StarterMaterial(name, category, subcategory, row["base"], packages, takes)


def _package(told: list[Any]) -> Package:
    size, unit, kind, dollars = told
    return Package(Decimal(size), unit, kind, Decimal(dollars))


def _wrapping(told: list[Any]) -> Package:
    size, unit, dollars = told
    return Package(Decimal(size), unit, None, Decimal(dollars))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _folder(name: str) -> Iterator[dict[str, Any]]:
    for file in sorted((FILES / name).glob("*.toml")):
        yield _read(file.relative_to(FILES).as_posix())


def _read(file: str) -> dict[str, Any]:
    with (FILES / file).open("rb") as told:
        return tomllib.load(told, parse_float=Decimal)
