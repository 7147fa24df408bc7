"""The command `materials`."""

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Cursor, Data, Json, Owner, Search, answer_page
from baketracker.fields import plain

from . import service
from .schemas import MaterialView


def register(cli: typer.Typer) -> None:
    cli.command(name="materials")(materials_command)


def materials_command(
    bakery: Bakery,
    search: Search = "",
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """The materials of a bakery, A to Z, with what is left of each."""
    with bakery_session(bakery, owner, data) as db:
        page = service.search(db, search, cursor=cursor)
    answer_page(page, _line, as_json)


def _line(material: MaterialView) -> str:
    return f"{material.name}: {plain(material.on_hand)} {material.unit}"
