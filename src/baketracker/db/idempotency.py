"""One key, one effect: the row that makes a repeated request answer as the first one did."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, TenantOwned


class IdempotencyKey(TenantOwned, Base):
    """Inserted first in the business transaction, answered last. Nothing removes it yet."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("tenant_id", "account_id", "key", name="uq_idem_key"),)
    audited: ClassVar[bool] = False

    account_id: Mapped[UUID]
    key: Mapped[str]
    request_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None]
    headers: Mapped[bytes | None] = mapped_column(LargeBinary)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
