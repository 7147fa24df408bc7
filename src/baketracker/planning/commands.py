"""Plans on the command line."""

from typing import Annotated
from uuid import UUID

import typer

from baketracker.command_line import bakery_session
from baketracker.events.commands import Bakery, Json, Owner
from baketracker.fields import plain

from . import service
from .schemas import IngredientPlan, PlanView


def register(cli: typer.Typer) -> None:
    cli.command(name="plan")(plan)


def plan(
    event: Annotated[UUID, typer.Argument(help="The event's id, from `baketracker events`.")],
    bakery: Bakery,
    owner: Owner = None,
    json: Json = False,
) -> None:
    """Show what an event needs: finished units, batches, ingredients and what is short."""
    with bakery_session(bakery, owner) as db:
        found = service.plan_for(db, event)
    if json:
        typer.echo(found.model_dump_json())
        return
    for line in _lines(found):
        typer.echo(line)


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
    short = f"short {plain(row.missing.quantize(row.need))}" if row.missing > 0 else "enough"
    return f"{row.ingredient.name}: need {plain(row.need)} {row.unit}, {short}"
