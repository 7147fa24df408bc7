"""The command `purchases`."""

from typing import Annotated
from uuid import UUID

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Cursor, Data, Json, Owner, Search, answer_page
from baketracker.fields import plain

from . import service
from .listing import Period
from .schemas import PurchaseView

Since = Annotated[Period, typer.Option(help="How far back.")]
Supplier = Annotated[UUID | None, typer.Option(help="Of this one only: its id.")]


def register(cli: typer.Typer) -> None:
    cli.command(name="purchases")(purchases_command)


def purchases_command(
    bakery: Bakery,
    search: Search = "",
    period: Since = "all",
    supplier: Supplier = None,
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """What a bakery bought, the newest first."""
    with bakery_session(bakery, owner, data) as db:
        page = service.search(db, search, period, supplier, cursor)
    answer_page(page, _line, as_json)


def _line(line: PurchaseView) -> str:
    price = "price unknown" if line.package_price is None else f"at {plain(line.package_price)}"
    where = f", {line.supplier.name}" if line.supplier else ""
    return f"{line.purchased_on}{where}: {line.packages} × {line.product.label} {price}"
