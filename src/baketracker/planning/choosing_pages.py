"""The pages where an event gets its recipes and goods, is copied, and is settled."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.events import choosing, copying, selecting
from baketracker.events import service as events
from baketracker.events.schemas import Copying, EventView, RecipesForm, TemplateName
from baketracker.events.selecting import GoodsWouldGo
from baketracker.faces.forms import attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import _
from baketracker.fields import SearchText

from . import deciding, service
from .plan_page import home_of, plan_context

router = PageRouter(prefix="/events")


@router.get("/{event_id}/goods")
def goods(request: Request, db: PageDb, event_id: UUID, q: SearchText = "") -> Response:
    """Every good that may be on the list, and which recipes each still misses."""
    found = choosing.good_choices(db, event_id, q)
    return _sheet(request, db, event_id, "goods.html", fragment="results", found=found, q=q)


@router.get("/{event_id}/goods/{good_id}")
def good(request: Request, db: PageDb, event_id: UUID, good_id: UUID) -> Response:
    """One good of the list: how many, for each guest, or off the list."""
    wishes = service.plan_for(db, event_id).goods
    wish = next((one for one in wishes if one.good.id == good_id), None)
    if wish is None:
        raise NotFound("finished good")
    return _sheet(request, db, event_id, "good.html", wish=wish)


@router.get("/{event_id}/recipes")
def recipes(request: Request, db: PageDb, event_id: UUID) -> Response:
    found = choosing.recipe_choices(db, event_id)
    return _sheet(request, db, event_id, "recipes.html", found=found, leaving=None)


@router.post("/{event_id}/recipes")
def set_recipes(
    request: Request,
    db: PageDb,
    event_id: UUID,
    form: Annotated[Submission[RecipesForm], form_of(RecipesForm)],
) -> Response:
    """The recipes as they are ticked; before goods go with them, that is asked."""
    leaving = None

    def save(wanted: RecipesForm) -> object:
        nonlocal leaving
        try:
            return selecting.set_recipes(db, event_id, wanted.recipe_ids, wanted.confirm_removal)
        except GoodsWouldGo as would:
            leaving = would.leaving
            raise

    if attempt(form, save) is not None:
        return done(request, home_of(event_id), Toast(_("The recipes are chosen.")))
    found = choosing.recipe_choices(db, event_id)
    ticked = form.typed.get("recipe_ids") or []
    ticks = set(ticked if isinstance(ticked, list) else [ticked])
    found = [one.model_copy(update={"is_chosen": str(one.recipe.id) in ticks}) for one in found]
    shown: dict[str, Any] = {"found": found, "leaving": leaving, "form": form}
    return _sheet(request, db, event_id, "recipes.html", status=422, **shown)


@router.get("/{event_id}/copy")
def ask_copy(request: Request, db: PageDb, event_id: UUID) -> Response:
    return _sheet(request, db, event_id, "copy.html")


@router.post("/{event_id}/copy")
def copy(
    request: Request,
    db: PageDb,
    event_id: UUID,
    form: Annotated[Submission[Copying], form_of(Copying)],
) -> Response:
    made = attempt(form, lambda wanted: copying.copy(db, event_id, wanted, form.op_id))
    if made is None:
        return _sheet(request, db, event_id, "copy.html", status=422, form=form)
    return _made(request, made)


@router.get("/{event_id}/template")
def ask_template(request: Request, db: PageDb, event_id: UUID) -> Response:
    return _sheet(request, db, event_id, "template.html")


@router.post("/{event_id}/template")
def save_as_template(
    request: Request,
    db: PageDb,
    event_id: UUID,
    form: Annotated[Submission[TemplateName], form_of(TemplateName)],
) -> Response:
    made = attempt(form, lambda wanted: copying.save_as_template(db, event_id, wanted, form.op_id))
    if made is None:
        return _sheet(request, db, event_id, "template.html", status=422, form=form)
    return _made(request, made)


@router.post("/{event_id}/lock")
def lock(request: Request, db: PageDb, event_id: UUID) -> Response:
    deciding.lock(db, event_id)
    undo = f"{home_of(event_id)}/unlock"
    return done(request, home_of(event_id), Toast(_("The plan is settled."), undo))


@router.post("/{event_id}/unlock")
def unlock(request: Request, db: PageDb, event_id: UUID) -> Response:
    events.unlock(db, event_id)
    return done(request, home_of(event_id), Toast(_("The plan is a draft again.")))


@router.get("/{event_id}/print")
def print_view(request: Request, db: PageDb, event_id: UUID) -> Response:
    """The whole plan on paper: every sum open, nothing to press."""
    return page(request, "planning/print.html", **plan_context(request, db, event_id))


def _sheet(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    template: str,
    *,
    status: int = 200,
    fragment: str | None = None,
    **shown: Any,
) -> Response:
    event = events.get(db, event_id)
    frame: dict[str, Any] = {
        "here": "events",
        "mode": "plan",
        "event": event,
        "home": home_of(event_id),
    }
    path = f"planning/{template}"
    return page(request, path, fragment=fragment, status=status, **frame, **shown)


def _made(request: Request, made: EventView) -> Response:
    toast = Toast(_("%(name)s is there.") % {"name": made.name})
    return done(request, home_of(made.id), toast)
