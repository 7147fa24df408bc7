"""Has a picture or a sound opened by a process of its own: a hostile file may spoil that one, never
the server."""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from baketracker.errors import N_, Unavailable

from .refusals import REASONS, Refused

Child = subprocess.Popen[bytes]
Craft = Literal["hearing", "drawing"]

CHILD = Path(__file__).with_name("_child.py")
SECONDS = 10.0
# Each may take half a gigabyte: so many at the same time, however many requests come in.
AT_ONCE = 2
# A child that waits leaves after ten minutes: none may do so just when it is needed.
STILL_GOOD_SECONDS = 540
WORTH_KEEPING_SECONDS = 300
CRAFTS: dict[str, Craft] = {"sound": "hearing", "picture": "drawing", "strips": "drawing"}
BUSY = N_("Too many pictures and recordings came in at once. Try again in a minute.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A child that was started ahead, and when (monotonic seconds)."""

    child: Child
    since: float


_free = threading.BoundedSemaphore(AT_ONCE)
_expecting: dict[Craft, Waiting] = {}
_choosing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Made:
    """What the child answered: facts about what it made, and that itself."""

    facts: dict[str, Any]
    parts: list[bytes]


def expect(craft: Craft) -> None:
    """Start a child ahead, for somebody is about to send something: its start is most of the time
    that a small file takes. It serves whoever comes first. A machine that has no room for it now
    may have when it is needed."""
    with _choosing, contextlib.suppress(OSError):
        kept = _waiting(craft, WORTH_KEEPING_SECONDS)
        _expecting[craft] = kept or Waiting(_started(craft), time.monotonic())


def made(work: str, content: bytes, **options: Any) -> Made:
    """Let a child do `work` on `content`; it is killed after ten seconds.

    Raises Refused with the reason, Unavailable when too many wait already."""
    if not _free.acquire(timeout=SECONDS):
        raise Unavailable(BUSY, retry_after=10)
    try:
        with _taken(CRAFTS[work]) as child:
            try:
                answer, _ = child.communicate(_order(work, options) + content, timeout=SECONDS)
            except subprocess.TimeoutExpired:
                raise Refused("time") from None
            finally:
                # Whatever went wrong here, it does not live on.
                child.kill()
    finally:
        _free.release()
    return _read(child.returncode, answer)


def _taken(craft: Craft) -> Child:
    """The child that waits, or a new one."""
    with _choosing:
        waiting = _waiting(craft, STILL_GOOD_SECONDS)
    return waiting.child if waiting else _started(craft)


def _waiting(craft: Craft, most_seconds: float) -> Waiting | None:
    """Who waits, for at most so long, and for nobody else from now on."""
    found = _expecting.pop(craft, None)
    if found is None:
        return None
    if found.child.poll() is None and time.monotonic() - found.since < most_seconds:
        return found
    _end(found.child)
    return None


def _started(craft: Craft) -> Child:
    return subprocess.Popen(
        (sys.executable, "-I", str(CHILD), craft),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )


def _order(work: str, options: dict[str, Any]) -> bytes:
    return json.dumps({"work": work} | options).encode() + b"\n"


def _end(child: Child) -> None:
    """Close its pipes and wait for it: where nothing can come any more, it leaves."""
    with child:
        pass


@atexit.register
def _dismiss() -> None:
    while _expecting:
        _end(_expecting.popitem()[1].child)


def _environment() -> dict[str, str]:
    """Nothing of ours, for it holds secrets. One arena: each more costs address space."""
    needed = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}
    return needed | {"MALLOC_ARENA_MAX": "1"}


def _read(code: int, answer: bytes) -> Made:
    """The child's answer. A child that fell over a file says as much as one that cannot read it."""
    head, _, rest = answer.partition(b"\n")
    if code != 0:
        out_of_time = code in (-getattr(signal, "SIGXCPU", 24), -signal.SIGTERM)
        raise Refused("time" if out_of_time else "unreadable")
    told = json.loads(head)
    if (reason := told.get("refused")) in REASONS:
        raise Refused(reason)
    parts, at = [], 0
    for length in told["lengths"]:
        parts.append(rest[at : at + length])
        at += length
    return Made(told["facts"], parts)
