"""Tables of long work."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Base, Editable, TenantOwned, ref


class Task(Editable, Base):
    """One piece of long work and how far it is. Its version counts the progress reports."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'working', 'done', 'failed')", name="state"),
    )
    audited: ClassVar[bool] = False

    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    # What it is doing now, or why it failed: a sentence for the baker.
    note: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class Upload(TenantOwned, Base):
    """A file waiting for its task; deleted with the task's end. In the database, so that the
    bakery's walls hold for it and any machine may do the work."""

    __tablename__ = "uploads"
    audited: ClassVar[bool] = False

    task_id: Mapped[UUID] = ref("tasks")
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
