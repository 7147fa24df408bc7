"""Bringing in a desktop file by command."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from baketracker.accounts import identity
from baketracker.accounts.models import Tenant
from baketracker.accounts.opening import Person, open_bakery
from baketracker.accounts.passwords import hashed
from baketracker.command_line import Sentence, engine, find_bakery
from baketracker.config import settings
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.db.types import new_id
from baketracker.errors import NotFound
from baketracker.faces.options import Data
from baketracker.measures.slugs import slugify
from baketracker.tasks.jobs import patient

from .desktop_file import DesktopFile, desktop_file
from .desktop_import import import_desktop
from .report import Report
from .report_commands import as_text


def register(cli: typer.Typer) -> None:
    cli.command(name="import-desktop")(import_desktop_command)


def import_desktop_command(
    file: Annotated[Path, typer.Argument(help="bake_tracker.db; a -wal beside it is read too.")],
    bakery: Annotated[str, typer.Option(help="Its name or id. A new name opens a bakery.")],
    owner: Annotated[str | None, typer.Option(help="E-mail of whom it belongs to.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only try it.")] = False,
    data: Data = None,
) -> None:
    """Take a desktop database into a bakery, which is opened when there is none of that name."""
    with desktop_file(file) as desktop, engine(data) as made:
        typer.echo(as_text(_import(made, desktop, bakery, _owner(owner, bakery), dry_run)))


def _import(made: Engine, desktop: DesktopFile, bakery: str, owner: str, dry_run: bool) -> Report:
    try:
        scope = find_bakery(made, bakery, owner)
    except NotFound:
        # Tried before the bakery is opened, so that a refusal leaves nothing behind.
        tried = _in_passing(made, desktop, bakery)
        if dry_run:
            return tried
        scope = _open(made, bakery, owner)
    with tenant_transaction(made, scope) as db:
        return _run(db, desktop, dry_run)


def _run(db: TenantSession, desktop: DesktopFile, dry_run: bool) -> Report:
    patient(db)
    return import_desktop(db, desktop, dry_run=dry_run, progress=_tell)


def _in_passing(made: Engine, desktop: DesktopFile, bakery: str) -> Report:
    """The import into a bakery that is never kept."""
    scope = Scope(new_id(), role="owner", kind="operator", bakery_name=bakery)
    with _never_kept(made, scope) as db:
        db.add(Tenant(id=scope.tenant_id, name=bakery))
        db.flush()
        return _run(db, desktop, dry_run=True)


@contextmanager
def _never_kept(made: Engine, scope: Scope) -> Iterator[TenantSession]:
    with TenantSession(made, scope) as db:
        try:
            yield db
        finally:
            db.rollback()


def _open(made: Engine, bakery: str, owner: str) -> Scope:
    """A new bakery for `owner`, who gets an account and a password when there is none."""
    with made.connect() as gate:
        known = identity.find_credentials(gate, owner)
    if known:
        person = Person(known.account_id, owner, known.display_name)
        scope = open_bakery(made, bakery, person, new_account=False)
    else:
        password = secrets.token_urlsafe(12)
        person = Person(new_id(), owner, owner.partition("@")[0], hashed(password))
        scope = open_bakery(made, bakery, person, new_account=True)
        typer.echo(f"Sign in as {owner} with the password {password} and change it there.")
    typer.echo(f"Opened the bakery {bakery} ({scope.tenant_id}).")
    return replace(scope, kind="operator")


def _owner(owner: str | None, bakery: str) -> str:
    """Whose bakery it is. On one's own machine nobody needs to say."""
    if owner is None and settings().production:
        raise Sentence("Say whose bakery it is: --owner with an e-mail.")
    if owner is not None and "@" not in owner.strip("@"):
        raise Sentence("--owner is an e-mail, such as ada@example.com.")
    return (owner or f"owner@{slugify(bakery, 'bakery', 60)}.example").strip().casefold()


def _tell(done: int, total: int, note: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{done:>7} of {total}  {note:60}", err=True, nl=done >= total)
