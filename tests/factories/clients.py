"""Clients of the whole application: a person in a browser, a program with a token, a stranger.

All of them talk to one running application (one event loop, one start) per database."""

import contextlib
from functools import lru_cache
from typing import Any

import httpx
from fastapi.testclient import TestClient
from sqlalchemy import Engine, make_url

from baketracker.app import BakeTracker, build
from baketracker.config import Settings
from baketracker.db.connect import database_name, plain_url, sqlalchemy_url
from baketracker.db.scope import Right
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.folders import this_run

BASE_URL = "http://127.0.0.1:8000"
COOKIE = "bt_session"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}

Caller = TestClient | httpx.Client

_running = contextlib.ExitStack()


class Client(TestClient):
    """Shows what the server answered, errors too, and follows no redirect."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(
            app, base_url=BASE_URL, raise_server_exceptions=False, follow_redirects=False, **options
        )
        self.portal = getattr(app.state, "portal", None)


def waiting(url: str, for_a_lock: str = "60s") -> str:
    """The same login, which waits so long: what is judged is the outcome, however busy the machine.
    A login that says already how long it waits stays as it is."""
    asked = make_url(sqlalchemy_url(url))
    if "options" in asked.query:
        return url
    limits = {
        "lock_timeout": for_a_lock,
        "statement_timeout": "60s",
        "idle_in_transaction_session_timeout": "60s",
    }
    # Tabs, as a space would be written "+", which libpq does not read as one.
    options = "\t".join(f"-c{limit}={time}" for limit, time in limits.items())
    waits = asked.update_query_dict({"options": options})
    return plain_url(waits.render_as_string(hide_password=False))


def settings_for_tests(url: str, **changes: Any) -> Settings:
    """Settings of a test run on this database, with limits that do not get in the way."""
    values: dict[str, Any] = {
        "environment": "test",
        "database_url": waiting(url),
        "pool_wait_seconds": 10,
        "secret_key": "only-for-tests-only-for-tests-only",  # pragma: allowlist secret
        "requests_per_minute": 100_000,
        "sign_ins_per_quarter": 100_000,
        "worker": False,
        # A store serves one database: what another's bakeries keep would be swept from it.
        "files_dir": str(this_run() / "files" / database_name(url)),
    }
    return Settings(**(values | changes))


def started(app: BakeTracker) -> BakeTracker:
    """The application past its start-up, until `stop_all`."""
    runner = TestClient(app, base_url=BASE_URL)
    _running.enter_context(runner)
    app.state.portal = runner.portal
    return app


@lru_cache
def _app_on(url: str) -> BakeTracker:
    return started(build(settings_for_tests(url)))


def app_on(engine: Engine) -> BakeTracker:
    """The application of this test run on the engine's database."""
    return _app_on(engine.url.render_as_string(hide_password=False))


def stop_all() -> None:
    """End what `started` began."""
    _running.close()
    _app_on.cache_clear()


def visitor(app: Any, **headers: str) -> Client:
    """Somebody who is not signed in, on one of our pages."""
    return Client(app, headers=OWN_PAGE | headers)


def browser(bakery: BakeryOnDatabase, app: Any = None) -> Client:
    """The owner of a bakery, signed in, on one of our pages."""
    return Client(app or app_on(bakery.engine), headers=OWN_PAGE, cookies={COOKIE: bakery.cookie()})


def program(bakery: BakeryOnDatabase, *rights: Right, app: Any = None) -> Client:
    """A program with a token of this bakery, all rights unless told."""
    headers = {"Authorization": f"Bearer {bakery.token(*rights)}"}
    return Client(app or app_on(bakery.engine), headers=headers)


def call_tool(client: Caller, name: str, **arguments: Any) -> dict[str, Any]:
    """Call one MCP tool over HTTP; the result object of the protocol."""
    return speak(client, "tools/call", name=name, arguments=arguments)


def speak(client: Caller, method: str, **params: Any) -> dict[str, Any]:
    """One JSON-RPC request to /mcp; its result, or its error as {"error": ...}."""
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    kinds = {"Accept": "application/json, text/event-stream"}
    answer = client.post("/mcp", json=message, headers=kinds)
    answer.raise_for_status()
    body: dict[str, Any] = answer.json()
    return body["result"] if "result" in body else {"error": body["error"]}
