"""From a credential to a scope: one transaction, one connection, and at most so often."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import event

from baketracker.accounts import door, identity
from baketracker.app import BakeTracker, build
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.types import now
from baketracker.errors import SignInNeeded, TooManyRequests
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.clients import COOKIE, Client, browser, program, started, visitor

MINUTE = timedelta(minutes=1)


@pytest.fixture
def limited(settings: Settings) -> Settings:
    """The limit of the product: a hundred requests in a minute."""
    return settings.model_copy(update={"requests_per_minute": 100})


@pytest.fixture(scope="module")
def limited_app(settings: Settings) -> BakeTracker:
    return started(build(settings.model_copy(update={"requests_per_minute": 10})))


def test_the_scope_says_who_where_and_how(bakery: BakeryOnDatabase, settings: Settings) -> None:
    scope = door.resolve_session(bakery.engine, settings, bakery.cookie(), "request-9")
    assert (scope.tenant_id, scope.account_id) == (bakery.id, bakery.scope.account_id)
    assert (scope.role, scope.kind, scope.bakery_name) == ("owner", "person", "Ada's Bakery")
    assert (scope.email, scope.request_id) == (bakery.scope.email, "request-9")
    program = door.resolve_token(bakery.engine, settings, bakery.token("read"), "")
    assert (program.kind, program.rights) == ("token", {"read"})


def test_it_takes_one_transaction_of_few_statements(
    bakery: BakeryOnDatabase, settings: Settings
) -> None:
    secret, engine = bakery.cookie(), make_engine(settings.database_url, settings)
    door.resolve_session(engine, settings, secret, "")
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    event.listen(engine, "commit", lambda _connection: said.append("commit"))
    door.resolve_session(engine, settings, secret, "")
    engine.dispose()
    assert [words.split()[0] for words in said] == ["SELECT", "SET", "SELECT", "SELECT", "commit"]


def test_a_session_of_one_bakery_never_opens_another(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, settings: Settings
) -> None:
    assert bakery.scope.account_id is not None
    with bakery.engine.begin() as gate:
        forged = identity.open_session(gate, bakery.scope.account_id, neighbour.id, "", now())
    with pytest.raises(SignInNeeded):
        door.resolve_session(bakery.engine, settings, forged, "")


@pytest.mark.covers("SR34", "S4-chk-rate")
def test_the_hundred_and_first_request_in_a_minute_waits(
    bakery: BakeryOnDatabase, limited: Settings
) -> None:
    cookie, key, moment = bakery.cookie(), bakery.token("read"), now()
    for _ in range(50):
        door.resolve_session(bakery.engine, limited, cookie, "", moment)
        door.resolve_token(bakery.engine, limited, key, "", moment)
    for resolve, secret in ((door.resolve_session, cookie), (door.resolve_token, key)):
        with pytest.raises(TooManyRequests) as waits:
            resolve(bakery.engine, limited, secret, "", moment + MINUTE / 2)
        assert 29 <= waits.value.retry_after <= 31
    with pytest.raises(TooManyRequests):
        door.resolve_person(bakery.engine, limited, cookie, "", moment)
    assert door.resolve_session(bakery.engine, limited, cookie, "", moment + MINUTE)


@pytest.mark.covers("SR34", "S4-chk-rate")
def test_four_workers_let_exactly_a_hundred_through(
    bakery: BakeryOnDatabase, limited: Settings
) -> None:
    cookie, moment, start = bakery.cookie(), now(), Barrier(4)
    outcomes: list[str] = []

    def work() -> None:
        engine = make_engine(limited.database_url, limited)
        start.wait()
        for _ in range(60):
            try:
                door.resolve_session(engine, limited, cookie, "", moment)
                outcomes.append("passed")
            except TooManyRequests:
                outcomes.append("limited")
        engine.dispose()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (outcomes.count("passed"), outcomes.count("limited")) == (100, 140)


@pytest.mark.covers("SR34", "S4-chk-rate")
def test_one_person_waits_and_another_does_not(
    bakery: BakeryOnDatabase, limited_app: BakeTracker
) -> None:
    pages, api = browser(bakery, limited_app), program(bakery, app=limited_app)
    answers = [client.get(path) for client, path in [(pages, "/settings"), (api, "/api/me")] * 6]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    page, problem = answers[-2:]
    for answer in (page, problem):
        assert 1 <= int(answer.headers["retry-after"]) <= 61
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["code"] == "too_many_requests"
    other = open_bakery(bakery.engine, "Elsewhere")
    assert browser(other, limited_app).get("/settings").status_code == 200


@pytest.mark.covers("UX-30")
def test_an_ended_session_sends_the_window_to_sign_in_never_a_card(app: BakeTracker) -> None:
    client: Client = visitor(app, **{"HX-Request": "true"})
    client.cookies.set(COOKIE, "ended", domain="127.0.0.1", path="/")
    reply = client.get("/settings")
    assert (reply.status_code, reply.text) == (401, "")
    assert reply.headers["hx-redirect"] == "/sign-in?next=/settings"
