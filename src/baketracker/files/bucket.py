"""Files in a bucket of S3, or of R2, which speaks the same. Loaded only where there is one."""

import contextlib
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from baketracker.config import Settings
from baketracker.errors import NotFound, Unavailable

from .store import UNREACHABLE, Key, Lying

KIND = "file"
MISSING = ("404", "NoSuchKey")
OPTIONS = Config(
    signature_version="s3v4",
    # One host for all: pages may show what comes from it.
    s3={"addressing_style": "path"},
    # R2 knows no other.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    connect_timeout=5,
    read_timeout=5,
    # Twice at most: somebody waits for the answer, and a store that is down needs no storm.
    retries={"total_max_attempts": 2, "mode": "standard"},
)


class BucketStore:
    """Files as objects of one bucket, private: only links that we sign open them."""

    def __init__(self, settings: Settings) -> None:
        self.bucket = settings.s3_bucket
        # Key and address are given, so nothing looks for them in files or asks the machine's host.
        self._client: Any = boto3.session.Session(
            aws_access_key_id=settings.s3_access_key_id or None,
            aws_secret_access_key=settings.s3_secret_access_key.get_secret_value() or None,
        ).client(
            "s3", region_name=settings.s3_region, endpoint_url=settings.files_origin, config=OPTIONS
        )

    def put(self, key: Key, content: bytes, media_type: str) -> None:
        with _reachable():
            self._client.put_object(
                Bucket=self.bucket, Key=str(key), Body=content, ContentType=media_type
            )

    def get(self, key: Key) -> bytes:
        with _reachable():
            content: bytes = self._client.get_object(Bucket=self.bucket, Key=str(key))[
                "Body"
            ].read()
            return content

    def remove(self, key: Key) -> None:
        with _reachable():
            self._client.delete_object(Bucket=self.bucket, Key=str(key))

    def link(self, key: Key, seconds: int, filename: str, media_type: str) -> str:
        """Signed here, without asking the bucket. Type and name are part of what is signed."""
        wanted = {
            "Bucket": self.bucket,
            "Key": str(key),
            "ResponseContentType": media_type,
            "ResponseContentDisposition": f'attachment; filename="{filename}"',
            "ResponseCacheControl": "private, no-cache",
        }
        address: str = self._client.generate_presigned_url("get_object", wanted, ExpiresIn=seconds)
        return address

    def everything(self) -> Iterator[Lying]:
        with _reachable():
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix="t/"):
                for found in page.get("Contents", []):
                    with contextlib.suppress(ValueError):
                        yield Lying(Key.read(found["Key"]), found["LastModified"])


@contextlib.contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in MISSING:
            raise NotFound(KIND) from error
        raise Unavailable(UNREACHABLE) from error
    except BotoCoreError as error:
        raise Unavailable(UNREACHABLE) from error
