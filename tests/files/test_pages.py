"""Opening a file in a browser: who may, for how long, and as what."""

import re
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from baketracker.app import BakeTracker, build
from baketracker.config import Settings
from baketracker.faces.guard import CSP, HEADERS, headers_for
from baketracker.files import service
from baketracker.files.links import Link, sealed
from baketracker.files.store import Key, link_key
from baketracker.media.pictures import Picture, redrawn
from baketracker.media.sounds import Sound, heard
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program, visitor
from tests.media.making import picture, recorded, tone

from .conftest import bucket_of

SENT = picture()


@pytest.fixture(scope="module")
def loaf() -> Picture:
    return redrawn(SENT)


def kept(bakery: BakeryOnDatabase, app: BakeTracker, made: Picture | Sound) -> Key:
    laid = service.lay(app.state.files, bakery.id, made, SENT)
    with bakery.session() as db:
        service.keep_laid(db, laid)
    return laid.key


def linked(app: BakeTracker, key: Key, until: int | None = None) -> str:
    moment = until if until is not None else round(time.time()) + 300
    secret = link_key(app.state.settings)
    return f"/files/open?link={sealed(Link(key, 'image/jpeg', 'x.jpg', moment), secret)}"


@pytest.mark.covers("SD-17")
def test_a_file_opens_by_a_short_link_as_what_it_is(
    app: BakeTracker, bakery: BakeryOnDatabase, loaf: Picture
) -> None:
    key = kept(bakery, app, loaf)
    pages = browser(bakery)
    sent_on = pages.get(f"/files/{key.file_id}")
    assert sent_on.status_code == 303
    assert sent_on.headers["location"].startswith("/files/open?link=")
    answer = pages.get(sent_on.headers["location"])
    assert (answer.status_code, answer.content) == (200, loaf.content)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == f'attachment; filename="{key.file_id}.jpg"'
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.covers("DEC-11")
def test_a_kept_recording_plays_in_our_pages(app: BakeTracker, bakery: BakeryOnDatabase) -> None:
    """The policy allows our own address, and browsers that ask for parts get parts."""
    sound = heard(recorded(tone(1)))
    pages = browser(bakery)
    url = pages.get(f"/files/{kept(bakery, app, sound).file_id}").headers["location"]
    whole = pages.get(url)
    assert (whole.headers["content-type"], whole.content) == ("audio/wav", sound.wav)
    assert whole.headers["accept-ranges"] == "bytes"
    assert "media-src 'self' blob:" in pages.get("/").headers["content-security-policy"]
    size = len(sound.wav)
    for asked, first, last in (
        ("bytes=0-1", 0, 1), ("bytes=44-", 44, size - 1), ("bytes=-10", size - 10, size - 1),
        (f"bytes=0-{size + 5}", 0, size - 1), (f"bytes=-{size + 5}", 0, size - 1),
    ):  # fmt: skip
        part = pages.get(url, headers={"Range": asked})
        assert (part.status_code, part.content) == (206, sound.wav[first : last + 1]), asked
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
    beyond = pages.get(url, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    for odd in ("bytes=-", "bytes=5-2,8-9", "words=1-2"):
        assert pages.get(url, headers={"Range": odd}).content == sound.wav


@pytest.mark.covers("SD-17")
def test_the_neighbour_a_stranger_and_a_program_open_nothing(
    app: BakeTracker, bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, loaf: Picture
) -> None:
    key = kept(bakery, app, loaf)
    url = browser(bakery).get(f"/files/{key.file_id}").headers["location"]
    assert browser(neighbour).get(f"/files/{key.file_id}").status_code == 404
    assert browser(neighbour).get(url).status_code == 403
    for client in (visitor(app), program(bakery)):
        for address in (url, f"/files/{key.file_id}"):
            answer = client.get(address)
            assert (answer.status_code, answer.content) == (303, b"")
            assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.covers("SD-17")
def test_a_link_that_is_not_ours_says_one_sentence(
    app: BakeTracker, bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, loaf: Picture
) -> None:
    mine, other = kept(bakery, app, loaf), kept(bakery, app, loaf)
    theirs = kept(neighbour, app, loaf)
    good = linked(app, mine)
    assert browser(bakery).get(good).status_code == 200
    missing = Key(neighbour.id, mine.file_id)
    body, signature = good.split(".")[0], good.split(".")[1]
    told = set()
    for wrong in (
        "/files/open", "/files/open?link=", f"{body}.", good[:-1], good + "A", good[:40],
        linked(app, mine, round(time.time()) - 1), linked(app, theirs), linked(app, missing),
        f"{linked(app, other).split('.')[0]}.{signature}", f"{body[:-4]}AAAA.{signature}",
        "/files/open?link=%00%ff.%F0%9F%8D%9E", f"/files/open?link=..%2F..%2F{mine}",
    ):  # fmt: skip
        answer = browser(bakery).get(wrong)
        assert answer.status_code == 403, wrong
        told.update(re.findall(r"This link has ended[^<]*", answer.text) or [answer.text])
    assert len(told) == 1


def test_a_removed_file_opens_no_more_though_the_link_lasts(
    app: BakeTracker, bakery: BakeryOnDatabase, loaf: Picture
) -> None:
    key = kept(bakery, app, loaf)
    with bakery.session() as db:
        service.remove(db, app.state.files, key.file_id)
    assert browser(bakery).get(linked(app, key)).status_code == 404
    assert browser(bakery).get(f"/files/{key.file_id}").status_code == 404


@pytest.mark.covers("SD-17", "DEC-11")
def test_with_a_bucket_pages_may_show_what_comes_from_there(
    engine: Engine, settings: Settings, bucket_settings: Settings, bakery: BakeryOnDatabase,
    loaf: Picture,
) -> None:  # fmt: skip
    there = {name: value for name, value in bucket_settings if name.startswith("s3_")}
    app = build(settings.model_copy(update=there))
    key = kept(bakery, app, loaf)
    pages = browser(bakery, app)
    answer = pages.get(f"/files/{key.file_id}")
    origin = bucket_settings.files_origin
    assert answer.headers["location"].startswith(f"{origin}/bakery-files/{key}?")
    policy = answer.headers["content-security-policy"]
    assert f"img-src 'self' {origin} blob: data:;" in policy
    assert f"media-src 'self' {origin} blob:;" in policy
    assert policy.replace(f" {origin}", "") == CSP
    assert pages.get(linked(app, key)).status_code == 404
    app.state.engine.dispose()


def test_without_a_bucket_the_policy_is_our_own(settings: Settings, tmp_path: Path) -> None:
    assert headers_for(settings) == HEADERS
    r2 = headers_for(bucket_of("https://0a1b.r2.cloudflarestorage.com", "auto"))
    assert "https://0a1b.r2.cloudflarestorage.com" in r2["Content-Security-Policy"]
