"""Where an ingredient stands among the others: its parent, its level, what is below it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.many import among
from baketracker.db.rows import in_words, uses_of
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput, RuleBroken

from . import hierarchy
from .models import Ingredient
from .schemas import IngredientRef

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


def moves(row: Ingredient, values: Mapping[str, Any]) -> bool:
    """Whether these values give the row another place, or make a group of it or an ingredient."""
    is_group = values.get("is_group", not row.is_leaf)
    return bool(values.get("parent_id", row.parent_id) != row.parent_id or is_group == row.is_leaf)


def move(db: TenantSession, row: Ingredient, values: dict[str, Any]) -> None:
    """Give the row, and what stands below it, the levels of its new place."""
    elsewhere = moves(row, values)
    is_group = values.pop("is_group", not row.is_leaf)
    parent_id = values.pop("parent_id", row.parent_id)
    if not elsewhere:
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


def paths_of(db: TenantSession, rows: Sequence[Ingredient]) -> dict[UUID, list[IngredientRef]]:
    """The groups each of them stands in, the outermost first: two at most. Asked by their ids, one
    level after the other: joined to themselves, many rows would be slow to plan and to read."""
    inner = _groups(db, {row.parent_id for row in rows})
    outer = _groups(db, {group.parent_id for group in inner.values()} - inner.keys()) | inner
    paths: dict[UUID, list[IngredientRef]] = {}
    for row in rows:
        above, path = outer.get(row.parent_id), paths.setdefault(row.id, [])
        while above is not None:
            path.insert(0, IngredientRef.model_construct(id=above.id, name=above.name))
            above = outer.get(above.parent_id)
    return paths


def _groups(db: TenantSession, ids: Collection[UUID | None]) -> dict[UUID | None, Any]:
    wanted = [one for one in ids if one is not None]
    if not wanted:
        return {}
    columns = select(Ingredient.id, Ingredient.name, Ingredient.parent_id)
    return {row.id: row for row in db.execute(columns.where(among(Ingredient.id, wanted)))}


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
