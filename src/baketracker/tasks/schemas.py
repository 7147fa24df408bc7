"""What the outside sees of long work."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class TaskView(BaseModel):
    """One piece of long work. `done` of `total` steps; `note` says what happens now, or why it
    failed. `version` counts its reports."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: str
    state: str
    done: int
    total: int
    note: str
    version: int
    result: dict[str, Any]

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "failed")


@dataclass(frozen=True, slots=True)
class NewUpload:
    """A file the work needs, as it was sent."""

    name: str
    content: bytes
