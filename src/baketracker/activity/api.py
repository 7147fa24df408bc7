"""What was done, over JSON, and taking it back."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, reply, reply_list
from baketracker.fields import In

from . import service
from .schemas import OperationView, Undone

router = ApiRouter(prefix="/api/activity", tags=["activity"])


class Along(In):
    """Later operations that go with it: what `built_upon` named."""

    along: tuple[UUID, ...] = ()


@router.get("", response_model=Page[OperationView])
def recent(request: Request, db: ApiDb, paging: Paging) -> Response:
    """What was done, the newest first."""
    return reply_list(request, service.recent(db, paging.cursor, paging.limit))


@router.get("/{operation_id}", response_model=OperationView)
def show(request: Request, db: ApiDb, operation_id: UUID) -> Response:
    return reply(request, service.get(db, operation_id))


@router.get("/{operation_id}/dependants", response_model=Page[OperationView])
def dependants(request: Request, db: ApiDb, operation_id: UUID) -> Response:
    """What must be taken back together with it, the newest first."""
    return reply_list(request, Page(items=service.dependants(db, operation_id)))


@router.post("/{operation_id}/undo", response_model=Undone)
def undo(request: Request, db: ApiDb, operation_id: UUID, given: Along) -> Response:
    """Take it back exactly, with the later ones that build on it."""
    return reply(request, service.undo(db, operation_id, given.along))
