"""The verbs of files: what media made of a picture or a recording is kept, opened for a while and
removed. The session says what of the store may be touched at all."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.errors import NotFound, Unavailable
from baketracker.media import pictures, sounds
from baketracker.media.likeness import NEAR, apart
from baketracker.media.pictures import Picture
from baketracker.media.sounds import Sound

from .later import after_commit
from .models import StoredFile
from .schemas import FileView
from .store import Key, Store

log = logging.getLogger("baketracker")

KIND = "file"
LINK_SECONDS = 300
# What each kind is served as, whatever was sent; and how its name ends where somebody saves it.
SERVED_AS = {"picture": (pictures.CONTENT_TYPE, "jpg"), "sound": (sounds.CONTENT_TYPE, "wav")}


@dataclass(frozen=True, slots=True)
class Laid:
    """Bytes that lie in the store already, and what is to be written down of them."""

    key: Key
    made: Picture | Sound
    sha256: str


def lay(
    store: Store, tenant_id: UUID, made: Picture | Sound, sent: bytes, file_id: UUID | None = None
) -> Laid:
    """Put what `media` made of the bytes that were `sent` into the store; those are not kept
    themselves. To be done before a transaction is open, for a bucket is asked over the network.
    What no transaction keeps then is swept (`operations.sweeping`). Raises Unavailable."""
    key = Key(tenant_id, file_id or new_id())
    kind = "picture" if isinstance(made, Picture) else "sound"
    store.put(key, _bytes_of(made), SERVED_AS[kind][0])
    return Laid(key, made, hashlib.sha256(sent).hexdigest())


@verb("propose")
def keep_laid(db: TenantSession, laid: Laid) -> FileView:
    """Write down what was laid into the store for this bakery. Raises NotFound for another's."""
    if laid.key.tenant_id != db.scope.tenant_id:
        raise NotFound(KIND)
    row = StoredFile(id=laid.key.file_id, sha256=laid.sha256, size=len(_bytes_of(laid.made)))
    _describe(row, laid.made)
    db.add(row)
    db.flush()
    return FileView.model_validate(row)


@verb("propose")
def keep(
    db: TenantSession,
    store: Store,
    made: Picture | Sound,
    sent: bytes,
    row_id: UUID | None = None,
) -> FileView:
    """Lay it and keep it in one go, where the transaction is open already: with a bucket it then
    waits for the network. Raises Unavailable."""
    return keep_laid(db, lay(store, db.scope.tenant_id, made, sent, row_id))


def _bytes_of(made: Picture | Sound) -> bytes:
    return made.content if isinstance(made, Picture) else made.wav


def _describe(row: StoredFile, made: Picture | Sound) -> None:
    row.kind = "picture" if isinstance(made, Picture) else "sound"
    row.media_type = SERVED_AS[row.kind][0]
    if isinstance(made, Picture):
        row.width, row.height, row.likeness = made.width, made.height, made.likeness
    else:
        row.seconds = made.seconds


@verb("read")
def get(db: TenantSession, file_id: UUID) -> FileView:
    """What is kept of it. Raises NotFound."""
    return FileView.model_validate(live(db, StoredFile, file_id, KIND))


@verb("read")
def key_of(db: TenantSession, file_id: UUID) -> Key:
    """Where its bytes lie, for `store.get` once the transaction is over. Raises NotFound."""
    return Key(db.scope.tenant_id, live(db, StoredFile, file_id, KIND).id)


@verb("read")
def content_of(db: TenantSession, store: Store, file_id: UUID) -> bytes:
    """Its bytes, read while the transaction is open: see `key_of`. Raises NotFound, Unavailable."""
    return store.get(key_of(db, file_id))


@verb("read")
def link(db: TenantSession, store: Store, file_id: UUID) -> str:
    """An address that opens it for five minutes. Raises NotFound."""
    row = live(db, StoredFile, file_id, KIND)
    media_type, ending = SERVED_AS[row.kind]
    return store.link(
        Key(db.scope.tenant_id, row.id), LINK_SECONDS, f"{row.id}.{ending}", media_type
    )


@verb("write")
def remove(db: TenantSession, store: Store, file_id: UUID) -> None:
    """Put it away; its bytes go once that has really happened. Raises NotFound."""
    row = live(db, StoredFile, file_id, KIND)
    row.deleted_at = now()
    db.flush()
    key = Key(db.scope.tenant_id, row.id)
    after_commit(db, lambda: _forget(store, key))


@verb("read")
def same_as(db: TenantSession, sha256: str) -> list[FileView]:
    """Files that were sent with the very same bytes, the newest first."""
    found = select(StoredFile).where(StoredFile.sha256 == sha256)
    return _views(db.scalars(_living(found)).all())


@verb("read")
def like(db: TenantSession, likeness: int, since: datetime, within: int = NEAR) -> list[FileView]:
    """Pictures kept since then that differ in at most so many of the 64 bits, the newest first."""
    found = select(StoredFile).where(
        StoredFile.likeness.is_not(None), StoredFile.created_at >= since
    )
    rows = db.scalars(_living(found)).all()
    return _views([row for row in rows if apart(row.likeness or 0, likeness) <= within])


def _living(found: Select[StoredFile]) -> Select[StoredFile]:
    return found.where(StoredFile.deleted_at.is_(None)).order_by(
        StoredFile.created_at.desc(), StoredFile.id.desc()
    )


def _views(rows: Sequence[StoredFile]) -> list[FileView]:
    return [FileView.model_validate(row) for row in rows]


def _forget(store: Store, key: Key) -> None:
    """The row is away already: bytes that stay behind open for nobody, and the sweep finds them."""
    try:
        store.remove(key)
    except Unavailable:
        log.warning("A removed file stays in the store until the sweep.", exc_info=True)
