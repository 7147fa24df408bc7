"""No job stays "doing" for ever and holds its bakery's queue: one whose worker died goes back into
the queue, and so does one whose end could not be reported. Every job is safe to repeat."""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import datetime

from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

RESCUE_SECONDS = 10.0
# A worker that was silent for so long is dead; its jobs are taken up again.
SILENT_SECONDS = 30.0


class Rescuer(JobManager):
    """The queue as its worker sees it, which remembers what could not be reported to it: that
    worker goes on and shows that it lives, so nobody else would take the job for lost."""

    def __init__(self, connector: BaseConnector) -> None:
        super().__init__(connector)
        self._unreported: list[Job] = []

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        with self._remembered(job):
            await super().finish_job(job, status, delete_job)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        with self._remembered(job):
            await super().retry_job(job, retry_at, priority, queue, lock)

    async def watch(self) -> None:
        """Rescue what is lost, for as long as the worker works; without the database, later."""
        while True:
            with contextlib.suppress(ConnectorException):
                await self._rescue()
            await asyncio.sleep(RESCUE_SECONDS)

    async def _rescue(self) -> None:
        for job in await self.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
            await super().retry_job(job)
        while self._unreported:
            job = self._unreported[0]
            # The report may have arrived and only the answer to it was lost.
            if await self.list_jobs_async(
                id=job.id, status=Status.DOING.value, worker_id=job.worker_id
            ):
                await super().retry_job(job)
            del self._unreported[0]

    @contextlib.contextmanager
    def _remembered(self, job: Job) -> Iterator[None]:
        try:
            yield
        except ConnectorException:
            self._unreported.append(job)
            raise
