"""Tins and what is kept in them, as a feature folder would hold them (models, schemas, service)."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Archivable, Base, Editable, TenantOwned, ref, unique_slug
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Quantity


class Tin(Archivable, Editable, Base):
    """Something to keep biscuits in."""

    __tablename__ = "tins"
    __table_args__ = (unique_slug("tins", "slug"),)

    slug: Mapped[str]
    volume: Mapped[Quantity]


class TinEntry(TenantOwned, Base):
    """What was put in, for ever."""

    __tablename__ = "tin_entries"
    append_only = True

    tin_id: Mapped[UUID] = ref("tins")
    biscuits: Mapped[int] = mapped_column(default=0)


class TinView(BaseModel):
    id: UUID
    slug: str


@verb("write")
def create(db: TenantSession, slug: str) -> TinView:
    """A new tin."""
    tin = Tin(slug=slug, volume=1)
    db.add(tin)
    db.flush()
    db.add(TinEntry(tin_id=tin.id, biscuits=12))
    db.flush()
    return TinView(id=tin.id, slug=tin.slug)


@verb("read")
def everything(db: TenantSession) -> list[TinView]:
    """All tins."""
    return [TinView(id=tin.id, slug=tin.slug) for tin in db.scalars(select(Tin))]
