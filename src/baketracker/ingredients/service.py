"""The verbs of the ingredients."""

from contextlib import nullcontext
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.journal import doing
from baketracker.db.references import refuse_while_used
from baketracker.db.rows import brought_back, expect, free_slug, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.errors import N_, Conflict

from .merging import alike, merge, preview_merge
from .models import Ingredient
from .names import search_text
from .parts import aliases_of, put_aliases, put_crosswalks
from .placing import level_in, move, moves, parent_of
from .reading import (
    KIND,
    below,
    called,
    categories,
    count,
    density_of_row,
    get,
    groups,
    leaves,
    named,
    search,
    shown,
    used_by,
    wanted,
)
from .schemas import IngredientChange, IngredientDetail, IngredientFields, NewIngredient
from .weighing import DENSITY, LOW, density_in, low_in

__all__ = [
    "alike",
    "archive",
    "below",
    "categories",
    "count",
    "create",
    "density_of_row",
    "get",
    "groups",
    "leaves",
    "merge",
    "named",
    "preview_merge",
    "refuse_taken_name",
    "restore",
    "search",
    "update",
    "used_by",
]  # fmt: skip

# Kept in tables of their own.
PARTS = ("aliases", "crosswalks")
# Lists that an import may have filled with numbers.
CODES = ("langual_terms", "fdc_ids")


@verb("write")
def create(db: TenantSession, new: NewIngredient, row_id: UUID | None = None) -> IngredientDetail:
    """A new ingredient or group; its id is `row_id` when the client chose one.

    Raises Conflict when the name is taken, InvalidInput, RuleBroken."""
    refuse_taken_name(db, new.name)
    row = Ingredient(id=row_id or new_id(), slug=free_slug(db, Ingredient, new.name))
    row.parent_id = new.parent_id
    row.level = level_in(parent_of(db, new.parent_id), new.name, is_group=new.is_group)
    _write(row, new.model_dump(exclude={*PARTS, "parent_id", "is_group"}))
    row.folded = search_text(row.name, [one.name for one in new.aliases])
    db.add(row)
    db.flush()
    _put_parts(db, row, new)
    db.flush()
    return shown(db, row.id)


@verb("write")
def update(
    db: TenantSession, ingredient_id: UUID, change: NewIngredient | IngredientChange, version: int
) -> IngredientDetail:
    """Change what `change` gives: everything of a NewIngredient, the given fields otherwise.

    Raises NotFound, Stale, Conflict, InvalidInput, RuleBroken."""
    row = live(db, Ingredient, ingredient_id, KIND)
    expect(row, version, KIND, lambda: shown(db, ingredient_id).model_dump(mode="json"))
    values = change.model_dump(exclude_unset=isinstance(change, IngredientChange), exclude={*PARTS})
    if "name" in values:
        refuse_taken_name(db, values["name"], row.id)
    words = N_("Moved %(name)s")
    moved = doing(db, "ingredients.move", words, name=row.name) if moves(row, values) else None
    # Written at once at the end: one change, one version.
    with moved or nullcontext(), db.no_autoflush:
        move(db, row, values)
        _write(row, values)
        names = [part.alias for part in aliases_of(db, row)]
        if _put_parts(db, row, change):
            # What hangs on it is part of it: who read it before has read something else.
            row.updated_at = now()
        if _is_given(change, "aliases"):
            names = [one.name for one in change.aliases]
        row.folded = search_text(row.name, names)
        db.flush()
    return shown(db, row.id)


@verb("write")
def archive(db: TenantSession, ingredient_id: UUID, version: int) -> None:
    """Take it out of every list; its name is free again. Can be taken back.

    Raises NotFound, Stale, and StillUsed while products, recipes or others stand on it."""
    row = live(db, Ingredient, ingredient_id, KIND)
    expect(row, version, KIND, lambda: shown(db, ingredient_id).model_dump(mode="json"))
    refuse_while_used(
        db, row, N_("%(name)s is still used: %(uses)s. Take it out there first."), row.name
    )
    with doing(db, "ingredients.archive", N_("Archived %(name)s"), name=row.name):
        row.deleted_at = now()


@verb("write")
def restore(db: TenantSession, ingredient_id: UUID) -> IngredientDetail:
    """Bring an archived one back. Raises NotFound, Conflict when its name is taken now, and
    InvalidInput or TooDeep when its group cannot hold it any more."""

    def stand_again(row: Ingredient) -> None:
        refuse_taken_name(db, row.name)
        row.level = level_in(parent_of(db, row.parent_id), row.name, is_group=not row.is_leaf)

    return shown(db, brought_back(db, Ingredient, ingredient_id, KIND, stand_again).id)


def refuse_taken_name(db: TenantSession, name: str, except_id: UUID | None = None) -> None:
    """Raise Conflict when another live ingredient has this name, in any case."""
    for other in db.scalars(select(Ingredient).where(*wanted(), called(name))):
        if other.id != except_id and other.name.casefold() == name.casefold():
            raise Conflict("There is already an ingredient called %(name)s.", name=other.name)


def _write(row: Ingredient, values: dict[str, Any]) -> None:
    """Raises InvalidInput when a weight or a threshold is not whole."""
    stored = {name: getattr(row, name) for name in (*DENSITY, *LOW)}
    for name, value in (values | density_in(stored | values) | low_in(stored | values)).items():
        setattr(row, name, _as_stored(row, name, value))


def _put_parts(db: TenantSession, row: Ingredient, given: IngredientFields) -> bool:
    """What hangs on the row, as far as it is given. Answers whether any is another."""
    named = _is_given(given, "aliases") and put_aliases(db, row, given.aliases)
    coded = _is_given(given, "crosswalks") and put_crosswalks(db, row, given.crosswalks)
    return named or coded


def _is_given(given: IngredientFields, name: str) -> bool:
    return isinstance(given, NewIngredient) or name in given.model_fields_set


def _as_stored(row: Ingredient, name: str, value: Any) -> Any:
    """A code that is still wanted stays as it came, number or word."""
    if name not in CODES:
        return value
    came = {str(one): one for one in getattr(row, name) or ()}
    return [came.get(one, one) for one in value]
