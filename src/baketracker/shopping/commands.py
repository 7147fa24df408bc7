"""The commands `shopping-lists` and `shopping-list`."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import Bakery, Cursor, Data, Json, Owner, answer, answer_page
from baketracker.fields import plain

from . import service
from .schemas import ItemView, ListSummary, ListView
from .sheet import csv_of


def register(cli: typer.Typer) -> None:
    cli.command(name="shopping-lists")(lists_command)
    cli.command(name="shopping-list")(list_command)


def lists_command(
    bakery: Bakery,
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """A bakery's shopping lists, the newest first."""
    with bakery_session(bakery, owner, data) as db:
        page = service.search(db, cursor)
    answer_page(page, _summary, as_json)


def list_command(
    bakery: Bakery,
    list_id: Annotated[
        UUID | None, typer.Argument(help="Its id, from `shopping-lists`; else the newest open one.")
    ] = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Answer as a CSV file.")] = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """A shopping list: store by store, with packages, need and price."""
    with bakery_session(bakery, owner, data) as db:
        found = service.get(db, list_id) if list_id else service.newest(db)
    if as_csv:
        typer.echo(csv_of(found), nl=False)
    else:
        answer(found, _lines(found), as_json)


def _summary(row: ListSummary) -> str:
    return f"{row.id}  {row.name}: {row.lines - row.in_cart} of {row.lines} left"


def _lines(found: ListView) -> Iterator[str]:
    yield f"{found.name}: {found.totals.left} left, {found.totals.in_cart} in the cart"
    for store in found.stores:
        yield store.supplier.name if store.supplier else "Any store"
        for aisle in store.aisles:
            yield from (f"  {_item(item)}" for item in aisle.items)
    unpriced = f", {found.totals.unpriced} without a price" if found.totals.unpriced else ""
    yield f"Together {plain(found.totals.all_known)}{unpriced}"


def _item(item: ItemView) -> str:
    tick = "x" if item.in_cart else " "
    packages = f", {item.packages} × {_package(item)}" if item.packages and item.product else ""
    need = f", need {plain(item.needed)} {item.unit_said}" if item.needed else ""
    price = f", {plain(item.total)}" if item.total is not None else ""
    return f"[{tick}] {item.name}{packages}{need}{price}"


def _package(item: ItemView) -> str:
    product = item.product
    assert product is not None  # the caller asked
    return f"{product.name} {plain(product.quantity)} {product.unit}"
