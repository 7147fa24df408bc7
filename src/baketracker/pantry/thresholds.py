"""How little of an ingredient is too little, and which of them are low."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from baketracker.db.journal import doing
from baketracker.db.many import among
from baketracker.db.rows import lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput, NotFound
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.schemas import IngredientRef
from baketracker.ingredients.service import density_of_row
from baketracker.measures.numbers import lacking
from baketracker.measures.units import Category, find_unit

from .given import Threshold
from .holding import left_by_unit
from .schemas import LowView, ThresholdView
from .shelf import Amount, brief, there_in

NOT_A_MEASURE = N_("Choose a weight, a volume or a number of pieces, so that it can be compared.")


@verb("write")
def set_threshold(
    db: TenantSession, ingredient_id: UUID, given: Threshold, op_id: UUID | None = None
) -> ThresholdView:
    """Below so much of an ingredient it stands on the low list; without an amount it never does.
    What it is already changes nothing.

    Raises NotFound, and InvalidInput for a unit nothing can be turned into."""
    (row,) = lock_rows(db, Ingredient, [ingredient_id]) or (None,)
    if row is None or row.deleted_at is not None:
        raise NotFound("ingredient")
    unit = find_unit(given.low_unit) if given.low_unit else None
    if unit is not None and unit.category is Category.PACKAGE:
        raise InvalidInput(NOT_A_MEASURE, {"low_unit": NOT_A_MEASURE})
    operation_id = None
    if (row.low_below, row.low_unit) != (given.low_below, given.low_unit):
        words, amount = N_("%(name)s has no threshold any more"), ""
        if given.low_below is not None and given.low_unit is not None:
            words, amount = (
                N_("%(name)s is low below %(amount)s"),
                brief(given.low_below, given.low_unit),
            )
        with doing(
            db, "pantry.set_threshold", words, op_id, name=row.name, amount=amount
        ) as operation_id:
            row.low_below, row.low_unit = given.low_below, given.low_unit
    return ThresholdView(
        ingredient=IngredientRef(id=row.id, name=row.name),
        low_below=_amount(row),
        operation_id=operation_id,
    )


@verb("read")
def low(db: TenantSession, ingredient_ids: Collection[UUID] | None = None) -> list[LowView]:
    """The ingredients (all, or these) of which less is left than their threshold, A to Z. What
    cannot be said in the threshold's unit does not count. Two statements."""
    found = select(Ingredient).where(
        Ingredient.low_below.is_not(None), Ingredient.deleted_at.is_(None)
    )
    if ingredient_ids is not None:
        found = found.where(among(Ingredient.id, ingredient_ids))
    rows = db.scalars(found.order_by(Ingredient.name, Ingredient.id)).all()
    left = left_by_unit(db, [row.id for row in rows])
    views = []
    for row in rows:
        below = _amount(row)
        assert below is not None  # only those with a threshold are read
        there = there_in(left.get(row.id, {}), below.unit, density_of_row(row))
        if short := lacking(below.amount, there):
            views.append(
                LowView(
                    ingredient=IngredientRef(id=row.id, name=row.name),
                    there=there,
                    low_below=below.amount,
                    lacking=short,
                    unit=below.unit,
                )
            )
    return views


def _amount(row: Ingredient) -> Amount | None:
    if row.low_below is None or row.low_unit is None:
        return None
    return Amount(amount=row.low_below, unit=row.low_unit)
