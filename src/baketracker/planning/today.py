"""The first page, and the phone's list of all places."""

from fastapi import Request, Response

from baketracker.accounts.bakeries import in_sample
from baketracker.db.scope import RANK
from baketracker.events import service as events
from baketracker.faces.web import PageDb, PageRouter, PageScope, page
from baketracker.ingredients import service as ingredients

from . import service

router = PageRouter()

LATER = 3


@router.get("/")
def today(request: Request, db: PageDb) -> Response:
    """The next event and its next step; the ways in when the bakery is empty."""
    event = events.next_event(db)
    plan = service.plan_for(db, event.id) if event else None
    coming = events.search(db, "upcoming", limit=LATER + 1).items
    return page(
        request,
        "today/index.html",
        here="today",
        mode="today",
        today=db.scope.today(),
        plan=plan,
        later=[other for other in coming if plan is None or other.id != plan.event.id][:LATER],
        bare=event is None and ingredients.count(db) == 0,
        in_sample=in_sample(db.scope),
        may_fill=RANK[db.scope.role] >= RANK["admin"],
    )


@router.get("/menu")
def menu(request: Request, scope: PageScope) -> Response:
    return page(request, "today/menu.html", here="menu", mode="menu", scope=scope)
