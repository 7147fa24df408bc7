"""What an event may put out: recipes and finished goods to choose from, and which goods a choice of
recipes would take away."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.errors import RuleBroken
from baketracker.finished_goods.contents import Contents, contents_of, unit_of
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.packing import required_recipes
from baketracker.finished_goods.schemas import GoodRef
from baketracker.finished_goods.service import parts_of
from baketracker.recipes.models import Recipe, RecipeCategory
from baketracker.recipes.schemas import RecipeRef

from .models import Event, EventFinishedGood, EventRecipe
from .schemas import GoodChoice, LeavingGood, RecipeChoice
from .service import KIND

MOST_CHOICES = 200


@verb("read")
def recipe_choices(db: TenantSession, event_id: UUID) -> list[RecipeChoice]:
    """Every recipe that may be chosen, A to Z, with whether it is; archived ones only while they
    are chosen. Raises NotFound."""
    live(db, Event, event_id, KIND)
    chosen = chosen_recipes(db, event_id)
    offered = (
        select(Recipe.id, Recipe.name, Recipe.deleted_at, RecipeCategory.name)
        .outerjoin(Recipe.category)
        .where(Recipe.deleted_at.is_(None) | Recipe.id.in_(chosen))
    )
    return [
        RecipeChoice(
            recipe=RecipeRef(id=key, name=name, is_archived=archived is not None),
            category=category or "",
            is_chosen=key in chosen,
        )
        for key, name, archived, category in db.execute(offered.order_by(Recipe.name, Recipe.id))
    ]


@verb("read")
def good_choices(db: TenantSession, event_id: UUID, text: str = "") -> list[GoodChoice]:
    """Every finished good whose name holds the words of `text`, at most 200: those that need a
    chosen recipe first, each with the recipes it misses. Five statements. Raises NotFound."""
    live(db, Event, event_id, KIND)
    chosen, wanted = chosen_recipes(db, event_id), _quantities(db, event_id)
    found = select(FinishedGood).where(FinishedGood.deleted_at.is_(None))
    if text:
        found = found.where(has_words(FinishedGood.folded, text))
    rows = db.scalars(found.order_by(FinishedGood.name, FinishedGood.id).limit(MOST_CHOICES)).all()
    keys = [row.id for row in rows]
    contents, parts = contents_of(db, keys), parts_of(db, keys)
    made = []
    for row in rows:
        needed, trouble = recipes_needed(row.id, contents)
        missing = recipe_refs(needed - chosen, contents)
        made.append(
            GoodChoice(
                good=GoodRef.of(row),
                parts=parts[row.id],
                quantity=wanted.get(row.id),
                missing=missing,
                is_near=not needed or bool(needed & chosen),
                trouble=trouble,
            )
        )
    return sorted(made, key=lambda one: not one.is_near)


@verb("read")
def leaving_goods(
    db: TenantSession, event_id: UUID, recipe_ids: Collection[UUID]
) -> list[LeavingGood]:
    """The goods that would go if just these recipes were chosen, with the recipes they miss.

    Raises NotFound."""
    live(db, Event, event_id, KIND)
    wishes = wishes_of(db, event_id)
    contents = contents_of(db, [wish.finished_good_id for wish in wishes])
    kept: set[Any] = set(recipe_ids)
    found = []
    for wish in wishes:
        needed, _trouble = recipes_needed(wish.finished_good_id, contents)
        if missing := needed - kept:
            good = GoodRef.of(wish.finished_good)
            names = [recipe.name for recipe in recipe_refs(missing, contents)]
            found.append(LeavingGood(good=good, quantity=wish.quantity, missing=names))
    return found


def recipes_needed(good: UUID, contents: Contents) -> tuple[set[Any], str | None]:
    """The recipes a good needs, and why that cannot be said."""
    try:
        return set(required_recipes(good, contents.goods, units_in(contents))), None
    except RuleBroken as trouble:
        return set(), str(trouble)


def units_in(contents: Contents) -> dict[Any, Any]:
    return {key: unit_of(row) for key, row in contents.units.items()}


def recipe_refs(recipe_ids: Collection[Any], contents: Contents) -> list[RecipeRef]:
    recipes = {row.recipe_id: row.recipe for row in contents.units.values()}
    found = [RecipeRef.of(recipes[key]) for key in recipe_ids]
    return sorted(found, key=lambda one: (one.name, str(one.id)))


def chosen_recipes(db: TenantSession, event_id: UUID) -> set[Any]:
    chosen = select(EventRecipe.recipe_id).where(EventRecipe.event_id == event_id)
    return set(db.scalars(chosen))


def _quantities(db: TenantSession, event_id: UUID) -> dict[UUID, int]:
    columns = (EventFinishedGood.finished_good_id, EventFinishedGood.quantity)
    found = db.execute(select(*columns).where(EventFinishedGood.event_id == event_id))
    return {row.finished_good_id: row.quantity for row in found}


def wishes_of(db: TenantSession, event_id: UUID) -> Sequence[EventFinishedGood]:
    own = select(EventFinishedGood).where(EventFinishedGood.event_id == event_id)
    return db.scalars(
        own.options(joinedload(EventFinishedGood.finished_good, innerjoin=True)).order_by(
            EventFinishedGood.sort_order, EventFinishedGood.id
        )
    ).all()
