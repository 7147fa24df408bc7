"""The upload corpus: only the picture is left, and what is none is refused fast and in words."""

import io
import itertools
import resource
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from baketracker.errors import Unavailable
from baketracker.media import _drawing, workshop
from baketracker.media.likeness import NEAR, apart
from baketracker.media.pictures import LARGEST, BadPicture, Picture, redrawn, strips

from .making import SECRET, opened, picture, png, png_of, written

KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]
SEND = "Send a JPEG, PNG, WebP or HEIC"


@pytest.mark.covers("SD-16", "SR36", "AI-40")
@pytest.mark.parametrize("kind", KINDS)
def test_only_the_picture_is_left(kind: str) -> None:
    sent = picture(kind)
    assert SECRET in sent
    assert b"GPSLatitude" in sent or kind == "HEIF"
    kept = redrawn(sent + b"<script>alert(1)</script>PK\x03\x04")
    for gone in (SECRET, b"GPSLatitude", b"Exif", b"xmp", b"<script>", b"ICC_PROFILE"):
        assert gone not in kept.content
    image = opened(kept.content)
    assert (image.format, dict(image.getexif())) == ("JPEG", {})
    assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert image.size == (kept.width, kept.height)


@pytest.mark.covers("AI-46")
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_the_camera_meant_it(orientation: int) -> None:
    """The red corner is up on the left, however the phone was held."""
    upright = Image.new("RGB", (60, 40), "white")
    upright.paste("red", (0, 0, 20, 20))
    undone: dict[int, Callable[[Image.Image], Image.Image]] = {
        number: lambda image, way=way: image.transpose(way)
        for number, way in {
            2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270,
        }.items()
    }  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    held = undone.get(orientation, Image.Image.copy)(upright)
    image = opened(redrawn(written(held, "JPEG", exif=exif)).content).convert("RGB")
    assert image.size == (60, 40)
    red, green, _blue = image.getpixel((10, 10))
    assert red > 200
    assert green < 60


@pytest.mark.covers("AI-46")
def test_a_large_picture_becomes_small() -> None:
    kept = redrawn(picture(size=(3000, 2400), orientation=1))
    assert len(kept.content) <= LARGEST
    assert max(opened(kept.content).size) <= 2048
    smooth = Image.linear_gradient("L").resize((4000, 2000))
    kept = redrawn(written(smooth, "JPEG"))
    assert (kept.width, kept.height) == (2048, 1024)
    other = redrawn(written(smooth, "JPEG"), longest=1600, largest=300 * 1024)
    assert (other.width, other.height) == (1600, 800)


