"""A folder and a bucket keep files alike; keys are made of ids, whatever somebody calls a file."""

import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from botocore.client import Config
from hypothesis import given, settings
from hypothesis import strategies as some

from baketracker.config import Settings
from baketracker.errors import NotFound, Unavailable
from baketracker.files.bucket import OPTIONS, BucketStore
from baketracker.files.disk import DiskStore
from baketracker.files.store import Key, Store, store_of
from tests.factories.clients import settings_for_tests
from tests.factories.outside import outside

from .conftest import BUCKET, bucket_of
from .sigv4 import parameters_of, signature_of


def key() -> Key:
    return Key(uuid4(), uuid4())


@pytest.mark.covers("S4-env-s3")
def test_what_was_kept_comes_back_until_it_is_removed(store: Store) -> None:
    one, other = key(), key()
    store.put(one, b"first", "image/jpeg")
    store.put(other, b"other", "image/jpeg")
    assert store.get(one) == b"first"
    store.put(one, b"second", "image/jpeg")
    assert store.get(one) == b"second"
    store.remove(one)
    store.remove(one)
    with pytest.raises(NotFound):
        store.get(one)
    assert store.get(other) == b"other"


def test_everything_is_listed_with_its_age(store: Store) -> None:
    mine = {key() for _number in range(3)}
    for one in mine:
        store.put(one, b"x", "audio/wav")
    found = {lying.key: lying.since for lying in store.everything()}
    assert mine <= found.keys()
    for one in mine:
        assert abs(found[one] - datetime.now(UTC)) < timedelta(minutes=1)


@settings(max_examples=30)
@given(some.uuids(), some.uuids())
def test_a_key_is_read_back_as_it_was_written(tenant: UUID, file: UUID) -> None:
    one = Key(tenant, file)
    assert Key.read(str(one)) == one
    assert str(one) == f"t/{tenant}/{file}"


