"""Gifts over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, OpId, Paging, reply, reply_list
from baketracker.fields import In

from . import service
from .schemas import (
    Delivery,
    EventGifts,
    GiftChange,
    GiftsMade,
    GiftView,
    NewGifts,
    PackingGrid,
    ReadyGifts,
)
from .states import Status

router = ApiRouter(prefix="/api/gifts", tags=["gifts"])


class StepBack(In):
    """One status back; nothing more to say."""


@router.get("", response_model=Page[GiftView])
def gifts(
    request: Request, db: ApiDb, paging: Paging, event_id: UUID, status: Status | None = None
) -> Response:
    """The gifts of an event."""
    return reply_list(
        request, service.gifts(db, event_id, paging.cursor, paging.limit, status=status)
    )


@router.post("", status_code=201, response_model=GiftsMade)
def assign(request: Request, db: ApiDb, given: NewGifts, op_id: OpId) -> Response:
    """A package for one or many. What somebody must not eat is refused with `please_confirm` until
    `confirmed` is true."""
    return reply(request, service.assign(db, given, op_id), status=201)


@router.post("/ready", response_model=GiftsMade)
def make_ready(request: Request, db: ApiDb, given: ReadyGifts, op_id: OpId) -> Response:
    """They are packed and kept. Without enough that is free it is refused with `please_confirm`
    until `confirmed` is true."""
    made = service.make_ready(db, given.gift_ids, confirmed=given.confirmed, op_id=op_id)
    return reply(request, made)


@router.get("/summary", response_model=EventGifts)
def summary(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """The gifts of an event added up."""
    return reply(request, service.summary(db, event_id))


@router.get("/grid", response_model=PackingGrid)
def grid(request: Request, db: ApiDb, event_id: UUID, status: Status | None = None) -> Response:
    """Who gets how many of what."""
    return reply(request, service.grid(db, event_id, status))


@router.get("/{gift_id}", response_model=GiftView)
def show(request: Request, db: ApiDb, gift_id: UUID) -> Response:
    gift = service.get_gift(db, gift_id)
    return reply(request, gift, version=gift.version)


@router.patch("/{gift_id}", response_model=GiftView)
def change(
    request: Request, db: ApiDb, gift_id: UUID, given: GiftChange, version: IfMatch, op_id: OpId
) -> Response:
    """How many, and the notes."""
    gift = service.change_gift(db, gift_id, given, version, op_id)
    return reply(request, gift, version=gift.version)


@router.delete("/{gift_id}", status_code=204)
def remove(db: ApiDb, gift_id: UUID, version: IfMatch) -> Response:
    """Nobody gets it."""
    service.remove_gift(db, gift_id, version)
    return Response(status_code=204)


@router.post("/{gift_id}/delivery", response_model=GiftsMade)
def deliver(request: Request, db: ApiDb, gift_id: UUID, given: Delivery, op_id: OpId) -> Response:
    """It was handed over: its finished goods leave the stock."""
    return reply(request, service.deliver(db, gift_id, given, op_id))


@router.post("/{gift_id}/back", response_model=GiftsMade)
def step_back(request: Request, db: ApiDb, gift_id: UUID, given: StepBack, op_id: OpId) -> Response:
    """One status back, by an admin."""
    return reply(request, service.step_back(db, gift_id, op_id))