@pytest.mark.covers("SR36", "SD-16")
@pytest.mark.parametrize(
    "content",
    [
        b"", b"hello", b"\xff\xd8\xff\xe0" + b"\0" * 50, picture()[:300], picture("PNG")[:60],
        picture("WEBP")[:200], picture("HEIF")[:300], b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP",
        b"\0\0\0\x18ftypheic" + b"\0" * 100, b"<html><script>alert(1)</script>",
        b"\0\0\0\x18ftypavif" + b"\0" * 100,
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(BadPicture, match=f"not a picture we can read. {SEND}"):
        redrawn(content)


@pytest.mark.covers("SR36")
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG"),
        (b'\xef\xbb\xbf <?xml version="1.0"?><svg/>', "SVG"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (written(Image.new("P", (4, 4)), "GIF"), "GIF"),
        (b"GIF89a/*" + b"\0" * 5, "GIF"),
        (written(Image.new("RGB", (4, 4)), "BMP"), "BMP"),
        (written(Image.new("RGB", (4, 4)), "TIFF"), "TIFF"),
    ],
)
def test_other_kinds_are_refused_by_name(content: bytes, kind: str) -> None:
    with pytest.raises(BadPicture, match=f"We take no {kind} pictures. {SEND}") as refused:
        redrawn(content)
    assert refused.value.fields["photo"] % refused.value.numbers == str(refused.value)


@pytest.mark.covers("SR36", "SD-16")
@pytest.mark.parametrize("side", [12_000, 30_000])
def test_a_bomb_is_refused_at_once(side: int) -> None:
    """144 megapixels in 18 KB. Its own time is measured: the machine may have other work."""
    bomb = png_of(side, side)
    assert len(bomb) < 150_000
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(BadPicture, match="too many pixels"):
        redrawn(bomb)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime <= 1


@pytest.mark.covers("SR36")
def test_words_that_unfold_to_hundreds_of_megabytes_are_refused() -> None:
    words = (b"zTXt", b"k\0\0" + zlib.compress(b"A" * 200_000_000, 9))
    with pytest.raises(BadPicture):
        redrawn(png(1, 1, zlib.compress(b"\0\0"), words))


@pytest.mark.covers("SD-16")
def test_forty_megapixels_fit_into_the_memory() -> None:
    """The most demanding kinds: four bytes a pixel, and sixteen bits of grey."""
    for mode in ("RGBA", "P"):
        image = Image.new(mode, (8000, 4990))
        kept = redrawn(written(image, "PNG", compress_level=1))
        assert (kept.width, kept.height) == (2048, 1277)
    with pytest.raises(BadPicture, match="too many pixels"):
        redrawn(png_of(8000, 5001))


@pytest.mark.covers("SD-16")
def test_the_process_has_little_memory_no_files_and_no_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The real program with another answer: what it may do and what it knows."""
    monkeypatch.setenv("SECRET_KEY", "not for strangers")
    shown = (
        "import os, resource; limits = [resource.getrlimit(getattr(resource, name))[1] "
        "for name in ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE', 'RLIMIT_CORE')]; "
        "print(limits, sorted(os.environ), sys.flags.isolated)"
    )
    child = tmp_path / "child.py"
    child.write_text(workshop.CHILD.read_text().replace("    answer()\n", f"    exec({shown!r})\n"))
    told = subprocess.run(
        (sys.executable, "-I", child), env=workshop._environment(), capture_output=True, check=True
    )
    limits, _, rest = told.stdout.decode().partition("] ")
    assert limits == f"[{512 * 1024 * 1024}, 10, 0, 0"
    assert "SECRET_KEY" not in rest
    assert "DATABASE_URL" not in rest
    assert rest.endswith(" 1\n")


@pytest.mark.covers("SD-16")
def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "SECONDS", 0)
    began = time.perf_counter()
    with pytest.raises(BadPicture, match="took too long"):
        redrawn(picture())
    assert time.perf_counter() - began < 5


def test_too_many_at_once_wait_and_are_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "SECONDS", 0)
    for _place in range(workshop.AT_ONCE):
        workshop._free.acquire()
    try:
        with pytest.raises(Unavailable, match="at once"):
            redrawn(picture())
    finally:
        for _place in range(workshop.AT_ONCE):
            workshop._free.release()


def seen(image: Image.Image, kind: str, **options: object) -> Image.Image:
    """What comes of a picture."""
    return opened(redrawn(written(image, kind, **options)).content).convert("RGB")


def near(image: Image.Image, colour: tuple[int, int, int]) -> bool:
    shown = image.getpixel((image.width // 2, image.height // 2))
    return all(abs(one - other) < 12 for one, other in zip(shown, colour, strict=True))


def test_every_mode_becomes_the_colours_it_shows() -> None:
    grey = Image.new("I;16", (40, 40), 0x8080)
    assert near(seen(grey, "PNG"), (128, 128, 128))
    cmyk = Image.new("RGB", (40, 40), (200, 60, 60)).convert("CMYK")
    assert near(seen(cmyk, "JPEG"), (200, 60, 60))
    palette = Image.new("P", (40, 40), 1)
    palette.putpalette([0, 0, 0, 10, 200, 30])
    assert near(seen(palette, "PNG"), (10, 200, 30))
    assert near(seen(palette, "PNG", transparency=1), (255, 255, 255))
    for mode in ("RGBA", "LA"):
        assert near(seen(Image.new(mode, (40, 40)), "PNG"), (255, 255, 255))
    assert near(seen(Image.new("1", (40, 40), 1), "PNG"), (255, 255, 255))
    assert near(seen(Image.new("RGBA", (40, 40), (0, 0, 255, 0)), "WEBP"), (255, 255, 255))


@pytest.mark.covers("AI-46")
def test_a_long_receipt_is_read_in_pieces_that_overlap() -> None:
    long = Image.linear_gradient("L").resize((1000, 6000))
    kept = redrawn(written(long, "PNG"), tall=True)
    assert (kept.width, kept.height) == (1000, 6000)
    sizes = [opened(piece).size for piece in strips(kept)]
    assert {width for width, _height in sizes} == {1000}
    assert all(height <= 2048 for _width, height in sizes)
    for height in (2577, 3000, 4096, 6000, 8192):
        boxes = _drawing.boxes(900, height)
        assert (boxes[0][1], boxes[-1][3]) == (0, height)
        for (_l, top, _r, bottom), (_l2, following, *_rest) in itertools.pairwise(boxes):
            assert bottom - top <= 2048
            assert bottom - following >= 0.09 * (bottom - top)


@pytest.mark.covers("AI-46")
def test_other_pictures_stay_whole() -> None:
    wide = redrawn(written(Image.new("RGB", (3000, 1500)), "PNG"), tall=True)
    assert (wide.width, wide.height) == (2048, 1024)
    assert strips(wide) == [wide.content]
    short = Picture(b"x", 900, 2576, 0)
    assert strips(short) == [b"x"]


def test_near_pictures_are_alike_and_others_are_not() -> None:
    photo = Image.effect_noise((30, 30), 90).resize((600, 400))
    first = redrawn(written(photo, "JPEG", quality=95))
    again = redrawn(written(photo.resize((450, 300)), "PNG"))
    other = redrawn(written(Image.effect_noise((30, 30), 90).resize((600, 400)), "JPEG"))
    assert apart(first.likeness, again.likeness) <= NEAR
    assert apart(first.likeness, other.likeness) > NEAR
    assert apart(first.likeness, first.likeness) == 0
    assert apart(-1, 0) == 64
    assert -(2**63) <= first.likeness < 2**63
    assert io.BytesIO(first.content).read(3) == b"\xff\xd8\xff"
