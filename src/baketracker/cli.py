"""The command-line door. Each feature's commands are registered here by name."""

import logging
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from sqlalchemy.exc import SQLAlchemyError

from baketracker.command_line import Sentence, database, database_trouble
from baketracker.config import UnsafeSettings, settings
from baketracker.db.cluster import EmbeddedError
from baketracker.db.connect import plain_url
from baketracker.db.machine import is_free
from baketracker.db.provision import ForeignDatabase, head, migrate, refuse_foreign
from baketracker.db.roles import Passwords, create_roles
from baketracker.db.selfcheck import Unsafe
from baketracker.errors import BakeTrackerError

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the embedded database.")]

# feature.commands: each has `register(cli)`.
COMMANDS: list[str] = [
    "accounts.commands",
    "ingredients.commands",
    "suppliers.commands",
    "products.commands",
    "materials.commands",
    "pantry.commands",
    "buying.commands",
    "recipes.commands",
    "events.commands",
    "production.commands",
    "planning.commands",
    "planning.calendar_commands",
    "giving.commands",
    "shopping.commands",
    "exchange.commands",
    "operations.commands",
]


@cli.command()
def run(
    port: Annotated[int | None, typer.Option(help="Where to listen.")] = None,
    data: Data = None,
) -> None:
    """Serve BakeTracker on this machine, with a database of its own unless DATABASE_URL is set."""
    from baketracker.app import build
    from baketracker.faces.log import set_up_logging
    from baketracker.operations.serving import serve

    with database(data, migrating=True) as config:
        wanted = port or config.port
        refuse_taken(wanted)
        if "public_url" not in config.model_fields_set:
            config = config.model_copy(update={"public_url": f"http://127.0.0.1:{wanted}"})
        set_up_logging("WARNING" if sys.stderr.isatty() else config.log_level)
        typer.echo(f"BakeTracker is at {config.public_url} (Ctrl-C stops it)")
        serve(build(config), "127.0.0.1", wanted, linger=0)


@cli.command(name="serve")
def serve_command() -> None:
    """Serve on all addresses, as a deployment does; migrations are their own step."""
    from baketracker.app import build
    from baketracker.faces.log import set_up_logging
    from baketracker.operations.serving import serve

    with database() as config:
        set_up_logging(config.log_level)
        serve(build(config), "0.0.0.0", config.port, linger=5 if config.production else 0)


@cli.command()
def worker() -> None:
    """Do background work until stopped (SIGTERM finishes the job in hand)."""
    import asyncio

    from baketracker.app import for_jobs
    from baketracker.tasks.alone import until_stopped

    with database() as config:
        typer.echo("Waiting for work (Ctrl-C stops it)")
        asyncio.run(until_stopped(config, for_jobs))


def refuse_taken(port: int) -> None:
    """End with one sentence when something else listens on the port."""
    if not is_free(port):
        raise Sentence(f"Port {port} is taken: stop the other program or use --port.")


@cli.command(name="migrate")
def migrate_command(data: Data = None) -> None:
    """Bring the database to the newest migration (a release step, never at start)."""
    config = settings()
    if not config.database_url and not config.admin_database_url:
        with database(data):
            pass  # the embedded database is migrated whenever it starts
    elif config.admin_database_url:
        refuse_foreign(plain_url(config.admin_database_url))
        migrate(config.admin_database_url)
    else:
        raise Sentence("Set ADMIN_DATABASE_URL to the database as bt_migrator.")
    typer.echo(f"The database stands at migration {head()}.")


@cli.command()
def roles(
    admin_url: Annotated[str, typer.Argument(help="The product's database, as an administrator.")],
    app_password: Annotated[str, typer.Option(envvar="BT_APP_PASSWORD")],
    migrator_password: Annotated[str, typer.Option(envvar="BT_MIGRATOR_PASSWORD")],
    backup_password: Annotated[str | None, typer.Option(envvar="BT_BACKUP_PASSWORD")] = None,
    ops_password: Annotated[str | None, typer.Option(envvar="BT_OPS_PASSWORD")] = None,
) -> None:
    """Make the database roles and schemas on an empty or managed server; safe to run again."""
    passwords = Passwords(app_password, migrator_password, backup_password, ops_password)
    for note in create_roles(plain_url(admin_url), passwords):
        typer.echo(note)
    typer.echo("The roles stand. Next: baketracker migrate.")


@cli.command()
def shell(data: Data = None) -> None:
    """A Python prompt with the engine and the tables at hand."""
    import code

    from baketracker import app_tables
    from baketracker.db.connect import make_engine
    from baketracker.db.scope import Scope
    from baketracker.db.tenancy import tenant_transaction

    with database(data) as config:
        names = {
            "engine": make_engine(config.database_url, config),
            "tables": app_tables.metadata.tables,
            "Scope": Scope,
            "tenant_transaction": tenant_transaction,
        }
        code.interact(f"At hand: {', '.join(names)}", local=names)


for feature in COMMANDS:
    import_module(f"baketracker.{feature}").register(cli)


def main() -> None:
    """The entry point: what goes wrong on purpose is one sentence, never a traceback."""
    logging.basicConfig(level="WARNING")
    try:
        cli()
    except (BakeTrackerError, EmbeddedError, ForeignDatabase, Unsafe, UnsafeSettings) as error:
        typer.echo(str(error), err=True)
        raise SystemExit(1) from error
    except (SQLAlchemyError, psycopg.Error) as error:
        typer.echo(database_trouble(error), err=True)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