@settings(max_examples=30)
@given(some.text())
def test_no_other_words_are_a_key(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Key.read(text)


ONE = "0191c2a4-7b1e-7c55-8d37-0a1b2c3d4e5f"


@pytest.mark.parametrize(
    "text",
    [f"t/{ONE}/../{ONE}", f"t/{ONE}/{ONE}/", f"/t/{ONE}/{ONE}", f"t/{ONE.upper()}/{ONE}",
     f"t/{{{ONE}}}/{ONE}", f"t/urn:uuid:{ONE}/{ONE}", f"x/{ONE}/{ONE}", f"t/{ONE}\0/{ONE}",
     f"t/{ONE}/..", f"t/{ONE.replace('-', '')}/{ONE}"],
)  # fmt: skip
def test_no_key_leads_elsewhere(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Key.read(text)


def test_a_folder_is_private_and_holds_no_halves(disk: DiskStore) -> None:
    one = key()
    disk.put(one, b"content", "image/jpeg")
    place = disk.folder / str(one)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    for folder in (disk.folder, place.parent.parent, place.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [found.name for found in place.parent.iterdir()] == [str(one.file_id)]
    (place.parent / ".half").write_bytes(b"con")
    assert [lying.key for lying in disk.everything()] == [one]


def test_a_write_that_fails_leaves_nothing(
    disk: DiskStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    one = key()
    disk.put(one, b"before", "image/jpeg")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Unavailable, match="cannot be reached"):
        disk.put(one, b"after", "image/jpeg")
    assert disk.get(one) == b"before"
    assert len(list((disk.folder / str(one)).parent.iterdir())) == 1


@pytest.mark.covers("SD-17")
@pytest.mark.parametrize(
    ("endpoint", "region", "host"),
    [
        ("", "eu-central-1", "s3.eu-central-1.amazonaws.com"),
        ("https://0a1b.r2.cloudflarestorage.com", "auto", "0a1b.r2.cloudflarestorage.com"),
    ],
)
def test_a_link_to_a_bucket_is_signed_over_all_of_it(endpoint: str, region: str, host: str) -> None:
    config = bucket_of(endpoint, region)
    one = key()
    address = BucketStore(config).link(one, 300, "x.jpg", "image/jpeg")
    parts, asked = urlsplit(address), parameters_of(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", host, f"/{BUCKET}/{one}")
    assert f"{parts.scheme}://{parts.netloc}" == config.files_origin
    assert asked["X-Amz-Expires"] == "300"
    assert asked["response-content-disposition"] == 'attachment; filename="x.jpg"'
    assert asked["response-content-type"] == "image/jpeg"
    secret = config.s3_secret_access_key.get_secret_value()
    assert asked["X-Amz-Signature"] == signature_of(address, secret)
    for wrong in (
        address.replace("X-Amz-Expires=300", "X-Amz-Expires=301"),
        address.replace(str(one.file_id), str(uuid4())),
        address.replace("attachment", "inline"),
        address.replace("image%2Fjpeg", "text%2Fhtml"),
        address.replace("GET", "PUT")
        if "GET" in address
        else address.replace(host, "evil.example"),
    ):
        assert wrong != address
        assert signature_of(wrong, secret) != asked["X-Amz-Signature"]
    assert signature_of(address, secret + "x") != asked["X-Amz-Signature"]
    assert secret not in address


def test_a_link_opens_what_lies_in_the_bucket(bucket: BucketStore) -> None:
    one = key()
    bucket.put(one, b"loaf", "image/jpeg")
    answer = httpx.get(bucket.link(one, 300, "x.jpg", "image/jpeg"))
    assert answer.content == b"loaf"
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == 'attachment; filename="x.jpg"'


@pytest.mark.covers("S4-env-s3")
def test_the_settings_choose_the_store(tmp_path: Path, bucket_settings: Settings) -> None:
    chosen = store_of(bucket_settings)
    assert isinstance(chosen, BucketStore)
    assert chosen.bucket == BUCKET
    here = store_of(settings_for_tests("postgresql://nowhere/x", files_dir=str(tmp_path)))
    assert isinstance(here, DiskStore)
    assert here.folder == tmp_path.resolve()


def test_a_bucket_that_is_away_is_said_so_soon() -> None:
    away = BucketStore(bucket_of("http://127.0.0.1:9"))
    with pytest.raises(Unavailable, match="cannot be reached"):
        away.get(key())
    with pytest.raises(Unavailable):
        away.put(key(), b"x", "image/jpeg")
    with pytest.raises(Unavailable):
        list(away.everything())


HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Type: image/jpeg\r\n\r\nloaf"


@pytest.mark.parametrize("says", [b"", HALF], ids=["nothing", "half a file"])
def test_a_bucket_that_falls_silent_is_not_waited_for(
    says: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baketracker.files.bucket.OPTIONS", OPTIONS.merge(Config(read_timeout=0.2)))
    with silent_after(says) as address:
        silent = BucketStore(bucket_of(address))
        with pytest.raises(Unavailable, match="cannot be reached"):
            silent.get(key())


@contextmanager
def silent_after(says: bytes) -> Iterator[str]:
    """The address of who takes every connection, says that and then no more."""
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as taken:

        def take() -> None:
            with suppress(OSError):
                while True:
                    line = taken.enter_context(server.accept()[0])
                    line.recv(65536)
                    line.sendall(says)

        thread = threading.Thread(target=take)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        # Closing alone would not wake who waits.
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.covers("SD-18")
def test_no_credential_is_looked_for_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that finds none asks the machine's host, 169.254.169.254. Ours is told all."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody-elses")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "theirs")  # pragma: allowlist secret
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://evil.example")
    with outside.expected() as tried:
        address = BucketStore(bucket_of("", "eu-central-1")).link(key(), 300, "x", "image/jpeg")
    assert "AKIAOURS" in address
    assert "somebody-elses" not in address
    assert address.startswith("https://s3.eu-central-1.amazonaws.com/")
    assert tried == []
