"""What refers to a row: found through what the tables say of themselves, so that a new feature's
tables count without a word."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, inspect, select
from sqlalchemy.orm import InstrumentedAttribute

from baketracker.errors import Conflict

from .base import Base
from .many import among
from .tenancy import TenantSession

NAMED = 5
"""So many of each table are named one by one."""


@dataclass(frozen=True, slots=True)
class User:
    """Something that uses another: a product, the recipe a line stands in."""

    table: str
    id: UUID
    name: str


class StillUsed(Conflict):
    """It is in use; `users` are the first of those it is used by."""

    code = "still_used"

    def __init__(
        self, message: str, name: str, uses: Mapping[str, int], users: Sequence[User]
    ) -> None:
        super().__init__(message, name=name, uses=in_words(uses))
        self.users = list(users)


def refuse_while_used(
    db: TenantSession, row: Any, message: str, name: str, *, preferences: bool = True
) -> None:
    """Raise StillUsed when anything uses the row, `preferences` among it unless they do not count.
    `message` is filled with `name` and `uses`."""
    # Who begins to use it locks it too, and then looks whether it still stands.
    entity: Any = type(row)
    db.execute(select(entity.id).where(entity.id == row.id).with_for_update(key_share=True))
    if uses := uses_of(db, row, preferences=preferences):
        raise StillUsed(message, name, uses, users_of(db, row, uses))


def uses_of(db: TenantSession, row: Any, *, preferences: bool = True) -> dict[str, int]:
    """How many rows refer to this one, by table; tables with none are left out, and so are those
    that only prefer it when `preferences` do not count.

    Archived rows, parts of the row (`part_of`) and rows that hold nothing (`in_use`) do not."""
    counts: Counter[str] = Counter()
    for entity, attribute in references_to(row.__tablename__):
        wanted = preferences or not is_preference(attribute)
        if wanted and getattr(entity, "part_of", "") != row.__tablename__:
            counts[entity.__tablename__] += _referring(db, entity, attribute, row.id)
    return {table: count for table, count in counts.items() if count}


def references_to(table: str) -> Iterator[tuple[Any, InstrumentedAttribute[Any]]]:
    """Every (entity, column) that refers to rows of this table, always in the same order."""
    for mapper in sorted(Base.registry.mappers, key=lambda one: one.class_.__name__):
        for column in mapper.columns:
            if column.info.get("references") == table:
                yield mapper.class_, mapper.get_property_by_column(column).class_attribute


def entity_of(table: str) -> Any:
    """The class whose rows stand in this table."""
    entities: list[Any] = [mapper.class_ for mapper in Base.registry.mappers]
    return next(entity for entity in entities if entity.__tablename__ == table)


def users_of(db: TenantSession, row: Any, tables: Collection[str], most: int = NAMED) -> list[User]:
    """What uses the row in these tables, the first of each: itself, or what it is a line of."""
    found: dict[User, None] = {}
    for entity, attribute in references_to(row.__tablename__):
        if entity.__tablename__ in tables:
            for one in db.scalars(rows_using(entity, attribute, [row.id]).limit(most)):
                thing = thing_of(db, one, row.__tablename__)
                found[User(thing.__tablename__, thing.id, name_of(db, thing))] = None
    return sorted(found, key=lambda user: (user.table, user.name, user.id))


def thing_of(db: TenantSession, row: Any, beside: str = "") -> Any:
    """The row, when it has a name; else what it is a line of, which is not in table `beside`."""
    return row if hasattr(row, "name") else _owner(db, row, beside) or row


def name_of(db: TenantSession, row: Any) -> str:
    """What it is called: by brand and name, else as what it is one of."""
    if own := " ".join(filter(None, (getattr(row, "brand", None), getattr(row, "name", None)))):
        return own
    owner = _owner(db, row)
    return row.__tablename__.replace("_", " ") if owner is None else name_of(db, owner)


def _owner(db: TenantSession, row: Any, beside: str = "") -> Any:
    for column in inspect(type(row)).columns:
        table, row_id = column.info.get("references"), getattr(row, column.key)
        if table not in (None, beside) and row_id is not None:
            return db.find(entity_of(table), row_id)
    return None


def is_preference(attribute: InstrumentedAttribute[Any]) -> bool:
    """Whether the reference only says what is usually taken."""
    return bool(attribute.property.columns[0].info.get("preference"))


def forget_preferences(db: TenantSession, row: Any) -> dict[str, int]:
    """Nothing prefers this row any more; answers how many rows of which table did."""
    forgotten: Counter[str] = Counter()
    for entity, attribute in references_to(row.__tablename__):
        if is_preference(attribute):
            for one in db.scalars(select(entity).where(attribute == row.id)):
                setattr(one, attribute.key, None)
                forgotten[entity.__tablename__] += 1
    db.flush()
    return dict(forgotten)


def _referring(
    db: TenantSession, entity: Any, attribute: InstrumentedAttribute[Any], row_id: UUID
) -> int:
    using = rows_using(entity, attribute, [row_id]).with_only_columns(func.count(entity.id))
    return db.scalar(using) or 0


def rows_using(
    entity: Any, attribute: InstrumentedAttribute[Any], row_ids: Collection[UUID]
) -> Select[Any]:
    """The rows of `entity` that refer to these in earnest: not archived, and holding something."""
    found = select(entity).where(among(attribute, row_ids))
    if hasattr(entity, "deleted_at"):
        found = found.where(entity.deleted_at.is_(None))
    if hasattr(entity, "in_use"):
        found = found.where(entity.in_use())
    return found


def in_words(uses: Mapping[str, int]) -> str:
    """The uses as a list to read: "products (2), recipe ingredients (1)"."""
    return ", ".join(f"{table.replace('_', ' ')} ({count})" for table, count in uses.items())
