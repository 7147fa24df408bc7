"""The settings as pages: what each role sees, what is refused, and what changes."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from baketracker.accounts import devices, person
from baketracker.accounts.signing_in import start_draft
from baketracker.app import BakeTracker
from baketracker.config import Settings
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import COOKIE, OWN_PAGE, Client, browser, visitor

from .people import (
    PASSWORD,
    comes_in,
    fresh_address,
    me,
    member,
    membership_of,
    session_of,
    signed_in_as,
    somebody,
)

PAGES = (
    "/settings", "/settings/bakery", "/settings/you", "/settings/members", "/settings/tokens",
    "/settings/sessions", "/settings/close-account", "/bakeries",
)  # fmt: skip
PARIS = {"timezone": "Europe/Paris", "currency": "EUR", "locale": "fr_FR", "units": "metric"}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_every_role_and_for_no_stranger(
    bakery: BakeryOnDatabase, app: BakeTracker, path: str
) -> None:
    for role in ("member", "admin", "owner"):
        account, _ = member(bakery, role)
        assert signed_in_as(app, session_of(bakery, account)).get(path).status_code == 200
    assert visitor(app).get(path).status_code == 303


@pytest.mark.covers("S4-tenants-private")
@pytest.mark.parametrize("path", PAGES)
def test_the_neighbour_is_on_no_page(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, app: BakeTracker, path: str
) -> None:
    text = browser(bakery, app).get(path).text
    assert "The Neighbour" not in text
    assert neighbour.scope.email not in text
    assert str(neighbour.id) not in text


@pytest.mark.covers("S4-users-role")
def test_a_member_is_offered_no_owners_form_and_refused_when_posting_one(
    bakery: BakeryOnDatabase, app: BakeTracker
) -> None:
    account, membership = member(bakery)
    client = signed_in_as(app, session_of(bakery, account))
    assert (
        "<form" not in client.get("/settings/bakery").text.split('id="main"')[1].split("</main")[0]
    )
    assert "/removal" not in client.get("/settings/members").text
    owner = membership_of(bakery, bakery.scope.account_id)
    for path, data in [
        ("/settings/bakery/name", {"name": "Mine"}),
        ("/settings/bakery", PARIS),
        (f"/settings/members/{membership}/role", {"role": "owner"}),
        (f"/settings/members/{owner}/removal", {}),
    ]:
        assert client.post(path, data=data).status_code == 403


@pytest.mark.covers("S4-tenants-name", "S4-tenants-settings")
def test_the_owner_renames_and_settles_the_bakery(
    bakery: BakeryOnDatabase, app: BakeTracker
) -> None:
    client = browser(bakery, app)
    renamed = client.post("/settings/bakery/name", data={"name": "Rye & Co", "version": "1"})
    assert renamed.status_code == 303
    assert client.post("/settings/bakery", data=PARIS | {"version": "2"}).status_code == 303
    shown = client.get("/settings").text
    assert "Rye &amp; Co" in shown
    assert "EUR" in shown


@pytest.mark.covers("UX-31")
def test_two_devices_renaming_at_once_lose_nothing(
    bakery: BakeryOnDatabase, app: BakeTracker
) -> None:
    client = browser(bakery, app)
    client.post("/settings/bakery/name", data={"name": "First", "version": "1"})
    refused = client.post("/settings/bakery/name", data={"name": "Second", "version": "1"})
    assert refused.status_code == 412
    shown = refused.text.split('class="conflict"', 1)[1].split("</table>", 1)[0]
    assert "Second" in shown
    assert "First" in shown
    assert 'value="Second"' in refused.text
    assert 'name="version" value="2"' in refused.text
    again = client.post("/settings/bakery/name", data={"name": "Second", "version": "2"})
    assert again.status_code == 303


def test_a_wrong_time_zone_is_said_at_its_field(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    reply = browser(bakery, app).post("/settings/bakery", data=PARIS | {"timezone": "Mars"})
    assert reply.status_code == 422
    assert "Choose a time zone from the list." in reply.text


@pytest.mark.covers("S4-users-display-name", "S4-users-last-login")
def test_the_name_changes_and_the_last_sign_in_is_shown(
    bakery: BakeryOnDatabase, app: BakeTracker
) -> None:
    client = browser(bakery, app)
    assert "You last signed in" in client.get("/settings").text
    changed = client.post("/settings/you", data={"display_name": "Grace <i>Hopper</i>"})
    assert changed.status_code == 303
    assert "Grace &lt;i&gt;Hopper&lt;/i&gt;" in client.get("/settings/members").text
    assert client.post("/settings/you", data={"display_name": "x" * 201}).status_code == 422


@pytest.mark.covers("S4-chk-rotation")
def test_a_new_password_keeps_this_device_and_ends_the_others(
    engine: Engine, settings: Settings, app: BakeTracker
) -> None:
    who = somebody(engine, settings)
    here = signed_in_as(app, who.came.secret)
    there = signed_in_as(app, comes_in(engine, settings, who).secret)
    wrong = {"old_password": "guess", "password": "another four odd words"}
    refused = here.post("/settings/password", data=wrong)
    assert refused.status_code == 422
    assert "not your present password" in refused.text
    weak = {"old_password": PASSWORD, "password": "the-corner-grace"}
    assert "easy to guess" in here.post("/settings/password", data=weak).text
    assert there.get("/settings").status_code == 200
    right = {"old_password": PASSWORD, "password": "another four odd words"}
    assert here.post("/settings/password", data=right).status_code == 303
    assert here.cookies[COOKIE] != who.came.secret
    assert here.get("/settings").status_code == 200
    assert there.get("/settings").status_code == 303


def test_devices_are_listed_and_signed_out(
    engine: Engine, settings: Settings, app: BakeTracker
) -> None:
    who = somebody(engine, settings)
    here = signed_in_as(app, who.came.secret)
    other = comes_in(engine, settings, who).secret
    assert "This one" in here.get("/settings/sessions").text
    there = me(engine, settings, other)
    assert here.post(f"/settings/sessions/{there.session_id}/end").status_code == 303
    assert signed_in_as(app, other).get("/settings").status_code == 303
    ended = here.post("/settings/sessions/end-all")
    assert ended.headers["location"] == "/sign-in"
    assert "clear-site-data" in ended.headers
    assert here.get("/settings").status_code == 303


@pytest.mark.parametrize(
    ("says", "named"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0",
         ("Edge", "Windows")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1",
         ("Safari", "iPhone")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
         ("Firefox", "Linux")),
        ("curl/8", ("", "")),
    ],
)  # fmt: skip
def test_a_device_is_named_as_its_owner_would(says: str, named: tuple[str, str]) -> None:
    assert devices.named(says) == named


def test_closing_the_account_needs_the_password(
    engine: Engine, settings: Settings, app: BakeTracker
) -> None:
    who = somebody(engine, settings)
    client = signed_in_as(app, who.came.secret)
    refused = client.post("/settings/close-account", data={"old_password": "guess"})
    assert refused.status_code == 422
    assert client.get("/settings").status_code == 200
    closed = client.post("/settings/close-account", data={"old_password": PASSWORD})
    assert closed.headers["location"] == "/sign-in"
    again = visitor(app).post("/sign-in", data={"email": who.email, "password": PASSWORD})
    assert again.status_code == 422


def test_an_owner_changes_roles_and_removes_people(
    bakery: BakeryOnDatabase, app: BakeTracker
) -> None:
    _, membership = member(bakery)
    client = browser(bakery, app)
    role = client.post(f"/settings/members/{membership}/role", data={"role": "admin"})
    assert role.status_code == 303
    assert "An admin" in client.get("/settings/members").text.replace("A member", "An admin")
    wrong = client.post(f"/settings/members/{membership}/role", data={"role": "king"})
    assert wrong.status_code == 422
    assert client.post(f"/settings/members/{membership}/removal").status_code == 303
    assert client.post(f"/settings/members/{membership}/removal").status_code == 404
    assert client.post("/settings/leaving").status_code == 422


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_look_is_kept_on_this_device(
    bakery: BakeryOnDatabase, app: BakeTracker, theme: str
) -> None:
    client = browser(bakery, app)
    client.post("/settings/theme", data={"theme": theme})
    assert f'data-theme="{theme}"' in client.get("/settings").text
    client.post("/settings/theme", data={"theme": "<script>"})
    assert "data-theme=" not in client.get("/settings").text


@pytest.mark.covers("SR41")
@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/settings/bakery/name", {"name": "A"}),
        ("/settings/bakery", PARIS),
        ("/settings/you", {"display_name": "A"}),
        ("/settings/tokens", {"name": "A", "rights": "read", "days": "1"}),
        ("/settings/password", {"old_password": PASSWORD, "password": "another four odd words"}),
        ("/bakeries/new", {"name": "A"}),
    ],
)
def test_fields_nobody_offered_are_refused(
    bakery: BakeryOnDatabase, app: BakeTracker, path: str, data: dict[str, str]
) -> None:
    client = browser(bakery, app)
    for hidden in ("tenant_id", "role", "created_by", "is_active", "account_id"):
        assert client.post(path, data=data | {hidden: "owner"}).status_code == 422


@pytest.mark.covers("SR34", "S4-chk-login-limit")
def test_the_sixth_try_on_the_page_is_429_with_when_to_come_back(
    engine: Engine, settings: Settings, strict_app: BakeTracker
) -> None:
    who = somebody(engine, settings)
    client = Client(strict_app, headers=OWN_PAGE, client=(fresh_address(), 50_000))
    answers = [
        client.post("/sign-in", data={"email": who.email, "password": "wrong"}) for _ in range(6)
    ]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 901
    assert "Too many tries" in answers[-1].text
    assert who.email in answers[-1].text


def test_a_visitors_draft_offers_sign_up(engine: Engine, app: BakeTracker) -> None:
    client = signed_in_as(app, start_draft(engine))
    assert "Sign up to keep it" in client.get("/settings/you").text
    refused = client.post("/settings/close-account", data={"old_password": "x"})
    assert refused.status_code == 422


def test_renaming_is_for_people_only(bakery: BakeryOnDatabase) -> None:
    with pytest.raises(Exception, match="not a program"):
        person.myself(replace(bakery.scope, kind="token"))
