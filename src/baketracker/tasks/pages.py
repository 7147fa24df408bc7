"""Pages of long work: where it stands, live or on request."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from jinja2_fragments import render_block
from sqlalchemy import Engine

from baketracker.accounts import door
from baketracker.db.scope import Scope
from baketracker.db.tenancy import tenant_transaction
from baketracker.errors import BakeTrackerError
from baketracker.faces.http import engine_of
from baketracker.faces.templates import templates
from baketracker.faces.web import PageDb, PageRouter, page
from baketracker.faces.words import _, speaking

from . import service as tasks
from .jobs import KINDS
from .schemas import TaskView
from .stream import Stream, last_seen

router = PageRouter(prefix="/tasks")


@router.get("/{task_id}")
def show(request: Request, db: PageDb, task_id: UUID) -> Response:
    return page(request, "tasks/show.html", **progress_of(tasks.get(db, task_id)))


@router.get("/{task_id}/progress")
def progress(request: Request, db: PageDb, task_id: UUID) -> Response:
    """Asked for when the stream fails, and by browsers without scripts."""
    task = tasks.get(db, task_id)
    return page(request, "tasks/progress.html", fragment="progress", **progress_of(task))


@router.get("/{task_id}/events")
def events(request: Request, db: PageDb, task_id: UUID) -> StreamingResponse:
    tasks.get(db, task_id)
    stream = Stream(
        look=lambda: look(engine_of(request), db.scope, task_id),
        draw=lambda task: drawn(task, db.scope.locale),
        leaving=lambda: bool(request.app.state.draining),
    )
    seen = last_seen(request.headers.get("last-event-id"))
    return StreamingResponse(
        stream.events(seen), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


def look(engine: Engine, scope: Scope, task_id: UUID) -> TaskView | None:
    """The task now; None when the bakery was suspended meanwhile."""
    try:
        with tenant_transaction(engine, scope) as db:
            return tasks.get(db, task_id) if door.is_open(db) else None
    except BakeTrackerError:
        return None


def drawn(task: TaskView, locale: str) -> str:
    """The same fragment the poll answers."""
    speaking.set(locale)
    environment = templates.env
    told = render_block(environment, "tasks/progress.html", "progress", **progress_of(task))
    return str(told)


def progress_of(task: TaskView) -> dict[str, Any]:
    """What the templates show of a task."""
    kind = KINDS.get(task.kind)
    href, label = "", ""
    if kind and task.is_over:
        ended_well = task.state == "done"
        href = (kind.done_href if ended_well else kind.failed_href).format(id=task.id)
        label = kind.done_label if ended_well else kind.failed_label
    return {
        "task": task,
        "title": _(kind.title) if kind else _("Working"),
        "said": _said(task),
        "done_href": href or None,
        "done_label": _(label) if label else "",
    }


def _said(task: TaskView) -> str:
    if task.state == "waiting":
        return _("Waiting for its turn.")
    if task.state == "done":
        return _("Done.")
    return _(task.note) if task.note else _("Working on it.")
