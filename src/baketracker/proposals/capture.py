"""What is being read just now. The tools that a reading calls fill its proposal; called by anybody
else they make a new one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from .drafts import By


@dataclass
class Capture:
    """One reading: the proposal that waits for it, who reads, what was said and how numbers are
    grouped in it, and what it has made so far."""

    proposal_id: UUID
    by: By
    said: str
    groups: str
    made: list[UUID] = field(default_factory=list)


capture: ContextVar[Capture | None] = ContextVar("capture", default=None)


@contextmanager
def capturing(one: Capture) -> Iterator[Capture]:
    """What is proposed inside belongs to this reading."""
    token = capture.set(one)
    try:
        yield one
    finally:
        capture.reset(token)
