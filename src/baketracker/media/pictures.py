"""A picture as we keep it: drawn again by us, so that nothing but the picture is left."""

from dataclasses import dataclass

from baketracker.errors import N_, InvalidInput, Text

from .refusals import Reason, Refused
from .shapes import is_read_in_pieces
from .workshop import made

CONTENT_TYPE = "image/jpeg"
LONGEST = 2048
LARGEST = 500 * 1024

UNREADABLE = N_("That is not a picture we can read. Send a JPEG, PNG, WebP or HEIC.")
OTHER_KIND = N_("We take no %(kind)s pictures. Send a JPEG, PNG, WebP or HEIC.")
SENTENCES: dict[Reason, Text] = {
    "pixels": N_("That picture has too many pixels. Send a smaller one."),
    "memory": N_("That picture takes too much memory to open. Send a smaller one."),
    "time": N_("That picture took too long to open. Send a smaller one."),
}
SIGNATURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
# Kinds that people do send: named, so that they know what to do.
NOT_TAKEN = {
    b"GIF8": "GIF", b"%PDF": "PDF", b"BM": "BMP", b"II*\0": "TIFF", b"MM\0*": "TIFF",
    b"<svg": "SVG", b"<?xml": "SVG",
}  # fmt: skip


class BadPicture(InvalidInput):
    """What was sent is no picture we take."""

    code = "bad_picture"

    def __init__(self, message: str, **numbers: object) -> None:
        super().__init__(message, {"photo": message}, **numbers)


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG, upright, without what the camera wrote beside it; sizes in pixels. `likeness` is its
    difference hash, 64 bits, signed (`likeness.apart`)."""

    content: bytes
    width: int
    height: int
    likeness: int


def redrawn(
    content: bytes, *, longest: int = LONGEST, largest: int = LARGEST, tall: bool = False
) -> Picture:
    """The picture in `content` (JPEG, PNG, WebP, HEIC), at most `longest` pixels long and `largest`
    bytes. `tall`: a strip more than 2.2 times as high as wide may be 8192 high and `longest` wide,
    with `largest` bytes for each `longest` of its height.

    Opened in a process with 512 MiB and 10 seconds. Raises BadPicture, and Unavailable when too
    many come in at once."""
    kind = _kind(content)
    try:
        done = made("picture", content, kind=kind, longest=longest, largest=largest, tall=tall)
    except Refused as refusal:
        raise BadPicture(SENTENCES.get(refusal.reason, UNREADABLE)) from None
    return Picture(done.parts[0], **done.facts)


def strips(picture: Picture) -> list[bytes]:
    """The picture as JPEGs a model can read: itself; a long strip (higher than 2576) in pieces of
    at most 2048, from the top, each with a tenth of the one before. Raises as `redrawn` does."""
    if not is_read_in_pieces(picture.width, picture.height):
        return [picture.content]
    try:
        return made("strips", picture.content).parts
    except Refused as refusal:
        raise BadPicture(SENTENCES.get(refusal.reason, UNREADABLE)) from None


def _kind(content: bytes) -> str:
    """What its first bytes say it is; what it is called says nothing. Raises BadPicture."""
    for begin, kind in SIGNATURES.items():
        if content.startswith(begin):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS:
        return "HEIF"
    start = content[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for begin, kind in NOT_TAKEN.items():
        if start.startswith(begin.lower()):
            raise BadPicture(OTHER_KIND, kind=kind)
    raise BadPicture(UNREADABLE)
