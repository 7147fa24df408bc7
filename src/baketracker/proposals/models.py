"""Tables of the proposals."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Base, Editable, TenantOwned, ref
from baketracker.db.types import Moment


class Proposal(Editable, Base):
    """What somebody said, photographed or sent, and what would be written if a person confirmed it.

    `kind` is what it is about, "" while nobody knows; `payload` the draft of that kind
    (`proposals.drafts`), with for every field who said it. `said` is the sentence, typed or heard;
    `note` a sentence for the baker: what keeps it, why it failed. `reading` says which model read
    it, with which prompt, and what it answered."""

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("kind in ('', 'purchase', 'stock', 'event', 'plan', 'run')", name="kind"),
        CheckConstraint(
            "source in ('typed', 'voice', 'receipt', 'pantry', 'token')", name="source"
        ),
        CheckConstraint(
            "state in ('reading', 'ready', 'confirmed', 'discarded', 'failed', 'answered')",
            name="state",
        ),
        Index("ix_proposals_state", "tenant_id", "state", text("created_at DESC")),
    )

    kind: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    state: Mapped[str] = mapped_column(default="reading")
    said: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    reading: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    tries: Mapped[int] = mapped_column(default=0)
    # The other things that were said in the same breath follow this one.
    first_id: Mapped[UUID | None] = ref("proposals", nullable=True)
    settled_at: Mapped[Moment | None]
    settled_by: Mapped[UUID | None]


class ProposalFile(TenantOwned, Base):
    """A recording or a page of what was photographed, in the order it was sent."""

    __tablename__ = "proposal_files"
    __table_args__ = (UniqueConstraint("tenant_id", "proposal_id", "page", name="uq_pf_page"),)
    part_of: ClassVar[str] = "proposals"
    audited: ClassVar[bool] = False

    proposal_id: Mapped[UUID] = ref("proposals", index=False)
    file_id: Mapped[UUID] = ref("files")
    page: Mapped[int]


class Alias(Editable, Base):
    """What a store's text means in this bakery: a product, or (`is_skipped`) nothing for baking.
    Each correction that says so adds to `weight`; one that says otherwise turns it off."""

    __tablename__ = "aliases"
    __table_args__ = (
        UniqueConstraint("tenant_id", "store", "words", name="uq_aliases_words"),
        CheckConstraint("weight > 0", name="weight_positive"),
    )

    # Folded, so that a store means the same under any spelling of its capitals.
    store: Mapped[str]
    words: Mapped[str]
    seen: Mapped[str] = mapped_column(default="")
    product_id: Mapped[UUID | None] = ref("products", nullable=True, preference=True)
    is_skipped: Mapped[bool] = mapped_column(default=False)
    is_off: Mapped[bool] = mapped_column(default=False)
    weight: Mapped[int] = mapped_column(default=1)


class Correction(TenantOwned, Base):
    """A field that a person changed before confirming: what was suggested, what it became, and who
    had suggested it."""

    __tablename__ = "corrections"
    append_only: ClassVar[bool] = True
    audited: ClassVar[bool] = False

    proposal_id: Mapped[UUID] = ref("proposals")
    store: Mapped[str] = mapped_column(default="")
    seen: Mapped[str] = mapped_column(default="")
    field: Mapped[str]
    was: Mapped[str] = mapped_column(default="")
    became: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    prompt_version: Mapped[str] = mapped_column(default="")
