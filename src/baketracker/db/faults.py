"""What a database error means to a baker: mapped by SQLSTATE, never by the server's own text.

Through a distributed engine the constraint name is missing or carries a shard number, so the name
is read from the message and the number taken off."""

import logging
import re

from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm.exc import StaleDataError

from baketracker.errors import (
    N_,
    BakeTrackerError,
    Conflict,
    InvalidInput,
    NotFound,
    Stale,
    Unavailable,
)

security = logging.getLogger("baketracker.security")

RETRYABLE = ("40001", "40P01")
BUSY = N_("We are busier than usual. Nothing was saved; try again in a moment.")
OUTSIDE = N_("A value is outside what can be stored. Check numbers and lengths.")
FULL_OR_DOWN = ("53", "57", "58", "08")
QUOTED = re.compile(r'constraint "([^"]+)"')
SHARD = re.compile(r"_\d{5,}$")


def sqlstate(error: BaseException) -> str:
    """The five characters of the server's verdict, or "" when it never spoke."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return getattr(original, "sqlstate", None) or ""


def is_retryable(error: BaseException) -> bool:
    """Whether the same unit of work may well succeed when run again."""
    return sqlstate(error) in RETRYABLE


def constraint_name(error: DBAPIError) -> str:
    """The name of the broken constraint, without a shard suffix; "" when unknown."""
    original = error.orig
    named = original.diag.constraint_name if isinstance(original, pg.Error) else None
    if not named:
        found = QUOTED.search(str(original))
        named = found.group(1) if found else ""
    return SHARD.sub("", named)


def in_words(error: SQLAlchemyError) -> BakeTrackerError | None:
    """The error as people may read it; None when it is a mistake of ours."""
    if isinstance(error, StaleDataError):
        return Stale("entry")
    if isinstance(error, PoolExhausted):
        return Unavailable(BUSY)
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, pg.DataError) and not sqlstate(error):
        return InvalidInput(OUTSIDE)  # the driver itself refused it, a zero byte for instance
    return _by_state(sqlstate(error), error)


def _by_state(state: str, error: DBAPIError) -> BakeTrackerError | None:
    if state in RETRYABLE or state == "55P03":
        return Unavailable("Somebody is changing the same thing. Try again in a moment.")
    if state == "23505":
        return Conflict("There is already one like it in this bakery.")
    if state == "23503":
        return InvalidInput("It refers to something that is not in this bakery.")
    if state == "42501":
        security.warning("refused by row-level security", extra={"event": "rls_refused"})
        return NotFound("entry")
    if state.startswith(("23", "22")):
        return InvalidInput(OUTSIDE)
    if state == "" or state.startswith(FULL_OR_DOWN):
        return Unavailable(BUSY)
    return None
