"""The verbs of the ingredients."""

import contextlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, free_slug, in_words, live, uses_of
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import Conflict, InvalidInput, NotFound
from baketracker.measures.density import BadDensity, density_of, grams_per_ml
from baketracker.measures.folding import fold

from . import hierarchy
from .models import Ingredient, IngredientAlias
from .names import search_text
from .placing import level_in, move, parent_of
from .schemas import IngredientChange, IngredientView, NewIngredient, PlaceView, Showing

KIND = "ingredient"
# Of the parent only its name is shown.
SHOWN = (
    joinedload(Ingredient.parent).load_only(Ingredient.name),
    selectinload(Ingredient.aliases).load_only(IngredientAlias.alias),
)
DENSITY = ("density_volume", "density_volume_unit", "density_weight", "density_weight_unit")


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    category: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
    show: Showing = "all",
) -> Page[IngredientView]:
    """What `show` asks for by name, those that hold every word of `text`; case and accents do
    not matter. Two statements, three with a cursor. Raises LostPlace."""
    found = select(Ingredient).where(*_wanted(text, category, show)).options(*SHOWN)
    return slice_of(db, found, Ingredient, Ingredient.name, cursor, limit).page(view_of)


@verb("read")
def count(db: TenantSession, text: str = "", category: str = "", show: Showing = "all") -> int:
    """How many `search` would find in all."""
    return db.scalar(select(func.count(Ingredient.id)).where(*_wanted(text, category, show))) or 0


@verb("read")
def categories(db: TenantSession) -> Sequence[str]:
    """The categories in use by ingredients, A to Z."""
    used = (
        select(Ingredient.category)
        .where(*_wanted(show="ingredients"))
        .where(Ingredient.category != "")
    )
    return db.scalars(used.distinct().order_by(Ingredient.category)).all()


@verb("read")
def groups(db: TenantSession) -> list[PlaceView]:
    """What something may stand in, A to Z."""
    found = select(Ingredient).where(*_wanted()).where(Ingredient.level < hierarchy.LEAF)
    return _brief(db, found)


@verb("read")
def leaves(db: TenantSession) -> list[PlaceView]:
    """What may have products and stand in recipes, A to Z: what a form offers."""
    found = select(Ingredient).where(*_wanted()).where(Ingredient.level == hierarchy.LEAF)
    return _brief(db, found)


@verb("read")
def below(db: TenantSession, ingredient_id: UUID) -> list[PlaceView]:
    """What stands in this group, A to Z."""
    found = select(Ingredient).where(*_wanted()).where(Ingredient.parent_id == ingredient_id)
    return _brief(db, found)


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


@verb("read")
def named(db: TenantSession, wanted: str) -> IngredientView:
    """The ingredient with this id, slug or name, in any case. Raises NotFound."""
    with contextlib.suppress(ValueError):
        return _shown(db, UUID(wanted))
    found = select(Ingredient).where(
        *_wanted(), (Ingredient.slug == wanted) | _called(Ingredient.folded, wanted)
    )
    rows = db.scalars(found.options(*SHOWN).order_by(Ingredient.name, Ingredient.id)).all()
    if not rows:
        raise NotFound(KIND)
    return view_of(rows[0])


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
    row.parent_id = new.parent_id
    row.level = level_in(parent_of(db, new.parent_id), new.name, is_group=new.is_group)
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
    known = _aliases(db, row)
    wanted = values.pop("aliases", known)
    move(db, row, values)
    values |= _density({name: getattr(row, name) for name in DENSITY} | values)
    for name, value in values.items():
        setattr(row, name, value)
    row.folded = search_text(row.name, wanted)
    if wanted != known:
        _set_aliases(db, row, wanted)
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
    """Bring an archived one back. Raises NotFound, Conflict when its name is taken now, and
    InvalidInput or TooDeep when its group cannot hold it any more."""

    def stand_again(row: Ingredient) -> None:
        refuse_taken_name(db, row.name)
        row.level = level_in(parent_of(db, row.parent_id), row.name, is_group=not row.is_leaf)

    return _shown(db, brought_back(db, Ingredient, ingredient_id, KIND, stand_again).id)


def refuse_taken_name(db: TenantSession, name: str, except_id: UUID | None = None) -> None:
    """Raise Conflict when another live ingredient has this name, in any case."""
    others = select(Ingredient).where(*_wanted(), _called(Ingredient.folded, name))
    for other in db.scalars(others):
        if other.id != except_id and other.name.casefold() == name.casefold():
            raise Conflict("There is already an ingredient called %(name)s.", name=other.name)


def view_of(row: Ingredient) -> IngredientView:
    """The view of a row loaded with its parent and aliases."""
    return IngredientView.of(row, density_of_row(row))


def density_of_row(row: Ingredient) -> Decimal | None:
    """Grams per millilitre; None when nobody said what a volume of it weighs."""
    return grams_per_ml(
        row.density_volume, row.density_volume_unit, row.density_weight, row.density_weight_unit
    )


def _wanted(text: str = "", category: str = "", show: Showing = "all") -> list[ColumnElement[bool]]:
    archived = Ingredient.deleted_at.is_not(None)
    conditions: list[ColumnElement[bool]] = [archived if show == "archived" else ~archived]
    if show == "ingredients":
        conditions.append(Ingredient.level == hierarchy.LEAF)
    if show == "groups":
        conditions.append(Ingredient.level < hierarchy.LEAF)
    if text:
        conditions.append(has_words(Ingredient.folded, text))
    if category:
        conditions.append(Ingredient.category == category)
    return conditions


def _called(column: InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """The folded name stands on the first line."""
    folded = fold(name)
    return (column == folded) | column.startswith(f"{folded}\n", autoescape=True)


def _brief(db: TenantSession, found: Select[Ingredient]) -> list[PlaceView]:
    columns = (Ingredient.id, Ingredient.name, Ingredient.level)
    rows = db.execute(found.with_only_columns(*columns).order_by(Ingredient.name, Ingredient.id))
    return [PlaceView(id=row.id, name=row.name, level=row.level) for row in rows]


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
