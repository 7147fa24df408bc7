"""Events that still need a finished good or a recipe: it is not put away beneath them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, select

from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods import service as finished_goods
from baketracker.recipes import service as recipes

from .models import Event, EventFinishedGood, EventRecipe
from .states import PlanState


def events_with(db: TenantSession, good_id: UUID) -> Iterable[str]:
    """Names of the events that want this good, are to come or being baked, and of templates that
    hold it. What was baked for is history and needs no living good."""
    wanting = select(Event.name).join(
        EventFinishedGood,
        and_(
            EventFinishedGood.tenant_id == Event.tenant_id,
            EventFinishedGood.event_id == Event.id,
        ),
    )
    ahead = Event.is_template | (Event.event_date >= db.scope.today())
    ahead |= Event.plan_state == PlanState.IN_PRODUCTION
    found = wanting.where(
        EventFinishedGood.finished_good_id == good_id,
        Event.deleted_at.is_(None),
        Event.plan_state != "completed",
        ahead,
    )
    return db.scalars(found.order_by(Event.name))


def events_baking(db: TenantSession, recipe_id: UUID) -> Iterable[str]:
    """Names of the events that are being baked with this recipe, A to Z."""
    chosen = and_(EventRecipe.tenant_id == Event.tenant_id, EventRecipe.event_id == Event.id)
    found = (
        select(Event.name)
        .join(EventRecipe, chosen)
        .where(
            EventRecipe.recipe_id == recipe_id,
            Event.deleted_at.is_(None),
            Event.plan_state == PlanState.IN_PRODUCTION,
        )
    )
    return db.scalars(found.order_by(Event.name))


finished_goods.HOLDERS.append(events_with)
recipes.HOLDERS.append(events_baking)
