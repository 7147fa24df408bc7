"""What a use of an ingredient takes from the pantry, the first bought first."""

from collections.abc import Mapping, MutableMapping
from decimal import Decimal
from uuid import UUID

from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.schemas import IngredientRef
from baketracker.ingredients.service import density_of_row
from baketracker.issues import Issue
from baketracker.products.labels import label_of
from baketracker.stock.consuming import as_kept, layers
from baketracker.stock.fifo import Draw, Drawn, draw

from .holding import lots_left
from .models import Lot
from .schemas import DrawView, PassedView, UseView


@verb("read")
def would_use(db: TenantSession, ingredient_id: UUID, quantity: Decimal, unit: str) -> UseView:
    """What using `quantity` (0 or more) of `unit` would take, lot by lot, and what it costs; what
    is not there is told, not refused. Nothing is written. Raises NotFound.

    Three statements."""
    row = live(db, Ingredient, ingredient_id, "ingredient")
    lots = {lot.id: lot for lot in lots_left(db, [ingredient_id])[ingredient_id]}
    return use_view(row, drawn_from(row, lots, quantity, unit, {}), lots)


def drawn_from(
    row: Ingredient,
    lots: Mapping[UUID, Lot],
    quantity: Decimal,
    unit: str,
    gone: MutableMapping[UUID, Decimal],
) -> Drawn[UUID]:
    """`quantity` of `unit` taken from these lots of the ingredient in their order, less what is
    `gone` of them to others before it; it is added to that."""
    left = layers(lots.values(), gone)
    return as_kept(draw(left, quantity, unit, density_of_row(row), row.name), gone)


def use_view(row: Ingredient, drawn: Drawn[UUID], lots: Mapping[UUID, Lot]) -> UseView:
    """As every door shows it."""
    return UseView(
        ingredient=IngredientRef(id=row.id, name=row.name),
        wanted=drawn.wanted,
        unit=drawn.unit,
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


def _drawn(one: Draw[UUID], lots: Mapping[UUID, Lot]) -> DrawView:
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
