"""The command `pantry`."""

from collections.abc import Iterator

import typer

from baketracker.command_line import bakery_session
from baketracker.db.paging import Page
from baketracker.faces.options import Bakery, Cursor, Data, Json, Owner, Search, answer
from baketracker.fields import plain

from . import service
from .schemas import ShelfView


def register(cli: typer.Typer) -> None:
    cli.command(name="pantry")(pantry_command)


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
    answer(page, _lines(page), as_json)


def _lines(page: Page[ShelfView]) -> Iterator[str]:
    for shelf in page.items:
        amounts = [shelf.total] if shelf.total else shelf.by_unit
        said = " + ".join(f"{plain(one.amount)} {one.unit}" for one in amounts)
        yield f"{shelf.ingredient.name}: {said}"
    if page.next:
        yield f"More: --cursor={page.next}"
