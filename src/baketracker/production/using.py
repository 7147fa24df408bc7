"""What a run takes from the pantry, as its recipe was frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from baketracker.costs import Cost, kept
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, RuleBroken
from baketracker.ingredients.models import Ingredient
from baketracker.pantry.consuming import consume
from baketracker.pantry.schemas import UseView, Want
from baketracker.plans.freezing import FrozenNeed, needs_in
from baketracker.plans.models import RecipeSnapshot
from baketracker.stock.ledger import exact

from .given import Short
from .models import ProductionConsumption, ProductionRun


class OutOfReach(RuleBroken):
    """The frozen recipe names ingredients that are not in the catalogue any more."""

    code = "not_enough"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            N_("%(names)s cannot be taken from the pantry: archived since the plan was made. "
               "Restore it, or write the run down anyway."),
            names=", ".join(names),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """One need of a run, all its batches together, and what the pantry gave for it (None: it was
    not asked). `ingredient_id` is None where no such row is left."""

    need: FrozenNeed
    ingredient_id: UUID | None
    quantity: Decimal
    use: UseView | None

    @property
    def cost(self) -> Cost:
        """Of all of it: what was not there is as unknown as what a lot of unknown price gave."""
        if self.use is None:
            return Cost.because(OutOfReach([self.need.name]))
        lacking = Cost.because(Lacking(self.need.name)) if self.use.short else Cost()
        return self.use.cost + lacking


class Lacking(RuleBroken):
    """Some of it was not in the pantry, so nobody knows what it cost."""

    code = "lacking"

    def __init__(self, ingredient: str) -> None:
        super().__init__(
            N_("Not all of the %(ingredient)s was in the pantry."), ingredient=ingredient
        )


def take(
    db: TenantSession,
    snapshot: RecipeSnapshot,
    factor: Decimal,
    short: Short,
    *,
    at: datetime,
    notes: str,
) -> list[Taken]:
    """Take `factor` batches' needs out of the pantry. Of what is not there, `refuse` takes nothing
    of anything, `take` what there is. Raises NotEnough, OutOfReach."""
    needs = needs_in(snapshot)
    known = _standing(db, {need.ingredient_id for need in needs} - {None})
    within = [need for need in needs if known.get(need.ingredient_id)]
    if short == "refuse" and len(within) < len(needs):
        raise OutOfReach([need.name for need in needs if need not in within])
    wants = [
        Want(need.ingredient_id, need.quantity * factor, need.unit)
        for need in within
        if need.ingredient_id
    ]
    uses = iter(consume(db, wants, "production", short=short, at=at, notes=notes).uses)
    return [
        Taken(
            need,
            need.ingredient_id if need.ingredient_id in known else None,
            exact(need.quantity * factor),
            next(uses) if need in within else None,
        )
        for need in needs
    ]


def write_down(db: TenantSession, run: ProductionRun, taken: Sequence[Taken]) -> None:
    """A row for every need."""
    for place, one in enumerate(taken):
        db.add(
            ProductionConsumption(
                production_run_id=run.id,
                ingredient_id=one.ingredient_id,
                ingredient_name=one.need.name,
                quantity=one.quantity,
                unit=one.need.unit,
                cost=None if one.cost.unknown else kept(one.cost.known),
                sort_order=place,
            )
        )


def _standing(db: TenantSession, ids: set[UUID | None]) -> dict[UUID | None, bool]:
    """Those of the ingredients that have a row: whether they are in the catalogue still."""
    found = select(Ingredient.id, Ingredient.deleted_at).where(among(Ingredient.id, ids))
    return {row.id: row.deleted_at is None for row in db.execute(found)}
