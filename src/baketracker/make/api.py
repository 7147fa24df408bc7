"""The board and begun batches over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, OpId, reply, reply_list
from baketracker.production import open_batches
from baketracker.production.open_schemas import (
    AtStep,
    Finished,
    NewBatch,
    NewTimer,
    OpenBatchView,
    StoppedTimer,
)
from baketracker.production.schemas import RunView

from . import service
from .schemas import BoardView, CookingView

board_router = ApiRouter(prefix="/api/events", tags=["production"])
router = ApiRouter(prefix="/api/open-batches", tags=["production"])


@board_router.get("/{event_id}/board", response_model=BoardView)
def board(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """What is baked for an event: to do, in the oven, done; and whether the pantry is enough for
    all of it together."""
    return reply(request, service.board(db, event_id))


@router.get("", response_model=Page[OpenBatchView])
def index(request: Request, db: ApiDb, event: UUID | None = None) -> Response:
    """The batches that are being baked, the first begun first."""
    return reply_list(request, Page(items=open_batches.open_batches(db, event)))


@router.post("", status_code=201, response_model=OpenBatchView)
def begin(request: Request, db: ApiDb, given: NewBatch, op_id: OpId) -> Response:
    """Begin to bake; nothing leaves the pantry yet. A UUID as Idempotency-Key becomes its id."""
    return reply(request, open_batches.begin(db, given, op_id), status=201)


@router.get("/{open_batch_id}", response_model=OpenBatchView)
def show(request: Request, db: ApiDb, open_batch_id: UUID) -> Response:
    return reply(request, open_batches.get(db, open_batch_id))


@router.get("/{open_batch_id}/recipe", response_model=CookingView)
def recipe(request: Request, db: ApiDb, open_batch_id: UUID) -> Response:
    """How it is cooked: amounts for all of it, and what each step takes."""
    _batch, cooking = service.cook_batch(db, open_batch_id)
    return reply(request, cooking)


@router.put("/{open_batch_id}/step", response_model=OpenBatchView)
def turn(request: Request, db: ApiDb, open_batch_id: UUID, given: AtStep) -> Response:
    """Stand at another step."""
    return reply(request, open_batches.turn_to(db, open_batch_id, given))


@router.post("/{open_batch_id}/timers", response_model=OpenBatchView)
def start_timer(request: Request, db: ApiDb, open_batch_id: UUID, given: NewTimer) -> Response:
    """A timer runs from now on, in the place of one of the same name."""
    return reply(request, open_batches.start_timer(db, open_batch_id, given))


@router.post("/{open_batch_id}/timers/end", response_model=OpenBatchView)
def stop_timer(request: Request, db: ApiDb, open_batch_id: UUID, given: StoppedTimer) -> Response:
    """The timer of this name is over."""
    return reply(request, open_batches.stop_timer(db, open_batch_id, given))


@router.post("/{open_batch_id}/completion", status_code=201, response_model=RunView)
def finish(
    request: Request, db: ApiDb, open_batch_id: UUID, given: Finished, op_id: OpId
) -> Response:
    """Write it down as a run, which ends it. Refused as a run is: `please_confirm` until
    `confirmed`, `not_enough` unless `short` is `take`."""
    made = open_batches.finish(db, open_batch_id, given, op_id)
    return reply(request, made, status=201, version=made.version)


@router.post("/{open_batch_id}/removal", response_model=OpenBatchView)
def give_up(request: Request, db: ApiDb, open_batch_id: UUID, op_id: OpId) -> Response:
    """It comes to nothing. Undo takes its `operation_id` back."""
    return reply(request, open_batches.give_up(db, open_batch_id, op_id))
