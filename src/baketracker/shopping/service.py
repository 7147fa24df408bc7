"""The verbs of the shopping lists; their lines are in `items`, what fills them in `making`."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import NotFound
from baketracker.events import service as events

from .given import ListChange
from .making import refresh, set_events
from .models import ShoppingItem, ShoppingList
from .reading import LIST, events_of, list_view, open_list
from .schemas import ListSummary, ListView


@verb("read")
def search(
    db: TenantSession, cursor: str | None = None, limit: int = PAGE, *, archived: bool = False
) -> Page[ListSummary]:
    """The bakery's lists, the newest first, or the archived ones. Three statements, four with a
    cursor. Raises LostPlace."""
    found = _listed(archived=archived)
    rows = slice_of(
        db, found, ShoppingList, ShoppingList.created_at, cursor, limit, newest_first=True
    )
    ids = [row.id for row in rows.rows]
    refs, counts = events_of(db, ids), _counts(db, ids)
    return rows.page(
        lambda row: ListSummary(
            id=row.id,
            name=row.name,
            events=refs[row.id],
            lines=counts.get(row.id, (0, 0))[0],
            in_cart=counts.get(row.id, (0, 0))[1],
            is_archived=row.deleted_at is not None,
            finished_at=row.finished_at,
            created_at=row.created_at,
            version=row.version,
        )
    )


@verb("read")
def count(db: TenantSession, *, archived: bool = False) -> int:
    """How many `search` would find in all."""
    counted = _listed(archived=archived).with_only_columns(func.count(ShoppingList.id))
    return db.scalar(counted) or 0


@verb("read")
def get(db: TenantSession, list_id: UUID) -> ListView:
    """One list with its lines, as one walks through the stores. Raises NotFound."""
    return list_view(db, live(db, ShoppingList, list_id, LIST))


@verb("read")
def newest(db: TenantSession) -> ListView:
    """The newest list whose trip is not over. Raises NotFound when there is none."""
    ahead = _listed().where(ShoppingList.finished_at.is_(None))
    newest_first = (ShoppingList.created_at.desc(), ShoppingList.id.desc())
    row = db.scalars(ahead.order_by(*newest_first).limit(1)).one_or_none()
    if row is None:
        raise NotFound(LIST)
    return list_view(db, row)


@verb("write")
def update(db: TenantSession, list_id: UUID, change: ListChange, version: int) -> ListView:
    """Change the given fields; other events bring other lines at once.

    Raises NotFound, also for an event that is not there, TripOver, Stale."""
    row = open_list(db, list_id)
    expect(row, version, LIST, lambda: _current(db, row))
    values = change.model_dump(exclude_unset=True)
    event_ids = values.pop("event_ids", None)
    for name, value in values.items():
        setattr(row, name, value)
    db.flush()
    if event_ids is None:
        return list_view(db, row)
    for event_id in event_ids:
        events.get(db, event_id)
    set_events(db, row, event_ids)
    return refresh(db, list_id)


@verb("write")
def archive(db: TenantSession, list_id: UUID, version: int) -> None:
    """Put it away with its lines. Raises NotFound, Stale."""
    row = live(db, ShoppingList, list_id, LIST)
    expect(row, version, LIST, lambda: _current(db, row))
    row.deleted_at = now()
    db.flush()


@verb("write")
def restore(db: TenantSession, list_id: UUID) -> ListView:
    """Bring an archived one back. Raises NotFound."""
    return list_view(db, brought_back(db, ShoppingList, list_id, LIST))


def _listed(*, archived: bool = False) -> Select[Any]:
    put_away = ShoppingList.deleted_at.is_not(None)
    return select(ShoppingList).where(put_away if archived else ~put_away)


def _counts(db: TenantSession, list_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """Lines to buy, and how many of them are in the cart."""
    bought = (
        select(
            ShoppingItem.list_id, func.count(ShoppingItem.id), func.count(ShoppingItem.in_cart_at)
        )
        .where(among(ShoppingItem.list_id, list_ids), func.coalesce(ShoppingItem.packages, 1) > 0)
        .group_by(ShoppingItem.list_id)
    )
    return {row[0]: (row[1], row[2]) for row in db.execute(bought)}


def _current(db: TenantSession, row: ShoppingList) -> dict[str, Any]:
    return list_view(db, row).model_dump(mode="json")
