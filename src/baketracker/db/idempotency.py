"""One key, one effect: the row that makes a repeated request answer as the first one did."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import LargeBinary, UniqueConstraint, delete
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, TenantOwned
from .tenancy import TenantSession

LIFE = timedelta(days=30)


class IdempotencyKey(TenantOwned, Base):
    """Inserted first in the business transaction, answered last, forgotten after LIFE."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("tenant_id", "account_id", "key", name="uq_idem_key"),)
    audited: ClassVar[bool] = False

    account_id: Mapped[UUID]
    key: Mapped[str]
    request_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None]
    headers: Mapped[bytes | None] = mapped_column(LargeBinary)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


def forget_old_keys(db: TenantSession, moment: datetime) -> None:
    """Delete the bakery's keys that are older than LIFE at `moment`. One statement."""
    db.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < moment - LIFE))
