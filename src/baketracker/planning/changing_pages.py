"""Changing a plan on its page, a figure at a time; every answer is what of the page moved."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import Field, ValidationError

from baketracker.db.rows import live
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput
from baketracker.events import selecting
from baketracker.events import service as events
from baketracker.events.schemas import EventChange, GoodForm, GoodQuantity, Netting, Surely
from baketracker.faces.forms import attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of
from baketracker.faces.words import _
from baketracker.fields import In, QuantityIn, UnitCode
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.schemas import IngredientChange
from baketracker.recipes import service as recipes
from baketracker.recipes.given import RecipeChange, YieldIn
from baketracker.recipes.models import FinishedUnit

from . import deciding
from .deciding import BatchesIn, TooFew
from .plan_page import RefusedDensity, RefusedGood, RefusedUnit, answer, home_of

router = PageRouter(prefix="/events")
# Where the form keeps a shortfall that may be confirmed.
TOO_FEW = "shortfall"


class WayIn(In):
    """One way to bake: "7", or "4:" and the id of another size."""

    way: Annotated[str, Field(pattern=r"^[0-9]{1,6}(:[0-9a-f-]{36})?$")]
    confirm_shortfall: bool = False

    def batches(self) -> BatchesIn:
        count, _colon, size = self.way.partition(":")
        return BatchesIn(
            batches=int(count),
            made_as_id=UUID(size) if size else None,
            confirm_shortfall=self.confirm_shortfall,
        )


class GivesIn(In):
    """How many one batch gives."""

    items_per_batch: Annotated[int, Field(ge=1, le=1_000_000)]


class WeighsIn(In):
    """What one of a volume weighs."""

    density_volume_unit: UnitCode
    density_weight: Annotated[QuantityIn, Field(gt=0)]
    density_weight_unit: UnitCode


@router.post("/{event_id}/goods/{good_id}")
def set_good(
    request: Request,
    db: PageDb,
    event_id: UUID,
    good_id: UUID,
    form: Annotated[Submission[GoodForm], form_of(GoodForm)],
    back: Annotated[bool, Query()] = False,
) -> Response:
    """How many; `back`: it was chosen from the list of goods, which stays open."""
    wish = attempt(form, lambda wanted: selecting.set_good(db, event_id, good_id, wanted))
    if wish is None:
        typed = str(form.typed.get("quantity", ""))
        refused = RefusedGood(good_id, typed, next(iter(form.errors.values())))
        return answer(request, db, event_id, part="make", good_id=good_id, refused=refused)
    if back:
        return done(request, f"{home_of(event_id)}/goods", Toast(_("It is on the list.")))
    return answer(request, db, event_id, part=f"good-{good_id}", good_id=good_id)


@router.post("/{event_id}/goods/{good_id}/removal")
def remove_good(request: Request, db: PageDb, event_id: UUID, good_id: UUID) -> Response:
    stood = selecting.remove_good(db, event_id, good_id)
    how = f"per_guest={stood.per_guest}" if stood.per_guest else f"quantity={stood.quantity}"
    undo = f"{home_of(event_id)}/goods/{good_id}/return?{how}"
    return done(request, f"{home_of(event_id)}#make", Toast(_("It is off the list."), undo))


@router.post("/{event_id}/goods/{good_id}/return")
def return_good(
    request: Request,
    db: PageDb,
    event_id: UUID,
    good_id: UUID,
    quantity: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    per_guest: Annotated[QuantityIn | None, Query()] = None,
) -> Response:
    """Put back what was just taken off."""
    if (quantity is None) == (per_guest is None):
        raise InvalidInput(N_("Say how many are to be back on the list."))
    wanted = GoodQuantity(quantity=quantity, per_guest=per_guest, add_recipes=True)
    selecting.set_good(db, event_id, good_id, wanted)
    return done(request, f"{home_of(event_id)}#make", Toast(_("It is on the list again.")))


@router.post("/{event_id}/units/{unit_id}")
def decide(
    request: Request,
    db: PageDb,
    event_id: UUID,
    unit_id: UUID,
    form: Annotated[Submission[WayIn], form_of(WayIn)],
) -> Response:
    def save(wanted: WayIn) -> bool:
        deciding.decide(db, event_id, unit_id, wanted.batches())
        return True

    if attempt(form, save, {TooFew: TOO_FEW}) is None:
        sentence = next(iter(form.errors.values()))
        way = str(form.typed.get("way", ""))
        refused = RefusedUnit(unit_id, sentence, way, confirm=TOO_FEW in form.errors)
        return answer(request, db, event_id, part="batches", refused=refused)
    return answer(request, db, event_id, part=f"unit-{unit_id}")


@router.post("/{event_id}/units/{unit_id}/removal")
def leave_to_plan(request: Request, db: PageDb, event_id: UUID, unit_id: UUID) -> Response:
    deciding.remove_decision(db, event_id, unit_id)
    return answer(request, db, event_id, part=f"unit-{unit_id}")


@router.post("/{event_id}/units/{unit_id}/yield")
def say_yield(
    request: Request,
    db: PageDb,
    event_id: UUID,
    unit_id: UUID,
    form: Annotated[Submission[GivesIn], form_of(GivesIn)],
) -> Response:
    """How many one batch gives, said where the plan asks for it."""
    if form.model is None:
        return _refused(request, db, event_id, unit_id, next(iter(form.errors.values())))
    events.get(db, event_id)
    recipe = recipes.get(db, live(db, FinishedUnit, unit_id, "finished unit").recipe_id)

    def save(given: GivesIn) -> object:
        told = {"yield_mode": "discrete_count", "items_per_batch": given.items_per_batch}
        known = [one.model_dump(include=set(YieldIn.model_fields)) for one in recipe.yields]
        try:
            yields = [YieldIn(**(one | told if one["id"] == unit_id else one)) for one in known]
        except ValidationError as others:
            raise InvalidInput(
                N_("Others of its yields are not said either: open the recipe to say them all.")
            ) from others
        return recipes.update(db, recipe.id, RecipeChange(yields=yields), recipe.version)

    if attempt(form, save) is None:
        return _refused(request, db, event_id, unit_id, next(iter(form.errors.values())))
    return answer(request, db, event_id, part=f"unit-{unit_id}")


@router.post("/{event_id}/ingredients/{ingredient_id}/density")
def say_density(
    request: Request,
    db: PageDb,
    event_id: UUID,
    ingredient_id: UUID,
    form: Annotated[Submission[WeighsIn], form_of(WeighsIn)],
) -> Response:
    """What a volume weighs, said where the plan asks for it."""
    events.get(db, event_id)
    known = ingredients.get(db, ingredient_id)

    def save(told: WeighsIn) -> object:
        change = IngredientChange(density_volume="1", **told.model_dump())
        return ingredients.update(db, ingredient_id, change, known.version)

    if attempt(form, save) is None:
        refused = RefusedDensity(ingredient_id, next(iter(form.errors.values())))
        return answer(request, db, event_id, part="ingredients", refused=refused)
    return answer(request, db, event_id, part="ingredients")


@router.post("/{event_id}/netting")
def net(
    request: Request,
    db: PageDb,
    event_id: UUID,
    form: Annotated[Submission[Netting], form_of(Netting)],
) -> Response:
    """What of the things on hand the plan counts: each switch as it stands, so none is lost."""
    event = events.get(db, event_id)
    if form.model is None:
        raise InvalidInput(N_("These switches are on or off."))
    events.update(db, event_id, EventChange(**form.model.model_dump()), event.version)
    return answer(request, db, event_id, part="more")


@router.post("/{event_id}/sureness")
def be_sure(
    request: Request,
    db: PageDb,
    event_id: UUID,
    form: Annotated[Submission[Surely], form_of(Surely)],
) -> Response:
    """How surely the demand is to be covered."""
    event = events.get(db, event_id)
    if form.model is None:
        raise InvalidInput(N_("Choose one of the three."))
    level = form.model.service_level
    events.update(db, event_id, EventChange(service_level=level), event.version)
    return answer(request, db, event_id, part="batches")


def _refused(
    request: Request, db: TenantSession, event_id: UUID, unit_id: UUID, sentence: str
) -> Response:
    refused = RefusedUnit(unit_id, sentence)
    return answer(request, db, event_id, part="batches", refused=refused)
