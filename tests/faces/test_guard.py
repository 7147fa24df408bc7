"""The outermost layer: hosts, origins, proxies, bodies, headers."""

import resource
from collections.abc import Iterator

import httpx
import pytest

from baketracker.app import BakeTracker, build
from baketracker.config import Settings
from baketracker.faces.guard import HEADERS, is_under
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import Client, browser, program, started, visitor
from tests.factories.servers import LiveServer

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def production(settings: Settings) -> BakeTracker:
    """The application as it runs in the world, behind a proxy at 10.0.0.1."""
    return started(
        build(
            settings.model_copy(
                update={
                    "environment": "production",
                    "public_url": "https://bake.example",
                    "trusted_proxies": ["10.0.0.1"],
                    "cors_origins": ["https://shop.example"],
                }
            )
        )
    )


def outside(app: BakeTracker, peer: str = "testclient") -> Client:
    """Somebody who reaches the application from `peer`."""
    client = Client(app, client=(peer, 50_000))
    client.base_url = "https://bake.example"
    return client


@pytest.mark.parametrize(
    "host", ["evil.example", "", "[bad", "bake.example.evil.example", "127.0.0.1"]
)
def test_a_foreign_host_is_not_served(production: BakeTracker, host: str) -> None:
    answer = outside(production).get("/livez", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.covers("SD-15")
def test_pages_carry_the_headers_that_protect_them(
    bakery: BakeryOnDatabase, with_stall: BakeTracker
) -> None:
    headers = browser(bakery, with_stall).get("/stall").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "private, no-store"


@pytest.mark.covers("SD-15", "SR23")
def test_https_is_kept_and_the_cookie_is_bound_to_the_host(production: BakeTracker) -> None:
    answer = outside(production).get("/livez")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.covers("SD-14", "S4-env-cors")
def test_no_other_origin_may_read_an_answer(app: BakeTracker) -> None:
    for origin in ("https://evil.example", "null", "http://127.0.0.1:8000"):
        answer = visitor(app).get("/livez", headers={"Origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.covers("S4-env-cors")
def test_only_a_listed_origin_may_read_an_answer(production: BakeTracker) -> None:
    listed = outside(production).get("/livez", headers={"Origin": "https://shop.example"})
    other = outside(production).get("/livez", headers={"Origin": "https://shop.example.evil"})
    assert listed.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Access-Control-Allow-Credentials" not in listed.headers
    assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.covers("S4-env-cors")
def test_a_listed_origin_may_ask_before_it_uses_the_json_door(production: BakeTracker) -> None:
    asks = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,idempotency-key",
    }
    answer = outside(production).options("/api/anything", headers=asks)
    assert answer.status_code == 204
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert (
        "Access-Control-Allow-Origin"
        not in outside(production)
        .options("/api/anything", headers=asks | {"Origin": "https://evil.example"})
        .headers
    )
    assert outside(production).options("/", headers=asks).status_code != 204


@pytest.mark.covers("SD-14")
def test_a_strangers_forwarding_headers_are_ignored(production: BakeTracker) -> None:
    lies = {
        "X-Forwarded-For": "1.2.3.4",
        "X-Request-Id": "chosen",
        "X-Forwarded-Host": "evil.example",
    }
    believed = outside(production, "10.0.0.1").get("/livez", headers=lies)
    ignored = outside(production, "10.0.0.2").get("/livez", headers=lies)
    assert believed.headers["X-Request-Id"] == "chosen"
    assert ignored.headers["X-Request-Id"] != "chosen"


@pytest.mark.covers("SD-14")
def test_a_proxy_cannot_be_made_to_forge_log_lines(production: BakeTracker) -> None:
    odd = {"X-Request-Id": 'a"b{}'}
    answer = outside(production, "10.0.0.1").get("/livez", headers=odd)
    assert answer.headers["X-Request-Id"].isalnum()


@pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
def test_no_request_is_echoed(app: BakeTracker, method: str) -> None:
    assert visitor(app).request(method, "/livez").status_code == 405


def test_only_the_doors_themselves_are_free_of_the_origin_check() -> None:
    assert is_under("/api", "/api")
    assert is_under("/api/x", "/api")
    assert not is_under("/apiary", "/api")
    assert not is_under("/", "/api")


@pytest.mark.covers("SD-13")
def test_a_cookie_opens_no_bearer_door(bakery: BakeryOnDatabase, with_stall: BakeTracker) -> None:
    client = browser(bakery, with_stall)
    assert client.get("/api/stall/openapi").status_code == 401
    assert client.post("/api/stall", json={"name": "Mill"}).status_code == 401
    assert client.post("/mcp", json={}).status_code == 401


@pytest.mark.covers("SD-13")
def test_a_token_opens_no_page(bakery: BakeryOnDatabase, with_stall: BakeTracker) -> None:
    client = program(bakery, app=with_stall)
    answer = client.get("/stall")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


def chunks(total: int) -> Iterator[bytes]:
    """A body of `total` bytes that does not say how long it is."""
    while total > 0:
        yield b"x" * min(total, 64 * 1024)
        total -= 64 * 1024


def memory() -> int:
    """The most this process ever held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.covers("SR35", "S4-chk-size")
@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
def test_a_body_beyond_the_limit_is_refused(live_stall: LiveServer, chunked: bool) -> None:
    one_too_many = live_stall.settings.upload_bytes + 1
    body = chunks(one_too_many) if chunked else b"x" * one_too_many
    with httpx.Client(base_url=live_stall.url, headers={"Origin": live_stall.url}) as client:
        before = memory()
        answer = client.post("/import", content=body)
        assert answer.status_code == 413
        assert memory() - before <= 30 * MEGABYTE


@pytest.mark.covers("SR35", "S4-chk-size")
@pytest.mark.parametrize("door", ["/stall", "/api/stall", "/settings/theme"])
def test_an_endless_body_is_refused_early_on_every_door(live_stall: LiveServer, door: str) -> None:
    kind = {"Origin": live_stall.url, "Content-Type": "application/x-www-form-urlencoded"}
    before = memory()
    answer = httpx.post(f"{live_stall.url}{door}", content=chunks(60 * MEGABYTE), headers=kind)
    assert answer.status_code == 413
    assert answer.headers["Content-Security-Policy"]
    assert memory() - before <= 30 * MEGABYTE


def test_an_endless_tool_call_is_refused(bakery: BakeryOnDatabase, live_stall: LiveServer) -> None:
    headers = {"Authorization": f"Bearer {bakery.token()}", "Content-Type": "application/json",
               "Accept": "application/json, text/event-stream"}  # fmt: skip
    answer = httpx.post(f"{live_stall.url}/mcp", content=chunks(5 * MEGABYTE), headers=headers)
    assert answer.status_code in (400, 413)


def test_a_body_within_the_limit_passes(bakery: BakeryOnDatabase, with_stall: BakeTracker) -> None:
    notes = "x" * (MEGABYTE - 100)
    answer = program(bakery, app=with_stall).post("/api/stall", json={"name": "M", "notes": notes})
    assert answer.status_code == 201


def test_what_is_large_travels_compressed_and_small_does_not(app: BakeTracker) -> None:
    page = visitor(app).get("/sign-in", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["Vary"]
    assert "</html>" in page.text
    assert "Content-Encoding" not in visitor(app).get("/livez").headers
    plain = visitor(app).get("/sign-in", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
