"""People over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, OpId, Paging, Words, reply, reply_list
from baketracker.faces.catalogue_api import add_doors
from baketracker.fields import In

from . import people
from .contacts import MOST_PEOPLE
from .importing import BroughtIn, Incoming, bring_in, preview
from .people_schemas import Given, Leaving, NewRecipient, RecipientChange, RecipientView

router = ApiRouter(prefix="/api/recipients", tags=["recipients"])


class FileText(In):
    """A vCard or CSV file as text."""

    content: Annotated[str, Field(min_length=1, max_length=1_000_000)]


class PeopleIn(In):
    """People to bring in together."""

    people: Annotated[list[NewRecipient], Field(min_length=1, max_length=MOST_PEOPLE)]


class Found(BaseModel):
    """Everybody in a file, and whether they would come in."""

    people: list[Incoming]


class History(BaseModel):
    """What somebody got and is to get, the newest event first."""

    gifts: list[Given]


@router.get("", response_model=Page[RecipientView])
def search(request: Request, db: ApiDb, paging: Paging, text: Words = "") -> Response:
    """People, by household and name."""
    return reply_list(request, people.search(db, text, paging.cursor, paging.limit))


@router.post("/reading", response_model=Found)
def read(request: Request, db: ApiDb, given: FileText) -> Response:
    """Who is in a file; nothing is written."""
    return reply(request, Found(people=preview(db, given.content.encode())))


@router.post("/import", status_code=201, response_model=BroughtIn)
def import_people(request: Request, db: ApiDb, given: PeopleIn, op_id: OpId) -> Response:
    """All at once; those who are here already stay as they are."""
    return reply(request, bring_in(db, given.people, op_id), status=201)


add_doors(router, people, new=NewRecipient, change=RecipientChange, view=RecipientView)


@router.get("/{item_id}/gifts", response_model=History)
def history(request: Request, db: ApiDb, item_id: UUID) -> Response:
    """What they got."""
    return reply(request, History(gifts=people.history(db, item_id)))


@router.post("/{item_id}/leaving", status_code=204)
def leave(db: ApiDb, item_id: UUID, given: Leaving, version: IfMatch) -> Response:
    """Put somebody away; `forced` with what they were still to get."""
    people.leave(db, item_id, version, forced=given.forced)
    return Response(status_code=204)
