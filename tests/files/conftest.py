"""A folder store, a bucket on a server of this machine, and what lies in them."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from baketracker.config import Settings
from baketracker.files.bucket import BucketStore
from baketracker.files.disk import DiskStore
from baketracker.files.store import Store
from tests.factories.clients import settings_for_tests

BUCKET = "bakery-files"


@pytest.fixture(scope="session")
def bucket_settings() -> Iterator[Settings]:
    """Settings of a bucket on an S3 server of ours. It checks no signature: the tests do."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    _host, port = server.get_host_and_port()
    settings = bucket_of(f"http://127.0.0.1:{port}")
    BucketStore(settings)._client.create_bucket(Bucket=BUCKET)
    yield settings
    with contextlib.suppress(Exception):
        server.stop()


def bucket_of(endpoint: str, region: str = "us-east-1") -> Settings:
    return settings_for_tests(
        "postgresql://nowhere/x", s3_bucket=BUCKET, s3_region=region, s3_endpoint_url=endpoint,
        s3_access_key_id="AKIAOURS",
        s3_secret_access_key="a-key-of-tests",  # pragma: allowlist secret
    )  # fmt: skip


@pytest.fixture
def bucket(bucket_settings: Settings) -> BucketStore:
    return BucketStore(bucket_settings)


@pytest.fixture
def disk(tmp_path: Path) -> DiskStore:
    return DiskStore(tmp_path / "files", b"a key of this test")


@pytest.fixture(params=["disk", "bucket"])
def store(request: pytest.FixtureRequest) -> Store:
    """Both stores, one after the other: what holds for one holds for the other."""
    found: Store = request.getfixturevalue(request.param)
    return found
