"""Packages over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, OpId, Paging, Words, reply, reply_list
from baketracker.faces.catalogue_api import add_doors

from . import packages
from .package_costs import PackageCost
from .package_given import CopyName, MoreOfIt, NewPackage, PackageChange
from .package_schemas import PackageRow, PackageView

router = ApiRouter(prefix="/api/packages", tags=["packages"])


@router.get("", response_model=Page[PackageRow])
def search(request: Request, db: ApiDb, paging: Paging, text: Words = "") -> Response:
    """Packages and templates, A to Z, with what is in each."""
    return reply_list(request, packages.search(db, text, paging.cursor, paging.limit))


add_doors(router, packages, new=NewPackage, change=PackageChange, view=PackageView)


@router.get("/{item_id}/cost", response_model=PackageCost)
def cost(request: Request, db: ApiDb, item_id: UUID) -> Response:
    """What it costs, line by line, and what nobody knows."""
    packages.get(db, item_id)
    return reply(request, packages.costs_of(db, [item_id])[item_id])


@router.post("/{item_id}/lines", response_model=PackageView)
def add_line(request: Request, db: ApiDb, item_id: UUID, given: MoreOfIt) -> Response:
    """So many more of a finished good."""
    made = packages.add_line(db, item_id, given)
    return reply(request, made, version=made.version)


@router.post("/{item_id}/copies", status_code=201, response_model=PackageView)
def copy(request: Request, db: ApiDb, item_id: UUID, given: CopyName, op_id: OpId) -> Response:
    """One with the same goods and packaging."""
    made = packages.copy(db, item_id, given.name, op_id)
    return reply(request, made, status=201, version=made.version)
