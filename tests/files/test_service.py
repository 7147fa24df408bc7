"""Files are kept, opened and removed by their own bakery, and by no other."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.errors import Forbidden, NotFound, Unavailable
from baketracker.files import service
from baketracker.files.disk import DiskStore
from baketracker.files.models import StoredFile
from baketracker.files.schemas import FileView
from baketracker.files.store import Key, Store
from baketracker.media.pictures import Picture, redrawn
from baketracker.media.sounds import heard
from baketracker.operations.sweeping import AGE, sweep
from tests.factories.bakeries import BakeryOnDatabase
from tests.media.making import recorded, tone, written

SENT = written(Image.linear_gradient("L").rotate(30), "PNG")


@pytest.fixture(scope="module")
def loaf() -> Picture:
    return redrawn(SENT)


def kept(bakery: BakeryOnDatabase, store: Store, made: Picture, sent: bytes = SENT) -> FileView:
    """As a door does it: the bytes first, then the row."""
    laid = service.lay(store, bakery.id, made, sent)
    with bakery.session() as db:
        return service.keep_laid(db, laid)


@pytest.mark.covers("S4-env-s3")
def test_a_picture_and_a_sound_are_kept_as_we_made_them(
    bakery: BakeryOnDatabase, store: Store, loaf: Picture
) -> None:
    sound = heard(recorded(tone(1)))
    file_id = new_id()
    laid = service.lay(store, bakery.id, loaf, SENT, file_id)
    said = service.lay(store, bakery.id, sound, b"as it was sent")
    with bakery.session() as db:
        picture, spoken = service.keep_laid(db, laid), service.keep_laid(db, said)
    assert (picture.id, picture.kind, picture.media_type) == (file_id, "picture", "image/jpeg")
    assert (picture.width, picture.height, picture.likeness) == (256, 256, loaf.likeness)
    assert (spoken.kind, spoken.media_type, spoken.seconds) == ("sound", "audio/wav", sound.seconds)
    assert spoken.size == len(sound.wav)
    with bakery.session() as db:
        assert service.get(db, picture.id) == picture
        keys = [service.key_of(db, file.id) for file in (picture, spoken)]
    assert keys == [Key(bakery.id, picture.id), Key(bakery.id, spoken.id)]
    assert [store.get(key) for key in keys] == [loaf.content, sound.wav]


def test_what_a_store_cannot_take_is_not_written_down(
    bakery: BakeryOnDatabase, disk: DiskStore, loaf: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object) -> None:
        raise Unavailable("away")

    monkeypatch.setattr(DiskStore, "put", away)
    file_id = new_id()
    with pytest.raises(Unavailable), bakery.session() as db:
        service.keep(db, disk, loaf, SENT, file_id)
    with bakery.session() as db, pytest.raises(NotFound):
        service.get(db, file_id)


@pytest.mark.covers("SD-17")
def test_the_neighbour_neither_opens_nor_links_nor_removes(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, store: Store, loaf: Picture
) -> None:
    file = kept(bakery, store, loaf)
    with neighbour.session() as db:
        for reach in (service.content_of, service.link, service.remove):
            with pytest.raises(NotFound):
                reach(db, store, file.id)
        for look in (service.get, service.key_of):
            with pytest.raises(NotFound):
                look(db, file.id)
        with pytest.raises(NotFound):
            service.keep_laid(db, service.Laid(Key(bakery.id, new_id()), loaf, "0" * 64))
        assert service.same_as(db, file.sha256) == []
        assert service.like(db, loaf.likeness, now() - timedelta(days=1)) == []
    assert store.get(Key(bakery.id, file.id)) == loaf.content


def test_rights_are_asked_for(bakery: BakeryOnDatabase, disk: DiskStore, loaf: Picture) -> None:
    file = kept(bakery, disk, loaf)
    with bakery.session(rights=frozenset({"read"})) as db:
        assert service.content_of(db, disk, file.id)
        with pytest.raises(Forbidden):
            service.keep(db, disk, loaf, SENT)
    with bakery.session(rights=frozenset({"read", "propose"})) as db, pytest.raises(Forbidden):
        service.remove(db, disk, file.id)


def test_bytes_go_when_the_removal_has_really_happened(
    bakery: BakeryOnDatabase, store: Store, loaf: Picture
) -> None:
    file = kept(bakery, store, loaf)
    key = Key(bakery.id, file.id)
    with TenantSession(bakery.engine, bakery.scope) as db:
        service.remove(db, store, file.id)
        db.rollback()
    assert store.get(key) == loaf.content
    with bakery.session() as db:
        service.remove(db, store, file.id)
        for reach in (service.content_of, service.link, service.remove):
            with pytest.raises(NotFound):
                reach(db, store, file.id)
    with pytest.raises(NotFound):
        store.get(key)


def test_a_removal_that_was_taken_back_is_forgotten(
    bakery: BakeryOnDatabase, disk: DiskStore, loaf: Picture
) -> None:
    """The same session may go on after it rolled back."""
    file = kept(bakery, disk, loaf)
    with TenantSession(bakery.engine, bakery.scope) as db:
        service.remove(db, disk, file.id)
        db.rollback()
        assert service.content_of(db, disk, file.id) == loaf.content
        db.commit()
        assert disk.get(Key(bakery.id, file.id)) == loaf.content
        service.remove(db, disk, file.id)
        with db.begin_nested():
            db.execute(select(1))
        assert disk.get(Key(bakery.id, file.id)) == loaf.content
        db.commit()
    with pytest.raises(NotFound):
        disk.get(Key(bakery.id, file.id))


def test_the_same_and_the_alike_are_found(
    bakery: BakeryOnDatabase, disk: DiskStore, loaf: Picture
) -> None:
    first = kept(bakery, disk, loaf)
    smaller = redrawn(written(Image.linear_gradient("L").rotate(30).resize((180, 180)), "JPEG"))
    second = kept(bakery, disk, smaller, b"sent smaller")
    kept(bakery, disk, redrawn(written(Image.radial_gradient("L"), "PNG")), b"another")
    with bakery.session() as db:
        assert service.same_as(db, first.sha256) == [first]
        yesterday = now() - timedelta(days=1)
        assert service.like(db, loaf.likeness, yesterday) == [second, first]
        assert service.like(db, loaf.likeness, now()) == []
        service.remove(db, disk, first.id)
        assert service.same_as(db, first.sha256) == []
        assert service.like(db, loaf.likeness, yesterday) == [second]


def test_the_sweep_takes_what_belongs_to_no_row(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, disk: DiskStore, loaf: Picture
) -> None:
    """What rolled back, what was put away while the store was down, a bakery that is no more."""
    mine, theirs = kept(bakery, disk, loaf), kept(neighbour, disk, loaf)
    away = kept(bakery, disk, loaf)
    with bakery.session() as db:
        row = db.find(StoredFile, away.id)
        assert row is not None
        row.deleted_at = now()
    lost = [Key(bakery.id, new_id()), Key(bakery.id, away.id), Key(uuid4(), new_id())]
    for key in (lost[0], lost[2]):
        disk.put(key, b"x", "image/jpeg")
    assert sweep(bakery.engine, disk, now()) == 0  # too young: their row may still come
    assert sweep(bakery.engine, disk, now() + AGE + timedelta(minutes=1)) == 3
    left = {lying.key for lying in disk.everything()}
    assert left == {Key(bakery.id, mine.id), Key(neighbour.id, theirs.id)}


def test_the_sweep_of_another_databases_store_takes_nothing(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    disk = DiskStore(tmp_path, b"key")
    disk.put(Key(uuid4(), uuid4()), b"x", "image/jpeg")
    assert sweep(bakery.engine, disk, now() + 2 * AGE) == 0
    assert len(list(disk.everything())) == 1


def test_a_link_says_what_it_is_served_as(
    bakery: BakeryOnDatabase, disk: DiskStore, loaf: Picture
) -> None:
    """By its kind, whatever the row says of its type."""
    file = kept(bakery, disk, loaf)
    with bakery.session() as db:
        row = db.find(StoredFile, file.id)
        assert row is not None
        row.media_type = "text/html"
    with bakery.session() as db:
        address = service.link(db, disk, file.id)
    [token] = parse_qs(urlsplit(address).query)["link"]
    opened = disk.opened(token, bakery.id)
    assert (opened.media_type, opened.filename) == ("image/jpeg", f"{file.id}.jpg")
