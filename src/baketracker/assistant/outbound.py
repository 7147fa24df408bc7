"""The one way out to a model: an HTTP client that speaks to one address and to no other.

Redirects are not followed, the environment's proxies are not asked, and every wait has an end.
Whatever a library asks for, the transport below it has the last word."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2

CONNECT_SECONDS = 2.0
LARGEST_ANSWER_BYTES = 8 * 1024 * 1024
Origin = tuple[str, str, int | None]


class AddressRefused(Exception):
    """Something asked for an address that is not the configured one: a mistake or an attack."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, and for (the rest of) an answer."""

    answer: float = 20.0
    connect: float = CONNECT_SECONDS

    def as_extension(self) -> dict[str, float]:
        return {
            "connect": self.connect,
            "read": self.answer,
            "write": self.answer,
            "pool": self.connect,
        }


class OneAddress(httpx2.BaseTransport):
    """Lets requests to one origin pass and refuses the others before a connection is made."""

    def __init__(self, address: str, patience: Patience) -> None:
        self._origin = origin_of(httpx2.URL(address))
        self._patience = patience
        self._inner = httpx2.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raises AddressRefused for another scheme, host or port; else as HTTPTransport does."""
        if origin_of(request.url) != self._origin:
            raise AddressRefused(f"Not allowed: {request.url.host}")
        # A library that sets its own timeout sets one for all phases; connecting has less time.
        request.extensions = {**request.extensions, "timeout": self._patience.as_extension()}
        response = self._inner.handle_request(request)
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = Bounded(response.stream, self._patience.answer)
        return response

    def close(self) -> None:
        self._inner.close()


class Bounded(httpx2.SyncByteStream):
    """An answer that ends: in time as a whole, not only between two bytes, and in size."""

    def __init__(self, inner: httpx2.SyncByteStream, seconds: float) -> None:
        self._inner, self._ends = inner, time.monotonic() + seconds

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._inner:
            size += len(piece)
            if size > LARGEST_ANSWER_BYTES:
                raise httpx2.ReadError("The answer is too large.")
            if time.monotonic() > self._ends:
                raise httpx2.ReadTimeout("The answer takes too long.")
            yield piece

    def close(self) -> None:
        self._inner.close()


def origin_of(url: httpx2.URL) -> Origin:
    """Scheme, host and port; the scheme's own port is none."""
    return url.scheme, url.host, url.port


def client_to(address: str, patience: Patience | None = None) -> httpx2.Client:
    """A client that reaches `address` alone."""
    patience = patience or Patience()
    return httpx2.Client(
        transport=OneAddress(address, patience),
        follow_redirects=False,
        trust_env=False,
        timeout=httpx2.Timeout(patience.answer, connect=patience.connect),
    )
