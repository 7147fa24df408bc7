"""Steps the import's scenarios share."""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from sqlalchemy import select

from baketracker.app_tables import metadata
from baketracker.db.tenancy import tables_of_tenants
from baketracker.exchange.desktop_file import desktop_file
from baketracker.exchange.desktop_import import import_desktop
from baketracker.exchange.report import Report, TableLine
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.desktop import Desktop, giving, making
from tests.parity.__main__ import ROOT

# What imports did not bring before there were runs and gifts.
BEFORE_MAKING = (*making(), *giving(), "compositions WHERE package_id IS NOT NULL")
UNWATCHED = {"audit_log", "memberships", "tenants"}


def quietly(_done: int, _total: int, _note: str) -> None:
    """Nobody watches the progress."""


def bring_in(bakery: BakeryOnDatabase, path: Path, *, dry_run: bool = False) -> Report:
    with desktop_file(path) as file, bakery.session() as db:
        return import_desktop(db, file, dry_run=dry_run, progress=quietly)


def line(report: Report, table: str) -> TableLine:
    return next(line for line in report.tables if line.table == table)


def skipped(report: Report, table: str) -> dict[str, int]:
    """Why rows of a table stayed behind, and how many."""
    return {str(it.why): it.count for it in line(report, table).left}


def contents(bakery: BakeryOnDatabase) -> dict[str, set[str]]:
    """Every row of every table of the bakery, as text."""
    tables = {name: metadata.tables[f"app.{name}"] for name in set(tables_of_tenants()) - UNWATCHED}
    with bakery.session() as db:
        return {
            name: {str(row) for row in db.execute(select(table).where(db.own(table)))}
            for name, table in tables.items()
        }


def count(bakery: BakeryOnDatabase) -> int:
    """Rows of all tables that bakeries fill."""
    return sum(map(len, contents(bakery).values()))


def recorded(name: str) -> Path:
    """A file the desktop itself wrote; skips where it is not at hand."""
    path = Path(os.environ.get("BAKETRACKER_PARITY") or ROOT.parent / "shared" / "parity") / name
    if not path.is_file():
        pytest.skip(f"no desktop file at {path}")
    return path


def desktop_id(table: str, number: int) -> UUID:
    """The id of a row of our own desktop files."""
    return uuid5(NAMESPACE_URL, f"test:{table}:{number}")


def as_an_earlier_version_read(path: Path, folder: Path, tables: Iterable[str]) -> Path:
    """The file without what an earlier version of the import did not take."""
    copy = folder / f"earlier-{path.name}"
    copy.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(copy)) as file:
        for table in tables:
            file.execute(f"DELETE FROM {table}")  # noqa: S608
        file.commit()
    return copy


def small(path: Path) -> Path:
    """Our own small desktop file."""
    return Desktop().write(path / "bake_tracker.db")
