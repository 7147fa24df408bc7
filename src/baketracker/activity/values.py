"""Values as the audit log keeps them: plain, in JSON."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column


def held(column: Column[Any], plain: Any) -> Any:
    """A value as the audit log keeps it, as the column holds it."""
    kind = column.type.python_type
    if plain is None or not isinstance(plain, str) or kind is str:
        return plain
    if kind in (Decimal, UUID):
        return kind(plain)
    if kind in (date, datetime):
        return kind.fromisoformat(plain)
    return plain
