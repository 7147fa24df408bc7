"""Draws a picture again with Pillow. Runs in the child alone."""

import importlib
import io
import math
import warnings
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from .refusals import Refused
from .shapes import PIECE, is_strip

MOST_PIXELS = 40_000_000
QUALITIES = (82, 65, 50)
# A second writing should cost nothing that can be seen.
STRIP_QUALITY = 90
SIDEWAYS = (5, 6, 7, 8)
ORIENTATION = 0x0112
READERS = {"JPEG": "JpegImagePlugin", "PNG": "PngImagePlugin", "WEBP": "WebPImagePlugin"}
LONGEST_STRIP = 4 * PIECE
OVERLAP = 0.1
UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError,
              KeyError, IndexError, OverflowError, RuntimeError)  # fmt: skip

Answer = tuple[dict[str, Any], list[bytes]]


def picture(content: bytes, kind: str, longest: int, largest: int, tall: bool) -> Answer:
    """A JPEG without anything beside the picture; facts: width, height, likeness.

    Raises Refused for what is no readable picture of that kind or has more than 40 megapixels."""
    drawn = _opened(content, kind, longest, tall)
    # A strip is as many pictures as it is long: each may have that size.
    jpeg = _encoded(drawn, largest * max(1, math.ceil(drawn.height / longest)))
    with Image.open(io.BytesIO(jpeg)) as kept:
        size = kept.size
    return {"width": size[0], "height": size[1], "likeness": likeness(drawn)}, [jpeg]


def strips(content: bytes) -> Answer:
    """A strip in pieces of the same height, at most 2048, each with a tenth of the one before."""
    _learn("JPEG")
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        image.load()
        return {}, [_jpeg(image.crop(box), STRIP_QUALITY) for box in boxes(*image.size)]


def boxes(width: int, height: int) -> list[tuple[int, int, int, int]]:
    """Where to cut: (left, top, right, bottom) of each piece, from the top."""
    many = 1
    while height / (many - OVERLAP * (many - 1)) > PIECE:
        many += 1
    each = math.ceil(height / (many - OVERLAP * (many - 1)))
    tops = [round(number * (height - each) / max(1, many - 1)) for number in range(many)]
    return [(0, top, width, top + each) for top in tops]


def likeness(image: Image.Image) -> int:
    """The difference hash: for 8 x 8 places, is it brighter to the right? Signed, 64 bits."""
    grey = image.convert("L").resize((9, 8), Image.Resampling.BOX)
    points = grey.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (points[at] < points[at + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def _opened(content: bytes, kind: str, longest: int, tall: bool) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    _learn(kind)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise Refused("pixels")
                return _on_paper(_upright(image, longest, tall))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("pixels") from None
    except UNREADABLE:
        raise Refused("unreadable") from None


def _learn(kind: str) -> None:
    """Load the one reader that is needed. Pillow would load five, and all it has when those fail:
    a third of the time, and much code that nobody asked for."""
    Image._initialized = 2
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    # What is written is always a JPEG.
    for name in {READERS.get(kind, READERS["JPEG"]), READERS["JPEG"]}:
        importlib.import_module(f"PIL.{name}")


def _upright(image: Image.Image, longest: int, tall: bool) -> Image.Image:
    """Small first, so that turning needs little memory; then as the camera meant it."""
    sideways = image.getexif().get(ORIENTATION) in SIDEWAYS
    width, height = image.size[::-1] if sideways else image.size
    box = (longest, LONGEST_STRIP if tall and is_strip(width, height) else longest)
    plain = _plain(image, sideways, box)
    # Half the time of the default, and nobody sees the difference when it becomes smaller.
    plain.thumbnail(box[::-1] if sideways else box, Image.Resampling.BILINEAR)
    return ImageOps.exif_transpose(plain)


def _plain(image: Image.Image, sideways: bool, box: tuple[int, int]) -> Image.Image:
    """In a mode that can be made smaller well."""
    # A JPEG is read at a fraction of its size where that is enough.
    image.draft("RGB", box[::-1] if sideways else box)
    image.load()
    if image.mode.startswith(("I", "F")):
        # 16 bits of grey: converting would cut them off, not scale them.
        grey = image.point(lambda value: value * (1 / 256) + 0).convert("L")
        grey.info = image.info
        return grey
    clear = "A" in image.getbands() or "transparency" in image.info
    wanted = "RGBA" if clear else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


def _on_paper(image: Image.Image) -> Image.Image:
    """A new picture that holds pixels and nothing else, white where it was clear."""
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return paper


def _encoded(image: Image.Image, largest: int) -> bytes:
    """As good as fits into `largest` bytes: coarser first, then smaller too."""
    while True:
        for quality in QUALITIES:
            written = _jpeg(image, quality)
            if len(written) <= largest or image.size == (1, 1):
                return written
        image = image.reduce(2)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
