"""What the reading commands share: their options, and how they answer."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import BaseModel

from baketracker.db.paging import Page

View = TypeVar("View")

Bakery = Annotated[str, typer.Option(help="Its id, or its name together with --owner.")]
Owner = Annotated[str | None, typer.Option(help="E-mail of somebody of that bakery.")]
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the embedded database.")]
Search = Annotated[str, typer.Option(help="Words to look for; case and accents do not matter.")]
Ingredient = Annotated[str | None, typer.Option(help="Of this one only: its name, slug or id.")]
Cursor = Annotated[str | None, typer.Option(help="The `next` of the page before.")]
Json = Annotated[bool, typer.Option("--json", help="Answer as the JSON API does.")]


def answer(view: BaseModel, lines: Iterable[str], as_json: bool) -> None:
    """Print a view: the API's own JSON, or lines to read."""
    if as_json:
        typer.echo(view.model_dump_json())
        return
    for line in lines:
        typer.echo(line)


def answer_page(page: Page[View], line: Callable[[View], str], as_json: bool) -> None:
    """Print a page of a list, one `line` for each entry, and how to get the next page."""
    lines = [line(view) for view in page.items]
    answer(page, [*lines, f"More: --cursor={page.next}"] if page.next else lines, as_json)
