"""What the events of a list need, merged: each ingredient, packaging product and material once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.events.schemas import EventRef
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.service import density_of_row
from baketracker.issues import Issue
from baketracker.measures.conversion import convert, convertible
from baketracker.planning import service as planning
from baketracker.planning.need_schemas import Beside, IngredientPlan, PromisedView
from baketracker.planning.schemas import PlanView

from .schemas import EventShare, Kind, RecipeShare


@dataclass(frozen=True, slots=True)
class Share:
    """One event's part of a need, in the unit of the need: `free` is what of the stock `on_hand`
    nobody before it was `promised`, `short` what lacks beside that."""

    event: EventRef
    need: Decimal
    on_hand: Decimal
    promised: tuple[PromisedView, ...]
    free: Decimal
    short: Decimal
    recipes: tuple[RecipeShare, ...] = ()

    def view(self) -> EventShare:
        return EventShare(**{name: getattr(self, name) for name in EventShare.model_fields})


@dataclass(slots=True)
class Need:
    """What all events together need of one thing. `about`: the id of the ingredient, of the
    packaging product or of the material. One ingredient has several needs only where its units
    cannot be added up."""

    kind: Kind
    about: UUID
    name: str
    unit: str
    density: Decimal | None = None
    aisle: str = ""
    shares: list[Share] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((share.need for share in self.shares), Decimal(0))

    @property
    def missing(self) -> Decimal:
        """What lacks: the stock is promised once, so each event lacks what it lacks."""
        return sum((share.short for share in self.shares), Decimal(0))

    def takes(self, unit: str) -> bool:
        """Whether an amount in `unit` can be said in this need's unit."""
        return convertible(unit, self.unit, self.density)

    def said(self, amount: Decimal, unit: str) -> Decimal:
        """The amount in this need's unit."""
        return convert(amount, unit, self.unit, self.density, self.name)


@dataclass(frozen=True, slots=True)
class Asked:
    """The merged needs, and what the plans say is still open: something may be missing."""

    needs: list[Need]
    open: list[Issue]


def needs_of(db: TenantSession, event_ids: Sequence[UUID]) -> Asked:
    """The needs of these events; those that are over ask for nothing. One statement more than a
    plan takes."""
    plans = planning.plans_for(db, event_ids)
    ahead = [plan for plan in plans if not plan.over]
    rows = _ingredients(db, ahead)
    needs: list[Need] = []
    for plan in ahead:
        for row in plan.ingredients:
            _add_food(needs, row, rows[row.ingredient.id], plan)
        _add_packaging(needs, plan)
        _add_materials(needs, plan)
    issues = {issue.sentence: issue for plan in ahead for issue in plan.issues}
    return Asked(needs, list(issues.values()))


def _ingredients(db: TenantSession, plans: Iterable[PlanView]) -> dict[UUID, Ingredient]:
    wanted = {row.ingredient.id for plan in plans for row in plan.ingredients}
    found = db.scalars(select(Ingredient).where(among(Ingredient.id, wanted))) if wanted else ()
    return {row.id: row for row in found}


def _add_food(needs: list[Need], row: IngredientPlan, stored: Ingredient, plan: PlanView) -> None:
    about = row.ingredient.id
    same = (need for need in needs if need.about == about and need.takes(row.unit))
    need = next(same, None)
    if need is None:
        density = density_of_row(stored)
        need = Need("food", about, row.ingredient.name, row.unit, density, stored.category)
        needs.append(need)
    recipes: dict[str, Decimal] = {}
    for use in row.uses:
        name = use.chain[0].recipe.name
        recipes[name] = recipes.get(name, Decimal(0)) + need.said(use.quantity, row.unit)
    shares = tuple(RecipeShare(name=name, quantity=held) for name, held in recipes.items())
    need.shares.append(_share(plan, row, row.need, need, row.unit, shares))


def _add_packaging(needs: list[Need], plan: PlanView) -> None:
    for row in plan.wrapping:
        same = (one for one in needs if one.kind == "packaging" and one.about == row.product_id)
        need = next(same, None)
        if need is None:
            need = Need("packaging", row.product_id, row.product, row.unit)
            needs.append(need)
        need.shares.append(_share(plan, row, row.needed, need, row.unit))


def _add_materials(needs: list[Need], plan: PlanView) -> None:
    for row in plan.materials:
        same = (one for one in needs if one.kind == "material" and one.about == row.material.id)
        need = next(same, None)
        if need is None:
            need = Need("material", row.material.id, row.material.name, row.base_unit)
            needs.append(need)
        need.shares.append(_share(plan, row, row.needed, need, row.base_unit))


def _share(
    plan: PlanView,
    row: Beside,
    wanted: Decimal,
    need: Need,
    unit: str,
    recipes: tuple[RecipeShare, ...] = (),
) -> Share:
    """What the plan of one event says in its `unit`, said in that of the merged need."""
    return Share(
        event=EventRef.of(plan.event),
        need=need.said(wanted, unit),
        on_hand=need.said(row.on_hand, unit),
        promised=tuple(
            PromisedView(event=one.event, quantity=need.said(one.quantity, unit))
            for one in row.promised
        ),
        free=need.said(row.free, unit),
        short=need.said(row.short, unit),
        recipes=recipes,
    )
