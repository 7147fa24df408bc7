"""A photo as we keep it: drawn again by us, so that nothing but the picture is left."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from baketracker.errors import InvalidInput

CONTENT_TYPE = "image/jpeg"
READ = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
LARGEST = 300 * 1024
QUALITIES = (82, 65, 50)


class BadPicture(InvalidInput):
    """What was sent is no picture we take."""

    code = "bad_picture"

    def __init__(self, message: str) -> None:
        super().__init__(message, {"photo": message})


def redrawn(content: bytes) -> bytes:
    """A JPEG of the picture, upright, at most 1600 pixels long and 300 KB; without what the camera
    wrote beside it. Raises BadPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=READ) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise BadPicture("That picture has too many pixels. Send a smaller one.")
                return _encoded(_upright(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture("That picture has too many pixels. Send a smaller one.") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise BadPicture("That is not a picture we can read. Send a JPEG, PNG or WebP.") from error


def _upright(image: Image.Image) -> Image.Image:
    """Small, turned as the camera meant it, on white where it was clear."""
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    turned = ImageOps.exif_transpose(image)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clear = turned.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


def _encoded(image: Image.Image) -> bytes:
    """As good as fits: coarser first, then smaller too."""
    while True:
        for quality in QUALITIES:
            written = BytesIO()
            image.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
            if written.tell() <= LARGEST:
                return written.getvalue()
        image = image.reduce(2)
