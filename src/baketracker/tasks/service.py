"""Beginning long work and asking how far it is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.errors import NotFound

from .jobs import defer
from .models import Task, Upload
from .schemas import NewUpload, TaskView


@verb("read")
def get(db: TenantSession, task_id: UUID) -> TaskView:
    """How far it is. Raises NotFound."""
    task = db.scalars(select(Task).where(Task.id == task_id)).one_or_none()
    if task is None:
        raise NotFound("task")
    return TaskView.model_validate(task)


@verb("write")
def begin(
    db: TenantSession,
    kind: str,
    uploads: Sequence[NewUpload] = (),
    row_id: UUID | None = None,
    arguments: dict[str, Any] | None = None,
) -> UUID:
    """Store the task and its files and queue the work, all in the caller's transaction.

    `row_id` is the client's own id: sent twice, it is the same task."""
    task_id = row_id or new_id()
    if db.find(Task, task_id) is not None:
        return task_id
    db.add(Task(id=task_id, kind=kind))
    db.flush()
    db.add_all(
        Upload(task_id=task_id, name=upload.name[:200], content=upload.content)
        for upload in uploads
    )
    db.flush()
    defer(db, kind, task_id, arguments or {})
    return task_id


@verb("write")
def begin_again(db: TenantSession, kind: str, task_id: UUID) -> None:
    """Queue work once more that has failed. Raises NotFound."""
    row = db.find(Task, task_id)
    if row is None:
        raise NotFound("task")
    row.state, row.note = "waiting", ""
    db.flush()
    defer(db, kind, task_id, {})
