"""What a use would take from the lots, what has left them, and what they are worth."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.ingredients.models import Ingredient
from baketracker.pantry import service as pantry
from baketracker.pantry import using
from baketracker.pantry.models import Depletion, Lot
from baketracker.pantry.schemas import UseView
from tests.parity.compare import Refused
from tests.parity.kitchen import Kitchen, LotRow, lot_names, product_name
from tests.parity.served import buying, materials

Row = dict[str, Any]


def answers(db: TenantSession, stored: Kitchen, asked: Row) -> Row:
    """The sections of `asked`, asked again: only its questions are read."""
    named = lots_called(db, stored.lots)
    slugs = {slug: key for key, slug in db.execute(select(Ingredient.id, Ingredient.slug))}
    given: Row = {
        "inventory_value": pantry.value(db),
        "depletions": [_gone(row, named) for row in db.scalars(select(Depletion))],
    }
    given |= materials.answers(db, asked) | buying.answers(db, slugs, asked)
    if "fifo_dry_runs" in asked:
        given["fifo_dry_runs"] = [_used(db, slugs, named, row) for row in asked["fifo_dry_runs"]]
    return given


def lots_called(db: TenantSession, lots: Sequence[LotRow]) -> dict[Any, tuple[str, str]]:
    """What the recording calls each lot, and its product."""
    ids = db.scalars(select(Lot.id).order_by(Lot.sort_order, Lot.id))
    return dict(zip(ids, zip(lot_names(lots), map(product_name, lots), strict=True), strict=True))


def _gone(row: Depletion, named: dict[Any, tuple[str, str]]) -> Row:
    lot, _product = named[row.lot_id]
    return {"lot": lot, "quantity": row.quantity, "reason": row.reason, "cost": row.cost}


def _used(db: TenantSession, slugs: Row, named: dict[Any, tuple[str, str]], row: Row) -> Row:
    question = {name: row[name] for name in ("ingredient", "quantity", "unit")}
    try:
        key = slugs.get(row["ingredient"])
        if key is None:
            raise NotFound("ingredient")
        view = using.would_use(db, key, Decimal(row["quantity"]), row["unit"])
    except NotFound as error:
        return question | {"result": Refused(str(error))}
    if view.passed and not view.draws:
        return question | {"result": Refused(view.passed[0].issue.sentence)}
    return question | {"result": result_of(view, named)}


def result_of(view: UseView, named: dict[Any, tuple[str, str]]) -> Row:
    """A use as the recording tells it; `named`: the names of a lot and its product."""
    return {
        "consumed": view.taken,
        "breakdown": [
            {
                "lot": named[one.lot_id][0],
                "product": named[one.lot_id][1],
                "lot_date": str(one.purchased_on) if one.purchased_on else None,
                "quantity_consumed": one.quantity,
                "unit": one.unit,
                "remaining_in_lot": one.remaining,
                "unit_cost": one.unit_cost,
            }
            for one in view.draws
        ],
        "shortfall": view.short,
        "satisfied": not view.short,
        "total_cost": view.cost.total,
    }
