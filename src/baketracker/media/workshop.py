"""Has a picture or a sound opened by a process of its own: a hostile file may spoil that one, never
the server."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baketracker.errors import N_, Unavailable

from .refusals import REASONS, Refused

CHILD = Path(__file__).with_name("_child.py")
SECONDS = 10.0
# Each may take half a gigabyte: so many at the same time, however many requests come in.
AT_ONCE = 2
BUSY = N_("Too many pictures and recordings came in at once. Try again in a minute.")

_free = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Made:
    """What the child answered: facts about what it made, and that itself."""

    facts: dict[str, Any]
    parts: list[bytes]


def made(work: str, content: bytes, **options: Any) -> Made:
    """Let the child do `work` on `content`; it is killed after ten seconds.

    Raises Refused with the reason, Unavailable when too many wait already."""
    if not _free.acquire(timeout=SECONDS):
        raise Unavailable(BUSY, retry_after=10)
    try:
        run = subprocess.run(
            (sys.executable, "-I", str(CHILD), json.dumps({"work": work} | options)),
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused("time") from None
    finally:
        _free.release()
    return _read(run)


def _environment() -> dict[str, str]:
    """Nothing of ours, for it holds secrets. One arena: each more costs address space."""
    needed = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}
    return needed | {"MALLOC_ARENA_MAX": "1"}


def _read(run: "subprocess.CompletedProcess[bytes]") -> Made:
    """The child's answer. A child that fell over a file says as much as one that cannot read it."""
    head, _, rest = run.stdout.partition(b"\n")
    if run.returncode != 0:
        out_of_time = run.returncode in (-getattr(signal, "SIGXCPU", 24), -signal.SIGTERM)
        raise Refused("time" if out_of_time else "unreadable")
    told = json.loads(head)
    if (reason := told.get("refused")) in REASONS:
        raise Refused(reason)
    parts, at = [], 0
    for length in told["lengths"]:
        parts.append(rest[at : at + length])
        at += length
    return Made(told["facts"], parts)
