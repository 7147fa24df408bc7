"""The verbs of the ingredients."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import expect, free_slug, in_words, live, uses_of
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import Conflict, InvalidInput, NotFound, RuleBroken
from baketracker.measures.density import BadDensity, density_of, grams_per_ml
from baketracker.measures.folding import fold

from . import hierarchy
from .models import Ingredient, IngredientAlias
from .names import search_text
from .schemas import GroupView, IngredientChange, IngredientView, NewIngredient

KIND = "ingredient"
SHOWN = (joinedload(Ingredient.parent), selectinload(Ingredient.aliases))
DENSITY = ("density_volume", "density_volume_unit", "density_weight", "density_weight_unit")
SUGGESTED = 3


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    category: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[IngredientView]:
    """Ingredients and groups by name, those that hold every word of `text`; case and accents do
    not matter. Two statements, three with a cursor. Raises LostPlace."""
    found = select(Ingredient).where(*_wanted(text, category)).options(*SHOWN)
    return slice_of(db, found, Ingredient, Ingredient.name, cursor, limit).page(view_of)


@verb("read")
def count(db: TenantSession, text: str = "", category: str = "") -> int:
    """How many `search` would find in all."""
    return db.scalar(select(func.count(Ingredient.id)).where(*_wanted(text, category))) or 0


@verb("read")
def categories(db: TenantSession) -> Sequence[str]:
    """The categories in use, A to Z."""
    used = select(Ingredient.category).where(*_wanted()).where(Ingredient.category != "")
    return db.scalars(used.distinct().order_by(Ingredient.category)).all()


@verb("read")
def groups(db: TenantSession) -> list[GroupView]:
    """What something may stand in, A to Z."""
    found = select(Ingredient).where(*_wanted()).where(Ingredient.level < hierarchy.LEAF)
    rows = db.scalars(found.order_by(Ingredient.name, Ingredient.id))
    return [GroupView(id=row.id, name=row.name, level=row.level) for row in rows]


@verb("read")
def below(db: TenantSession, ingredient_id: UUID) -> list[GroupView]:
    """What stands in this group, A to Z."""
    found = select(Ingredient).where(*_wanted()).where(Ingredient.parent_id == ingredient_id)
    rows = db.scalars(found.order_by(Ingredient.name, Ingredient.id))
    return [GroupView(id=row.id, name=row.name, level=row.level) for row in rows]


@verb("read")
def get(db: TenantSession, ingredient_id: UUID) -> IngredientView:
    """One ingredient. Raises NotFound."""
    return _shown(db, ingredient_id)


def _shown(db: TenantSession, ingredient_id: UUID) -> IngredientView:
    found = select(Ingredient).where(*_wanted()).where(Ingredient.id == ingredient_id)
    row = db.scalars(found.options(*SHOWN).execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(KIND)
    return view_of(row)


@verb("write")
def create(db: TenantSession, new: NewIngredient, row_id: UUID | None = None) -> IngredientView:
    """A new ingredient or group; its id is `row_id` when the client chose one.

    Raises Conflict when the name is taken, InvalidInput, RuleBroken."""
    refuse_taken_name(db, new.name)
    values = new.model_dump(exclude={"aliases", "parent_id", "is_group"})
    row = Ingredient(**values | _density(values), slug=free_slug(db, Ingredient, new.name))
    row.folded = search_text(new.name, new.aliases)
    if row_id is not None:
        row.id = row_id
    parent = _parent(db, new.parent_id)
    row.parent_id = new.parent_id
    row.level = hierarchy.level_below(
        parent.level if parent else None, new.name, is_group=new.is_group
    )
    db.add(row)
    db.flush()
    _set_aliases(db, row, new.aliases)
    return _shown(db, row.id)


@verb("write")
def update(
    db: TenantSession, ingredient_id: UUID, change: NewIngredient | IngredientChange, version: int
) -> IngredientView:
    """Change what `change` gives: everything of a NewIngredient, the given fields otherwise.

    Raises NotFound, Stale, Conflict, InvalidInput, RuleBroken."""
    row = live(db, Ingredient, ingredient_id, KIND)
    expect(row, version, KIND, lambda: _shown(db, ingredient_id).model_dump(mode="json"))
    values = change.model_dump(exclude_unset=isinstance(change, IngredientChange))
    if "name" in values:
        refuse_taken_name(db, values["name"], row.id)
    aliases = values.pop("aliases", None)
    _move(db, row, values)
    values |= _density({name: getattr(row, name) for name in DENSITY} | values)
    for name, value in values.items():
        setattr(row, name, value)
    if aliases is not None:
        _set_aliases(db, row, aliases)
    row.folded = search_text(row.name, _aliases(db, row) if aliases is None else aliases)
    db.flush()
    return _shown(db, row.id)


@verb("write")
def archive(db: TenantSession, ingredient_id: UUID, version: int) -> None:
    """Take it out of every list; its name is free again. Raises NotFound, Stale, Conflict."""
    row = live(db, Ingredient, ingredient_id, KIND)
    expect(row, version, KIND, lambda: _shown(db, ingredient_id).model_dump(mode="json"))
    if uses := uses_of(db, row):
        raise Conflict(
            "%(name)s is still used: %(uses)s. Take it out there first.",
            name=row.name,
            uses=in_words(uses),
        )
    row.deleted_at = now()
    db.flush()


@verb("write")
def restore(db: TenantSession, ingredient_id: UUID) -> IngredientView:
    """Bring an archived one back. Raises NotFound, and Conflict when its name is taken now."""
    row = db.find(Ingredient, ingredient_id)
    if row is None:
        raise NotFound(KIND)
    if row.deleted_at is not None:
        refuse_taken_name(db, row.name)
        _parent(db, row.parent_id)
        row.slug = free_slug(db, Ingredient, row.slug)
        row.deleted_at = None
        db.flush()
    return _shown(db, row.id)


def refuse_taken_name(db: TenantSession, name: str, except_id: UUID | None = None) -> None:
    """Raise Conflict when another live ingredient has this name, in any case."""
    folded = fold(name)
    others = select(Ingredient).where(
        *_wanted(),
        (Ingredient.folded == folded)
        | Ingredient.folded.startswith(f"{folded}\n", autoescape=True),
    )
    for other in db.scalars(others):
        if other.id != except_id and other.name.casefold() == name.casefold():
            raise Conflict("There is already an ingredient called %(name)s.", name=other.name)


def require_leaf(db: TenantSession, ingredient_id: UUID, field: str) -> Ingredient:
    """The ingredient, when products and recipes may use it.

    Raises InvalidInput naming `field` when it is not there, RuleBroken with up to three
    ingredients below it when it is a group."""
    row = db.find(Ingredient, ingredient_id)
    if row is None or row.deleted_at is not None:
        raise _not_listed(field)
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


def view_of(row: Ingredient) -> IngredientView:
    """The view of a row loaded with its parent and aliases."""
    return IngredientView.of(row, density_of_row(row))


def density_of_row(row: Ingredient) -> Decimal | None:
    """Grams per millilitre; None when nobody said what a volume of it weighs."""
    return grams_per_ml(
        row.density_volume, row.density_volume_unit, row.density_weight, row.density_weight_unit
    )


def _wanted(text: str = "", category: str = "") -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Ingredient.deleted_at.is_(None)]
    if text:
        conditions.append(has_words(Ingredient.folded, text))
    if category:
        conditions.append(Ingredient.category == category)
    return conditions


def _not_listed(field: str) -> InvalidInput:
    return InvalidInput("Choose one from the list.", fields={field: "Choose one from the list."})


def _parent(db: TenantSession, parent_id: UUID | None) -> Ingredient | None:
    if parent_id is None:
        return None
    parent = db.find(Ingredient, parent_id)
    if parent is None or parent.deleted_at is not None:
        raise _not_listed("parent_id")
    return parent


def _move(db: TenantSession, row: Ingredient, values: dict[str, Any]) -> None:
    """Give the row, and what stands below it, the levels of its new place."""
    is_group = values.pop("is_group", not row.is_leaf)
    parent_id = values.pop("parent_id", row.parent_id)
    if parent_id == row.parent_id and is_group != row.is_leaf:
        return
    descendants = _descendants(db, row)
    parent = _parent(db, parent_id)
    if parent and parent.id in {row.id, *(below.id for below in descendants)}:
        raise hierarchy.OwnDescendant(row.name)
    level = hierarchy.level_below(parent.level if parent else None, row.name, is_group=is_group)
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
        below = select(Ingredient).where(*_wanted()).where(Ingredient.parent_id.in_(parents))
        rows = db.scalars(below.order_by(Ingredient.name, Ingredient.id)).all()
        found.extend(rows)
        parents = [child.id for child in rows if not child.is_leaf]
    return found


def _density(values: dict[str, Any]) -> dict[str, Any]:
    """The four fields as they are stored: all filled, or none. Raises InvalidInput."""
    fields = {name: values[name] for name in DENSITY}
    try:
        density = density_of(*fields.values())
    except BadDensity as error:
        raise InvalidInput(
            error.message, fields={"density_volume": str(error)}, **error.numbers
        ) from error
    return fields if density else dict.fromkeys(DENSITY)


def _aliases(db: TenantSession, row: Ingredient) -> Sequence[str]:
    return db.scalars(_aliases_of(row).with_only_columns(IngredientAlias.alias)).all()


def _set_aliases(db: TenantSession, row: Ingredient, wanted: Sequence[str]) -> None:
    """Those still wanted stay as they are, with their language."""
    missing = dict.fromkeys(wanted)
    for alias in db.scalars(_aliases_of(row)):
        if alias.alias in missing:
            del missing[alias.alias]
        else:
            db.delete(alias)
    db.add_all(IngredientAlias(ingredient_id=row.id, alias=alias) for alias in missing)
    db.flush()


def _aliases_of(row: Ingredient) -> Select[IngredientAlias]:
    aliases = select(IngredientAlias).where(IngredientAlias.ingredient_id == row.id)
    return aliases.order_by(IngredientAlias.alias, IngredientAlias.id)
