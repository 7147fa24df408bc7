"""The command `events`."""

from typing import Annotated, cast, get_args

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Cursor, Data, Json, Owner, answer_page

from . import service
from .schemas import EventView, When

Listed = Annotated[str, typer.Option("--when", help="upcoming, past, all, templates or archived.")]


def register(cli: typer.Typer) -> None:
    cli.command(name="events")(events_command)


def events_command(
    bakery: Bakery,
    when: Listed = "all",
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """The events of a bakery, the newest first; those upcoming with the nearest first."""
    if when not in get_args(When):
        raise typer.BadParameter("Choose upcoming, past, all, templates or archived.")
    with bakery_session(bakery, owner, data) as db:
        page = service.search(db, cast(When, when), cursor)
    answer_page(page, _line, as_json)


def _line(event: EventView) -> str:
    return f"{event.event_date}  {event.name}  {event.goods} goods  {event.plan_state}  {event.id}"
