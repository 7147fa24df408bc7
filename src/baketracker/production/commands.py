"""The command `runs`."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Cursor, Data, Json, Owner, answer_page
from baketracker.fields import plain

from . import service
from .listing import Wanted
from .schemas import RunRow

DAY = ["%Y-%m-%d"]
Of = Annotated[UUID | None, typer.Option(help="Of this recipe only: its id.")]
Unit = Annotated[UUID | None, typer.Option(help="Of this finished unit only: its id.")]
For = Annotated[UUID | None, typer.Option(help="For this event only: its id.")]
Since = Annotated[datetime | None, typer.Option(formats=DAY, help="The first day.")]
Until = Annotated[datetime | None, typer.Option(formats=DAY, help="The last day.")]


def register(cli: typer.Typer) -> None:
    cli.command(name="runs")(runs_command)


def runs_command(
    bakery: Bakery,
    recipe: Of = None,
    finished_unit: Unit = None,
    event: For = None,
    since: Since = None,
    until: Until = None,
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """What a bakery baked, the newest first."""
    first, last = (day.date() if day else None for day in (since, until))
    with bakery_session(bakery, owner, data) as db:
        page = service.search(db, Wanted(recipe, finished_unit, event, first, last), cursor)
    answer_page(page, _line, as_json)


def _line(run: RunRow) -> str:
    cost = plain(run.total_cost) if run.cost_is_known else f"{plain(run.total_cost)} or more"
    wanted = f" for {run.event.name}" if run.event else ""
    made = f"{run.good} of {run.expected} {run.name}"
    return f"{run.produced_on}  {made}{wanted}, cost {cost}  {run.id}"
