"""The verbs of the recipes. Those of categories, versions and photos have modules of their own."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, free_slug, live
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import Conflict, NotFound
from baketracker.measures.folding import fold
from baketracker.measures.slugs import slugify

from . import nesting
from .given import NewRecipe, NewVariant, RecipeChange
from .history import current, record, record_first
from .models import Recipe, RecipeCategory
from .reading import SHOWN, parents_of, rows_of, variants_of
from .saving import edges_of, put
from .schemas import RecipeGroup, RecipeRow, RecipeView
from .variants import copy_into, propagate, refuse_variant

KIND = "recipe"

Holder = Callable[[TenantSession, UUID], Iterable[str]]
HOLDERS: list[Holder] = []
"""Features downstream name here the events that are being baked with a recipe: it is not put away
beneath them."""


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    category: str = "",
    archived: bool = False,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    ready: bool | None = None,
) -> Page[RecipeRow]:
    """Recipes by name that hold every word of `text`, live ones or the archived.

    `category` is a category's name; `ready` asks for those (not) ready for production. Two
    statements, three with a cursor. Raises LostPlace."""
    found = select(Recipe).where(*_wanted(text, category, archived, ready)).options(*SHOWN)
    rows = slice_of(db, found, Recipe, Recipe.name, cursor, limit)
    return Page(items=rows_of(db, rows.rows), next=rows.next)


@verb("read")
def grouped(
    db: TenantSession,
    text: str = "",
    category: str = "",
    archived: bool = False,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    ready: bool | None = None,
) -> Page[RecipeGroup]:
    """As `search`, with the variants of each recipe beneath it. At the end stand the variants
    whose base is not among what was asked for. Up to six statements. Raises LostPlace."""
    wanted = [*_wanted(text, category, archived, ready)]
    bases = select(Recipe).where(Recipe.base_recipe_id.is_(None), *wanted).options(*SHOWN)
    rows = slice_of(db, bases, Recipe, Recipe.name, cursor, limit)
    beneath = variants_of(db, [row.id for row in rows.rows], *wanted) if not archived else {}
    groups = [
        RecipeGroup(recipe=row, variants=beneath.get(row.id, []), is_orphan=False)
        for row in rows_of(db, rows.rows)
    ]
    if rows.next is None:
        groups += _orphans(db, wanted, archived)
    return Page(items=groups, next=rows.next)


@verb("read")
def count(
    db: TenantSession,
    text: str = "",
    category: str = "",
    archived: bool = False,
    *,
    ready: bool | None = None,
) -> int:
    """How many `search` would find in all."""
    wanted = _wanted(text, category, archived, ready)
    return db.scalar(select(func.count(Recipe.id)).where(*wanted)) or 0


@verb("read")
def offered(db: TenantSession, except_id: UUID | None = None) -> list[str]:
    """What to write to put a live recipe into another one, A to Z: its name, or its slug where two
    share the name. One statement."""
    own = select(Recipe.id, Recipe.name, Recipe.slug).where(Recipe.deleted_at.is_(None))
    rows = db.execute(own.order_by(Recipe.name, Recipe.id)).all()
    named = Counter(row.name for row in rows)
    return [row.name if named[row.name] == 1 else row.slug for row in rows if row.id != except_id]


@verb("read")
def get(db: TenantSession, recipe_id: UUID) -> RecipeView:
    """One recipe, archived or not, in ten statements. Raises NotFound."""
    return current(db, recipe_id)


@verb("read")
def named(db: TenantSession, wanted: str) -> RecipeView:
    """The recipe with this id, slug, name in any case, or the slug before its last rename.

    Raises NotFound."""
    with contextlib.suppress(ValueError):
        return current(db, UUID(wanted))
    folded = fold(wanted)
    meant = or_(Recipe.slug == wanted, Recipe.folded == folded, Recipe.previous_slug == wanted)
    rows = db.scalars(select(Recipe).where(Recipe.deleted_at.is_(None), meant)).all()
    if not rows:
        raise NotFound(KIND)
    best = min(rows, key=lambda row: (row.slug != wanted, row.folded != folded, row.id))
    return current(db, best.id)


@verb("write")
def create(db: TenantSession, new: NewRecipe, row_id: UUID | None = None) -> RecipeView:
    """A new recipe with everything in it; its id is `row_id` when the client chose one.

    Raises InvalidInput with a sentence for each field and row at fault, RuleBroken, Conflict."""
    row = Recipe(name="", previous_slug=None)
    _name(db, row, new.name, row_id)
    put(db, row, new, set(NewRecipe.model_fields) - {"name"})
    record(db, row)
    return current(db, row.id)


@verb("write")
def update(
    db: TenantSession, recipe_id: UUID, change: NewRecipe | RecipeChange, version: int
) -> RecipeView:
    """Change what `change` gives: everything of a NewRecipe, the given fields otherwise. A list
    replaces the one before. Variants take over changed yields and are marked for a look.

    Raises NotFound, Stale, Conflict, InvalidInput, RuleBroken."""
    row = live(db, Recipe, recipe_id, KIND)
    expect(row, version, KIND, lambda: current(db, recipe_id).model_dump(mode="json"))
    partial_change = isinstance(change, RecipeChange)
    fields = change.model_fields_set if partial_change else set(type(change).model_fields)
    record_first(db, row)
    if "yields" in fields:
        row.needs_review = False
    reshaped = put(db, row, change, set(fields))
    record(db, row)
    if reshaped:
        for variant in propagate(db, row):
            record(db, variant)
    return current(db, recipe_id)


@verb("write")
def create_variant(
    db: TenantSession, base_id: UUID, new: NewVariant, row_id: UUID | None = None
) -> RecipeView:
    """A variant of a recipe: the same category, lines, components, steps and yields.

    Raises NotFound, RuleBroken for a variant of a variant, InvalidInput."""
    base = live(db, Recipe, base_id, KIND)
    refuse_variant(db, base)
    row = Recipe(
        variant_name=new.variant_name,
        base_recipe_id=base.id,
        category_id=base.category_id,
        source=base.source,
        minutes=base.minutes,
        notes=f"Variant of {base.name}",
    )
    _name(db, row, new.name or f"{base.name} - {new.variant_name}"[:200], row_id)
    db.add(row)
    db.flush()
    copy_into(db, base, row, new)
    record(db, row)
    return current(db, row.id)


@verb("write")
def mark_reviewed(db: TenantSession, recipe_id: UUID, version: int) -> RecipeView:
    """Somebody looked at a variant after its base changed. Raises NotFound, Stale."""
    row = live(db, Recipe, recipe_id, KIND)
    expect(row, version, KIND, lambda: current(db, recipe_id).model_dump(mode="json"))
    row.needs_review = False
    db.flush()
    return current(db, recipe_id)


@verb("write")
def archive(db: TenantSession, recipe_id: UUID, version: int) -> None:
    """Take it out of every list. Its row stays: what was planned or baked with it still knows it.

    Raises NotFound, Stale, and Conflict naming the recipes it stands in or the events that are
    being baked with it."""
    row = live(db, Recipe, recipe_id, KIND)
    expect(row, version, KIND, lambda: current(db, recipe_id).model_dump(mode="json"))
    if parents := parents_of(db, row.id):
        raise Conflict(
            "%(name)s stands in %(recipes)s. Take it out there first.",
            name=row.name,
            recipes=", ".join(parent.name for parent in parents),
        )
    if events := [name for holder in HOLDERS for name in holder(db, row.id)]:
        raise Conflict(
            "%(name)s is being baked for %(events)s. End that first.",
            name=row.name,
            events=", ".join(events),
        )
    row.deleted_at = now()
    db.flush()


@verb("write")
def restore(db: TenantSession, recipe_id: UUID) -> RecipeView:
    """Bring an archived one back. Raises NotFound, and RuleBroken when recipes would stand more
    than three deep."""
    row = brought_back(db, Recipe, recipe_id, KIND)
    if nesting.height(edges_of(db), row.id) > nesting.LEVELS:
        raise nesting.TooDeep(row.name)
    return current(db, recipe_id)


def _name(db: TenantSession, row: Recipe, name: str, row_id: UUID | None) -> None:
    row.name, row.folded = name, fold(name)
    row.slug = free_slug(db, Recipe, slugify(name, "unknown-recipe"))
    if row_id is not None:
        row.id = row_id


def _orphans(
    db: TenantSession, wanted: list[ColumnElement[bool]], archived: bool
) -> list[RecipeGroup]:
    """Variants that were asked for without their base."""
    # The same table inside and outside: the inner list stands for itself.
    listed = select(Recipe.id).where(*wanted, Recipe.base_recipe_id.is_(None)).correlate(None)
    own = select(Recipe).where(Recipe.base_recipe_id.is_not(None), *wanted)
    found = own if archived else own.where(Recipe.base_recipe_id.not_in(listed))
    rows = db.scalars(found.options(*SHOWN).order_by(Recipe.name, Recipe.id)).all()
    make = partial(RecipeGroup, variants=[], is_orphan=not archived)
    return [make(recipe=row) for row in rows_of(db, rows)]


def _wanted(
    text: str, category: str, archived: bool, ready: bool | None
) -> Iterable[ColumnElement[bool]]:
    yield Recipe.deleted_at.is_not(None) if archived else Recipe.deleted_at.is_(None)
    if text:
        yield has_words(Recipe.folded, text)
    if category:
        own = select(RecipeCategory.id).where(RecipeCategory.name == category)
        yield Recipe.category_id.in_(own)
    if ready is not None:
        yield Recipe.is_production_ready.is_(ready)
