"""The operator's commands about bakeries and the people in them."""

from pathlib import Path
from typing import Annotated

import typer

from baketracker.command_line import Sentence, database, engine, find_bakery
from baketracker.db.connect import make_engine
from baketracker.db.scope import Role
from baketracker.db.types import now
from baketracker.faces.options import Data

from . import operator, permissions

members = typer.Typer(help="The people of a bakery.", no_args_is_help=True)
bakeries = typer.Typer(help="All bakeries of this installation.", no_args_is_help=True)

Bakery = Annotated[str, typer.Argument(help="Its id, or its name together with --owner.")]
Owner = Annotated[str | None, typer.Option(help="E-mail of somebody who belongs to it.")]


@members.command()
def add(
    email: Annotated[str, typer.Argument(help="E-mail of an account that exists.")],
    bakery: Annotated[str, typer.Option(help="Its id, or its name together with --owner.")],
    role: Annotated[str, typer.Option(help="owner, admin or member")] = "member",
    owner: Owner = None,
    data: Data = None,
) -> None:
    """Put somebody who has an account into a bakery."""
    with engine(data) as made:
        scope = find_bakery(made, bakery, owner)
        operator.add_member(made, scope.tenant_id, email, _role(role))
        typer.echo(f"{email} is {role} of {scope.bakery_name}.")


@members.command()
def disable(
    email: Annotated[str, typer.Argument(help="E-mail of the account.")], data: Data = None
) -> None:
    """Shut somebody out of every bakery: their sessions and tokens end at once."""
    with engine(data) as made:
        operator.disable_account(made, email)
        typer.echo(f"{email} can no longer sign in.")


@bakeries.command(name="list")
def list_bakeries(
    owner: Annotated[str, typer.Option(help="E-mail of the person.")], data: Data = None
) -> None:
    """The bakeries of one person."""
    with engine(data) as made:
        for bakery in operator.bakeries_of_owner(made, owner):
            state = "" if bakery.is_active else "  (suspended)"
            typer.echo(f"{bakery.id}  {bakery.role:<6}  {bakery.name}{state}")


@bakeries.command()
def suspend(bakery: Bakery, owner: Owner = None, data: Data = None) -> None:
    """Stop a bakery: its sessions, tokens, jobs and tools end with their next request."""
    _set_active(bakery, owner, data, active=False)


@bakeries.command()
def resume(bakery: Bakery, owner: Owner = None, data: Data = None) -> None:
    """Open a suspended bakery again."""
    _set_active(bakery, owner, data, active=True)


@bakeries.command(name="purge-drafts")
def purge_drafts(data: Data = None) -> None:
    """Delete draft bakeries past their end."""
    from baketracker.app_tables import metadata

    with database(data) as config:
        if not config.admin_database_url:
            raise Sentence("Set ADMIN_DATABASE_URL to the database as bt_migrator.")
        migrator = make_engine(config.admin_database_url, config)
        try:
            count = operator.purge_drafts(migrator, metadata, now())
        finally:
            migrator.dispose()
        typer.echo(f"{count} drafts deleted.")


def print_permissions() -> None:
    """Print who may do what (docs/permissions.md)."""
    permissions.load_all_verbs()
    typer.echo(permissions.document(), nl=False)


def register(cli: typer.Typer) -> None:
    cli.add_typer(members, name="members")
    cli.add_typer(bakeries, name="bakeries")
    cli.command(name="permissions")(print_permissions)


def _set_active(bakery: str, owner: str | None, data: Path | None, *, active: bool) -> None:
    with engine(data) as made:
        scope = find_bakery(made, bakery, owner)
        name = operator.set_active(made, scope.tenant_id, active)
        typer.echo(f"{name} is {'open' if active else 'suspended'}.")


def _role(word: str) -> Role:
    roles: dict[str, Role] = {"owner": "owner", "admin": "admin", "member": "member"}
    if word not in roles:
        raise Sentence("A role is owner, admin or member.")
    return roles[word]
