"""The JSON doors every catalogue shares: make one, read it, change it, archive it."""

from typing import Any, TypeVar
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel

from .api import ApiDb, ApiRouter, IfMatch, OpId, reply
from .verbs import Verbs

New = TypeVar("New", bound=BaseModel)
Change = TypeVar("Change", bound=BaseModel)


def add_doors(
    router: ApiRouter,
    verbs: Verbs[New, Change, Any],
    *,
    new: type[New],
    change: type[Change],
    view: type[BaseModel],
) -> None:
    """Give the router the doors to one thing; a list has filters of its own and stays with the
    feature."""

    def create(request: Request, db: ApiDb, given: New, op_id: OpId) -> Response:
        """A new one; a UUID as Idempotency-Key becomes its id."""
        made = verbs.create(db, given, op_id)
        return reply(request, made, status=201, version=made.version)

    def show(request: Request, db: ApiDb, item_id: UUID) -> Response:
        item = verbs.get(db, item_id)
        return reply(request, item, version=item.version)

    def update(
        request: Request, db: ApiDb, item_id: UUID, given: Change, version: IfMatch
    ) -> Response:
        """Change the given fields."""
        item = verbs.update(db, item_id, given, version)
        return reply(request, item, version=item.version)

    def archive(db: ApiDb, item_id: UUID, version: IfMatch) -> Response:
        """Take it out of every list."""
        verbs.archive(db, item_id, version)
        return Response(status_code=204)

    # FastAPI reads what comes in from the signature: these models stand where "any model" stood.
    create.__annotations__["given"] = new
    update.__annotations__["given"] = change
    router.post("", status_code=201, response_model=view)(create)
    router.get("/{item_id}", response_model=view)(show)
    router.patch("/{item_id}", response_model=view)(update)
    router.delete("/{item_id}", status_code=204)(archive)
