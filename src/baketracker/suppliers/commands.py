"""The command `suppliers`."""

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Cursor, Data, Json, Owner, Search, answer_page

from . import service


def register(cli: typer.Typer) -> None:
    cli.command(name="suppliers")(suppliers_command)


def suppliers_command(
    bakery: Bakery,
    search: Search = "",
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """The suppliers of a bakery, A to Z."""
    with bakery_session(bakery, owner, data) as db:
        page = service.search(db, search, cursor)
    answer_page(page, lambda supplier: supplier.label, as_json)
