"""The commands `recipients` and `gifts`."""

from typing import Annotated
from uuid import UUID

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Cursor, Data, Json, Owner, Search, answer_page

from . import people, service
from .people_schemas import RecipientView
from .schemas import GiftView

Event = Annotated[UUID, typer.Option(help="Of this event: its id, as `events` tells it.")]


def register(cli: typer.Typer) -> None:
    cli.command(name="recipients")(recipients_command)
    cli.command(name="gifts")(gifts_command)


def recipients_command(
    bakery: Bakery,
    search: Search = "",
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """The people a bakery gives to, by household and name."""
    with bakery_session(bakery, owner, data) as db:
        page = people.search(db, search, cursor)
    answer_page(page, _person, as_json)


def gifts_command(
    bakery: Bakery,
    event: Event,
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """Who gets which package at an event, and how far it is."""
    with bakery_session(bakery, owner, data) as db:
        page = service.gifts(db, event, cursor)
    answer_page(page, _gift, as_json)


def _person(person: RecipientView) -> str:
    return f"{person.name} ({person.household})" if person.household else person.name


def _gift(gift: GiftView) -> str:
    return f"{gift.quantity}  {gift.package.name}  {gift.recipient.name}  {gift.status}  {gift.id}"
