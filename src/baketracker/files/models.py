"""Tables of the files."""

from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Archivable, Base, Editable
from baketracker.db.types import Quantity


class StoredFile(Archivable, Editable, Base):
    """A picture or a recording as we keep it, written anew by us; its bytes lie in the file store
    under the bakery's id and its own. Put away, its bytes are gone.

    `sha256` is of what was sent, `likeness` tells near pictures apart (media.likeness)."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint("kind in ('picture', 'sound')", name="kind"),
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("seconds >= 0", name="seconds"),
        Index("ix_files_sha256", "tenant_id", "sha256"),
    )
    # Its bytes are no row: what was put away cannot come back with it.
    audited: ClassVar[bool] = False

    kind: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    likeness: Mapped[int | None] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    seconds: Mapped[Quantity | None]
