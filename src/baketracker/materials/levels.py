"""What the five levels of the catalogue share: a name that is free, a row put away or stored, and
the verbs of a level under the names every catalogue calls them by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select

from baketracker.db.many import among
from baketracker.db.rows import expect
from baketracker.db.search import MOST_CLOSE
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict, InvalidInput
from baketracker.measures.closeness import nearest
from baketracker.measures.folding import fold

New = TypeVar("New")
Change = TypeVar("Change")
View = TypeVar("View")
NOT_LISTED = N_("Choose one from the list.")
# So many of what holds something are named.
NAMED = 5


@dataclass(frozen=True, slots=True)
class LevelVerbs(Generic[New, Change, View]):
    """The verbs of one level, each of which has a name of its own."""

    get: Callable[[TenantSession, UUID], View]
    create: Callable[[TenantSession, New, UUID | None], View]
    update: Callable[[TenantSession, UUID, Change, int], View]
    archive: Callable[[TenantSession, UUID, int], None]
    restore: Callable[[TenantSession, UUID], View]


def store(db: TenantSession, row: Any, row_id: UUID | None) -> None:
    """Add a new row, under the id the client chose, if it did."""
    if row_id is not None:
        row.id = row_id
    db.add(row)
    db.flush()


def put_away(
    db: TenantSession,
    row: Any,
    version: int,
    kind: str,
    current: Callable[[], Mapping[str, object]],
    held_by: Callable[[], Sequence[str]],
) -> None:
    """Archive the row. Raises Stale, and Conflict naming what `held_by` answers."""
    expect(row, version, kind, current)
    if names := held_by():
        raise Conflict(
            N_("%(name)s is still in use: %(holders)s. Take it out there first."),
            name=row.name,
            holders=listed(names),
        )
    row.deleted_at = now()
    db.flush()


def listed(names: Sequence[str]) -> str:
    """Names to read inside a sentence; of many the first few."""
    return ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])


def refuse_taken(
    db: TenantSession, entity: type[Any], name: str, own_id: UUID | None, *beside: Any
) -> None:
    """Raise Conflict when another live row has this name, in any case. `beside` narrows where."""
    where: list[ColumnElement[bool]] = [entity.deleted_at.is_(None), *beside]
    for other in db.scalars(select(entity).where(*where)):
        if other.id != own_id and other.name.casefold() == name.casefold():
            raise Conflict(N_("There is already one called %(name)s here."), name=other.name)


def chosen(db: TenantSession, entity: type[Any], row_id: UUID | None, field: str) -> Any:
    """The live row somebody chose in a form. Raises InvalidInput naming the field."""
    row = None if row_id is None else db.find(entity, row_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInput(NOT_LISTED, fields={field: NOT_LISTED})
    return row


def wanted(
    db: TenantSession, entity: type[Any], text: str, *words: Any, archived: bool
) -> list[ColumnElement[bool]]:
    """Whether a row is live (or archived) and its `words` hold every word of `text`; where none
    does, whether they nearly do. Their tables have no folded column: the few names there are, are
    looked through here. One statement when anything is looked for."""
    put_away = entity.deleted_at.is_not(None)
    conditions: list[ColumnElement[bool]] = [put_away if archived else ~put_away]
    if text:
        known = db.execute(select(entity.id, *words).where(*conditions).order_by(entity.id))
        named = [(key, fold(" ".join(filter(None, said)))) for key, *said in known]
        asked = fold(text)
        found = [key for key, said in named if all(word in said for word in asked.split())]
        conditions.append(among(entity.id, found or nearest(named, asked, MOST_CLOSE)))
    return conditions


def names_of(db: TenantSession, entity: type[Any], column: Any, row_id: UUID) -> Sequence[str]:
    """Names of the live rows that stand in this one, A to Z."""
    found = select(entity.name).where(column == row_id, entity.deleted_at.is_(None))
    return db.scalars(found.order_by(entity.name, entity.id)).all()
