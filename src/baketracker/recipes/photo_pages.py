"""The photos of a recipe: only its bakery sees them."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from starlette.datastructures import UploadFile

from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput, RuleBroken
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, submitted
from baketracker.faces.words import N_, _
from baketracker.fields import In, ShortText

from . import photos, service
from .catalogue import catalogue

router = PageRouter(prefix="/recipes/photos")

CHOOSE = N_("Choose a picture first.")

# A picture is all it may ever be, whoever opens it directly.
PICTURE_ONLY = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "Cache-Control": "private, no-cache",
    "Vary": "Cookie",
}


class PhotoForm(In):
    """What is said of a photo."""

    caption: ShortText = ""


@dataclass(frozen=True)
class Sent:
    """The posted form and the picture that came with it; empty when none was chosen."""

    form: Submission[PhotoForm]
    content: bytes


async def sent_photo(request: Request) -> Sent:
    form = await request.form()
    part = form.get("photo")
    content = await part.read() if isinstance(part, UploadFile) else b""
    return Sent(submitted(PhotoForm, form), content)


@router.get("/{photo_id}")
def show(request: Request, db: PageDb, photo_id: UUID) -> Response:
    tag = f'"{photo_id}"'
    if tag in request.headers.get("if-none-match", ""):
        photos.require_photo(db, photo_id)
        return Response(status_code=304, headers={"ETag": tag} | PICTURE_ONLY)
    kind, content = photos.photo(db, photo_id)
    return Response(content, media_type=kind, headers={"ETag": tag} | PICTURE_ONLY)


@router.get("/of/{recipe_id}")
def choose(request: Request, db: PageDb, recipe_id: UUID) -> Response:
    return _form(request, db, recipe_id)


@router.post("/of/{recipe_id}")
def add(
    request: Request, db: PageDb, recipe_id: UUID, sent: Annotated[Sent, Depends(sent_photo)]
) -> Response:
    form = sent.form
    try:
        if not sent.content:
            raise InvalidInput(CHOOSE, {"photo": CHOOSE})
        if form.model is not None:
            photos.add_photo(db, recipe_id, sent.content, form.model.caption, form.op_id)
            return done(request, f"/recipes/{recipe_id}", Toast(_("The photo is there.")))
    except (InvalidInput, RuleBroken) as error:
        form.refuse(error, "photo")
    return _form(request, db, recipe_id, form)


@router.post("/{photo_id}/remove")
def remove(request: Request, db: PageDb, photo_id: UUID) -> Response:
    recipe_id = photos.remove_photo(db, photo_id)
    return done(request, f"/recipes/{recipe_id}", Toast(_("The photo is gone.")))


def _form(
    request: Request, db: TenantSession, recipe_id: UUID, form: Submission[PhotoForm] | None = None
) -> Response:
    return catalogue.page(
        request,
        "photo.html",
        status=422 if form else 200,
        item=service.get(db, recipe_id),
        form=form,
    )
