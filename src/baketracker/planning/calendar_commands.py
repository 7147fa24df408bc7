"""The command `calendar`."""

from datetime import datetime
from typing import Annotated

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Data, Json, Owner, answer

from . import calendar
from .calendar_schemas import CalendarDay, plain_day

Month = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m", "%Y-%m-%d"], help="Such as 2026-12.")
]


def register(cli: typer.Typer) -> None:
    cli.command(name="calendar")(calendar_command)


def calendar_command(
    bakery: Bakery,
    month: Month = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """The events of a month, and the days chosen for baking."""
    with bakery_session(bakery, owner, data) as db:
        found = calendar.calendar(db, month.date() if month else None)
    lines = [f"{found.month:%B %Y}", *(_line(day) for day in found.lively)]
    answer(found, lines, as_json)


def _line(day: CalendarDay) -> str:
    """ "Thu 2026-12-17  Cookie 6 batches (Holiday boxes)"; too full a day says so."""
    events = [event.name for event in day.events]
    bakes = [f"{bake.name} {bake.batches} batches ({bake.event})" for bake in day.bakes]
    full = ["more than the kitchen can do"] if day.is_over else []
    return f"{plain_day(day.day)}  {'; '.join([*bakes, *events, *full])}"
