"""One address, no redirect, and an end to every wait."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from baketracker.assistant import outbound
from baketracker.assistant.outbound import AddressRefused, Patience, client_to
from tests.factories.simulated_gemini import SimulatedGemini


@pytest.mark.covers("SD-18")
@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://localhost:{port}/",
        "http://127.0.0.1:1/",
        "https://127.0.0.1:{port}/",
        "http://generativelanguage.googleapis.com@127.0.0.2:{port}/",
    ],
)
def test_every_other_address_is_refused_before_a_connection(
    simulated_gemini: SimulatedGemini, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    connected = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: connected.append(a))
    with client_to(simulated_gemini.url) as client, pytest.raises(AddressRefused):
        client.get(address.format(port=simulated_gemini.port))
    assert connected == []


@pytest.mark.covers("SD-18")
def test_a_redirect_is_an_answer_and_nothing_else(simulated_gemini: SimulatedGemini) -> None:
    simulated_gemini.answer_with(simulated_gemini.redirect(f"{simulated_gemini.url}/again"))
    with client_to(simulated_gemini.url) as client:
        assert client.post(simulated_gemini.url, json={}).status_code == 307
    assert len(simulated_gemini.calls) == 1


def test_a_path_of_the_address_is_reached(simulated_gemini: SimulatedGemini) -> None:
    simulated_gemini.answer_with(simulated_gemini.reading({}))
    with client_to(f"{simulated_gemini.url}/") as client:
        assert client.post(f"{simulated_gemini.url}/some/path", json={}).status_code == 200


@contextmanager
def dripping() -> Iterator[str]:
    """A server that answers one byte at a time, for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            taken, _ = listening.accept()
            with taken:
                taken.recv(10_000)
                taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                try:
                    while True:
                        taken.sendall(b"x")
                        time.sleep(0.05)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_an_answer_that_drips_ends_too() -> None:
    with (
        dripping() as url,
        client_to(url, Patience(0.3)) as client,
        pytest.raises(httpx2.ReadTimeout),
    ):
        client.get(url)


def test_an_answer_that_is_too_large_ends(
    simulated_gemini: SimulatedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound, "LARGEST_ANSWER_BYTES", 1000)
    simulated_gemini.answer_with(simulated_gemini.reading("x" * 2000))
    with client_to(simulated_gemini.url) as client, pytest.raises(httpx2.ReadError):
        client.post(simulated_gemini.url, json={})
