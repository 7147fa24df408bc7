"""Nothing that a test runs leaves this machine, and no address that somebody gives is fetched."""

import re
import socket

import httpx
import pytest

from baketracker.config import ROOT
from tests.factories.outside import OutsideCall, is_here, outside

# Names of the modules that may open a connection, each with what it reaches.
REACHES_OUT = re.compile(
    r"^\s*(?:import|from)\s+(?:urllib\.request|urllib3|httpx2?|requests|aiohttp|http\.client|"
    r"ftplib|smtplib|socket|boto3|google\.genai|firebase_admin)\b",
    re.MULTILINE,
)


@pytest.mark.covers("SR37")
@pytest.mark.parametrize("host", ["192.0.2.1", "169.254.169.254", "10.0.0.1"])
def test_a_socket_to_elsewhere_is_refused(host: str) -> None:
    with outside.expected() as tried:
        with pytest.raises(OutsideCall, match="may not leave"):
            socket.create_connection((host, 80), timeout=1)
        with socket.socket() as one, pytest.raises(OutsideCall):
            one.connect_ex((host, 80))
        with socket.socket(type=socket.SOCK_DGRAM) as one, pytest.raises(OutsideCall):
            one.sendto(b"x", (host, 53))
        with pytest.raises(OutsideCall):
            httpx.get(f"http://{host}/")
    assert len(tried) == 4


@pytest.mark.covers("SR37")
def test_a_name_from_elsewhere_is_not_even_looked_up() -> None:
    with outside.expected() as tried, pytest.raises(OutsideCall):
        socket.getaddrinfo("example.com", 443)
    assert len(tried) == 1


def test_this_machine_may_be_reached() -> None:
    for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost", "", None, b"localhost", "0.0.0.0"):
        assert is_here(host), host
    for host in ("example.com", "8.8.8.8", "::2", "localhost.example.com", "127.0.0.1.nip.io"):
        assert not is_here(host), host
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.covers("SR37")
def test_a_call_that_was_swallowed_is_remembered() -> None:
    """What the fixture of every test looks at afterwards."""
    with outside.expected() as tried:
        try:
            socket.create_connection(("192.0.2.1", 80))
        except BaseException as error:
            swallowed = error
    assert isinstance(swallowed, OutsideCall)
    assert tried == ["socket.getaddrinfo ('192.0.2.1',)"]


def test_files_and_media_load_nothing_that_fetches() -> None:
    """The bucket alone reaches out, to the address of the settings."""
    package = ROOT / "src" / "baketracker"
    found = {
        str(path.relative_to(package))
        for folder in ("files", "media")
        for path in (package / folder).rglob("*.py")
        if REACHES_OUT.search(path.read_text())
    }
    assert found == {"files/bucket.py"}
