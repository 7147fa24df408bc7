"""Events over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, OpId, Paging, Words, reply, reply_list
from baketracker.faces.catalogue_api import add_doors

from . import choosing, copying, kitchen, selecting, service
from .schemas import (
    ChosenRecipes,
    Copying,
    EventChange,
    EventRecipesView,
    EventView,
    GoodChoice,
    GoodQuantity,
    KitchenFields,
    KitchenView,
    NewEvent,
    RecipeChoice,
    TemplateName,
    When,
    WishRow,
)

router = ApiRouter(prefix="/api/events", tags=["events"])


@router.get("", response_model=Page[EventView])
def search(request: Request, db: ApiDb, paging: Paging, when: When = "all") -> Response:
    """Events, the newest first; those upcoming with the nearest first."""
    return reply_list(request, service.search(db, when, paging.cursor, paging.limit))


@router.get("/kitchen", response_model=KitchenView)
def show_kitchen(request: Request, db: ApiDb) -> Response:
    """What the kitchen can do in a day."""
    view = kitchen.get_kitchen(db)
    return reply(request, view, version=view.version)


@router.put("/kitchen", response_model=KitchenView)
def set_kitchen(request: Request, db: ApiDb, given: KitchenFields, version: IfMatch) -> Response:
    """Say all of it."""
    view = kitchen.set_kitchen(db, given, version)
    return reply(request, view, version=view.version)


add_doors(router, service, new=NewEvent, change=EventChange, view=EventView)


@router.delete("/{event_id}/trace", status_code=204)
def delete(db: ApiDb, event_id: UUID, version: IfMatch) -> Response:
    """Remove an event and its plan for good; DELETE of the event itself only archives it."""
    service.delete(db, event_id, version)
    return Response(status_code=204)


@router.get("/{event_id}/recipes", response_model=Page[RecipeChoice])
def recipes(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """Every recipe the event may choose, with whether it is chosen."""
    return reply_list(request, Page(items=choosing.recipe_choices(db, event_id)))


@router.put("/{event_id}/recipes", response_model=EventRecipesView)
def set_recipes(request: Request, db: ApiDb, event_id: UUID, given: ChosenRecipes) -> Response:
    """Choose exactly these recipes; goods they do not make go when that is confirmed."""
    return reply(
        request, selecting.set_recipes(db, event_id, given.recipe_ids, given.confirm_removal)
    )


@router.get("/{event_id}/goods", response_model=Page[GoodChoice])
def goods(request: Request, db: ApiDb, event_id: UUID, text: Words = "") -> Response:
    """Every good the event may want, with the recipes each misses."""
    return reply_list(request, Page(items=choosing.good_choices(db, event_id, text)))


@router.put("/{event_id}/goods/{good_id}", response_model=WishRow)
def set_good(
    request: Request, db: ApiDb, event_id: UUID, good_id: UUID, given: GoodQuantity
) -> Response:
    """How many of a finished good the event wants."""
    return reply(request, selecting.set_good(db, event_id, good_id, given))


@router.delete("/{event_id}/goods/{good_id}", response_model=WishRow)
def remove_good(request: Request, db: ApiDb, event_id: UUID, good_id: UUID) -> Response:
    """Take it off the list; the answer is what stood there."""
    return reply(request, selecting.remove_good(db, event_id, good_id))


@router.post("/{event_id}/copies", status_code=201, response_model=EventView)
def copy(request: Request, db: ApiDb, event_id: UUID, given: Copying, op_id: OpId) -> Response:
    """A new event with what is taken over from this one."""
    view = copying.copy(db, event_id, given, op_id)
    return reply(request, view, status=201, version=view.version)


@router.post("/{event_id}/templates", status_code=201, response_model=EventView)
def save_as_template(
    request: Request, db: ApiDb, event_id: UUID, given: TemplateName, op_id: OpId
) -> Response:
    """A template of this event."""
    view = copying.save_as_template(db, event_id, given, op_id)
    return reply(request, view, status=201, version=view.version)


@router.delete("/{event_id}/lock", response_model=EventView)
def unlock(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """Back to a draft, while nothing is produced."""
    view = service.unlock(db, event_id)
    return reply(request, view, version=view.version)
