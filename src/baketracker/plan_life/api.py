"""A plan's life over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, OpId, reply, reply_list

from . import amending, service
from .schemas import (
    AmendBatches,
    AmendGood,
    AmendmentView,
    ChangedView,
    ComparisonView,
    Completing,
    Done,
    Dropping,
)

router = ApiRouter(prefix="/api/events", tags=["events"])


@router.post("/{event_id}/start", response_model=Done)
def start(request: Request, db: ApiDb, event_id: UUID, op_id: OpId) -> Response:
    """Baking begins: the settled plan is frozen and becomes the targets."""
    return reply(request, service.start(db, event_id, op_id))


@router.post("/{event_id}/completion", response_model=Done)
def complete(
    request: Request, db: ApiDb, event_id: UUID, given: Completing, op_id: OpId
) -> Response:
    """The event is over; what is not made is refused with `please_confirm` until `confirmed` is
    true."""
    return reply(request, service.complete(db, event_id, given.confirmed, op_id))


@router.put("/{event_id}/shopping", response_model=Done)
def all_bought(request: Request, db: ApiDb, event_id: UUID, op_id: OpId) -> Response:
    """All is bought for the event."""
    return reply(request, service.say_shopping(db, event_id, True, op_id))


@router.delete("/{event_id}/shopping", response_model=Done)
def not_all_bought(request: Request, db: ApiDb, event_id: UUID, op_id: OpId) -> Response:
    """Not all is bought after all."""
    return reply(request, service.say_shopping(db, event_id, False, op_id))


@router.get("/{event_id}/comparison", response_model=ComparisonView)
def compare(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """The plan when baking began beside the plan now."""
    return reply(request, service.compare(db, event_id))


@router.get("/{event_id}/changed", response_model=Page[ChangedView])
def changed(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """Recipes and finished goods that are other ones now than the plan counts with."""
    return reply_list(request, Page(items=service.changed(db, event_id)))


@router.get("/{event_id}/amendments", response_model=Page[AmendmentView])
def amendments(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """What was changed since baking began, the oldest first."""
    return reply_list(request, Page(items=amending.amendments(db, event_id)))


@router.post("/{event_id}/amendments/goods/{finished_good_id}", response_model=Done)
def amend_good(
    request: Request,
    db: ApiDb,
    event_id: UUID,
    finished_good_id: UUID,
    given: AmendGood,
    op_id: OpId,
) -> Response:
    """A finished good becomes so many, for a reason."""
    return reply(request, amending.amend_good(db, event_id, finished_good_id, given, op_id))


@router.post("/{event_id}/amendments/goods/{finished_good_id}/removal", response_model=Done)
def drop_good(
    request: Request,
    db: ApiDb,
    event_id: UUID,
    finished_good_id: UUID,
    given: Dropping,
    op_id: OpId,
) -> Response:
    """A finished good is not on the list any more, for a reason."""
    return reply(request, amending.drop_good(db, event_id, finished_good_id, given, op_id))


@router.post("/{event_id}/amendments/batches/{finished_unit_id}", response_model=Done)
def amend_batches(
    request: Request,
    db: ApiDb,
    event_id: UUID,
    finished_unit_id: UUID,
    given: AmendBatches,
    op_id: OpId,
) -> Response:
    """So many batches of a finished unit, for a reason."""
    return reply(request, amending.amend_batches(db, event_id, finished_unit_id, given, op_id))


@router.post("/{event_id}/amendments/batches/{finished_unit_id}/removal", response_model=Done)
def drop_batches(
    request: Request,
    db: ApiDb,
    event_id: UUID,
    finished_unit_id: UUID,
    given: Dropping,
    op_id: OpId,
) -> Response:
    """A finished unit is not baked any more, for a reason."""
    return reply(request, amending.drop_batches(db, event_id, finished_unit_id, given, op_id))
