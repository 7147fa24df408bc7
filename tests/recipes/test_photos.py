"""Photos: redrawn by us, small, and only for the bakery they belong to."""

from io import BytesIO

import pytest
from PIL import Image

from baketracker.db.types import new_id
from baketracker.errors import NotFound, RuleBroken
from baketracker.media.pictures import BadPicture
from baketracker.recipes import photos
from baketracker.recipes.photos import LARGEST, LONGEST_SIDE, photo_of
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.depth import only_deep

from .writing import read, write

SECRET = b"taken at home"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB") -> bytes:
    """A picture of noise that says where it was taken."""
    image = Image.effect_noise(size, 90).convert(mode)
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6  # held sideways
    written = BytesIO()
    image.save(written, kind, **({} if kind in ("GIF", "BMP") else {"exif": exif}))
    return written.getvalue()


@pytest.mark.covers("DEC-22")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_only_the_picture_is_left(kind: str) -> None:
    sent = picture(kind)
    assert SECRET in sent
    kept = photo_of(sent)
    assert SECRET not in kept
    with Image.open(BytesIO(kept)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (40, 60), {})


def test_a_large_picture_becomes_small() -> None:
    kept = photo_of(picture(size=(4000, 3000)))
    assert len(kept) <= LARGEST
    with Image.open(BytesIO(kept)) as image:
        assert max(image.size) <= LONGEST_SIDE
    smooth = BytesIO()
    Image.linear_gradient("L").resize((4000, 2000)).save(smooth, "JPEG")
    with Image.open(BytesIO(photo_of(smooth.getvalue()))) as image:
        assert image.size == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_what_is_clear_becomes_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(written, "PNG")
    with Image.open(BytesIO(photo_of(written.getvalue()))) as image:
        assert image.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture("GIF", mode="P"),
     picture("BMP"), picture()[:300], picture("PNG")[:60], b"\xff\xd8\xff\xe0" + b"\0" * 50],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(BadPicture, match="Send a JPEG, PNG, WebP or HEIC"):
        photo_of(content)


@only_deep
def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    written = BytesIO()
    Image.new("1", (30_000, 30_000)).save(written, "PNG")
    with pytest.raises(BadPicture, match="too many pixels"):
        photo_of(written.getvalue())


def test_a_photo_is_added_shown_and_removed_on_pages(bakery: BakeryOnDatabase) -> None:
    made, pages = write(bakery), browser(bakery)
    form = f"/recipes/photos/of/{made.id}"
    assert "JPEG, PNG, WebP or HEIC" in pages.get(form).text
    sent = picture()
    told = {"caption": "<b>Warm</b>", "op_id": str(new_id())}
    for _again in range(2):
        answer = pages.post(form, data=told, files={"photo": ("x.jpg", sent, "text/html")})
        assert answer.headers["location"] == f"/recipes/{made.id}"
    [photo] = read(bakery, made.id).photos
    shown = pages.get(f"/recipes/{made.id}").text
    assert f'src="/recipes/photos/{photo.id}"' in shown
    assert "&lt;b&gt;Warm" in shown
    bytes_of = pages.get(f"/recipes/photos/{photo.id}")
    assert bytes_of.headers["content-type"] == "image/jpeg"
    assert bytes_of.headers["x-content-type-options"] == "nosniff"
    assert bytes_of.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert bytes_of.headers["cache-control"] == "private, no-cache"
    assert SECRET not in bytes_of.content
    tag = {"If-None-Match": bytes_of.headers["etag"]}
    assert pages.get(f"/recipes/photos/{photo.id}", headers=tag).status_code == 304
    over_json = program(bakery).get(f"/api/recipes/photos/{photo.id}")
    assert over_json.content == bytes_of.content
    for wrong in ({}, {"photo": ("x.jpg", b"nothing", "image/jpeg")}):
        refused = pages.post(form, data={"caption": "kept words"}, files=wrong)
        assert refused.status_code == 422
        assert "kept words" in refused.text
    assert pages.post(f"/recipes/photos/{photo.id}/remove").status_code == 303
    assert pages.get(f"/recipes/photos/{photo.id}").status_code == 404


def test_a_seventh_photo_and_a_huge_file_are_refused(bakery: BakeryOnDatabase) -> None:
    made = write(bakery)
    with bakery.session() as db:
        for _number in range(photos.MOST_PHOTOS):
            photos.add_photo(db, made.id, picture())
        with pytest.raises(RuleBroken, match="at most 6"):
            photos.add_photo(db, made.id, picture())
        with pytest.raises(BadPicture, match="15 MB"):
            photos.add_photo(db, made.id, b"x" * (photos.LARGEST_SENT + 1))


def test_the_neighbour_sees_and_touches_no_photo(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = write(bakery)
    with bakery.session() as db:
        photo = photos.add_photo(db, made.id, picture())
    pages = browser(neighbour)
    url = f"/recipes/photos/{photo.id}"
    assert pages.get(url).status_code == 404
    assert pages.get(url, headers={"If-None-Match": f'"{photo.id}"'}).status_code == 404
    assert pages.post(f"{url}/remove").status_code == 404
    assert program(neighbour).get(f"/api{url}").status_code == 404
    sent = {"photo": ("x.jpg", picture(), "image/jpeg")}
    assert pages.post(f"/recipes/photos/of/{made.id}", files=sent).status_code == 404
    with neighbour.session() as db, pytest.raises(NotFound):
        photos.add_photo(db, made.id, picture())
    assert len(read(bakery, made.id).photos) == 1
