"""The database of one machine: embedded, durable, migrated, its passwords kept beside it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from .embedded import EmbeddedPostgres
from .provision import Urls, kept_passwords, provision

DATABASE = "baketracker"


@contextlib.contextmanager
def local_database(data: Path) -> Iterator[Urls]:
    """Start (or take over) the server in `data`, bring it to our migration, stop it at the end.

    Raises EmbeddedError with one plain sentence."""
    with EmbeddedPostgres(data) as server:
        server.watch()
        yield provision(server.url, DATABASE, kept_passwords(data / "roles"))
