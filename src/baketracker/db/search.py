"""Looking for words in a folded column: "creme" finds "Crème", and % is only a percent sign; where
nothing is called so, what is nearly called so."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import InstrumentedAttribute

from baketracker.measures.closeness import nearest
from baketracker.measures.folding import fold

from .many import among
from .paging import Row, Slice
from .tenancy import TenantSession

LONGEST = 200
# So many names are compared with what was typed, and so many offered.
MOST_NAMES = 10_000
MOST_CLOSE = 10


def has_words(column: InstrumentedAttribute[str], typed: str) -> ColumnElement[bool]:
    """Every word of `typed` stands somewhere in `column`, which holds folded text."""
    words = _folded(typed).split()
    return and_(True, *(column.contains(word, autoescape=True) for word in words))


def close_to(
    db: TenantSession,
    column: InstrumentedAttribute[str],
    typed: str,
    *where: ColumnElement[bool],
    beside: InstrumentedAttribute[str] | None = None,
) -> list[UUID]:
    """The ids of the live rows (or those `where` says) whose folded `column` nearly says what was
    typed: the nearest first, at most 10. One statement.

    `beside` is a column of another table that is looked through too; `where` joins that."""
    entity: Any = column.class_
    said: Any = column if beside is None else column + "\n" + beside
    names = select(entity.id, said).where(*(where or (entity.deleted_at.is_(None),)))
    rows = db.execute(names.order_by(column, entity.id).limit(MOST_NAMES))
    return nearest(rows, _folded(typed), MOST_CLOSE)


def close_rows(db: TenantSession, statement: Select[Row], ids: list[UUID]) -> Slice[Row]:
    """The rows of `statement` with these ids, in their order: what a list shows when nothing is
    called what was typed. One statement, none without ids."""
    entity: Any = statement.column_descriptions[0]["entity"]
    found = db.scalars(statement.where(among(entity.id, ids))).all() if ids else []
    rows: list[Row] = sorted(found, key=lambda row: ids.index(row.id))
    return Slice(rows, None)


def _folded(typed: str) -> str:
    return fold("".join(sign if sign.isprintable() else " " for sign in typed[:LONGEST]))
