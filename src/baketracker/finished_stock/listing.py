"""Finding what is finished: how many there are, what they are worth, which run low."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from baketracker.costs import Cost, together
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.finished_goods.models import FinishedGood
from baketracker.recipes.models import FinishedUnit, Recipe
from baketracker.recipes.schemas import RecipeRef

from .holding import held
from .kinds import GOODS, KINDS, UNITS, Kind, KindName
from .schemas import FinishedView, FinishedWorth, Show
from .worth import unit_costs


@verb("read")
def search(
    db: TenantSession,
    kind: KindName,
    text: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    show: Show = "",
) -> Page[FinishedView]:
    """Finished units or goods by name that hold every word of `text`, a unit also where its recipe
    does. What is archived is listed while some of it is there. Raises LostPlace."""
    of = KINDS[kind]
    rows = slice_of(db, _found(of, text, show), of.entity, of.entity.name, cursor, limit)
    return Page(items=views(db, of, rows.rows), next=rows.next)


@verb("read")
def count(db: TenantSession, kind: KindName, text: str = "", *, show: Show = "") -> int:
    """How many `search` would find in all."""
    of = KINDS[kind]
    wanted = _wanted(of, text, show)
    counted = select(func.count(of.entity.id)).where(*wanted)
    if of is UNITS:
        counted = counted.join(FinishedUnit.recipe)
    return db.scalar(counted) or 0


@verb("read")
def get(db: TenantSession, kind: KindName, item_id: UUID) -> FinishedView:
    """One finished unit or good. Raises NotFound."""
    of = KINDS[kind]
    found = _found(of, "", "all", archived=True).where(of.entity.id == item_id)
    row = db.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(of.called)
    return views(db, of, [row])[0]


@verb("read")
def low(db: TenantSession) -> list[FinishedView]:
    """All that is below its threshold, the fewest first, even what is not there at all."""
    found = [
        view
        for of in KINDS.values()
        for view in views(db, of, db.scalars(_found(of, "", "low")).all())
    ]
    return sorted(found, key=lambda one: (one.on_hand, one.name, one.id))


@verb("read")
def worth(db: TenantSession) -> FinishedWorth:
    """What all that is on hand is worth, at what it took to make on average."""
    return FinishedWorth(units=_worth(db, UNITS), goods=_worth(db, GOODS))


def views(db: TenantSession, of: Kind, rows: Sequence[Any]) -> list[FinishedView]:
    """These rows, units loaded with their recipes, as every door shows them."""
    ids = [row.id for row in rows]
    costs = unit_costs(db, of.name, ids)
    kept = held(db, ids) if of is GOODS else {}
    return [
        FinishedView(
            kind=of.name,
            id=row.id,
            name=row.name,
            recipe=RecipeRef.of(row.recipe) if of is UNITS else None,
            on_hand=row.on_hand,
            held=min(kept.get(row.id, 0), row.on_hand),
            good_until=row.on_hand_until if row.on_hand else None,
            low_below=row.low_below,
            unit_cost=costs[row.id],
            is_archived=row.deleted_at is not None,
        )
        for row in rows
    ]


def _worth(db: TenantSession, of: Kind) -> Cost:
    there = select(of.entity.id, of.entity.on_hand).where(of.entity.on_hand > 0)
    counts = {row.id: row.on_hand for row in db.execute(there)}
    costs = unit_costs(db, of.name, list(counts))
    return together(costs[key].times(number) for key, number in counts.items())


def _found(of: Kind, text: str, show: Show, *, archived: bool = False) -> Any:
    found = select(of.entity).where(*_wanted(of, text, show, archived=archived))
    if of is UNITS:
        recipe = joinedload(FinishedUnit.recipe, innerjoin=True)
        found = found.join(FinishedUnit.recipe).options(recipe)
    return found


def _wanted(
    of: Kind, text: str, show: Show, *, archived: bool = False
) -> Iterable[ColumnElement[bool]]:
    """A unit is found together with its recipe, which is joined."""
    entity = of.entity
    live = entity.deleted_at.is_(None)
    if of is UNITS:
        live &= Recipe.deleted_at.is_(None)
    is_low = live & (entity.on_hand < entity.low_below)
    if show == "low":
        yield is_low
    elif show == "":
        yield (entity.on_hand > 0) | is_low
    elif not archived:
        yield live | (entity.on_hand > 0)
    for word in text.split():
        if of is UNITS:
            named = FinishedUnit.name.contains(word, autoescape=True)
            own = named | has_words(FinishedUnit.slug, word)
            yield own | has_words(Recipe.folded, word)
        else:
            yield has_words(FinishedGood.folded, word)
