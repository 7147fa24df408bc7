"""The form of a recipe: an ingredient that is missing is added without leaving it."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.tenancy import tenant_transaction
from baketracker.errors import BakeTrackerError
from baketracker.faces.http import engine_of
from baketracker.faces.web import PageDb, PageRouter, PageScope, Submission, form_of, page
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.schemas import NewIngredient

from . import saving
from .catalogue import catalogue
from .given import RecipeForm

router = PageRouter(prefix=catalogue.path)
posted = form_of(RecipeForm)

Line = Annotated[int, Query(ge=0, le=999)]


@router.get("/ingredient-note")
def ingredient_note(request: Request, db: PageDb, line: Line, own: UUID | None = None) -> Response:
    """What stands under the ingredient of one line, when the baker leaves it."""
    name = request.query_params.get(f"lines.{line}.ingredient", "").strip()[:200]
    missing = bool(name) and not saving.is_known(db, name)
    return page(
        request,
        "recipes/ingredient_note.html",
        at=f"lines.{line}.ingredient",
        line=line,
        own=own,
        name=name,
        missing=missing,
    )


@router.post("/ingredients")
def add_ingredient(
    request: Request,
    scope: PageScope,
    line: Line,
    own: UUID | None = None,
    form: Submission[RecipeForm] = posted,
) -> Response:
    """Make the ingredient of this line, and go on with the form as it was."""
    lines = form.typed.get("lines", [])
    named = lines[line] if line < len(lines) else {}
    form.errors = {}
    # In a transaction of its own: the form's key must stay free for the form itself.
    with tenant_transaction(engine_of(request), scope) as db:
        try:
            new = NewIngredient(
                name=named.get("ingredient", ""), default_unit=named.get("unit") or None
            )
            ingredients.create(db, new)
        except (BakeTrackerError, ValueError):
            # It is there meanwhile, or it is no name: the form says so when it is saved.
            pass
    with tenant_transaction(engine_of(request), scope) as db:
        item = catalogue.verbs.get(db, own) if own else None
        return catalogue.sheet(request, db, catalogue.blank(), form, item)
