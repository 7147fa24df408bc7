"""Where the bytes of files lie: a folder, or a bucket."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from baketracker.config import ROOT, Settings
from baketracker.errors import N_

UNREACHABLE = N_("Pictures and recordings cannot be reached right now. Try again in a minute.")


@dataclass(frozen=True, slots=True)
class Key:
    """The name of a file in the store: `t/<bakery>/<file>`. Made of two ids and nothing else, so
    nobody's words are ever part of it."""

    tenant_id: UUID
    file_id: UUID

    def __str__(self) -> str:
        return f"t/{UUID(int=self.tenant_id.int)}/{UUID(int=self.file_id.int)}"

    @classmethod
    def read(cls, text: str) -> "Key":
        """The key that is written like this. Raises ValueError for anything else."""
        top, tenant, file = text.split("/")
        key = cls(UUID(tenant), UUID(file))
        if top != "t" or str(key) != text:
            raise ValueError("That is no key of ours.")
        return key


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies in the store, and since when."""

    key: Key
    since: datetime


class Store(Protocol):
    """Keeps bytes under keys. Every method raises Unavailable when it cannot be reached."""

    def put(self, key: Key, content: bytes, media_type: str) -> None:
        """Keep it, in place of what was there; whole or not at all."""

    def get(self, key: Key) -> bytes:
        """What is kept. Raises NotFound."""

    def remove(self, key: Key) -> None:
        """Forget it; what is not there already is."""

    def link(self, key: Key, seconds: int, filename: str, media_type: str) -> str:
        """An address that a browser may open for so long, which downloads it as `filename`."""

    def everything(self) -> Iterator[Lying]:
        """All that lies there, those of one bakery one after the other."""


def store_of(settings: Settings) -> Store:
    """The store of these settings: S3_BUCKET, else the folder FILES_DIR."""
    if settings.s3_bucket:
        # A second of imports, which only those who have a bucket wait for.
        from .bucket import BucketStore

        return BucketStore(settings)
    from .disk import DiskStore

    return DiskStore(Path(settings.files_dir or ROOT / ".data" / "files"), link_key(settings))


def link_key(settings: Settings) -> bytes:
    """Signs links to files and nothing else. Without SECRET_KEY (development) it follows the
    database, as the cookies' key does."""
    secret = settings.secret_key.get_secret_value() or settings.database_url
    return hashlib.sha256(b"links to files " + secret.encode()).digest()
