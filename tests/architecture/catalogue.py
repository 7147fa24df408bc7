"""Reads the database's own catalogue and says everything that is not as it must be.

`findings(connection)` is the authority on what a safe database is: it runs on the migrated
database, on a restored backup and on every mutant. It walks what exists, so a new table or
function is judged by existing."""

from typing import Any

import psycopg

from tests.architecture import catalogue_keys, catalogue_roles, catalogue_routines, catalogue_tables

Db = psycopg.Connection[tuple[Any, ...]]


def findings(connection: Db) -> list[str]:
    """One sentence per fault, sorted; empty when the database is safe.

    `connection` belongs to a superuser on the database in question; nothing is changed."""
    found: list[str] = []
    for part in (catalogue_tables, catalogue_keys, catalogue_routines, catalogue_roles):
        for rule in part.RULES:
            found += rule(connection)
    return sorted(found)
