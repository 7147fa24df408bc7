"""The ingredients as every door reads them: lists, one of them, what forms offer."""

import contextlib
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.references import User, users_of
from baketracker.db.rows import live, uses_of
from baketracker.db.scope import verb
from baketracker.db.search import close_rows, close_to, has_words
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.measures.density import grams_per_ml
from baketracker.measures.folding import fold

from . import hierarchy
from .models import Ingredient, IngredientAlias
from .parts import crosswalks_of
from .placing import paths_of
from .schemas import IngredientDetail, IngredientView, PlaceView, Showing

KIND = "ingredient"
SHOWN = selectinload(Ingredient.aliases).load_only(IngredientAlias.alias, IngredientAlias.locale)


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
    not matter. Where nothing is called so, what is nearly called so. Four statements, one more
    with a cursor, two more for slips. Raises LostPlace."""
    found = select(Ingredient).options(SHOWN)
    exact = found.where(*wanted(text, category, show))
    rows = slice_of(db, exact, Ingredient, Ingredient.name, cursor, limit)
    if text and not (rows.rows or cursor):
        ids = close_to(db, Ingredient.folded, text, *wanted("", category, show))
        rows = close_rows(db, found, ids)
    return Page(items=views_of(db, rows.rows), next=rows.next)


@verb("read")
def count(db: TenantSession, text: str = "", category: str = "", show: Showing = "all") -> int:
    """How many are called `text`, in all."""
    return db.scalar(select(func.count(Ingredient.id)).where(*wanted(text, category, show))) or 0


@verb("read")
def categories(db: TenantSession) -> Sequence[str]:
    """The categories in use by ingredients, A to Z."""
    used = (
        select(Ingredient.category)
        .where(*wanted(show="ingredients"))
        .where(Ingredient.category != "")
    )
    return db.scalars(used.distinct().order_by(Ingredient.category)).all()


@verb("read")
def groups(db: TenantSession) -> list[PlaceView]:
    """What something may stand in, A to Z."""
    found = select(Ingredient).where(*wanted()).where(Ingredient.level < hierarchy.LEAF)
    return _brief(db, found)


@verb("read")
def leaves(db: TenantSession) -> list[PlaceView]:
    """What may have products and stand in recipes, A to Z: what a form offers."""
    found = select(Ingredient).where(*wanted()).where(Ingredient.level == hierarchy.LEAF)
    return _brief(db, found)


@verb("read")
def below(db: TenantSession, ingredient_id: UUID) -> list[PlaceView]:
    """What stands in this group, A to Z."""
    found = select(Ingredient).where(*wanted()).where(Ingredient.parent_id == ingredient_id)
    return _brief(db, found)


@verb("read")
def get(db: TenantSession, ingredient_id: UUID) -> IngredientDetail:
    """One ingredient. Raises NotFound."""
    return shown(db, ingredient_id)


@verb("read")
def used_by(db: TenantSession, ingredient_id: UUID) -> list[User]:
    """The recipes and shopping lists it stands in, and others but its products and what stands in
    it; the first twenty of each. Raises NotFound."""
    row = live(db, Ingredient, ingredient_id, KIND)
    uses = uses_of(db, row)
    elsewhere = {table: n for table, n in uses.items() if table not in ("products", "ingredients")}
    return users_of(db, row, elsewhere, most=20)


def shown(db: TenantSession, ingredient_id: UUID) -> IngredientDetail:
    """As it is stored now. Five statements. Raises NotFound."""
    found = select(Ingredient).where(*wanted()).where(Ingredient.id == ingredient_id)
    row = db.scalars(found.options(SHOWN).execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(KIND)
    path = paths_of(db, [row])[row.id]
    return IngredientDetail.whole(row, density_of_row(row), path, crosswalks_of(db, row.id))


@verb("read")
def named(db: TenantSession, said: str) -> IngredientView:
    """The ingredient with this id, slug or name, in any case. Raises NotFound."""
    with contextlib.suppress(ValueError):
        return shown(db, UUID(said))
    found = select(Ingredient).where(*wanted(), (Ingredient.slug == said) | called(said))
    ordered = found.options(SHOWN).order_by(Ingredient.name, Ingredient.id).limit(1)
    rows = db.scalars(ordered).all()
    if not rows:
        raise NotFound(KIND)
    return views_of(db, rows)[0]


def views_of(db: TenantSession, rows: Sequence[Ingredient]) -> list[IngredientView]:
    """The views of rows loaded with `SHOWN`. Two statements at most, for their groups."""
    paths = paths_of(db, rows)
    return [IngredientView.of(row, density_of_row(row), paths[row.id]) for row in rows]


def density_of_row(row: Ingredient) -> Decimal | None:
    """Grams per millilitre; None when nobody said what a volume of it weighs."""
    return grams_per_ml(
        row.density_volume, row.density_volume_unit, row.density_weight, row.density_weight_unit
    )


def wanted(text: str = "", category: str = "", show: Showing = "all") -> list[ColumnElement[bool]]:
    """What a list holds, as conditions."""
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


def called(name: str) -> ColumnElement[bool]:
    """Its own name is this, whatever the case and accents: it stands on the first line of what a
    search looks through."""
    folded = fold(name)
    return (Ingredient.folded == folded) | Ingredient.folded.startswith(
        f"{folded}\n", autoescape=True
    )


def _brief(db: TenantSession, found: Select[Ingredient]) -> list[PlaceView]:
    columns = (Ingredient.id, Ingredient.name, Ingredient.level)
    rows = db.execute(found.with_only_columns(*columns).order_by(Ingredient.name, Ingredient.id))
    return [PlaceView(id=row.id, name=row.name, level=row.level) for row in rows]
