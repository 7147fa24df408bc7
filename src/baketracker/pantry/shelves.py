"""The merged pantry: what is on hand by ingredient, all of it or what somebody looks for."""

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.search import close_rows, close_to, has_words
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


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the pantry; how many its question finds in `total`, and what others would find."""

    page: Page[ShelfView]
    total: int
    overview: Overview


@verb("read")
def shelves(
    db: TenantSession,
    text: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    show: Show = "",
    location: str = "",
) -> Page[ShelfView]:
    """The page of `listing` alone."""
    return listing(db, text, cursor, limit, show=show, location=location).page


@verb("read")
def listing(
    db: TenantSession,
    text: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    show: Show = "",
    location: str = "",
    ingredient_ids: Collection[UUID] | None = None,
) -> Listing:
    """The ingredients of which something is left, A to Z; of those with something at `location`,
    of `ingredient_ids` (then even those of which nothing is); where none is called so, those that
    nearly are. Beside them how many there are in all, and what each filter would find.

    Eight statements, one more with a cursor, two for slips. Raises LostPlace."""
    held, low = _held(db), {one.ingredient.id for one in thresholds.low(db)}
    ids = _chosen(held, low, show, location, ingredient_ids)
    there = [among(Ingredient.id, ids), Ingredient.deleted_at.is_(None)]
    wanted = [*there, has_words(Ingredient.folded, text)]
    found = select(Ingredient)
    rows = slice_of(db, found.where(*wanted), Ingredient, Ingredient.name, cursor, limit)
    total = db.scalar(select(func.count(Ingredient.id)).where(*wanted)) or 0
    if text and not (total or cursor):
        rows = close_rows(db, found, close_to(db, Ingredient.folded, text, *there))
        total = len(rows.rows)
    lots = lots_left(db, [row.id for row in rows.rows])
    return Listing(
        page=rows.page(lambda row: shelf_view(row, lots[row.id], db.scope)),
        total=total,
        overview=_overview(held, low),
    )


@verb("read")
def shelf(db: TenantSession, ingredient_id: UUID) -> ShelfView:
    """All there is of one ingredient; empty when there is nothing. Raises NotFound."""
    row = live(db, Ingredient, ingredient_id, "ingredient")
    return shelf_view(row, lots_left(db, [ingredient_id])[ingredient_id], db.scope)


@verb("read")
def places(db: TenantSession) -> list[str]:
    """Where something stands, A to Z. One statement."""
    found = select(Lot.location).where(Lot.in_use(), Lot.location.is_not(None)).distinct()
    return sorted(filter(None, db.scalars(found)))


class _Held(NamedTuple):
    """Something of an ingredient at one place."""

    ingredient_id: UUID
    location: str | None
    expiring: bool | None
    unreviewed: bool


def _held(db: TenantSession) -> list[_Held]:
    """All that is left. Asked alone: joined to it, the planner of a database without statistics
    goes astray. One statement."""
    soon = db.scope.today() + timedelta(days=AHEAD_DAYS)
    found = (
        select(
            Product.ingredient_id,
            Lot.location,
            func.bool_or(Lot.expires_on <= soon),
            func.bool_or(Product.is_provisional),
        )
        .join(Lot, same_product())
        .where(Lot.in_use())
        .group_by(Product.ingredient_id, Lot.location)
    )
    return [_Held(*row) for row in db.execute(found)]


def _chosen(
    held: Iterable[_Held],
    low: AbstractSet[UUID],
    show: Show,
    location: str,
    ingredient_ids: Collection[UUID] | None,
) -> set[UUID]:
    """The ingredients that are asked for, whatever they are called."""
    wanted = None if ingredient_ids is None else set(ingredient_ids)
    if wanted is not None and not show and not location:
        return wanted
    there = {
        one.ingredient_id
        for one in held
        if (not location or one.location == location)
        and (show != "expiring" or one.expiring)
        and (show != "unreviewed" or one.unreviewed)
    }
    if show == "low":
        there = there & low if location else set(low)
    return there if wanted is None else there & wanted


def _overview(held: Iterable[_Held], low: AbstractSet[UUID]) -> Overview:
    rows = list(held)
    return Overview(
        all=len({one.ingredient_id for one in rows}),
        low=len(low),
        expiring=len({one.ingredient_id for one in rows if one.expiring}),
        unreviewed=len({one.ingredient_id for one in rows if one.unreviewed}),
        locations=sorted({one.location for one in rows if one.location}),
    )
