"""Shopping lists over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, OpId, Paging, reply, reply_list

from . import finishing, items, making, service
from .given import ItemChange, ListChange, NewItem, NewList, Refreshing
from .schemas import ChangesView, ItemView, ItemWithWhy, ListSummary, ListView
from .sheet import csv_of
from .trip_given import Trip
from .trip_schemas import CarriedView, TripDraft, TripView

router = ApiRouter(prefix="/api/shopping-lists", tags=["shopping lists"])


@router.get("", response_model=Page[ListSummary])
def index(request: Request, db: ApiDb, paging: Paging, archived: bool = False) -> Response:
    """The lists, the newest first."""
    return reply_list(request, service.search(db, paging.cursor, paging.limit, archived=archived))


@router.post("", status_code=201, response_model=ListView)
def create(request: Request, db: ApiDb, given: NewList, op_id: OpId) -> Response:
    """A list of what the events lack, in whole packages; a UUID as Idempotency-Key becomes its
    id. A nameless one for events that have an open list is that list, refreshed."""
    made = making.make(db, given, op_id)
    return reply(request, made, status=201, version=made.version)


@router.get("/{shopping_list_id}", response_model=ListView)
def show(request: Request, db: ApiDb, shopping_list_id: UUID) -> Response:
    """The list with its lines. Its ETag is that of the list itself; each line has a version of
    its own."""
    found = service.get(db, shopping_list_id)
    return reply(request, found)


@router.patch("/{shopping_list_id}", response_model=ListView)
def update(
    request: Request, db: ApiDb, shopping_list_id: UUID, given: ListChange, version: IfMatch
) -> Response:
    """Change the given fields; other events bring other lines at once."""
    found = service.update(db, shopping_list_id, given, version)
    return reply(request, found, version=found.version)


@router.delete("/{shopping_list_id}", status_code=204)
def archive(db: ApiDb, shopping_list_id: UUID, version: IfMatch) -> Response:
    """Put it away with its lines."""
    service.archive(db, shopping_list_id, version)
    return Response(status_code=204)


@router.get("/{shopping_list_id}/changes", response_model=ChangesView)
def changes(request: Request, db: ApiDb, shopping_list_id: UUID) -> Response:
    """How far the plans have moved on since the list was filled, and what in them is open."""
    return reply(request, making.changes(db, shopping_list_id))


@router.post("/{shopping_list_id}/refresh", response_model=ListView)
def refresh(request: Request, db: ApiDb, shopping_list_id: UUID, given: Refreshing) -> Response:
    """Fill the untouched lines anew from the plans."""
    return reply(request, making.refresh(db, shopping_list_id, prefer_usual=given.prefer_usual))


@router.get("/{shopping_list_id}/finish", response_model=TripDraft)
def draft(request: Request, db: ApiDb, shopping_list_id: UUID) -> Response:
    """What finishing the trip would write down: the ticked lines as purchases, store by store."""
    return reply(request, finishing.draft(db, shopping_list_id))


@router.post("/{shopping_list_id}/finish", status_code=201, response_model=TripView)
def finish(
    request: Request, db: ApiDb, shopping_list_id: UUID, given: Trip, op_id: OpId
) -> Response:
    """End the trip: what was bought becomes a receipt for each store, in one operation that undo
    takes back; without `stores` that is everything ticked, as the list says. What seems odd is
    refused with `please_confirm` until `confirmed` is true."""
    return reply(request, finishing.finish(db, shopping_list_id, given, op_id), status=201)


@router.post("/{shopping_list_id}/leftovers", status_code=201, response_model=CarriedView)
def carry_over(request: Request, db: ApiDb, shopping_list_id: UUID, op_id: OpId) -> Response:
    """Move what a finished trip left open to a new list; a UUID as Idempotency-Key becomes its
    id."""
    return reply(request, finishing.carry_over(db, shopping_list_id, op_id), status=201)


@router.get(
    "/{shopping_list_id}/csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def as_csv(db: ApiDb, shopping_list_id: UUID) -> Response:
    """The list as a CSV file."""
    return Response(csv_of(service.get(db, shopping_list_id)), media_type="text/csv; charset=utf-8")


@router.post("/{shopping_list_id}/items", status_code=201, response_model=ItemView)
def add(
    request: Request, db: ApiDb, shopping_list_id: UUID, given: NewItem, op_id: OpId
) -> Response:
    """A line by hand: words, or a product."""
    made = items.add_item(db, shopping_list_id, given, op_id)
    return reply(request, made, status=201, version=made.version)


@router.get("/{shopping_list_id}/items/{shopping_item_id}", response_model=ItemWithWhy)
def show_item(
    request: Request, db: ApiDb, shopping_list_id: UUID, shopping_item_id: UUID
) -> Response:
    """A line with the sum it comes from."""
    found = items.why(db, shopping_list_id, shopping_item_id)
    return reply(request, found, version=found.item.version)


@router.patch("/{shopping_list_id}/items/{shopping_item_id}", response_model=ItemView)
def change(
    request: Request,
    db: ApiDb,
    shopping_list_id: UUID,
    shopping_item_id: UUID,
    given: ItemChange,
    version: IfMatch,
) -> Response:
    """Change the given fields of a line; a refresh leaves it as it is from then on."""
    found = items.change_item(db, shopping_list_id, shopping_item_id, given, version)
    return reply(request, found, version=found.version)


@router.delete("/{shopping_list_id}/items/{shopping_item_id}", status_code=204)
def leave_out(
    db: ApiDb, shopping_list_id: UUID, shopping_item_id: UUID, version: IfMatch
) -> Response:
    """Leave the line out: 0 packages, and no refresh brings it back."""
    items.leave_out(db, shopping_list_id, shopping_item_id, version)
    return Response(status_code=204)


@router.put("/{shopping_list_id}/items/{shopping_item_id}/cart", response_model=ItemView)
def tick(request: Request, db: ApiDb, shopping_list_id: UUID, shopping_item_id: UUID) -> Response:
    """It is in the cart; saying so twice changes nothing."""
    return reply(request, items.set_in_cart(db, shopping_list_id, shopping_item_id, in_cart=True))


@router.delete("/{shopping_list_id}/items/{shopping_item_id}/cart", response_model=ItemView)
def untick(request: Request, db: ApiDb, shopping_list_id: UUID, shopping_item_id: UUID) -> Response:
    """It is not in the cart after all."""
    return reply(request, items.set_in_cart(db, shopping_list_id, shopping_item_id, in_cart=False))
