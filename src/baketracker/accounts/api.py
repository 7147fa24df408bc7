"""The bakery and its people as JSON."""

from fastapi import Request, Response

from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, reply

from . import service
from .schemas import BakeryName, BakerySettings, BakeryView, MembersView, MeView

router = ApiRouter(prefix="/api", tags=["bakery"])


@router.get("/me", response_model=MeView)
def whoami(request: Request, db: ApiDb) -> Response:
    """Who this token stands for, and what it may do."""
    return reply(request, service.whoami(db))


@router.get("/bakery", response_model=BakeryView)
def get_bakery(request: Request, db: ApiDb) -> Response:
    """The bakery this token opens."""
    bakery = service.get_bakery(db)
    return reply(request, bakery, version=bakery.version)


@router.patch("/bakery", response_model=BakeryView)
def rename_bakery(request: Request, db: ApiDb, version: IfMatch, wanted: BakeryName) -> Response:
    """Rename the bakery (owner)."""
    bakery = service.rename_bakery(db, wanted.name, version)
    return reply(request, bakery, version=bakery.version)


@router.put("/bakery/settings", response_model=BakeryView)
def change_settings(
    request: Request, db: ApiDb, version: IfMatch, wanted: BakerySettings
) -> Response:
    """Change how the bakery counts, pays and speaks (owner or admin)."""
    bakery = service.change_settings(db, wanted, version)
    return reply(request, bakery, version=bakery.version)


@router.get("/members", response_model=MembersView)
def list_members(request: Request, db: ApiDb) -> Response:
    """The people of this bakery."""
    return reply(request, MembersView(items=service.list_members(db)))
