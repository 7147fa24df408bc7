"""The sheet of the day: what is left to bake, with the amounts for all of it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.production.expecting import planned_as
from baketracker.recipes.models import FinishedUnit

from .board import board
from .cooking import cooked
from .schemas import BoardView, CardView, CookingView, SheetPart


@verb("read")
def sheet(
    db: TenantSession, event_id: UUID, day: date | None = None
) -> tuple[BoardView, list[SheetPart]]:
    """The board of an event and what of it is not written down yet, on that day only where the
    plan says one. Raises NotFound."""
    told = board(db, event_id)
    waiting = [card for card in told.cards if (card.left or card.in_oven) and not card.is_complete]
    return told, [
        SheetPart(card=card, cooking=_cooking(db, event_id, card))
        for card in waiting
        if day is None or card.bake_on == day
    ]


def _cooking(db: TenantSession, event_id: UUID, card: CardView) -> CookingView:
    unit = live(db, FinishedUnit, card.finished_unit.id, "finished unit")
    planned = planned_as(db, event_id, unit)
    factor = Decimal(card.left + card.in_oven)
    return cooked(db, card.recipe, factor, planned.content if planned else None)
