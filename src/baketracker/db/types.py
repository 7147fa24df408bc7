"""Column types and ids."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from sqlalchemy import DateTime, Numeric, Text, Uuid
from sqlalchemy.orm import mapped_column
from uuid_utils.compat import uuid7

# NUMBER marks a column that must never hold NaN: db.base adds the CHECK.
NUMBER = {"number": True}

Quantity = Annotated[Decimal, mapped_column(Numeric(20, 10), info=NUMBER)]
"""An amount in some unit, or the cost of one unit of it."""

Tally = Annotated[Decimal, mapped_column(Numeric(20, 10), info=NUMBER | {"additive": True})]
"""An amount that is added to and taken from: taking one change back leaves the others standing."""

Money = Annotated[Decimal, mapped_column(Numeric(14, 4), info=NUMBER)]
"""A price or total in the bakery's currency."""

Id = Annotated[UUID, mapped_column(Uuid)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Words = Annotated[str, mapped_column(Text)]


def new_id() -> UUID:
    """A time-ordered id (UUIDv7), made by the app: a sequence would tell a neighbour's volume."""
    return uuid7()


def now() -> datetime:
    """The moment, in UTC. Always sent as a parameter, never computed in SQL: a distributed
    engine refuses volatile functions in updates."""
    return datetime.now(UTC)
