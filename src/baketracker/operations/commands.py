"""The command `books`."""

import typer

from baketracker.command_line import Sentence, database
from baketracker.faces.options import Data

from .balancing import check_all_books


def register(cli: typer.Typer) -> None:
    cli.command(name="books")(books_command)


def books_command(data: Data = None) -> None:
    """Look through the books of every bakery: what went out of a lot is what its ledger says."""
    with database(data) as config:
        if not config.admin_database_url:
            raise Sentence("Set ADMIN_DATABASE_URL: only that login knows all bakeries.")
        wrong = check_all_books(config)
        for tenant, lots in wrong.items():
            typer.echo(f"{tenant}: {len(lots)} lots are out of balance")
        if wrong:
            raise typer.Exit(1)
        typer.echo("All books balance.")
