"""Putting pictures of the paper to a receipt, read or not."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from starlette.datastructures import UploadFile

from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput, RuleBroken
from baketracker.faces.http import unit_of
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    PageScope,
    Submission,
    Toast,
    done,
    page,
    submitted,
)
from baketracker.faces.words import N_, _
from baketracker.fields import In
from baketracker.files import service as files
from baketracker.files.door import store_in
from baketracker.media.pictures import redrawn

from . import service
from .drawing import PLACE

router = PageRouter(prefix="/purchases/pictures")
CHOOSE = N_("Choose a picture first.")


class PictureForm(In):
    """A picture comes with nothing to say beside it."""


@dataclass(frozen=True)
class Sent:
    """The posted form and the pictures that came with it."""

    form: Submission[PictureForm]
    contents: list[bytes]


async def sent_pictures(request: Request) -> Sent:
    form = await request.form(max_files=20)
    parts = [part for part in form.getlist("photo") if isinstance(part, UploadFile)]
    contents = [await part.read() for part in parts]
    return Sent(submitted(PictureForm, form), [one for one in contents if one])


@router.get("/{receipt_id}")
def choose(request: Request, db: PageDb, receipt_id: UUID) -> Response:
    return _drawn(request, db, receipt_id)


@router.post("/{receipt_id}")
def add(
    request: Request,
    scope: PageScope,
    receipt_id: UUID,
    sent: Annotated[Sent, Depends(sent_pictures)],
) -> Response:
    form = sent.form
    try:
        if not sent.contents:
            raise InvalidInput(CHOOSE, {"photo": CHOOSE})
        if form.model is not None:
            store = store_in(request)
            laid = [
                files.lay(store, scope.tenant_id, redrawn(one, tall=True), one)
                for one in sent.contents[: service.MOST_PICTURES]
            ]
            db = unit_of(request).open(scope)
            operation = service.add_pictures(db, receipt_id, laid, form.op_id)
            toast = Toast(_("The picture is there."), f"/activity/{operation}/undo")
            return done(request, f"/purchases/{receipt_id}", toast)
    except (InvalidInput, RuleBroken) as error:
        form.refuse(error, "photo")
    return _drawn(request, unit_of(request).open(scope), receipt_id, form)


def _drawn(
    request: Request,
    db: TenantSession,
    receipt_id: UUID,
    form: Submission[PictureForm] | None = None,
) -> Response:
    return page(
        request,
        "purchases/picture.html",
        status=422 if form else 200,
        item=service.get_receipt(db, receipt_id),
        form=form,
        **PLACE,
    )
