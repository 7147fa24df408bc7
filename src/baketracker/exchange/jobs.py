"""Bringing in a file as background work."""

from typing import Any
from uuid import UUID

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput
from baketracker.tasks import service as tasks
from baketracker.tasks.jobs import Job, Kind, register
from baketracker.tasks.schemas import NewUpload, TaskView

from .desktop_file import desktop_bytes, looks_whole
from .desktop_import import import_desktop
from .report import Report

KIND = "import_desktop"
HEAD = 100


@verb("write", least="admin")
def begin_import(
    db: TenantSession,
    file: NewUpload,
    wal: NewUpload | None,
    *,
    dry_run: bool,
    task_id: UUID | None = None,
) -> UUID:
    """Keep the file and queue its import; returns the task.

    Raises InvalidInput at once for what is plainly no database."""
    looks_whole(file.content[:HEAD], len(file.content))
    uploads = [file] if wal is None else [file, wal]
    return tasks.begin(db, KIND, uploads, task_id, {"dry_run": dry_run})


@verb("read")
def report_of(db: TenantSession, task_id: UUID) -> tuple[TaskView, Report]:
    """What an import did. Raises NotFound, and InvalidInput while there is nothing to tell."""
    task = tasks.get(db, task_id)
    if task.kind != KIND or task.state != "done":
        raise InvalidInput("This import is not done, so there is no report.")
    return task, Report.model_validate(task.result)


def work(db: TenantSession, job: Job) -> dict[str, Any]:
    """Take in the uploaded file."""
    file, *rest = job.uploads(db)
    wal = rest[0].content if rest else None
    with desktop_bytes(file.content, wal) as desktop:
        dry_run = bool(job.arguments.get("dry_run"))
        report = import_desktop(db, desktop, dry_run=dry_run, progress=job.progress)
    return report.model_dump()


register(
    Kind(
        KIND,
        work,
        done_href="/import/{id}",
        done_label="See what came in",
        failed_href="/import",
        failed_label="Choose another file",
        title="Bring in a file",
    )
)
