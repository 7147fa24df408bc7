"""The pages of bringing in a file."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from starlette.datastructures import FormData, UploadFile

from baketracker.accounts.bakeries import in_sample
from baketracker.errors import InvalidInput
from baketracker.faces.changing import Me, to_bakery
from baketracker.faces.http import AppEngine, session_secret, settings_of
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, page, submitted
from baketracker.faces.words import _
from baketracker.tasks.schemas import NewUpload

from . import jobs, service
from .sample import visit_sample
from .schemas import ImportChoices

router = PageRouter()

# Where the desktop app keeps its database.
PLACES = (
    ("Windows", "%APPDATA%\\BakeTracker"),
    ("macOS", "~/Library/Application Support/BakeTracker"),
    ("Linux", "~/.local/share/BakeTracker"),
)


@dataclass(frozen=True)
class Sent:
    """The posted form and the files that came with it."""

    form: Submission[ImportChoices]
    file: NewUpload | None
    wal: NewUpload | None


async def sent_files(request: Request) -> Sent:
    form = await request.form()
    return Sent(
        submitted(ImportChoices, form), await _upload(form, "file"), await _upload(form, "wal")
    )


async def _upload(form: FormData, name: str) -> NewUpload | None:
    part = form.get(name)
    if not isinstance(part, UploadFile) or not part.filename:
        return None
    return NewUpload(part.filename, await part.read())


@router.post("/starter")
def take_starter(request: Request, db: PageDb) -> Response:
    """The starter catalogue, into a bakery that has nothing yet."""
    service.fill_with_starter(db)
    return done(request, "/ingredients", Toast(_("The starter catalogue is there.")))


@router.get("/import")
def form(request: Request, db: PageDb) -> Response:
    return _form(request, db)


@router.post("/import")
def bring_in(request: Request, db: PageDb, sent: Annotated[Sent, Depends(sent_files)]) -> Response:
    if sent.file is None:
        sent.form.refuse(InvalidInput("Choose the file called bake_tracker.db."), "file")
        return _form(request, db, sent.form)
    dry_run = bool(sent.form.model and sent.form.model.dry_run)
    try:
        task_id = jobs.begin_import(
            db, sent.file, sent.wal, dry_run=dry_run, task_id=sent.form.op_id
        )
    except InvalidInput as error:
        sent.form.refuse(error, "file")
        return _form(request, db, sent.form)
    return done(request, f"/tasks/{task_id}")


@router.get("/import/{task_id}")
def report(request: Request, db: PageDb, task_id: UUID) -> Response:
    task, told = jobs.report_of(db, task_id)
    return page(request, "exchange/report.html", task=task, report=told, here="import", mode="menu")


@router.post("/sample")
def sample(request: Request, engine: AppEngine, me: Me) -> Response:
    """Go over to the person's sample bakery."""
    return to_bakery(request, visit_sample(engine, me, session_secret(request) or ""))


def _form(request: Request, db: PageDb, form: Submission[ImportChoices] | None = None) -> Response:
    limit = settings_of(request).upload_bytes // 1024 // 1024
    return page(
        request,
        "exchange/import.html",
        fragment="form",
        status=422 if form else 200,
        form=form,
        limit=limit,
        places=PLACES,
        in_sample=in_sample(db.scope),
        here="import",
        mode="menu",
    )
