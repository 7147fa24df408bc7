"""How far it is, as a stream of server-sent events.

Each look is a short transaction; no connection is held in between. The stream can be taken up
where it broke off (Last-Event-ID), says that it lives every 15 seconds, and ends by itself."""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import anyio
import anyio.to_thread

from .schemas import TaskView

LOOK_SECONDS = 0.5
HEARTBEAT_SECONDS = 15.0
# The browser comes back by itself: a new request, so that a signed-out person sees no more.
LIFETIME_SECONDS = 120.0


@dataclass(frozen=True)
class Stream:
    """`look` reads the task (None: it may no longer be seen), `draw` makes its fragment."""

    look: Callable[[], TaskView | None]
    draw: Callable[[TaskView], str]
    leaving: Callable[[], bool] = lambda: False
    look_seconds: float = LOOK_SECONDS
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    lifetime_seconds: float = LIFETIME_SECONDS

    async def events(self, seen: int) -> AsyncIterator[str]:
        """Events for every version after `seen`; `close` when the work is over."""
        began = told = time.monotonic()
        while time.monotonic() - began < self.lifetime_seconds and not self.leaving():
            task = await anyio.to_thread.run_sync(self.look)
            if task is None:
                break
            if task.version > seen:
                seen, told = task.version, time.monotonic()
                yield event("progress", self.draw(task), seen)
            if task.is_over:
                break
            if time.monotonic() - told >= self.heartbeat_seconds:
                told = time.monotonic()
                yield ": still working\n\n"
            await anyio.sleep(self.look_seconds)
        else:
            return
        yield event("close", "")


def event(name: str, data: str, version: int | None = None) -> str:
    """One event as it goes over the line; data of several lines stays whole."""
    head = f"id: {version}\n" if version is not None else ""
    body = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"{head}event: {name}\n{body}\n"


def last_seen(header: str | None) -> int:
    """The version in a Last-Event-ID header; 0 when there is none or it is not ours."""
    told = header or ""
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
