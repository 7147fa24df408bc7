"""The command `plan`."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Data, Json, Owner, answer
from baketracker.fields import plain

from . import service
from .need_schemas import Beside
from .schemas import CostView, PlanView
from .unit_schemas import UnitPlan


def register(cli: typer.Typer) -> None:
    cli.command(name="plan")(plan_command)


def plan_command(
    event: Annotated[UUID, typer.Argument(help="The event's id, from `baketracker events`.")],
    bakery: Bakery,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """Show what an event needs: goods, batches, ingredients, wrapping, what is short, cost."""
    with bakery_session(bakery, owner, data) as db:
        found = service.plan_for(db, event)
    answer(found, _lines(found), as_json)


def _lines(found: PlanView) -> list[str]:
    wrapping = [
        *(_need(row.product, row.needed, row.unit, row) for row in found.wrapping),
        *(_need(row.material.name, row.needed, row.base_unit, row) for row in found.materials),
    ]
    return [
        f"{found.event.name}, {found.event.event_date}",
        *_part("To make", [f"{wish.quantity} {wish.good.name}" for wish in found.goods]),
        *_part("Batches", [_unit(unit) for unit in found.units]),
        *_part("Ingredients", [
            _need(row.ingredient.name, row.need, row.unit, row) for row in found.ingredients
        ]),
        *_part("Wrapping", wrapping),
        *_part("Cost", [_cost(found.cost)]),
        *_part("To settle", [issue.sentence for issue in found.issues]),
    ]  # fmt: skip


def _part(title: str, lines: list[str]) -> list[str]:
    return [title, *(f"  {line}" for line in lines)] if lines else []


def _unit(unit: UnitPlan) -> str:
    short = f", {unit.short} too few" if unit.short else ""
    return (
        f"{unit.needed} {unit.name}: {unit.chosen.batches if unit.chosen else '?'} batches{short}"
    )


def _need(name: str, need: Decimal, unit: str, stock: Beside) -> str:
    short = f"short {plain(stock.short)}" if stock.short > 0 else "enough"
    promised = "".join(
        f", {plain(one.quantity)} promised to {one.event.name}, {one.event.event_date}"
        for one in stock.promised
    )
    return f"{name}: need {plain(need)} {unit}, {short}{promised}"


def _cost(cost: CostView) -> str:
    if cost.total is not None:
        return plain(cost.total)
    return f"more than {plain(cost.known)}: {len(cost.unknown)} prices are not known"
