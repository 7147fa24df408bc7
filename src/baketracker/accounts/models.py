"""The bakeries and who belongs to them. Accounts, sessions and tokens are not here: they live in
schema `idn`, which the app role reaches only through definer functions (`accounts/identity.py`)."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Base, Editable, Versioned
from baketracker.db.types import Moment, now


class Tenant(Versioned, Base):
    """One bakery. Its policy compares `id`; the app may create and change it, never delete it."""

    __tablename__ = "tenants"
    app_grants: ClassVar[str] = "select, insert, update"

    id: Mapped[UUID] = mapped_column(primary_key=True, info={"tenant_key": True})
    name: Mapped[str]
    timezone: Mapped[str] = mapped_column(default="UTC")
    currency: Mapped[str] = mapped_column(default="USD")
    locale: Mapped[str] = mapped_column(default="en_US")
    units: Mapped[str] = mapped_column(default="us")
    # Suspended: its sessions, tokens, jobs and tools stop at once.
    is_active: Mapped[bool] = mapped_column(default=True)
    # A visitor's throw-away bakery ends at this moment unless somebody signs up and claims it.
    draft_until: Mapped[Moment | None]
    created_at: Mapped[Moment] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    __table_args__ = (
        CheckConstraint("length(name) between 1 and 200", name="name_length"),
        CheckConstraint("units in ('us', 'metric')", name="units"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
    )


class Membership(Editable, Base):
    """A person in this bakery, with the role they have here."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("tenant_id", "account_id"),
        CheckConstraint("role in ('owner', 'admin', 'member')", name="role"),
        CheckConstraint("units in ('us', 'metric')", name="units"),
    )

    account_id: Mapped[UUID]
    role: Mapped[str]
    # Copied here because bakeries may not read accounts: what shared things show.
    display_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    # What this person wants amounts said in; None: as they were written.
    units: Mapped[str | None]
