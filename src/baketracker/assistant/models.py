"""Tables of the assistant."""

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Base, Editable, TenantOwned
from baketracker.db.types import Quantity


class AssistantSettings(Editable, Base):
    """How a bakery wants its assistant, one row a bakery. `spend_limit_dollars`: in a calendar
    month, in US dollars, because that is what a model's maker charges."""

    __tablename__ = "assistant_settings"
    __table_args__ = (
        UniqueConstraint("tenant_id", name="uq_assistant_settings"),
        CheckConstraint("readings_per_day >= 0", name="readings"),
        CheckConstraint("spend_limit_dollars >= 0", name="spend_limit"),
    )

    is_on: Mapped[bool] = mapped_column(default=True)
    keeps_sound: Mapped[bool] = mapped_column(default=False)
    # Tax on food as a part of what it cost, instead of beside it.
    includes_tax: Mapped[bool] = mapped_column(default=False)
    readings_per_day: Mapped[int | None]
    spend_limit_dollars: Mapped[Decimal | None] = mapped_column(
        Numeric(8, 2), info={"number": True}
    )


class ModelCall(TenantOwned, Base):
    """One call of a model, paid or not: what it was for, how it ended, its tokens as its maker
    counted them, and what they cost by the price of that day, in US dollars."""

    __tablename__ = "model_calls"
    __table_args__ = (
        CheckConstraint(
            "outcome in ('answered', 'unreadable', 'refused', 'busy', 'unreachable')",
            name="outcome",
        ),
        CheckConstraint("tokens_in >= 0 and tokens_out >= 0", name="tokens"),
        Index("ix_model_calls_created_at", "tenant_id", "created_at"),
    )
    append_only: ClassVar[bool] = True
    audited: ClassVar[bool] = False

    # What it is counted under: calls of one reading share it, a quota counts readings.
    reading_id: Mapped[UUID]
    purpose: Mapped[str]
    model: Mapped[str]
    prompt_version: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str]
    tokens_in: Mapped[int] = mapped_column(default=0)
    tokens_out: Mapped[int] = mapped_column(default=0)
    milliseconds: Mapped[int] = mapped_column(default=0)
    dollars: Mapped[Quantity] = mapped_column(default=Decimal(0))
