"""Sessions end when they should, on every worker, with the next request."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from baketracker.accounts import door, identity, person
from baketracker.accounts.signing_in import sign_out
from baketracker.app import BakeTracker
from baketracker.config import Settings
from baketracker.db.types import now
from baketracker.errors import InvalidInput, NotFound, SignInNeeded
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, visitor

from .people import CALLER, PASSWORD, comes_in, me, member, session_of, signed_in_as, somebody

HOUR = timedelta(hours=1)


def opens(engine: Engine, settings: Settings, secret: str, after: timedelta = HOUR * 0) -> bool:
    """Whether the session still opens the bakery that much later."""
    try:
        door.resolve_session(engine, settings, secret, "", now() + after)
    except SignInNeeded:
        return False
    return True


@pytest.mark.covers("SR25", "S4-chk-session-life")
def test_three_days_without_use_end_a_session(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    assert opens(engine, settings, who.came.secret)
    assert not opens(engine, settings, who.came.secret, 72 * HOUR)


@pytest.mark.covers("SR25", "S4-chk-session-life")
def test_use_keeps_a_session_for_fourteen_days_and_no_longer(
    engine: Engine, settings: Settings
) -> None:
    who = somebody(engine, settings)
    for hours in range(0, 14 * 24, 71):
        assert opens(engine, settings, who.came.secret, hours * HOUR)
    assert opens(engine, settings, who.came.secret, timedelta(days=14) - HOUR)
    assert not opens(engine, settings, who.came.secret, timedelta(days=14))


@pytest.mark.covers("SR25")
def test_going_to_another_bakery_does_not_lengthen_a_session(
    engine: Engine, settings: Settings
) -> None:
    who = somebody(engine, settings)
    account = me(engine, settings, who.came.secret).account_id
    with engine.begin() as gate:
        later = now() + 60 * HOUR
        fresh = identity.rotate_session(gate, who.came.secret, account, who.tenant_id, later)
    assert fresh is not None
    assert not opens(engine, settings, fresh, timedelta(days=14))


@pytest.mark.covers("SR24")
def test_signing_out_ends_the_session_and_only_that_one(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    other = comes_in(engine, settings, who).secret
    sign_out(engine, who.came.secret)
    sign_out(engine, who.came.secret)
    assert not opens(engine, settings, who.came.secret)
    assert opens(engine, settings, other)


@pytest.mark.covers("SR24")
def test_signing_out_everywhere_ends_all(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    other = comes_in(engine, settings, who).secret
    assert person.sign_out_everywhere(engine, me(engine, settings, other)) == 2
    assert not opens(engine, settings, who.came.secret)
    assert not opens(engine, settings, other)


def test_one_device_can_be_signed_out_and_a_stranger_cannot(
    engine: Engine, settings: Settings
) -> None:
    who, stranger = somebody(engine, settings), somebody(engine, settings)
    here = me(engine, settings, comes_in(engine, settings, who).secret)
    with engine.begin() as gate:
        devices = person.my_sessions(gate, here)
    assert len(devices) == 2
    there = next(d.session_id for d in devices if d.session_id != here.session_id)
    with pytest.raises(NotFound):
        person.end_session(engine, me(engine, settings, stranger.came.secret), there)
    assert opens(engine, settings, who.came.secret)
    person.end_session(engine, here, there)
    assert not opens(engine, settings, who.came.secret)


@pytest.mark.covers("S4-chk-rotation")
def test_a_new_password_ends_every_session_and_opens_a_new_one(
    engine: Engine, settings: Settings
) -> None:
    who = somebody(engine, settings)
    here = me(engine, settings, comes_in(engine, settings, who).secret)
    fresh = person.change_password(
        engine, settings, here, PASSWORD, "another four odd words", address="", agent="",
    )  # fmt: skip
    assert not opens(engine, settings, who.came.secret)
    assert opens(engine, settings, fresh)
    with pytest.raises(SignInNeeded):
        comes_in(engine, settings, who)


def test_a_borrowed_session_cannot_set_a_password(engine: Engine, settings: Settings) -> None:
    here = me(engine, settings, somebody(engine, settings).came.secret)
    with pytest.raises(InvalidInput) as refused:
        person.change_password(
            engine, settings, here, "a guess", "another four odd words", address="", agent="",
        )  # fmt: skip
    assert "old_password" in refused.value.fields


@pytest.mark.covers("SD-10", "SR24")
def test_closing_an_account_ends_its_sessions_and_keys_together(
    engine: Engine, settings: Settings
) -> None:
    who = somebody(engine, settings)
    other = comes_in(engine, settings, who).secret
    here, moment = me(engine, settings, other), now()
    with engine.begin() as gate:
        _, key = identity.create_token(
            gate, here.account_id, who.tenant_id, "k", ["read"], moment, moment + HOUR
        )
    assert door.resolve_token(engine, settings, key, "")
    person.close_account(engine, settings, here, PASSWORD, address="")
    for secret in (who.came.secret, other):
        assert not opens(engine, settings, secret)
    with pytest.raises(SignInNeeded):
        door.resolve_token(engine, settings, key, "")


@pytest.mark.covers("SD-10")
def test_disabling_undone_by_a_rollback_ends_nothing(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    here = me(engine, settings, who.came.secret)
    with engine.connect() as gate:
        identity.disable_account(gate, here.account_id, now())
        assert identity.resolve_session(gate, who.came.secret, now()) is None
        gate.rollback()
    assert opens(engine, settings, who.came.secret)


@pytest.mark.covers("SR24")
def test_what_one_worker_ends_is_ended_on_the_other(
    bakery: BakeryOnDatabase, app: BakeTracker, second_worker: BakeTracker
) -> None:
    secret = bakery.cookie()
    here, there = signed_in_as(app, secret), signed_in_as(second_worker, secret)
    for client in (here, there):
        assert client.get("/settings").status_code == 200
    assert here.post("/sign-out").headers["clear-site-data"] == '"cache", "storage"'
    assert there.get("/settings").headers["location"] == "/sign-in?next=/settings"


@pytest.mark.covers("SR24", "S4-users-role")
def test_a_changed_role_acts_on_the_other_worker_with_the_next_request(
    bakery: BakeryOnDatabase, app: BakeTracker, second_worker: BakeTracker
) -> None:
    account, membership = member(bakery, "admin")
    there = signed_in_as(second_worker, session_of(bakery, account))
    wanted = {"timezone": "Europe/Paris", "currency": "EUR", "locale": "fr_FR", "units": "metric"}
    assert there.post("/settings/bakery", data=wanted).status_code == 303
    changed = browser(bakery, app).post(
        f"/settings/members/{membership}/role", data={"role": "member"}
    )
    assert changed.status_code == 303
    assert there.get("/settings").headers["location"] == "/sign-in?next=/settings"
    there = signed_in_as(second_worker, session_of(bakery, account))
    assert there.post("/settings/bakery", data=wanted).status_code == 403


@pytest.mark.covers("SR23", "S4-chk-rotation")
def test_the_cookie_is_for_this_host_over_tls_and_for_no_script(
    engine: Engine, settings: Settings, over_tls: BakeTracker
) -> None:
    who = somebody(engine, settings)
    reply = visitor(over_tls).post("/sign-in", data={"email": who.email, "password": PASSWORD})
    assert reply.status_code == 303
    name, _equals, rest = reply.headers["set-cookie"].partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == "__Host-bt_session"
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
    assert not any(part.startswith("domain") for part in attributes)
    assert CALLER.request_id not in rest


@pytest.mark.covers("DEC-10")
def test_on_plain_loopback_the_cookie_has_no_prefix_and_no_secure(
    engine: Engine, settings: Settings, app: BakeTracker
) -> None:
    who = somebody(engine, settings)
    reply = visitor(app).post("/sign-in", data={"email": who.email, "password": PASSWORD})
    cookie = reply.headers["set-cookie"]
    assert cookie.startswith("bt_session=")
    assert "secure" not in cookie.lower()
    assert "httponly" in cookie.lower()


@pytest.mark.covers("DEC-10")
@pytest.mark.parametrize("url", ["http://bakery.example", "https://127.0.0.1", "http://10.0.0.1"])
def test_nowhere_else_does_a_cookie_go_without_secure(settings: Settings, url: str) -> None:
    assert settings.model_copy(update={"public_url": url}).secure_cookies
