"""The page of a recipe's snapshots: the recipe as plans and runs froze it."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response

from baketracker.faces.web import PageDb, PageRouter, Toast, done, page
from baketracker.faces.words import _
from baketracker.recipes import service as recipes

from . import service
from .words import APPROXIMATED

router = PageRouter(prefix="/recipes")


@router.get("/{recipe_id}/snapshots")
def snapshots(request: Request, db: PageDb, recipe_id: UUID) -> Response:
    """The newest first."""
    return page(
        request,
        "production/snapshots.html",
        here="recipes",
        mode="catalog",
        item=recipes.get(db, recipe_id),
        snapshots=service.recipe_snapshots(db, recipe_id),
        approximated=APPROXIMATED,
    )


@router.post("/snapshots/{snapshot_id}/restore")
def restore(
    request: Request,
    db: PageDb,
    snapshot_id: UUID,
    op_id: Annotated[UUID | None, Form()] = None,
) -> Response:
    """A recipe of its own, as it was then."""
    made = service.restore_snapshot(db, snapshot_id, op_id)
    return done(
        request, f"/recipes/{made.id}", Toast(_("%(name)s is there.") % {"name": made.name})
    )
