"""The command `events`."""

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Cursor, Data, Json, Owner, answer_page

from . import service
from .schemas import EventView


def register(cli: typer.Typer) -> None:
    cli.command(name="events")(events_command)


def events_command(
    bakery: Bakery,
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """The events of a bakery, the newest first."""
    with bakery_session(bakery, owner, data) as db:
        page = service.search(db, "all", cursor)
    answer_page(page, _line, as_json)


def _line(event: EventView) -> str:
    return f"{event.event_date}  {event.name}  {event.goods} goods  {event.id}"
