"""The pages of what was done: the list, and taking one of them back."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response

from baketracker.accounts import service as accounts
from baketracker.db.paging import PAGE
from baketracker.faces.lists import more_of
from baketracker.faces.web import PageDb, PageRouter, Toast, came_from, done, page
from baketracker.faces.words import _, said

from . import service
from .undoing import BuiltUpon

router = PageRouter(prefix="/activity")


@router.get("")
def index(request: Request, db: PageDb, cursor: str | None = None) -> Response:
    """What was done, the newest first."""
    found = service.recent(db, cursor, PAGE)
    return page(
        request,
        "activity/index.html",
        here="activity",
        mode="menu",
        found=found,
        more=more_of("/activity", found.next),
        people={one.account_id: one.display_name for one in accounts.list_members(db)},
    )


@router.get("/{operation_id}/undo")
def chain(request: Request, db: PageDb, operation_id: UUID) -> Response:
    """What must be taken back together with it."""
    return page(
        request,
        "activity/undo.html",
        here="activity",
        mode="menu",
        item=service.get(db, operation_id),
        chain=service.dependants(db, operation_id),
    )


@router.post("/{operation_id}/undo")
def undo(
    request: Request,
    db: PageDb,
    operation_id: UUID,
    along: Annotated[list[UUID] | None, Form()] = None,
) -> Response:
    """Take it back; where later ones build on it, ask about those first."""
    try:
        undone = service.undo(db, operation_id, along or [])
    except BuiltUpon:
        return done(request, f"/activity/{operation_id}/undo")
    words = _("Taken back: %(what)s") % {"what": said(undone.operations[-1])}
    return done(request, _page_before(request, undone.gone), Toast(words))


def _page_before(request: Request, gone: Iterable[UUID]) -> str:
    """Where the person was, unless that was the question itself or is there no more."""
    before = came_from(request)
    lost = before.startswith("/activity") or any(str(row_id) in before for row_id in gone)
    return "/activity" if lost else before
