"""The names the recording uses for rows."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.ingredients.models import Ingredient
from baketracker.recipes.models import FinishedUnit, Recipe

Slugs = dict[UUID, str]


@dataclass(frozen=True)
class Names:
    """Slug by id; events by name and date."""

    ingredients: Slugs
    recipes: Slugs
    units: Slugs
    goods: Slugs
    events: Slugs


def names_in(db: TenantSession) -> Names:
    """Those of the whole bakery, archived rows too."""
    dated = db.execute(select(Event.id, Event.name, Event.event_date))
    return Names(
        ingredients=_slugs(db, Ingredient),
        recipes=_slugs(db, Recipe),
        units=_slugs(db, FinishedUnit),
        goods=_slugs(db, FinishedGood),
        events={key: f"{name}|{day}" for key, name, day in dated},
    )


def _slugs(db: TenantSession, entity: Any) -> Slugs:
    return {row.id: row.slug for row in db.execute(select(entity.id, entity.slug))}
