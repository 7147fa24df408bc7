"""The command `plan`."""

from typing import Annotated
from uuid import UUID

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Data, Json, Owner, answer
from baketracker.fields import plain

from . import service
from .need_schemas import IngredientPlan
from .schemas import PlanView


def register(cli: typer.Typer) -> None:
    cli.command(name="plan")(plan_command)


def plan_command(
    event: Annotated[UUID, typer.Argument(help="The event's id, from `baketracker events`.")],
    bakery: Bakery,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """Show what an event needs: finished units, batches, ingredients and what is short."""
    with bakery_session(bakery, owner, data) as db:
        found = service.plan_for(db, event)
    answer(found, _lines(found), as_json)


def _lines(found: PlanView) -> list[str]:
    units = [
        f"  {unit.needed} {unit.name}: {unit.chosen.batches if unit.chosen else '?'} batches"
        for unit in found.units
    ]
    return [
        f"{found.event.name}, {found.event.event_date}",
        *units,
        *(f"  {_ingredient(row)}" for row in found.ingredients),
        *(issue.sentence for issue in found.issues),
    ]


def _ingredient(row: IngredientPlan) -> str:
    short = f"short {plain(row.missing)}" if row.missing > 0 else "enough"
    return f"{row.ingredient.name}: need {plain(row.need)} {row.unit}, {short}"
