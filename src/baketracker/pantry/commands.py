"""The commands `pantry` and `lots`."""

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import (
    Bakery,
    Cursor,
    Data,
    Ingredient,
    Json,
    Owner,
    Search,
    answer_page,
)
from baketracker.fields import plain
from baketracker.ingredients.service import named

from . import service
from .schemas import LotView, ShelfView


def register(cli: typer.Typer) -> None:
    cli.command(name="pantry")(pantry_command)
    cli.command(name="lots")(lots_command)


def pantry_command(
    bakery: Bakery,
    search: Search = "",
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """What a bakery has on hand, merged by ingredient."""
    with bakery_session(bakery, owner, data) as db:
        page = service.shelves(db, search, cursor)
    answer_page(page, _shelf, as_json)


def lots_command(
    bakery: Bakery,
    ingredient: Ingredient = None,
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """The lots a bakery has on hand, in the order they came."""
    with bakery_session(bakery, owner, data) as db:
        of = named(db, ingredient).id if ingredient else None
        page = service.lots(db, of, cursor=cursor)
    answer_page(page, _lot, as_json)


def _shelf(shelf: ShelfView) -> str:
    amounts = [shelf.total] if shelf.total else shelf.by_unit
    said = " + ".join(f"{plain(one.amount)} {one.unit}" for one in amounts)
    return f"{shelf.ingredient.name}: {said}"


def _lot(lot: LotView) -> str:
    bought = f", bought {lot.purchased_on}" if lot.purchased_on else ""
    return f"{lot.product.label}: {plain(lot.quantity)} {lot.unit}{bought}"
