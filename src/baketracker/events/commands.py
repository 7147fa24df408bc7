"""Events on the command line."""

from typing import Annotated

import typer

from baketracker.command_line import bakery_session
from baketracker.db.paging import LARGEST_PAGE

from . import service

Bakery = Annotated[str, typer.Option("--bakery", help="The bakery's id, or its name with --owner.")]
Owner = Annotated[str | None, typer.Option("--owner", help="The owner's e-mail.")]
Json = Annotated[bool, typer.Option("--json", help="The same as the JSON API answers.")]


def register(cli: typer.Typer) -> None:
    cli.command(name="events")(events)


def events(bakery: Bakery, owner: Owner = None, json: Json = False) -> None:
    """List a bakery's events, the newest first."""
    with bakery_session(bakery, owner) as db:
        found = service.search(db, "all", limit=LARGEST_PAGE)
    if json:
        typer.echo(found.model_dump_json())
        return
    for event in found.items:
        typer.echo(f"{event.event_date}  {event.name}  {event.goods} goods  {event.id}")
