"""Where an ingredient stands among the others: its parent, its level, what is below it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.many import among
from baketracker.db.rows import in_words, uses_of
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput, RuleBroken

from . import hierarchy
from .models import Ingredient

SUGGESTED = 3


def require_leaf(db: TenantSession, ingredient_id: UUID, field: str) -> Ingredient:
    """The ingredient, when products and recipes may use it.

    Raises InvalidInput naming `field` when it is not there, RuleBroken with up to three
    ingredients below it when it is a group."""
    row = db.find(Ingredient, ingredient_id)
    if row is None or row.deleted_at is not None:
        raise not_listed(field)
    if row.is_leaf:
        return row
    names = [leaf.name for leaf in _descendants(db, row) if leaf.is_leaf][:SUGGESTED]
    if not names:
        raise RuleBroken("%(name)s is a group. Choose an ingredient.", name=row.name)
    raise RuleBroken(
        "%(name)s is a group. Choose an ingredient in it, such as %(examples)s.",
        name=row.name,
        examples=", ".join(names),
    )


def parent_of(db: TenantSession, parent_id: UUID | None) -> Ingredient | None:
    if parent_id is None:
        return None
    parent = db.find(Ingredient, parent_id)
    if parent is None or parent.deleted_at is not None:
        raise not_listed("parent_id")
    return parent


def level_in(parent: Ingredient | None, name: str, *, is_group: bool) -> int:
    """The level of `name` in this group, or alone. Raises TooDeep."""
    return hierarchy.level_below(parent.level if parent else None, name, is_group=is_group)


def move(db: TenantSession, row: Ingredient, values: dict[str, Any]) -> None:
    """Give the row, and what stands below it, the levels of its new place."""
    is_group = values.pop("is_group", not row.is_leaf)
    parent_id = values.pop("parent_id", row.parent_id)
    if parent_id == row.parent_id and is_group != row.is_leaf:
        return
    descendants = _descendants(db, row)
    parent = parent_of(db, parent_id)
    if parent and parent.id in {row.id, *(below.id for below in descendants)}:
        raise hierarchy.OwnDescendant(row.name)
    if descendants and not is_group:
        raise hierarchy.StillHolds(row.name)
    level = level_in(parent, row.name, is_group=is_group)
    if row.is_leaf and level < hierarchy.LEAF and (uses := uses_of(db, row)):
        raise RuleBroken(
            "%(name)s cannot become a group: it is used in %(uses)s.",
            name=row.name,
            uses=in_words(uses),
        )
    for below in descendants:
        below.level = hierarchy.shift(below.level, level - row.level, below.name)
    row.parent_id, row.level = parent_id, level


def _descendants(db: TenantSession, row: Ingredient) -> list[Ingredient]:
    """Everything below, by level and name; three levels need two statements at most."""
    found: list[Ingredient] = []
    parents = [row.id]
    while parents:
        below = select(Ingredient).where(
            Ingredient.deleted_at.is_(None), among(Ingredient.parent_id, parents)
        )
        rows = db.scalars(below.order_by(Ingredient.name, Ingredient.id)).all()
        found.extend(rows)
        parents = [child.id for child in rows if not child.is_leaf]
    return found


def not_listed(field: str) -> InvalidInput:
    return InvalidInput("Choose one from the list.", fields={field: "Choose one from the list."})
