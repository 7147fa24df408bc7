"""How often: counted in PostgreSQL, so that all workers count together.

A failing counter lets a signed-in person read (`door.py`) and closes sign-in."""

import hashlib
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Literal
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from baketracker.errors import TooManyRequests, Unavailable

from . import identity, security

MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)


def admit(gate: identity.Gate, account_id: UUID, limit: int, moment: datetime) -> None:
    """Count one request of a person, whatever door it came by.

    Raises TooManyRequests beyond `limit` in a minute."""
    _count(gate, f"person:{account_id}", MINUTE, limit, moment)


Attempt = Literal["sign_in", "sign_up", "confirmation", "draft"]


def admit_attempt(
    engine: Engine, what: Attempt, email: str | None, address: str, limit: int, moment: datetime,
    request_id: str = "",
) -> None:  # fmt: skip
    """Count one attempt against the account (a visitor has none) and against the address it comes
    from.

    Committed before the password is looked at. Raises TooManyRequests beyond `limit` in a quarter
    of an hour, Unavailable when nobody can count: a guesser must not profit from a broken
    counter."""
    keys = [f"{what} from:{neighbourhood(address)}"]
    if email is not None:
        keys.insert(0, f"{what}:{_hashed(email)}")
    try:
        with engine.begin() as gate:
            for key in keys:
                _count(gate, key, QUARTER, limit, moment)
    except TooManyRequests:
        security.record("limited", what=what, request=request_id)
        raise
    except SQLAlchemyError as error:
        raise Unavailable("Signing in is not possible just now. Try again in a minute.") from error


def neighbourhood(address: str) -> str:
    """What counts as one caller: an IPv4 address, or the /64 one household has of IPv6."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return f"{IPv6Address(int(ip) >> 64 << 64)}/64"
    return str(ip)


def _count(gate: identity.Gate, key: str, window: timedelta, limit: int, moment: datetime) -> None:
    hits, began = identity.hit(gate, key, window, moment)
    if hits > limit:
        wait = max(1, int((began + window - moment).total_seconds()) + 1)
        raise TooManyRequests(
            "Too many tries. Wait %(seconds)s seconds, then go on.", wait, seconds=wait
        )


def _hashed(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()[:32]
