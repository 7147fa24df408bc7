"""The commands `ingredients` and `convert`."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from baketracker.command_line import bakery_session
from baketracker.db.paging import Page
from baketracker.errors import InvalidInput
from baketracker.faces.options import Bakery, Cursor, Data, Json, Owner, Search, answer
from baketracker.faces.sentences import sentence_for
from baketracker.fields import QuantityIn, plain

from . import conversion, service
from .schemas import IngredientView

AMOUNT: TypeAdapter[Decimal] = TypeAdapter(QuantityIn)


def register(cli: typer.Typer) -> None:
    cli.command(name="ingredients")(ingredients_command)
    cli.command(name="convert")(convert_command)


def ingredients_command(
    bakery: Bakery,
    search: Search = "",
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """The ingredients of a bakery, A to Z."""
    with bakery_session(bakery, owner, data) as db:
        page = service.search(db, search, cursor=cursor)
    answer(page, _lines(page), as_json)


def _lines(page: Page[IngredientView]) -> Iterator[str]:
    for view in page.items:
        kind = view.category if view.is_leaf else "group"
        yield f"{view.name}  ({kind})" if kind else view.name
    if page.next:
        yield f"More: --cursor={page.next}"


def convert_command(
    value: Annotated[str, typer.Argument(help="2, 1.5 or 1 1/2")],
    from_unit: Annotated[str, typer.Argument(help="cup, lb, each ...")],
    to_unit: Annotated[str, typer.Argument()],
    bakery: Bakery,
    ingredient: Annotated[
        str | None, typer.Option(help="Its name, slug or id; lends its density.")
    ] = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """Say an amount in another unit."""
    with bakery_session(bakery, owner, data) as db:
        of = service.named(db, ingredient).id if ingredient else None
        view = conversion.convert(db, _amount(value), from_unit, to_unit, of)
    said = f"{plain(view.value)} {view.from_unit} = {plain(view.result)} {view.to_unit}"
    answer(view, [said], as_json)


def _amount(typed: str) -> Decimal:
    try:
        return AMOUNT.validate_python(typed)
    except ValidationError as error:
        raise InvalidInput(sentence_for(error.errors()[0])) from error
