"""Links to files that we serve ourselves: what they open, until when, and our signature over it."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from uuid import UUID

from baketracker.errors import N_, Forbidden

from .store import Key

DOOR = "/files/open"
# One sentence for whatever is wrong with a link: it tells nobody whether the file exists.
WORN_OUT = N_("This link has ended or is not complete. Open the page with the picture again.")


@dataclass(frozen=True, slots=True)
class Link:
    """What a link opens: the file, its fixed media type, the name it is downloaded as, and the
    moment it ends (seconds since 1970)."""

    key: Key
    media_type: str
    filename: str
    until: int


def sealed(link: Link, secret: bytes) -> str:
    """The link as part of an address: what it says, and the signature over it."""
    said = json.dumps([str(link.key), link.media_type, link.filename, link.until]).encode()
    return f"{_text(said)}.{_text(_signature(said, secret))}"


def unsealed(text: str, secret: bytes, tenant_id: UUID, moment: float | None = None) -> Link:
    """The link, when we signed it for this bakery and it has not ended. Raises Forbidden."""
    body, _, signature = text.partition(".")
    try:
        said = _bytes(body)
        if not hmac.compare_digest(_bytes(signature), _signature(said, secret)):
            raise ValueError
        key, media_type, filename, until = json.loads(said)
        link = Link(Key.read(key), media_type, filename, until)
    except ValueError:
        raise Forbidden(WORN_OUT) from None
    if link.until < (time.time() if moment is None else moment) or link.key.tenant_id != tenant_id:
        raise Forbidden(WORN_OUT)
    return link


def _signature(said: bytes, secret: bytes) -> bytes:
    return hmac.new(secret, said, hashlib.sha256).digest()


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    """Raises ValueError for anything that `_text` did not write: one content, one text."""
    content = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    if _text(content) != text:
        raise ValueError
    return content
