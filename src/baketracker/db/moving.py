"""Two rows that are one: what refers to the first is pointed at the second."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import UniqueConstraint, inspect, select
from sqlalchemy.orm import InstrumentedAttribute

from baketracker.errors import N_, Conflict, InvalidInput, NotFound

from .audit import BOOKKEEPING
from .base import TenantOwned
from .references import name_of, references_to, thing_of
from .tenancy import TenantSession

Row = TypeVar("Row", bound=TenantOwned)

Settle = Callable[[Any, Any], None]
"""Given `moving` and `there`, of which only one can stand: what the first says goes into the
second, and the first away."""

Key = tuple[tuple[str, ...], bool]


class IntoItself(InvalidInput):
    """A thing cannot become one with itself."""

    code = "into_itself"

    def __init__(self) -> None:
        words = N_("Choose another one than itself.")
        super().__init__(words, fields={"into_id": words})


class SideBySide(Conflict):
    """Both stand where only one of them may."""

    code = "side_by_side"

    def __init__(self, where: str) -> None:
        words = N_("Both stand in %(where)s. Take one of them out there first.")
        super().__init__(words, where=where)


def move_uses(
    db: TenantSession, row: Any, into: Any, settle: Settle | None = None
) -> dict[str, int]:
    """Point every reference to `row` at `into`, those of archived rows too; answers how many rows
    of which table moved.

    Ledgers and snapshots (`append_only`) and what the audit log does not follow (`audited`) keep
    what they say, the latter because no move of theirs could be taken back; so does a part of the
    row (`part_of`) when `into` has an equal one. A moved row that has `after_move(db)` is told.
    Where only one of two can stand, `settle` makes one of them. Raises SideBySide without it, and
    where a row joins the two."""
    moved: list[Any] = []
    with db.no_autoflush:
        for entity, attribute in references_to(row.__tablename__):
            if not stays(entity):
                moved += _move(db, entity, attribute, row, into, settle)
    db.flush()
    for one in moved:
        if hasattr(one, "after_move"):
            one.after_move(db)
    db.flush()
    return dict(Counter(one.__tablename__ for one in moved))


def stays(entity: Any) -> bool:
    """Whether rows of this table refer for good to what they were written with."""
    return getattr(entity, "append_only", False) or not getattr(entity, "audited", True)


def two_of(rows: Iterable[Row], kind: str, row_id: UUID, into_id: UUID) -> tuple[Row, Row]:
    """The one that goes and the one that stays, neither put away. Raises IntoItself, NotFound."""
    if row_id == into_id:
        raise IntoItself
    found = {one.id: one for one in rows if not getattr(one, "deleted_at", None)}
    if row_id not in found or into_id not in found:
        raise NotFound(kind)
    return found[row_id], found[into_id]


def blanks_filled(row: Any, into: Any, *columns: str | tuple[str, ...]) -> dict[str, Any]:
    """What `into` takes from `row`: the columns it says nothing in; several that belong together
    only when it says nothing in any of them."""
    together = [one if isinstance(one, tuple) else (one,) for one in columns]
    return {
        name: getattr(row, name)
        for names in together
        if not any(_says(into, name) for name in names)
        for name in names
        if _says(row, name)
    }


def _says(row: Any, name: str) -> bool:
    return getattr(row, name) not in (None, "")


def _move(
    db: TenantSession,
    entity: Any,
    attribute: InstrumentedAttribute[Any],
    row: Any,
    into: Any,
    settle: Settle | None,
) -> Iterator[Any]:
    is_part = getattr(entity, "part_of", "") == row.__tablename__
    # What `into` has already, read only where it can matter.
    keys = list(_keys(entity, attribute.key))
    there = _referring(db, entity, attribute, into) if keys or is_part else []
    for one in _referring(db, entity, attribute, row):
        if _joins(one, attribute.key, into):
            raise SideBySide(_where(db, one, row))
        if is_part and _content(one, attribute.key) in (_content(o, attribute.key) for o in there):
            continue
        twin = next((o for o in there if _clash(one, o, keys)), None)
        if twin is None:
            setattr(one, attribute.key, into.id)
            yield one
        elif settle is None:
            raise SideBySide(_where(db, one, row))
        else:
            settle(one, twin)


def _referring(
    db: TenantSession, entity: Any, attribute: InstrumentedAttribute[Any], row: Any
) -> Sequence[Any]:
    return db.scalars(select(entity).where(attribute == row.id).order_by(entity.id)).all()


def _joins(one: Any, key: str, into: Any) -> bool:
    """Whether the row would come to stand between `into` and itself."""
    beside = (
        attribute.key
        for entity, attribute in references_to(into.__tablename__)
        if entity is type(one) and attribute.key != key
    )
    itself = type(one) is type(into) and one.id == into.id
    return itself or any(getattr(one, name) == into.id for name in beside)


def _content(one: Any, key: str) -> dict[str, Any]:
    columns = inspect(type(one)).column_attrs
    return {c.key: getattr(one, c.key) for c in columns if c.key not in BOOKKEEPING | {key}}


def _keys(entity: Any, key: str) -> Iterator[Key]:
    """The unique keys this column is part of: their other columns, and whether only rows that are
    not archived count."""
    table = inspect(entity).local_table
    for index in (one for one in table.indexes if one.unique):
        if key in index.columns:
            where = index.dialect_options["postgresql"]["where"]
            yield _others(index.columns, key), "deleted_at" in str(where)
    for constraint in (one for one in table.constraints if isinstance(one, UniqueConstraint)):
        if key in constraint.columns:
            yield _others(constraint.columns, key), False


def _others(columns: Any, key: str) -> tuple[str, ...]:
    return tuple(column.name for column in columns if column.name not in ("tenant_id", key))


def _clash(one: Any, other: Any, keys: Sequence[Key]) -> bool:
    return any(
        all(getattr(one, name) == getattr(other, name) is not None for name in names)
        and not (only_live and (one.deleted_at or other.deleted_at))
        for names, only_live in keys
    )


def _where(db: TenantSession, one: Any, row: Any) -> str:
    return name_of(db, thing_of(db, one, row.__tablename__))
