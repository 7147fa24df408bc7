"""The JSON door of proposals: programs may make and read them; a person confirms on our pages."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, OpId, Paging, reply, reply_list
from baketracker.fields import In

from . import service
from .settling import Settled
from .viewing import ProposalView

router = ApiRouter(prefix="/api/proposals", tags=["proposals"])


class NewSentence(In):
    """What somebody said or typed, in their own words."""

    said: Annotated[str, Field(min_length=1, max_length=2000)]


class Seen(In):
    """The fingerprint of what was shown."""

    seen: Annotated[str, Field(max_length=64)]


@router.get("", response_model=Page[ProposalView])
def waiting(request: Request, db: ApiDb, paging: Paging) -> Response:
    """What waits for a person, the newest first."""
    return reply_list(request, service.waiting(db, paging.cursor, paging.limit))


@router.post("", response_model=ProposalView, status_code=201)
def begin(request: Request, db: ApiDb, given: NewSentence, op_id: OpId) -> Response:
    """Read a sentence. It is `reading` until that is done: ask again."""
    made = service.begin_sentence(db, given.said, op_id)
    return reply(request, service.get(db, made), status=201)


@router.get("/{proposal_id}", response_model=ProposalView)
def show(request: Request, db: ApiDb, proposal_id: UUID) -> Response:
    item = service.get(db, proposal_id)
    return reply(request, item, version=item.version)


@router.post("/{proposal_id}/confirmation", response_model=Settled)
def confirm(request: Request, db: ApiDb, proposal_id: UUID, given: Seen, op_id: OpId) -> Response:
    """Only a person who is signed in confirms, on our pages: this always answers 403."""
    return reply(request, service.confirm(db, proposal_id, given.seen, op_id))
