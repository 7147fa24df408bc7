"""The merged pantry: what is on hand by ingredient, all of it or what somebody looks for."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.products.models import Product

from . import thresholds
from .freshness import AHEAD_DAYS
from .holding import lots_left, same_product
from .models import Lot
from .schemas import Overview, ShelfView
from .viewing import shelf_view

Show = Literal["", "low", "expiring", "unreviewed"]
"""All that is on hand; what is below its threshold, even when none is left; what is good for 14
days at most or not any more; what has a product that somebody still has to look at."""


@verb("read")
def shelves(
    db: TenantSession,
    text: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    show: Show = "",
    location: str = "",
    ingredient_ids: Collection[UUID] | None = None,
) -> Page[ShelfView]:
    """The ingredients of which something is left, A to Z; of those with something at `location`,
    of `ingredient_ids` (then even those of which nothing is).

    Five statements, a few more with a cursor or a filter. Raises LostPlace."""
    found = _found(db, select(Ingredient), text, show, location, ingredient_ids)
    page = slice_of(db, found, Ingredient, Ingredient.name, cursor, limit)
    lots = lots_left(db, [row.id for row in page.rows])
    return page.page(lambda row: shelf_view(row, lots[row.id], db.scope))


@verb("read")
def count_shelves(
    db: TenantSession,
    text: str = "",
    *,
    show: Show = "",
    location: str = "",
    ingredient_ids: Collection[UUID] | None = None,
) -> int:
    """How many ingredients `shelves` would show in all."""
    counted = select(func.count(Ingredient.id))
    return db.scalar(_found(db, counted, text, show, location, ingredient_ids)) or 0


@verb("read")
def shelf(db: TenantSession, ingredient_id: UUID) -> ShelfView:
    """All there is of one ingredient; empty when there is nothing. Raises NotFound."""
    row = live(db, Ingredient, ingredient_id, "ingredient")
    return shelf_view(row, lots_left(db, [ingredient_id])[ingredient_id], db.scope)


@verb("read")
def overview(db: TenantSession) -> Overview:
    """How many ingredients each filter finds, and the places where something stands, A to Z. Three
    statements."""
    held: Any = select(
        _ingredients(),
        _ingredients(*_conditions(db, "expiring")),
        _ingredients(*_conditions(db, "unreviewed")),
        func.array_agg(Lot.location.distinct()),
    )
    every, expiring, unreviewed, places = db.execute(_in_use(held)).one()
    return Overview(
        all=every,
        low=len(thresholds.low(db)),
        expiring=expiring,
        unreviewed=unreviewed,
        locations=sorted(filter(None, places or ())),
    )


def _found(
    db: TenantSession,
    statement: Select[Any],
    text: str,
    show: Show,
    location: str,
    ingredient_ids: Collection[UUID] | None,
) -> Select[Any]:
    """The wanted ingredients, found by their own words. What is left is asked first and alone:
    joined to it, the planner of a database without statistics goes astray."""
    wanted = None if ingredient_ids is None else set(ingredient_ids)
    if show == "low":
        ids = {one.ingredient.id for one in thresholds.low(db, wanted)}
        if location:
            ids &= _holding(db, Lot.location == location)
    elif wanted is not None and not show and not location:
        ids = wanted
    else:
        conditions = [*_conditions(db, show), *([Lot.location == location] if location else [])]
        ids = _holding(db, *conditions)
    found = statement.where(
        among(Ingredient.id, ids if wanted is None else ids & wanted),
        Ingredient.deleted_at.is_(None),
    )
    return found.where(has_words(Ingredient.folded, text)) if text else found


def _conditions(db: TenantSession, show: Show) -> Iterable[ColumnElement[bool]]:
    if show == "expiring":
        yield Lot.expires_on <= db.scope.today() + timedelta(days=AHEAD_DAYS)
    if show == "unreviewed":
        yield Product.is_provisional.is_(True)


def _holding(db: TenantSession, *conditions: ColumnElement[bool]) -> set[UUID]:
    """The ingredients with a lot in use of which these conditions hold."""
    return set(db.scalars(_in_use(select(Product.ingredient_id)).where(*conditions).distinct()))


def _in_use(statement: Select[Any]) -> Select[Any]:
    return statement.select_from(Product).join(Lot, same_product()).where(Lot.in_use())


def _ingredients(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(Product.ingredient_id.distinct()).filter(true(), *conditions)
