"""The commands `recipes` and `recipe`."""

from collections.abc import Iterator
from typing import Annotated

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Cursor, Data, Json, Owner, Search, answer, answer_page
from baketracker.fields import plain

from . import service
from .schemas import RecipeRow, RecipeView, YieldView


def register(cli: typer.Typer) -> None:
    cli.command(name="recipes")(recipes_command)
    cli.command(name="recipe")(recipe_command)


def recipes_command(
    bakery: Bakery,
    search: Search = "",
    category: Annotated[str, typer.Option(help="Of this category only.")] = "",
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """The recipes of a bakery, A to Z."""
    with bakery_session(bakery, owner, data) as db:
        page = service.search(db, search, category, cursor=cursor)
    answer_page(page, _line, as_json)


def recipe_command(
    recipe: Annotated[str, typer.Argument(help="Its name, slug or id.")],
    bakery: Bakery,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """One recipe: what a batch takes, gives, and how it is made."""
    with bakery_session(bakery, owner, data) as db:
        view = service.named(db, recipe)
    answer(view, _lines(view), as_json)


def _line(row: RecipeRow) -> str:
    gives = "; ".join(_gives(unit) for unit in row.yields)
    return f"{row.name}  ({gives})" if gives else row.name


def _lines(view: RecipeView) -> Iterator[str]:
    yield _line(view)
    for line in view.lines:
        yield f"  {plain(line.quantity)} {line.unit} {line.ingredient.name}"
    for part in view.components:
        yield f"  {plain(part.batches)} batch {part.recipe.name}"
    for number, step in enumerate(view.steps, start=1):
        yield f"{number}. {step.text}"
    if view.allergens:
        yield f"Allergens: {', '.join(view.allergens)}"


def _gives(unit: YieldView) -> str:
    if unit.yield_mode == "batch_portion":
        share = plain(unit.batch_percentage) if unit.batch_percentage else "?"
        return f"{unit.label}, {share} % of a batch each"
    return f"{unit.items_per_batch or '?'} {unit.label}"
