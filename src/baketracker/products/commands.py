"""The command `products`."""

import typer

from baketracker.command_line import bakery_session
from baketracker.faces.options import (
    Bakery,
    Cursor,
    Data,
    Ingredient,
    Json,
    Owner,
    Search,
    answer_page,
)
from baketracker.fields import plain
from baketracker.ingredients.service import named

from . import service
from .schemas import ProductView


def register(cli: typer.Typer) -> None:
    cli.command(name="products")(products_command)


def products_command(
    bakery: Bakery,
    search: Search = "",
    ingredient: Ingredient = None,
    cursor: Cursor = None,
    as_json: Json = False,
    owner: Owner = None,
    data: Data = None,
) -> None:
    """The products of a bakery, by brand and name."""
    with bakery_session(bakery, owner, data) as db:
        of = named(db, ingredient).id if ingredient else None
        page = service.search(db, search, of, cursor)
    answer_page(page, _line, as_json)


def _line(product: ProductView) -> str:
    package = f"{plain(product.package_quantity)} {product.package_unit}"
    return f"{product.label}: {package} of {product.ingredient.name}"
