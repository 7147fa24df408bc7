"""Files in a folder of this machine."""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from baketracker.errors import NotFound, Unavailable

from .links import DOOR, Link, sealed, unsealed
from .store import UNREACHABLE, Key, Lying

PRIVATE = 0o700
KIND = "file"


class DiskStore:
    """Each file under the path that its key is. Nobody else on the machine reads them."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self.folder = folder.resolve()
        self._secret = secret

    def put(self, key: Key, content: bytes, media_type: str) -> None:
        """Written beside its place, then moved there: nobody ever sees half of it."""
        place = self._place(key)
        with _reachable():
            for folder in (self.folder, place.parent.parent, place.parent):
                folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
            handle, name = tempfile.mkstemp(dir=place.parent, prefix=".")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(place)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def get(self, key: Key) -> bytes:
        with _reachable():
            return self._place(key).read_bytes()

    def remove(self, key: Key) -> None:
        with _reachable():
            self._place(key).unlink(missing_ok=True)

    def link(self, key: Key, seconds: int, filename: str, media_type: str) -> str:
        link = Link(key, media_type, filename, round(time.time()) + seconds)
        return f"{DOOR}?link={sealed(link, self._secret)}"

    def opened(self, link: str, tenant_id: UUID) -> Link:
        """What a link of ours opens. Raises Forbidden unless it is whole, in time and this
        bakery's."""
        return unsealed(link, self._secret, tenant_id)

    def everything(self) -> Iterator[Lying]:
        """What is no key of ours, such as half a file that a crash left, is passed over."""
        for place in sorted((self.folder / "t").glob("*/*")):
            with contextlib.suppress(ValueError, FileNotFoundError):
                key = Key.read(place.relative_to(self.folder).as_posix())
                yield Lying(key, datetime.fromtimestamp(place.stat().st_mtime, UTC))

    def _place(self, key: Key) -> Path:
        return self.folder / Path(str(key))


@contextlib.contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound(KIND) from error
    except OSError as error:
        raise Unavailable(UNREACHABLE) from error
