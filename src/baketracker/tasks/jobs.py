"""Long work leaves the request: deferred inside the business transaction, done later by a worker.

A job names a bakery and a task, nothing else. The worker binds that bakery as a request would and
finds the task inside it, so a job can never reach into another one."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from baketracker.accounts import door
from baketracker.db.faults import in_words, is_retryable
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.db.types import now
from baketracker.errors import BakeTrackerError, Unavailable

from .models import Task, Upload
from .schemas import NewUpload

log = logging.getLogger("baketracker")
security = logging.getLogger("baketracker.security")

QUEUE = "default"
TRIES = 3
REPORT_EVERY_SECONDS = 0.25
UNEXPECTED = "Something went wrong on our side. Nothing was saved."
DEFER = text(
    "select jobs.procrastinate_defer_jobs_v1(array[row(cast(:queue as varchar), "
    "cast(:kind as varchar), 0, cast(:lock as text), cast(null as text), "
    "cast(:arguments as jsonb), cast(:at as timestamptz))::jobs.procrastinate_job_to_defer_v1])"
)


@dataclass
class Job:
    """What a handler knows of its work."""

    engine: Engine
    scope: Scope
    task_id: UUID
    arguments: dict[str, Any]
    # What the process has for jobs beside the database: see `Kind.prepare`.
    at_hand: Mapping[str, Any] = field(default_factory=dict)
    prepared: Any = None
    _told: float = field(default=0.0, init=False)

    def uploads(self, db: TenantSession) -> list[NewUpload]:
        """The files that came with the task, in the order they were sent."""
        files = select(Upload.name, Upload.content).where(Upload.task_id == self.task_id)
        return [NewUpload(*row) for row in db.execute(files.order_by(Upload.id))]

    def progress(self, done: int, total: int, note: str) -> None:
        """Say how far it is, in a short transaction of its own; at most four times a second."""
        if time.monotonic() - self._told < REPORT_EVERY_SECONDS:
            return
        self._told = time.monotonic()
        with tenant_transaction(self.engine, self.scope) as db:
            _change(db, self.task_id, done=done, total=total, note=note)


# Does the work in the given transaction; returns what the task's `result` keeps.
Work = Callable[[TenantSession, Job], dict[str, Any]]


class Later(Exception):
    """What the work needs is away just now: it is kept, and tried again in `seconds`. `note` is a
    sentence for the baker."""

    def __init__(self, note: str, seconds: float) -> None:
        super().__init__(note)
        self.note, self.seconds = note, seconds


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of long work, and where to go when it is over ({id} is the task's).

    `prepare` does what waits for others, without a transaction of its own; the work finds what it
    answered as `job.prepared`. It may raise Later. `failing` says elsewhere that the work failed,
    in the transaction in which the task does. Work that is not `in_turn` does not wait for what
    else is done for its bakery."""

    name: str
    work: Work
    done_href: str
    done_label: str
    failed_href: str
    failed_label: str
    title: str = "Working"
    prepare: Callable[[Job], Any] | None = None
    failing: Callable[[TenantSession, Job, str], None] | None = None
    in_turn: bool = True


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of work known to pages and workers."""
    KINDS[kind.name] = kind


def defer(
    db: TenantSession,
    kind: str,
    task_id: UUID,
    arguments: dict[str, Any],
    at: datetime | None = None,
) -> None:
    """Queue the work, for now or for a moment to come, on the caller's own connection: it exists
    when the transaction commits and never did when it rolls back. The work of one bakery runs one
    after the other, unless its kind needs no turn."""
    tenant = str(db.scope.tenant_id)
    told = {"tenant_id": tenant, "task_id": str(task_id), "arguments": arguments}
    lock = tenant if KINDS[kind].in_turn else str(task_id)
    values = {"queue": QUEUE, "kind": kind, "lock": lock, "arguments": json.dumps(told), "at": at}
    db.execute(DEFER, values)


def perform(
    engine: Engine,
    kind: str,
    tenant_id: str,
    task_id: str,
    arguments: dict[str, Any],
    at_hand: Mapping[str, Any] | None = None,
) -> None:
    """Do one job. Safe to repeat: what it does and the word that it is done commit together.

    Raises only what a later try may mend: a database that is busy or away."""
    scope, task = _claim(engine, kind, UUID(tenant_id), UUID(task_id))
    if scope is None:
        return
    job = Job(engine, scope, task, arguments, at_hand or {})
    for left in reversed(range(TRIES)):
        if _attempt(job, KINDS[kind], last=not left):
            return


def _attempt(job: Job, kind: Kind, *, last: bool) -> bool:
    """One try; False when the same work may well succeed at once."""
    try:
        if kind.prepare is not None and job.prepared is None:
            job.prepared = kind.prepare(job)
        _in_one_transaction(job, kind.work)
    except Later as wait:
        _put_off(job, kind, wait)
    except SQLAlchemyError as error:
        if not last and is_retryable(error):
            return False
        ours = in_words(error)
        if isinstance(ours, Unavailable):
            raise
        log.exception("A job failed in the database.")
        _fail(job, kind, str(ours or UNEXPECTED))
    except BakeTrackerError as error:
        _fail(job, kind, str(error))
    except Exception:
        log.exception("A job failed.")
        _fail(job, kind, UNEXPECTED)
    return True


def give_up(engine: Engine, kind: str, tenant_id: str, task_id: str) -> None:
    """The last try failed as well: say so where the person looks."""
    job = Job(engine, Scope(UUID(tenant_id), kind="job"), UUID(task_id), {})
    sentence = "We could not do this now. Nothing was saved; please try again later."
    _fail(job, KINDS[kind], sentence)


def _claim(engine: Engine, kind: str, tenant_id: UUID, task_id: UUID) -> tuple[Scope | None, UUID]:
    """The scope to work in: that of the person who began it, if they still belong there."""
    stranger = Scope(tenant_id, kind="job")
    with tenant_transaction(engine, stranger) as db:
        task = db.find(Task, task_id)
        if task is None:
            security.warning("a job named a task of another bakery", extra={"event": "job_refused"})
            return None, task_id
        person, state = task.created_by, task.state
    if state in ("done", "failed"):
        return None, task_id
    try:
        with engine.connect() as gate:
            who = Scope(tenant_id, account_id=person, kind="job")
            scope = door.in_bakery(gate, who, now())
    except BakeTrackerError as error:
        security.warning("a job was refused", extra={"event": "job_refused"})
        _fail(Job(engine, stranger, task_id, {}), KINDS[kind], str(error))
        return None, task_id
    with tenant_transaction(engine, scope) as db:
        _change(db, task_id, state="working")
    return scope, task_id


def _in_one_transaction(job: Job, work: Work) -> None:
    with tenant_transaction(job.engine, job.scope) as db:
        patient(db)
        result = work(db, job)
        # Suspended meanwhile: what was done is taken back.
        if not door.is_open(db):
            raise BakeTrackerError(door.SUSPENDED)
        _end(db, job.task_id, state="done", note="", done=Task.total, result=result)


def patient(db: TenantSession) -> None:
    """A minute per statement and between statements, for this transaction: nobody waits for it."""
    for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
        db.execute(text(f"set local {setting} = '60s'"))


def _put_off(job: Job, kind: Kind, wait: Later) -> None:
    """The same work again later, and the word that it waits, in one transaction."""
    with tenant_transaction(job.engine, job.scope) as db:
        _change(db, job.task_id, state="waiting", note=wait.note)
        again = now() + timedelta(seconds=wait.seconds)
        defer(db, kind.name, job.task_id, job.arguments, again)


def _fail(job: Job, kind: Kind, sentence: str) -> None:
    with tenant_transaction(job.engine, job.scope) as db:
        if kind.failing is not None:
            kind.failing(db, job, sentence)
        _end(db, job.task_id, state="failed", note=sentence)


def _end(db: TenantSession, task_id: UUID, **values: Any) -> None:
    _change(db, task_id, **values)
    db.execute(
        delete(Upload).where(Upload.task_id == task_id),
        execution_options={"synchronize_session": False},
    )


def _change(db: TenantSession, task_id: UUID, **values: Any) -> None:
    """What is over stays as it ended."""
    db.execute(
        update(Task)
        .where(Task.id == task_id, Task.state.in_(("waiting", "working")))
        .values(version=Task.version + 1, updated_at=now(), **values),
        execution_options={"synchronize_session": False},
    )
