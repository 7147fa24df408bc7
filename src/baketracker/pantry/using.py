"""What a use of an ingredient takes from the pantry, the first bought first."""

from decimal import Decimal
from uuid import UUID

from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.service import density_of_row
from baketracker.issues import Issue
from baketracker.products.labels import label_of
from baketracker.stock.fifo import Draw, draw

from .models import Lot
from .schemas import DrawView, PassedView, UseView
from .service import lots_left


@verb("read")
def would_use(db: TenantSession, ingredient_id: UUID, quantity: Decimal, unit: str) -> UseView:
    """What using `quantity` (0 or more) of `unit` would take, lot by lot, and what it costs; what
    is not there is told, not refused. Nothing is written. Raises NotFound.

    Three statements."""
    row = live(db, Ingredient, ingredient_id, "ingredient")
    lots = {lot.id: lot for lot in lots_left(db, [ingredient_id])[ingredient_id]}
    drawn = draw(
        (lot.layer for lot in lots.values()), quantity, unit, density_of_row(row), row.name
    )
    return UseView(
        wanted=quantity,
        unit=unit,
        taken=drawn.taken,
        short=drawn.short,
        cost=drawn.cost,
        draws=[_drawn(one, lots) for one in drawn.draws],
        passed=[
            PassedView(
                lot_id=layer.lot,
                product=label_of(lots[layer.lot].product),
                quantity=layer.quantity,
                unit=layer.unit,
                issue=Issue.of(reason),
            )
            for layer, reason in drawn.passed
        ],
    )


def _drawn(one: Draw[UUID], lots: dict[UUID, Lot]) -> DrawView:
    lot = lots[one.layer.lot]
    return DrawView(
        lot_id=lot.id,
        product=label_of(lot.product),
        purchased_on=lot.purchased_on,
        quantity=one.quantity,
        remaining=one.remaining,
        unit=one.layer.unit,
        unit_cost=lot.unit_cost,
    )
