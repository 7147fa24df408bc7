"""What every door shows of what was done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, computed_field

from baketracker.db.journal import UNDO_LIFE, Operation
from baketracker.db.types import now
from baketracker.errors import Text


class OperationView(BaseModel):
    """One thing somebody did, in a sentence. `can_undo` while it stands and is not older than 30
    days; later operations that build on it are found out when it is tried."""

    id: UUID
    kind: str
    message: str = Field(exclude=True)
    numbers: dict[str, Any] = Field(exclude=True)
    done_at: datetime
    done_by: UUID | None
    undone_at: datetime | None
    can_undo: bool

    @computed_field  # type: ignore[prop-decorator]
    @property
    def sentence(self) -> str:
        return self.message % self.numbers if self.numbers else self.message

    @classmethod
    def of(cls, row: Operation) -> "OperationView":
        """The view of a stored row."""
        return cls(
            id=row.id,
            kind=row.kind,
            message=row.message,
            numbers={name: _filling(value) for name, value in row.numbers.items()},
            done_at=row.created_at,
            done_by=row.created_by,
            undone_at=row.undone_at,
            can_undo=row.undone_at is None and now() - row.created_at < UNDO_LIFE,
        )


class Undone(BaseModel):
    """What was taken back: the operation and those that built on it, the newest first; `gone` are
    the rows that were made and are put away now."""

    operations: list[OperationView]
    gone: list[UUID]


def _filling(value: Any) -> Any:
    return Text(value["text"]) if isinstance(value, dict) else value
