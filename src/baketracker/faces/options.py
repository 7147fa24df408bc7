"""What the reading commands share: their options, and how they answer."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

Bakery = Annotated[str, typer.Option(help="Its id, or its name together with --owner.")]
Owner = Annotated[str | None, typer.Option(help="E-mail of somebody of that bakery.")]
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the embedded database.")]
Search = Annotated[str, typer.Option(help="Words to look for; case and accents do not matter.")]
Cursor = Annotated[str | None, typer.Option(help="The `next` of the page before.")]
Json = Annotated[bool, typer.Option("--json", help="Answer as the JSON API does.")]


def answer(view: BaseModel, lines: Iterable[str], as_json: bool) -> None:
    """Print a view: the API's own JSON, or lines to read."""
    if as_json:
        typer.echo(view.model_dump_json())
        return
    for line in lines:
        typer.echo(line)
