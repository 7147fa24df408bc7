"""Pages of a list: the same short walk for every list, however long it is."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from baketracker.errors import InvalidInput

from .base import TenantOwned
from .tenancy import TenantSession

LARGEST_PAGE = 100
PAGE = 50

Row = TypeVar("Row", bound=TenantOwned)
View = TypeVar("View")


class LostPlace(InvalidInput):
    """The cursor points at nothing in this bakery's list."""

    code = "lost_place"

    def __init__(self) -> None:
        super().__init__("The list has changed since. Start again from its beginning.")


class Page(BaseModel, Generic[View]):
    """A slice of a list; `next` is the cursor of the following one, None at the end."""

    items: list[View]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """The rows of one page before they become views."""

    rows: Sequence[Row]
    next: str | None

    def page(self, view: Callable[[Row], View]) -> Page[View]:
        return Page(items=[view(row) for row in self.rows], next=self.next)


def slice_of(
    db: TenantSession,
    statement: Select[Row],
    entity: type[Row],
    order: InstrumentedAttribute[Any] | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    newest_first: bool = False,
) -> Slice[Row]:
    """`limit` rows (1 to 100) of `statement` in the order of (`order`, id), or of id alone;
    the other way round with `newest_first`.

    The cursor names the last row seen, not a position: rows that come and go shift nothing. One
    statement for the first page, two for later ones. Raises LostPlace."""
    limit = max(1, min(limit, LARGEST_PAGE))
    keys: list[InstrumentedAttribute[Any]] = [entity.id] if order is None else [order, entity.id]
    if cursor is not None:
        place, here = tuple_(*_place(db, keys, entity, cursor)), tuple_(*keys)
        statement = statement.where(here < place if newest_first else here > place)
    ordered = [key.desc() if newest_first else key for key in keys]
    rows = db.scalars(statement.order_by(*ordered).limit(limit + 1)).all()
    more = len(rows) > limit
    return Slice(rows[:limit], cursor_of(rows[limit - 1].id) if more else None)


def _place(
    db: TenantSession, keys: list[InstrumentedAttribute[Any]], entity: type[Row], cursor: str
) -> Sequence[Any]:
    place = db.execute(select(*keys).where(entity.id == row_of(cursor))).one_or_none()
    if place is None:
        raise LostPlace
    return tuple(place)


def cursor_of(row_id: UUID) -> str:
    """The cursor after this row: opaque, 22 letters."""
    return base64.urlsafe_b64encode(row_id.bytes).decode().rstrip("=")


def row_of(cursor: str) -> UUID:
    """The row a cursor stands after. Raises LostPlace."""
    try:
        return UUID(bytes=base64.urlsafe_b64decode(f"{cursor}=="))
    except ValueError as error:
        raise LostPlace from error
