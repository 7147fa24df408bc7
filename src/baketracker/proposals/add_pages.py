"""Adding something by saying it, showing it or typing it. Each form posts to the address it stands
on, so that a refused one can be loaded again."""

from dataclasses import dataclass
from typing import Annotated, Literal, cast
from uuid import UUID

from fastapi import Depends, Request, Response
from starlette.datastructures import UploadFile

from baketracker.assistant import available
from baketracker.assistant.calling import Asker
from baketracker.assistant.provider import Provider
from baketracker.buying import service as buying
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput, RuleBroken
from baketracker.faces.http import unit_of
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    PageScope,
    Submission,
    done,
    form_of,
    page,
    submitted,
)
from baketracker.faces.words import N_
from baketracker.fields import In, LongText
from baketracker.files import service as files
from baketracker.files.door import store_in
from baketracker.files.service import Laid
from baketracker.media.pictures import redrawn
from baketracker.media.sounds import heard
from baketracker.media.workshop import expect

from . import service
from .beginning import SeenBefore
from .forms import SentenceForm

router = PageRouter(prefix="/add")

REPEATED = 9
MOST_PAGES = 8
TOO_MANY_PAGES = N_("Send at most %(most)s pictures of one receipt.")


Kind = Literal["receipt", "pantry"]


class PictureForm(In):
    """What is said to the pictures."""

    said: LongText = ""
    confirmed: bool = False


class SoundForm(In):
    """A recording comes with nothing to say beside it."""


@dataclass(frozen=True)
class Sent:
    """A posted form and the files that came with it."""

    form: Submission[PictureForm]
    files: list[bytes]


async def sent_pictures(request: Request) -> Sent:
    form = await request.form(max_files=20)
    parts = [part for part in form.getlist("photo") if isinstance(part, UploadFile)]
    contents = [await part.read() for part in parts]
    return Sent(submitted(PictureForm, form), [one for one in contents if one])


@dataclass(frozen=True)
class Recorded:
    """A posted recording."""

    form: Submission[SoundForm]
    content: bytes


async def sent_recording(request: Request) -> Recorded:
    form = await request.form()
    part = form.get("sound")
    content = await part.read() if isinstance(part, UploadFile) else b""
    return Recorded(submitted(SoundForm, form), content)


@router.get("")
def show(request: Request, db: PageDb, said: str = "") -> Response:
    """The sheet; `said` stands in its field already."""
    form = Submission[SentenceForm]({"said": said[:2000]}) if said else None
    return _drawn(request, db, form)


@router.post("")
def sentence(
    request: Request, db: PageDb, form: Annotated[Submission[SentenceForm], form_of(SentenceForm)]
) -> Response:
    """Read what somebody typed."""
    try:
        if form.model is not None:
            made = service.begin_sentence(db, form.model.said, form.op_id)
            return done(request, f"/review/{made}")
    except (InvalidInput, RuleBroken) as error:
        form.refuse(error, "said")
    return _drawn(request, db, form)


@router.post("/recording")
def recording(
    request: Request, scope: PageScope, sent: Annotated[Recorded, Depends(sent_recording)]
) -> Response:
    """Read what somebody said."""
    form, content = sent.form, sent.content
    try:
        # Decoded and laid down before a transaction is open: both may take a while.
        laid = files.lay(store_in(request), scope.tenant_id, heard(content), content)
        db = unit_of(request).open(scope)
        made = service.begin_recording(db, provider_of(request), laid, form.op_id)
        return done(request, f"/review/{made}")
    except (InvalidInput, RuleBroken) as error:
        form.refuse(error, "sound")
    return _drawn(request, unit_of(request).open(scope), form)


@router.get("/{kind}")
def camera(request: Request, db: PageDb, kind: Kind) -> Response:
    """Where a receipt or the pantry is photographed."""
    return _picture(request, db, kind)


@router.post("/{kind}")
def pictures(
    request: Request, scope: PageScope, kind: Kind, sent: Annotated[Sent, Depends(sent_pictures)]
) -> Response:
    """Read what somebody photographed; a picture that was sent before is asked about first."""
    form, before = sent.form, None
    try:
        if form.model is not None:
            laid = _laid(request, scope.tenant_id, sent.files)
            db = unit_of(request).open(scope)
            made = service.begin_pictures(
                db, provider_of(request), laid, kind, form.model.said, form.op_id,
                confirmed=form.model.confirmed,
            )  # fmt: skip
            return done(request, f"/review/{made}")
    except SeenBefore as again:
        before = again.proposal_id
        form.refuse(again, "photo")
    except (InvalidInput, RuleBroken) as error:
        form.refuse(error, "photo")
    return _picture(request, unit_of(request).open(scope), kind, form, before)


def _laid(request: Request, tenant_id: UUID, contents: list[bytes]) -> list[Laid]:
    """The pictures, redrawn and laid down. Raises InvalidInput, BadPicture, Unavailable."""
    if len(contents) > MOST_PAGES:
        raise InvalidInput(TOO_MANY_PAGES, {"photo": TOO_MANY_PAGES}, most=MOST_PAGES)
    redone = [(redrawn(content, tall=True), content) for content in contents]
    store = store_in(request)
    return [files.lay(store, tenant_id, picture, content) for picture, content in redone]


def provider_of(request: Request) -> Provider | None:
    """Whom this application asks; None where nobody is configured."""
    asker = cast(Asker | None, request.app.state.asker)
    return asker.provider if asker else None


def _drawn(
    request: Request,
    db: TenantSession,
    form: Submission[SentenceForm] | Submission[SoundForm] | None,
) -> Response:
    provider = provider_of(request)
    refused = form is not None and bool(form.errors)
    if hears := available.reads(db, provider, "sound"):
        expect("hearing")
    return page(
        request,
        "add/index.html",
        fragment="refused" if refused else None,
        status=422 if refused else 200,
        here="add",
        form=form,
        hears=hears,
        sees=available.reads(db, provider, "picture"),
        recents=buying.recent(db)[:REPEATED],
    )


def _picture(
    request: Request,
    db: TenantSession,
    kind: Kind,
    form: Submission[PictureForm] | None = None,
    before: object = None,
) -> Response:
    if sees := available.reads(db, provider_of(request), "picture"):
        expect("drawing")
    return page(
        request,
        "add/picture.html",
        fragment="refused" if form else None,
        status=422 if form else 200,
        here="add",
        form=form,
        kind=kind,
        before=before,
        sees=sees,
    )
