"""The suite reaches nothing beyond this machine: whoever tries is stopped and remembered.

An audit hook sees every socket of this process, however it was opened; it cannot be taken off
again. Programs that tests start are not seen, nor is the database's own library, which is given a
loopback address."""

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAMES = ("localhost", "ip6-localhost", "")


class OutsideCall(AssertionError):
    """A test tried to leave this machine."""


class Outside:
    """What was tried."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self._stands = False

    def stand_guard(self) -> None:
        """From now on, once a process."""
        if not self._stands:
            self._stands = True
            sys.addaudithook(self._look)

    def _look(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto"):
            self._refuse_outside(event, arguments[1])
        elif event == "socket.getaddrinfo":
            self._refuse_outside(event, arguments[:1])

    def _refuse_outside(self, event: str, address: object) -> None:
        # A path is a unix socket; other families give tuples that begin with the host.
        if not isinstance(address, tuple) or is_here(address[0]):
            return
        self.tried.append(f"{event} {address}")
        raise OutsideCall(f"A test may not leave this machine: {event} {address}")

    @contextmanager
    def expected(self) -> Iterator[list[str]]:
        """What is tried inside is the test's own purpose."""
        before = len(self.tried)
        tried: list[str] = []
        try:
            yield tried
        finally:
            tried += self.tried[before:]
            del self.tried[before:]


def is_here(host: object) -> bool:
    """Whether a name or address is this machine."""
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in NAMES:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


outside = Outside()
